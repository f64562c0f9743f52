"""What may go wrong with a record, in the words that are shown to the person who wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a record; `field` is the field's id, or empty when the whole record is meant."""

    field: str
    vi: str
    en: str


class NotAccepted(ValueError):
    """The record cannot be kept as it is; `problems` says everything at once. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(f"{one.field}: {one.en}" if one.field else one.en for one in self.problems)
        )

    @property
    def vi(self) -> str:
        return " ".join(one.vi for one in self.problems)

    @property
    def en(self) -> str:
        return " ".join(one.en for one in self.problems)


class NoSuchRegister(LookupError):
    """No register of this key was brought in."""


class NoSuchRecord(LookupError):
    """The register holds no record of this id."""


class ChangedMeanwhile(RuntimeError):
    """Somebody changed the record after it was read; `revision` is the one it has now."""

    vi = "Bản ghi vừa được người khác sửa. Hãy xem lại rồi sửa tiếp."
    en = "Somebody changed this record meanwhile. Look at it again, then go on."

    def __init__(self, revision: int) -> None:
        super().__init__(f"the record is at revision {revision}")
        self.revision = revision


class NotInForce(RuntimeError):
    """The record was replaced, cancelled or withdrawn: it stays as it was."""

    vi = "Bản ghi này không còn hiệu lực nên không sửa được nữa."
    en = "This record is no longer in force and cannot be changed."

    def __init__(self, state: str) -> None:
        super().__init__(f"the record is {state}")
        self.state = state
