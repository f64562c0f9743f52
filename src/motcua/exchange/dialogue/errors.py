"""Why a message is not taken or an act is not done; each carries its words in both languages."""


class DialogueError(Exception):
    """Something that people did which cannot be done; `code` is stable."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.vi, self.en = code, vi, en


class ActRefused(DialogueError):
    """The act is not possible now."""


class Incomplete(DialogueError):
    """Something that the act needs is missing; `code` names the input."""


class TooMany(DialogueError):
    """This person has sent as many as one may in a day."""


class NotTheirs(DialogueError):
    """The message belongs to somebody else, or another office has it now."""
