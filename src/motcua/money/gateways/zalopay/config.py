"""Merchants at ZaloPay, read from `settings.ZALOPAY` and `settings.MERCHANTS`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from motcua.money.fees import Words
from motcua.money.gateways import checking, merchants
from motcua.money.gateways.checking import ConfigProblem


@dataclass(frozen=True, slots=True)
class ZalopayConfig:
    """One merchant: key1 signs what we say, key2 what ZaloPay says. The keys never appear in its text form."""

    app_id: int
    key1: str = field(repr=False)
    key2: str = field(repr=False)
    api_url: str
    return_url: str
    callback_url: str
    timeout_s: float = 30.0
    window_minutes: int = 15


def current() -> ZalopayConfig:
    """The city's merchant. Raises KeyError, AttributeError or ValueError when it is not configured."""
    return _made(settings.ZALOPAY)


def of(agency_id: int | None) -> ZalopayConfig:
    """The merchant of the unit that collects. One query where a unit has settings of its own."""
    return _made(merchants.values_of("zalopay", agency_id))


def with_code(app_id: str) -> ZalopayConfig | None:
    """The merchant of ours that ZaloPay calls `app_id`; None when it is none."""
    values = merchants.values_with("zalopay", "APP_ID", app_id)
    return _made(values) if values is not None else None


def check_config() -> list[ConfigProblem]:
    """What is wrong with the settings; an empty list when payments can work. Asks nobody outside."""
    try:
        if not str(settings.ZALOPAY["APP_ID"]).isdecimal():
            words = Words("Chưa có app_id bằng số", "The app_id (digits) is missing")
            return [ConfigProblem("APP_ID", words)]
        config = current()
    except (KeyError, AttributeError) as error:
        return checking.absent("ZALOPAY", error)
    places = {"API_URL": config.api_url, "RETURN_URL": config.return_url, "CALLBACK_URL": config.callback_url}
    return checking.filled({"KEY1": config.key1, "KEY2": config.key2}) + checking.addresses(places)


def _made(values: Mapping[str, Any]) -> ZalopayConfig:
    optional = {"timeout_s": "TIMEOUT_S", "window_minutes": "WINDOW_MINUTES"}
    given: dict[str, Any] = {name: values[key] for name, key in optional.items() if key in values}
    return ZalopayConfig(
        app_id=int(values["APP_ID"]),
        key1=values["KEY1"],
        key2=values["KEY2"],
        api_url=values["API_URL"].rstrip("/"),
        return_url=values["RETURN_URL"],
        callback_url=values["CALLBACK_URL"],
        **given,
    )
