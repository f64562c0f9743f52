"""Why something in a hall is not possible, in words for the person who tried."""


class Refused(Exception):
    """`field`: the question to put the words at; empty for the whole page."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class NotOpen(Refused):
    """The hall gives no tickets now."""


class AlreadyWaiting(Refused):
    """This phone has a number already; `ticket` is it."""

    def __init__(self, ticket: object) -> None:
        super().__init__("Điện thoại này đang giữ một số rồi.", "This phone holds a number already.")
        self.ticket = ticket


class Taken(Refused):
    """The slot is full, or the counter has somebody else."""


class WrongState(Refused):
    """Somebody was faster, or the thing is over."""


class NotYours(Refused):
    """The row is somebody else's, or is not there: pages answer 404."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy.", "Not found.")
