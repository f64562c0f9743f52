"""Units that records name: when they bore their codes, and where their territory lies today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.records.registers.definition import RegisterDefinition


@dataclass(slots=True)
class UnitDays:
    """The units that bore a code, one after the other, each with its days."""

    code: str
    stretches: list[tuple[date, date | None]] = field(default_factory=list)
    units: list[int] = field(default_factory=list)


def unit_days(codes: Iterable[str]) -> dict[str, UnitDays]:
    """When each code was borne; codes that no unit ever bore are left out. One query, none for no codes."""
    wanted = [code for code in codes if code]
    found: dict[str, UnitDays] = {}
    if wanted:
        rows = Unit.objects.filter(code__in=wanted).order_by("valid_from")
        for code, pk, begin, end in rows.values_list("code", "pk", "valid_from", "valid_to"):
            days = found.setdefault(code, UnitDays(code))
            days.stretches.append((begin, end))
            days.units.append(pk)
    return found


def told_by(days: UnitDays, on: date) -> int:
    """Which of the units that bore the code is meant by who wrote it on a day; of a day before all of them, the first."""
    meant = 0
    for place, (begin, _) in enumerate(days.stretches):
        if begin <= on:
            meant = place
    return meant


def today_of(days: UnitDays, on: date, today: date) -> str:
    """The code of the unit in which a place lies today that was told by its code on a day; empty when that is not certain
    (a commune that was split). Codes were given anew in 2025: the day decides whose it was."""
    meant = told_by(days, on)
    begin, end = days.stretches[meant]
    if begin <= today and (end is None or today < end):
        return days.code
    fate = finding.fate_of(days.units[meant], today)
    return fate.now[0].place.code if fate is not None and fate.certain and fate.now else ""


def retold(
    definition: RegisterDefinition, data: Mapping[str, Any], told_on: date, on: date
) -> dict[str, Any]:
    """Values whose units were told by their codes on an earlier day, by the codes of `on`. One query, none without units.

    Where territory went to several communes the code is left out, and an address says the old name in its line.
    """
    codes = {
        field.id: str(value.get("unit", "")) if isinstance(value, Mapping) else str(value)
        for field in definition.fields
        if field.kind in ("unit", "address") and (value := data.get(field.id))
    }
    known = unit_days(set(codes.values())) if told_on < on else {}
    found = dict(data)
    for name, code in codes.items():
        if code not in known:
            continue
        days, value = known[code], data[name]
        now = today_of(days, told_on, on)
        if now == code:
            continue
        if not isinstance(value, Mapping):
            found[name] = now or None
            continue
        old = Unit.objects.get(pk=days.units[told_by(days, told_on)]).full_name_vi
        line = str(value.get("line", ""))
        found[name] = {"unit": now, "line": line if now else ", ".join(part for part in (line, old) if part)}
    return found
