"""Why something at the post is not possible, in words for the person who tried."""


class Refused(Exception):
    """`field`: the question to put the words at; empty for the whole page."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class WrongState(Refused):
    """Somebody was faster, or the shipment is elsewhere by now."""


class NotYours(Refused):
    """The shipment or record is another office's, or is not there: pages answer 404."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy.", "Not found.")


class NotThese(Refused):
    """Several codes cannot go together; `faults` says why for each."""

    def __init__(self, faults: dict[str, tuple[str, str]]) -> None:
        vi = "; ".join(f"{code}: {one[0]}" for code, one in faults.items())
        en = "; ".join(f"{code}: {one[1]}" for code, one in faults.items())
        super().__init__(vi, en, "codes")
        self.faults = faults
