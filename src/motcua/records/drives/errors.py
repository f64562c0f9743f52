"""What may go wrong with a drive or a booking, with the words for the person who tried."""

from collections.abc import Mapping


class NotYours(LookupError):
    """Not there, or somebody else's."""


class Refused(ValueError):
    """The act does not fit how things stand; nothing was changed. `field`: what it is about, if a field."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class Faulty(ValueError):
    """What was given is wrong; `fields` says everything at once, by field."""

    def __init__(self, fields: Mapping[str, tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {words[1]}" for name, words in fields.items()))
        self.fields = dict(fields)
