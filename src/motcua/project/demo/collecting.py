"""Agencies of the demo city that collect: invented tax codes, letters of receipts, registered with the tax authority."""

from datetime import datetime

from motcua.city.models import Agency
from motcua.money.invoices import units
from motcua.money.invoices.models import CollectingUnit
from motcua.money.invoices.tax_codes import check_digit

COLLECT = (
    Agency.Kind.CENTRE, Agency.Kind.COMMUNE, Agency.Kind.DEPARTMENT, Agency.Kind.POLICE, Agency.Kind.LAND_OFFICE,
    Agency.Kind.SCHOOL, Agency.Kind.PEOPLE_COMMITTEE,
)  # fmt: skip
LETTERS = "ABCDEFGHKLMNPQRSTUVXY"


def fill(now: datetime) -> int:
    """A unit for each agency that collects and has none; how many were made. Tax codes begin with 99: no province has that."""
    have = set(CollectingUnit.objects.values_list("agency_id", flat=True))
    taken = set(CollectingUnit.objects.values_list("tax_code", flat=True))
    agencies = Agency.objects.filter(kind__in=COLLECT, valid_to=None).order_by("id")
    rows, serial, place = [], 0, len(have)
    for agency in agencies:
        if agency.pk in have:
            continue
        code = ""
        while not code or code in taken:
            serial += 1
            digit = check_digit(f"99{serial:07d}")
            code = f"99{serial:07d}{digit}" if digit is not None else ""
        taken.add(code)
        place += 1
        form, pair = divmod(place, len(LETTERS) ** 2)
        rows.append(
            CollectingUnit(
                agency_id=agency.pk, name=agency.name_vi, tax_code=code,
                address=agency.address_line or f"Trụ sở {agency.name_vi}, thành phố Hà Nội",
                receipt_form=f"01BLP0-{form + 1:03d}",
                receipt_letters=LETTERS[pair // len(LETTERS)] + LETTERS[pair % len(LETTERS)],
                registration=CollectingUnit.Registration.ACCEPTED, registered_at=now,
            )
        )  # fmt: skip
    CollectingUnit.objects.bulk_create(rows)
    units.forget()
    return len(rows)
