"""Merchants at MoMo, read from `settings.MOMO` and `settings.MERCHANTS`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from motcua.money.gateways import checking, merchants
from motcua.money.gateways.checking import ConfigProblem


@dataclass(frozen=True, slots=True)
class MomoConfig:
    """One merchant. Access key and secret never appear in its text form."""

    partner_code: str
    access_key: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str
    return_url: str
    ipn_url: str
    request_type: str = "payWithMethod"
    timeout_s: float = 30.0
    window_minutes: int = 15


def current() -> MomoConfig:
    """The city's merchant. Raises KeyError or AttributeError when it is not configured."""
    return _made(settings.MOMO)


def of(agency_id: int | None) -> MomoConfig:
    """The merchant of the unit that collects. One query where a unit has settings of its own."""
    return _made(merchants.values_of("momo", agency_id))


def with_code(partner_code: str) -> MomoConfig | None:
    """The merchant of ours that MoMo calls `partner_code`; None when it is none."""
    values = merchants.values_with("momo", "PARTNER_CODE", partner_code)
    return _made(values) if values is not None else None


def check_config() -> list[ConfigProblem]:
    """What is wrong with the settings; an empty list when payments can work. Asks nobody outside."""
    try:
        config = current()
    except (KeyError, AttributeError) as error:
        return checking.absent("MOMO", error)
    given = {"PARTNER_CODE": config.partner_code, "ACCESS_KEY": config.access_key, "SECRET": config.secret}
    places = {"API_URL": config.api_url, "RETURN_URL": config.return_url, "IPN_URL": config.ipn_url}
    return checking.filled(given) + checking.addresses(places)


def _made(values: Mapping[str, Any]) -> MomoConfig:
    optional = {"request_type": "REQUEST_TYPE", "timeout_s": "TIMEOUT_S", "window_minutes": "WINDOW_MINUTES"}
    given: dict[str, Any] = {name: values[key] for name, key in optional.items() if key in values}
    return MomoConfig(
        partner_code=values["PARTNER_CODE"],
        access_key=values["ACCESS_KEY"],
        secret=values["SECRET"],
        api_url=values["API_URL"].rstrip("/"),
        return_url=values["RETURN_URL"],
        ipn_url=values["IPN_URL"],
        **given,
    )
