"""What this room refuses, in both languages."""


class Refused(Exception):
    """An act that is not possible now. `field` names the question of a form, where it is about one."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class Several(Refused):
    """All faults of a form at once, each at its question; the words are those of the first."""

    def __init__(self, faults: "list[Refused]") -> None:
        super().__init__(faults[0].vi, faults[0].en, faults[0].field)
        self.faults = tuple(faults)


def of(refused: Refused) -> tuple[Refused, ...]:
    """The faults that a refusal is made of."""
    return refused.faults if isinstance(refused, Several) else (refused,)


class NotYours(LookupError):
    """No such run, line or account for this agency or person."""
