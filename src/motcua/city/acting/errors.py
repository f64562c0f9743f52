"""Why acting for somebody is not possible, in words for the person refused."""

from motcua.foundation import refusals


class Refused(refusals.Refused):
    """What this room refuses."""


class NotYours(Refused):
    """The row is somebody else's, or is not there: pages answer 404."""


class Oneself(Refused):
    field = "pin"
    vi = "Đây là số của chính bạn; hãy nhập số của người thân."
    en = "This is your own number; enter your relative's."


class AlreadyThere(Refused):
    field = "pin"
    vi = "Bạn đã mời người này cho việc này rồi."
    en = "You have invited this person for this already."


class TooLong(Refused):
    field = "until"
    vi = "Hãy chọn ngày trong vòng hai năm tới."
    en = "Choose a day within the next two years."


class TooMany(Refused):
    vi = "Đã có quá nhiều lời mời đang mở. Hãy hủy bớt trước."
    en = "There are too many open invitations. End some first."


class NotTheCard(Refused):
    field = "card"
    vi = "Thẻ vừa đọc không phải của người này, hoặc mã QR đọc chưa đủ."
    en = "The card is not this person's, or its code was not read in full."


class NoAddress(Refused):
    field = "way"
    vi = "Người này chưa có thư điện tử trong hồ sơ dân cư; hãy đọc mã QR trên thẻ căn cước."
    en = "No e-mail address of this person is known; read the QR of the identity card."


class WrongCode(Refused):
    field = "code"
    vi = "Mã chưa đúng."
    en = "The code is wrong."


class NoMoreTries(Refused):
    field = "code"
    vi = "Mã đã bị nhập sai nhiều lần hoặc đã hết hạn. Hãy bắt đầu lại."
    en = "The code was wrong too often or has expired. Start again."
