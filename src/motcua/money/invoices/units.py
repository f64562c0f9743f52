"""Which unit collects for an agency, and the seller that stands on its documents. Known to a process for half a minute."""

import time
from datetime import datetime

from motcua.city.models import Agency
from motcua.money.invoices import symbols
from motcua.money.invoices.content import Seller, clean
from motcua.money.invoices.models import CollectingUnit
from motcua.money.issued import Collector
from motcua.money.models import Order

KEPT_SECONDS = 30.0
_kept: dict[int, tuple[float, CollectingUnit | None]] = {}


def of_agency(agency_id: int | None) -> CollectingUnit | None:
    """The agency's own unit, else that of the nearest agency above it. Two queries, none while it is known."""
    if agency_id is None:
        return None
    known = _kept.get(agency_id)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    found = CollectingUnit.objects.filter(agency_id=agency_id).first() or _above(agency_id)
    if len(_kept) > 5000:
        _kept.clear()
    _kept[agency_id] = (time.monotonic() + KEPT_SECONDS, found)
    return found


def _above(agency_id: int) -> CollectingUnit | None:
    path = Agency.objects.filter(pk=agency_id).values_list("path", flat=True).first()
    keys = [key for key in (path or "").split("/") if key]
    rows = dict(Agency.objects.filter(key__in=keys).values_list("id", "key"))
    units = {rows[unit.agency_id]: unit for unit in CollectingUnit.objects.filter(agency_id__in=rows)}
    return next((units[key] for key in reversed(keys) if key in units), None)


def forget() -> None:
    """After a change of units."""
    _kept.clear()


def collector(order: Order, at: datetime) -> Collector | None:
    """Under what the order's agency numbers its receipts; None for an agency without unit."""
    unit = of_agency(order.agency_id)
    if unit is None:
        return None
    return Collector(unit.receipt_form, unit.receipt_letters, unit.name, unit.tax_code)


def seller_of(unit: CollectingUnit) -> Seller:
    """Who issues, as the signed file says it."""
    return Seller(clean(unit.name), unit.tax_code, clean(unit.address), unit.budget_code)


def invoice_symbol(unit: CollectingUnit, at: datetime) -> tuple[str, str]:
    """Form and serial of the unit's invoices in the year of `at` (on the clock of the city)."""
    serial = symbols.invoice_serial(coded=unit.invoice_coded, day=at.date(), letters=unit.invoice_letters)
    return unit.invoice_form, serial
