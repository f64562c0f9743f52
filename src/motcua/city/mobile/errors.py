"""Why something of a mobile team is not possible, in words for the person who tried."""


class Refused(Exception):
    """`field`: the question to put the words at; empty for the whole page."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class Faulty(Refused):
    """Several fields are wrong at once: `fields` says how."""

    def __init__(self, fields: dict[str, tuple[str, str]]) -> None:
        super().__init__(
            "; ".join(one[0] for one in fields.values()), "; ".join(one[1] for one in fields.values())
        )
        self.fields = fields


class WrongState(Refused):
    """Somebody was faster, or it is over."""


class NotYours(Refused):
    """The plan or draft is somebody else's, or is not there: pages answer 404."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy.", "Not found.")
