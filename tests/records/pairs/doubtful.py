"""Doubtful pairs of the ward for tests: two people of the register, or one and a source's record."""

from datetime import date
from itertools import count
from typing import Any

from motcua.city import authority
from motcua.city.models import Person, Unit
from motcua.foundation.actor import Actor
from motcua.project.demo import account_of
from motcua.records.population.models import CitizenRecord
from motcua.records.quality.models import MatchRun, Pair
from motcua.records.quality.pairs import desk
from tests.conftest import hanoi

MONDAY = hanoi("2026-03-02 09:15")
HOME_UNIT = "00160"
WARD = desk.Area(frozenset({HOME_UNIT}))
_serial = count(1)
EXPLAINED = [
    {"comparison": "Họ và tên", "level_vi": "giống hệt", "level_en": "equal", "left": "", "right": "", "weight": 7.2},
    {"comparison": "Ngày sinh", "level_vi": "đảo ngày và tháng", "level_en": "swapped", "left": "", "right": "",
     "weight": 3.1},
    {"comparison": "Điện thoại", "level_vi": "khác nhau", "level_en": "different", "left": "", "right": "", "weight": -2.4},
]  # fmt: skip


def actor(key: str, at=MONDAY) -> Actor:
    return authority.actor_for(account_of(key), at)


def person(
    name: str, pin: str = "", *, born: date = date(1990, 3, 5), recorded: bool = True, **more: Any
) -> Person:
    """Somebody of the ward. `more`: of `Person`; `record`: of the population register."""
    record = more.pop("record", {})
    unit = Unit.objects.get(code=HOME_UNIT, code_list="2025")
    made = Person.objects.create(full_name=name, pin=pin, birth_date=born, sex="female", unit=unit, **more)
    if recorded:
        CitizenRecord.objects.create(person=made, updated_at=MONDAY, permanent_unit=unit, **record)
    return made


def side(who: Person | None, source: str, record: str, **more: Any) -> dict[str, Any]:
    told = {} if who is None else {
        "person_id": who.pk, "full_name": who.full_name, "pin": who.pin, "birth": who.birth_date.isoformat(), "sex": who.sex,
        "phone": who.phone, "unit_code": HOME_UNIT,
    }  # fmt: skip
    return {"source": source, "record": record, **told, **more}


def a_run() -> MatchRun:
    return MatchRun.objects.first() or MatchRun.objects.create(
        kind="full", loads=[], settings={}, began_at=MONDAY
    )


def a_pair(
    left: dict[str, Any], right: dict[str, Any], probability: float = 0.8, unit: str = HOME_UNIT
) -> Pair:
    one, other = sorted((left, right), key=lambda x: (x["source"], x["record"]))
    return Pair.objects.create(
        run=a_run(), left_source=one["source"], left_record=one["record"], right_source=other["source"],
        right_record=other["record"], left=one, right=other, weight=4.2, probability=probability,
        explanation=EXPLAINED, unit_code=unit,
    )  # fmt: skip


def of_two(one: Person, other: Person, probability: float = 0.8, unit: str = HOME_UNIT) -> Pair:
    """Two rows of the register that may be one person."""
    return a_pair(
        side(one, "population", f"P{one.pk:09d}"),
        side(other, "population", f"P{other.pk:09d}"),
        probability,
        unit,
    )


def with_source(who: Person, probability: float = 0.8, **told: Any) -> Pair:
    """Somebody of the register and a record of the vaccination data."""
    number = next(_serial)
    there = side(None, "vaccination", f"V{number:06d}", **told)
    return a_pair(side(who, "population", f"P{who.pk:09d}"), there, probability)


def said(pair: Pair, key: str, verdict: str, reason: str = "đã gọi điện", at=MONDAY) -> Pair:
    done = desk.say(pair.pk, verdict, reason, WARD, by=actor(key, at), at=at)
    assert done is not None
    return done


def agreed(pair: Pair) -> Pair:
    """Two officers have said "same"."""
    said(pair, "justice", "same")
    return said(pair, "society", "same")
