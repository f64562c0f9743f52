"""Why a record of entrusted powers was not written, signed or revoked. Each carries words in both languages."""

from collections.abc import Mapping


class Refused(Exception):
    """Nothing was changed."""

    vi = "Không thực hiện được."
    en = "This cannot be done."


class Faulty(Refused):
    """What is wrong, by field."""

    vi = "Cần sửa các ô được đánh dấu."
    en = "Please correct the marked fields."

    def __init__(self, fields: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


class NotThere(Refused):
    """No such record for this officer."""


class AlreadySigned(Refused):
    vi = "Quyết định này đã được ký hoặc đã bị thu hồi."
    en = "This decision has been signed or revoked already."


class OwnDraft(Refused):
    vi = "Người soạn không ký quyết định do chính mình soạn: cần người ký khác."
    en = "Who wrote a decision does not sign it: somebody else must."


class WiderThanHeld(Refused):
    """The lender does not hold what it would lend, or not until the end."""

    def __init__(self, power_vi: str, power_en: str) -> None:
        super().__init__(power_en)
        self.vi = f"Người giao không giữ quyền “{power_vi}” trong phạm vi và thời hạn này, hoặc không được giao lại."
        self.en = f"The lender does not hold “{power_en}” this far and this long, or may not lend it on."


class Barred(Refused):
    """A law or the city's own rule keeps this from being lent."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en
