"""Why a change of a dossier was not made. Each error carries words for people in both languages."""

from datetime import datetime

from motcua.foundation.worktime import VN


class ChangeRefused(Exception):
    """A change that the rules do not allow now; nothing was changed. `code` is stable for partners."""

    code = "refused"
    vi = "Không thực hiện được thao tác này."
    en = "This cannot be done."


class SomebodyWasFaster(ChangeRefused):
    """The task was finished meanwhile. Says by whom and when, so that nobody asks in vain."""

    code = "somebody-was-faster"

    def __init__(self, by: str, at: datetime | None) -> None:
        super().__init__(by)
        at = at.astimezone(VN) if at else None
        when = f" lúc {at:%H:%M ngày %d/%m/%Y}" if at else ""
        when_en = f" at {at:%H:%M on %d/%m/%Y}" if at else ""
        who = by or "hệ thống"
        self.by, self.at = by, at
        self.vi = f"Việc này đã được {who} xử lý{when}. Thao tác của bạn chưa được ghi nhận."
        self.en = f"This was already handled by {by or 'the system'}{when_en}. Your action was not recorded."


class TakenByOther(ChangeRefused):
    """A colleague has claimed the task."""

    code = "taken-by-other"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.vi = f"{name} đang xử lý việc này."
        self.en = f"{name} is working on this."


class WrongState(ChangeRefused):
    """The dossier's status does not allow it."""

    code = "wrong-state"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class UnknownAction(ChangeRefused):
    """The step has no such way out, or its condition does not hold."""

    code = "unknown-action"
    vi = "Bước này không có lựa chọn đó."
    en = "This step has no such choice."


class NoteNeeded(ChangeRefused):
    """The action asks for a reason in words."""

    code = "note-needed"
    vi = "Cần ghi rõ lý do."
    en = "A reason is needed."


class NotComplete(ChangeRefused):
    """Answers or papers are wrong or missing. `fields` maps a path to its message (vi, en)."""

    code = "not-complete"
    vi = "Hồ sơ còn thiếu hoặc có chỗ chưa đúng."
    en = "Something is missing or not right."

    def __init__(self, fields: dict[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotTicked(NotComplete):
    """Points of a checklist were not confirmed; `fields` names each as `check.<id>`."""

    vi = "Danh mục kiểm tra còn mục chưa đánh dấu."
    en = "A point of the checklist is not ticked."


class FeeUnpaid(ChangeRefused):
    """The fee must be paid first."""

    code = "fee-unpaid"
    vi = "Hồ sơ chưa nộp phí, lệ phí."
    en = "The fee has not been paid yet."


class OncePerDossier(ChangeRefused):
    """What the law allows once has been done already (extension, supplement after appraisal)."""

    code = "once-only"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class TooLate(ChangeRefused):
    """What may be done within a time only was tried after it."""

    code = "too-late"

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class NotYours(ChangeRefused):
    """The dossier belongs to somebody else; people see "not found"."""

    code = "not-found"
    vi = "Không tìm thấy hồ sơ."
    en = "Dossier not found."
