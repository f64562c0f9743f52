"""Administrative units by date. A code is asked with a day; old territory leads to its successors."""

from datetime import date

from django.db.models import QuerySet

from motcua.city.models import Unit, UnitSuccessor

REFORM = date(2025, 7, 1)
"""The day the district level vanished and communes were merged (202/2025/QH15, 1654 to 1687/NQ-UBTVQH15)."""

LEVEL_BY_CODE_LENGTH = {2: Unit.Level.PROVINCE, 3: Unit.Level.DISTRICT, 5: Unit.Level.COMMUNE}


class UnknownUnit(LookupError):
    """No unit of this code was in force on that day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"no unit {code!r} on {on.isoformat()}")
        self.code, self.on = code, on


class SeveralSuccessors(LookupError):
    """The unit was split: its text alone does not say where an address lies now; a person must choose."""

    def __init__(self, unit: Unit, choices: list[Unit]) -> None:
        super().__init__(f"{unit.full_name_vi} went to {len(choices)} units")
        self.unit, self.choices = unit, choices


def at(code: str, on: date, level: int | None = None) -> Unit:
    """The unit that bore `code` on `on`. One query.

    `level` may be left out: codes of provinces have 2, of districts 3, of communes 5 digits.
    Raises: UnknownUnit.
    """
    wanted = level or LEVEL_BY_CODE_LENGTH.get(len(code))
    unit = Unit.objects.on(on).filter(code=code, level=wanted).first() if wanted else None
    if unit is None:
        raise UnknownUnit(code, on)
    return unit


def provinces(on: date) -> QuerySet[Unit]:
    """Provinces and centrally-run cities in force on `on`, in Vietnamese order."""
    return Unit.objects.on(on).filter(level=Unit.Level.PROVINCE).order_by("sort_key")


def communes(province: Unit | str, on: date) -> QuerySet[Unit]:
    """Communes of a province (unit or code) in force on `on`, in Vietnamese order.

    Before 2025-07-01 a commune stood under a district: both depths are covered.
    """
    code = province if isinstance(province, str) else province.code
    rows = Unit.objects.on(on).filter(level=Unit.Level.COMMUNE)
    under = {"parent__level": Unit.Level.PROVINCE, "parent__code": code}
    deeper = {"parent__parent__level": Unit.Level.PROVINCE, "parent__parent__code": code}
    return (rows.filter(**under) | rows.filter(**deeper)).order_by("sort_key")


def commune_called(name: str, on: date) -> Unit | None:
    """The commune that bears this full name, when only one in the country does. One query."""
    found = Unit.objects.on(on).filter(full_name_vi=name, level=Unit.Level.COMMUNE)[:2]
    return found[0] if len(found) == 1 else None


def successors(unit: Unit) -> list[Unit]:
    """The units that took the territory of `unit`; the one that took most first. One query."""
    links = UnitSuccessor.objects.filter(old=unit).select_related("new")
    return [link.new for link in sorted(links, key=lambda link: (not link.main, link.new.code))]


def now_called(unit: Unit, on: date) -> Unit:
    """The unit of `on` in which all of `unit` lies: itself, or its only successor.

    Raises: SeveralSuccessors when it was split, UnknownUnit when nothing is known of its fate.
    """
    seen = unit
    while not seen.in_force(on):
        choices = successors(seen)
        if not choices:
            raise UnknownUnit(unit.code, on)
        if len(choices) > 1:
            raise SeveralSuccessors(unit, choices)
        seen = choices[0]
    return seen


def lineage(unit: Unit) -> list[Unit]:
    """`unit`, its parent, and so on up to the province."""
    chain = [unit]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def full_address(address_line: str, unit: Unit) -> str:
    """An address as written on paper: "Số 5, ngõ 12, Phường Nghĩa Đô, Thành phố Hà Nội"."""
    return ", ".join([part for part in [address_line] if part] + [row.full_name_vi for row in lineage(unit)])
