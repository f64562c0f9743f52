"""Why something is not possible, in words for the person who tried: the shapes that rooms give their own names to."""

from collections.abc import Mapping


class Refused(Exception):
    """A refusal with words of its own kind. `field`: the question to put them at; empty for the whole form."""

    field = ""
    vi = "Không làm được."
    en = "This is not possible."

    def __init__(self) -> None:
        super().__init__(self.en)


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
