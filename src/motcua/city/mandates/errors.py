"""Why a mandate is not possible, in words for the person refused."""

from motcua.foundation import refusals


class Refused(refusals.Refused):
    """What this room refuses."""


class NotYours(Refused):
    """The organisation or the mandate is somebody else's, or is not there: pages answer 404."""


class Oneself(Refused):
    field = "pin"
    vi = "Đây là số của chính bạn: người đại diện không cần ủy quyền cho mình."
    en = "This is your own number: a representative needs no mandate."


class AlreadyThere(Refused):
    field = "pin"
    vi = "Người này đã được ủy quyền đúng những việc này rồi."
    en = "This person is authorised for exactly this already."


class WrongDays(Refused):
    field = "until"
    vi = "Ngày cuối phải từ ngày đầu trở đi và trong vòng ba năm."
    en = "The last day must not lie before the first, nor more than three years ahead."


class BeganBefore(Refused):
    field = "since"
    vi = "Ngày đầu không được ở trong quá khứ."
    en = "The first day must not lie in the past."


class Nothing(Refused):
    field = "powers"
    vi = "Hãy chọn ít nhất một việc được làm."
    en = "Choose at least one thing that may be done."


class TooMany(Refused):
    vi = "Đã có quá nhiều ủy quyền đang mở. Hãy dừng bớt trước."
    en = "There are too many open mandates. End some first."
