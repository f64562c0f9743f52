"""Whose account at a provider is used: the city's, or one of a collecting unit's own (`settings.MERCHANTS`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from motcua.city.models import Agency

type Values = Mapping[str, Any]


def values_of(gateway: str, agency_id: int | None) -> Values:
    """Settings of the unit that collects, on top of the city's. One query where a unit has settings of its own.

    Raises AttributeError where the city has none.
    """
    base: Values = getattr(settings, gateway.upper())
    units: Mapping[str, Mapping[str, Values]] = getattr(settings, "MERCHANTS", {})
    if not units or not agency_id:
        return base
    code = Agency.objects.filter(pk=agency_id).values_list("code", flat=True).first()
    return {**base, **units.get(code or "", {}).get(gateway, {})}


def values_with(gateway: str, name: str, code: str) -> Values | None:
    """Settings of the merchant that a provider calls `code` (its setting `name`); None when it is none of ours. No query."""
    return next((one for one in _all(gateway) if code and str(one.get(name, "")) == code), None)


def _all(gateway: str) -> Iterator[Values]:
    base: Values = getattr(settings, gateway.upper())
    yield base
    for unit in getattr(settings, "MERCHANTS", {}).values():
        if gateway in unit:
            yield {**base, **unit[gateway]}
