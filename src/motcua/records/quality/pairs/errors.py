"""What may go wrong at the desk for doubtful pairs, with the words for the officer who tried."""

from collections.abc import Mapping


class NotPossible(ValueError):
    """The act does not fit how things stand; nothing was changed."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class Faulty(ValueError):
    """What was given is wrong; `fields` says everything at once, by field."""

    def __init__(self, fields: Mapping[str, tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {words[1]}" for name, words in fields.items()))
        self.fields = dict(fields)


class SamePerson(NotPossible):
    """Two pairs of eyes are asked for, and this is the same pair."""
