"""Why something cannot be done with a day. The pages say it in words."""

from motcua.money.errors import MoneyError


class DayIsSigned(MoneyError):
    """A signed day does not change."""


class NotOver(MoneyError):
    """The day is not over: nothing can be compared yet."""


class NoLayout(MoneyError):
    """No layout of the partner's file is known for the day."""


class NotOpen(MoneyError):
    """The difference was decided on already, or is not of that kind."""


class CannotSign(MoneyError):
    """What has to be done before the day is signed: `code` is one of not_run, earlier, no_file, open."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class DoesNotFit(MoneyError):
    """The transfer is not the sum of the days chosen, or was used already; `code`: amount, line, booked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
