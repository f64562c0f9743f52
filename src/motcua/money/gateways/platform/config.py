"""Partners of the platform, read from `settings.PLATFORM` and `settings.MERCHANTS`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from motcua.money.gateways import checking, merchants
from motcua.money.gateways.checking import ConfigProblem


@dataclass(frozen=True, slots=True)
class PlatformConfig:
    """One partner. Secret and token never appear in its text form."""

    partner: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    api_url: str
    account: str = ""
    account_bank: str = ""
    account_name: str = ""
    server_ip: str = "127.0.0.1"
    timeout_s: float = 30.0
    window_minutes: int = 15


def current() -> PlatformConfig:
    """The city as a partner. Raises KeyError or AttributeError when it is not configured."""
    return _made(settings.PLATFORM)


def of(agency_id: int | None) -> PlatformConfig:
    """The partner that collects for a unit. One query where a unit has settings of its own."""
    return _made(merchants.values_of("platform", agency_id))


def with_code(partner: str) -> PlatformConfig | None:
    """The partner of ours that the platform calls so; None when it is none."""
    values = merchants.values_with("platform", "PARTNER", partner)
    return _made(values) if values is not None else None


def check_config() -> list[ConfigProblem]:
    """What is wrong with the settings; an empty list when payments can work. Asks nobody outside."""
    try:
        config = current()
    except (KeyError, AttributeError) as error:
        return checking.absent("PLATFORM", error)
    given = {"PARTNER": config.partner, "SECRET": config.secret}
    return checking.filled(given) + checking.addresses({"API_URL": config.api_url})


def _made(values: Mapping[str, Any]) -> PlatformConfig:
    optional = {
        "token": "TOKEN", "account": "ACCOUNT", "account_bank": "ACCOUNT_BANK", "account_name": "ACCOUNT_NAME",
        "server_ip": "SERVER_IP", "timeout_s": "TIMEOUT_S", "window_minutes": "WINDOW_MINUTES",
    }  # fmt: skip
    given: dict[str, Any] = {"token": ""} | {
        name: values[key] for name, key in optional.items() if key in values
    }
    return PlatformConfig(
        partner=values["PARTNER"], secret=values["SECRET"], api_url=values["API_URL"].rstrip("/"), **given
    )
