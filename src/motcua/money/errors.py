"""What can go wrong with an order. Words for people are chosen where they are shown."""


class MoneyError(Exception):
    """Root of the errors of this room."""


class WrongState(MoneyError):
    """The order or attempt is not in a state that allows this change (somebody was faster)."""

    def __init__(self, what: str, status: str) -> None:
        super().__init__(f"{what} is {status}")
        self.status = status


class NothingToPay(MoneyError):
    """The order costs the payer 0 đồng: there is nothing to collect and no receipt to issue."""


class AppendOnly(MoneyError):
    """A record that may only be added was about to be changed or deleted."""


class SerialExhausted(MoneyError):
    """The 9 999 999 receipts of this serial and year are used up; a second serial must be registered."""


class RefundRefused(MoneyError):
    """The refund breaks a rule; `code` says which (amount, same_person, not_paid, approval)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
