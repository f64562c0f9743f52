"""The providers that the city can use. A new one is one folder beside the others and one line here."""

from dataclasses import dataclass

from django.conf import settings

from motcua.money.gateways.checking import ConfigProblem
from motcua.money.gateways.limits import Limits, limits_of
from motcua.money.gateways.momo import way as momo
from motcua.money.gateways.platform import way as platform
from motcua.money.gateways.provider import Gateway
from motcua.money.gateways.vnpay import way as vnpay
from motcua.money.gateways.zalopay import way as zalopay

GATEWAYS: dict[str, Gateway] = {one.key: one for one in (vnpay.WAY, momo.WAY, zalopay.WAY, platform.WAY)}
"""In the order in which payers see them."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A provider as a payer may choose it for an amount; `too_little` and `too_much` say why not."""

    gateway: Gateway
    limits: Limits
    amount: int

    @property
    def too_little(self) -> bool:
        return self.amount < self.limits.least

    @property
    def too_much(self) -> bool:
        return self.limits.most is not None and self.amount > self.limits.most

    @property
    def fits(self) -> bool:
        return not (self.too_little or self.too_much)


def usable() -> list[Gateway]:
    """The providers that are configured here. No query."""
    return [one for one in GATEWAYS.values() if not one.problems()]


def offered(amount: int) -> list[Offered]:
    """The providers that are configured, with their limits, for an amount in đồng. No query."""
    return [Offered(one, limits_of(one.key), amount) for one in usable()]


def faults() -> list[ConfigProblem]:
    """What is wrong with providers that were begun to be configured; a provider without any address is simply not used."""
    return [
        problem
        for one in GATEWAYS.values()
        if any(
            str(value)
            for name, value in getattr(settings, one.key.upper(), {}).items()
            if name in ("API_URL", "PAY_URL")
        )
        for problem in one.problems()
    ]
