"""What a form says when an answer cannot be accepted. Vietnamese first; the words stand here only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """`code` is stable, for tests and for the API."""

    code: str
    vi: str
    en: str


class Refused(Exception):
    """An answer cannot be accepted; carries its message."""

    def __init__(self, message: Message):
        self.message = message
        super().__init__(message.en)


_WORDS: dict[str, tuple[str, str]] = {
    "REQUIRED": ("Mục này cần được trả lời.", "This needs an answer."),
    "TEXT": ("Nội dung này không phải là chữ hợp lệ.", "This is not valid text."),
    "TEXT_CONTROL": (
        "Có ký tự không hiển thị được; hãy xóa và gõ lại.",
        "It contains characters that cannot be shown; please retype it.",
    ),
    "TEXT_LONG": ("Dài quá {0} ký tự.", "Longer than {0} characters."),
    "PATTERN": ("Chưa đúng dạng{0}.", "Not in the expected form{0}."),
    "NAME": (
        "Họ tên chỉ gồm chữ cái, dấu cách, dấu nối và dấu nháy.",
        "A name has letters, spaces, hyphens and apostrophes only.",
    ),
    "DATE": (
        "Ngày không hợp lệ. Viết ngày/tháng/năm, ví dụ 27/3/2019.",
        "Not a valid date. Write day/month/year, e.g. 27/3/2019.",
    ),
    "DATE_EARLY": ("Không được trước ngày {0}.", "Not before {0}."),
    "DATE_LATE": ("Không được sau ngày {0}.", "Not after {0}."),
    "INTEGER": ("Hãy nhập một số nguyên.", "Enter a whole number."),
    "MONEY": ("Hãy nhập số tiền bằng số nguyên đồng, ví dụ 1.500.000.", "Enter whole đồng, e.g. 1.500.000."),
    "MIN": ("Ít nhất là {0}.", "At least {0}."),
    "MAX": ("Nhiều nhất là {0}.", "At most {0}."),
    "CHOICE": ("Hãy chọn một trong các lựa chọn.", "Choose one of the options."),
    "CHOICES": ("Có lựa chọn không nằm trong danh sách.", "One of the choices is not on the list."),
    "CHOICES_MIN": ("Chọn ít nhất {0}.", "Choose at least {0}."),
    "CHOICES_MAX": ("Chọn nhiều nhất {0}.", "Choose at most {0}."),
    "YES_NO": ("Hãy chọn có hoặc không.", "Choose yes or no."),
    "PIN_LENGTH": ("Số định danh cá nhân có 12 chữ số.", "A personal identification number has 12 digits."),
    "PIN": (
        "Số định danh cá nhân không hợp lệ; hãy kiểm tra lại trên thẻ.",
        "Not a valid personal identification number; please check the card.",
    ),
    "PHONE": (
        "Số điện thoại không hợp lệ. Ví dụ: 0912345678 hoặc +84912345678.",
        "Not a valid telephone number. Example: 0912345678 or +84912345678.",
    ),
    "EMAIL": (
        "Thư điện tử không hợp lệ. Ví dụ: ten@example.vn.",
        "Not a valid e-mail address. Example: name@example.vn.",
    ),
    "UNIT": ("Hãy chọn phường, xã trong danh sách.", "Choose the ward or commune from the list."),
    "ADDRESS_LINE": (
        "Hãy ghi số nhà, đường, thôn hoặc tổ dân phố.",
        "Enter the house number and street or the hamlet.",
    ),
    "COUNTRY": ("Hãy chọn quốc gia trong danh sách.", "Choose the country from the list."),
    "ETHNIC_GROUP": ("Hãy chọn dân tộc trong danh sách.", "Choose the ethnic group from the list."),
    "GROUP": ("Phần này chưa đúng.", "This part is not right."),
    "GROUP_MIN": ("Cần ít nhất {0} mục.", "At least {0} entries are needed."),
    "GROUP_MAX": ("Nhiều nhất {0} mục.", "At most {0} entries."),
}


def message(code: str, *details: object) -> Message:
    vi, en = _WORDS[code]
    return Message(code, vi.format(*details), en.format(*details))


def refuse(code: str, *details: object) -> Refused:
    return Refused(message(code, *details))
