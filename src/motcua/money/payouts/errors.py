"""What this room refuses, in both languages."""


class Refused(Exception):
    """An act that is not possible now. `field` names the question of a form, where it is about one."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.vi, self.en, self.field = vi, en, field


class NotYours(LookupError):
    """No such run, line or account for this agency or person."""
