"""The collection account that transfers go to, read from `settings.BANK`."""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Account:
    """The account: the bank's number of six digits, its own number, its holder's name as the bank writes it."""

    bin: str
    number: str
    holder: str
    bank: str
    key: str = field(repr=False)
    """The key that the bank's messages carry."""


def account() -> Account | None:
    """The account of this installation; None where the city takes no transfers."""
    told = settings.BANK
    if not told["ACCOUNT"]:
        return None
    return Account(told["BIN"], told["ACCOUNT"], told["HOLDER"], told["BANK"], told["KEY"])
