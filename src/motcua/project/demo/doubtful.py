"""The demo's doubtful pairs: neighbours of the ward as other sources write them, some said already, one merged.

Invented. Made once, by the acts themselves where officers have done something.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Account, Person, Unit
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold
from motcua.project.demo.identities import account_of
from motcua.records.quality.models import MatchRun, Pair
from motcua.records.quality.pairs import desk, merging

WARD = "00160"
PAIRS = 18
TWICE = 3
"""Of them, people whom the register itself holds twice."""
SOURCES = ("insurance", "vaccination", "school", "civil_status")
NAMES = {
    "full_name": ("Họ và tên", "Full name"), "birth": ("Ngày sinh", "Date of birth"), "phone": ("Điện thoại", "Telephone"),
    "number": ("Số định danh", "Personal number"), "place": ("Phường, xã", "Commune"),
}  # fmt: skip
WORDS: dict[str, tuple[str, str, str, float]] = {
    "marks": ("full_name", "chỉ khác dấu", "only marks differ", 5.6),
    "swapped": ("birth", "đảo ngày và tháng", "day and month exchanged", 3.2),
    "year": ("birth", "cùng năm", "the same year", 0.8),
    "phone": ("phone", "khác nhau", "different", -1.9),
    "number": ("number", "một bên không ghi", "one side empty", 0.0),
    "commune": ("place", "giống nhau", "equal", 2.1),
}


def fill(now: datetime, *, seed: int) -> int:
    """Doubtful pairs of the ward, if there is none yet; how many."""
    if Pair.objects.exists():
        return 0
    with transaction.atomic():
        return _fill(now, Random(f"pairs {seed}"))


def _fill(now: datetime, dice: Random) -> int:
    ward = Unit.objects.get(code=WARD, code_list="2025")
    named = Account.objects.filter(person__isnull=False).values("person")
    crowd = list(
        Person.objects.filter(unit=ward).exclude(pin="").exclude(pk__in=named).order_by("pk")[:PAIRS]
    )
    run = MatchRun.objects.create(
        kind="full", loads=[], settings={"demo": True}, began_at=now - timedelta(hours=9), ended_at=now - timedelta(hours=8),
        figures={"review": len(crowd)},
    )  # fmt: skip
    made = []
    for number, who in enumerate(crowd):
        other = _again(who, ward) if number < TWICE else None
        made.append(_pair(run, who, other, number, dice))
    _said(made, now)
    return len(made)


def _again(who: Person, ward: Unit) -> Person:
    """The same human being, entered a second time without a number."""
    return Person.objects.create(
        full_name=fold(who.full_name).title(), birth_date=who.birth_date, birth_precision=who.birth_precision, sex=who.sex,
        phone=f"09{who.pk % 100_000_000:08d}", unit=ward, address_line=who.address_line,
    )  # fmt: skip


def _side(who: Person, record: str) -> dict[str, Any]:
    return {
        "source": "population", "record": record, "person_id": who.pk, "full_name": who.full_name, "pin": who.pin,
        "birth": who.birth_date.isoformat(), "sex": who.sex, "phone": who.phone, "address": who.address_line, "unit_code": WARD,
    }  # fmt: skip


def _pair(run: MatchRun, who: Person, other: Person | None, number: int, dice: Random) -> Pair:
    left = _side(who, f"DC{who.pk:09d}")
    how = ["marks", "number", "commune"]
    if other is not None:
        right = _side(other, f"DC{other.pk:09d}")
        how.append("phone")
    else:
        source = SOURCES[number % len(SOURCES)]
        born = who.birth_date
        swap = born.day <= 12 and born.day != born.month
        birth = born.replace(day=born.month, month=born.day) if swap else born.replace(day=1 + born.day % 27)
        right = {
            "source": source, "record": f"{source[:2].upper()}{700_000 + number}", "full_name": fold(who.full_name).title(),
            "birth": birth.isoformat(), "sex": who.sex, "address": who.address_line, "unit_code": WARD,
            "phone": f"09{dice.randrange(10**8):08d}",
        }  # fmt: skip
        how += ["swapped" if swap else "year", "phone"]
    sides = sorted((left, right), key=lambda side: (side["source"], side["record"]))
    explanation = [
        {
            "comparison": name, "name_vi": NAMES[name][0], "name_en": NAMES[name][1], "level_vi": vi, "level_en": en,
            "left": "", "right": "", "weight": weight,
        }
        for name, vi, en, weight in (WORDS[key] for key in how)
    ]  # fmt: skip
    probability = round(0.93 - 0.03 * number, 3)
    return Pair.objects.create(
        run=run, left_source=sides[0]["source"], left_record=sides[0]["record"], right_source=sides[1]["source"],
        right_record=sides[1]["record"], left=sides[0], right=sides[1], unit_code=WARD, probability=probability,
        weight=sum(one["weight"] for one in explanation), explanation=explanation,
    )  # fmt: skip


def _said(pairs: list[Pair], now: datetime) -> None:
    """One merged and one that waits to be, one about which two officers part, and one that waits for the second."""
    justice, society, leader = (_actor(key, now) for key in ("justice", "society", "leader"))
    area = desk.Area(frozenset({WARD}))

    def says(pair: Pair, by: Actor, verdict: str, reason: str = "", ago: int = 5) -> None:
        desk.say(pair.pk, verdict, reason, area, by=by, at=now - timedelta(hours=ago))

    for pair in pairs[: TWICE - 1]:
        says(pair, justice, "same", "Cùng địa chỉ, cùng ngày sinh; đã gọi điện xác nhận.")
        says(pair, society, "same", "", 4)
    if pairs[:1]:
        seen = merging.preview(pairs[0], now.date())
        if seen is not None:
            at = now - timedelta(hours=3)
            merging.merge(pairs[0].pk, seen.proposed, {"marriage": "survivor"}, "", area, by=leader, at=at)
    for pair in pairs[TWICE : TWICE + 1]:
        says(pair, justice, "same", "Chữ ký của mẹ giống nhau trên hai giấy.")
        says(pair, society, "different", "Hai chị em sinh đôi học cùng trường.", 4)
    for pair in pairs[TWICE + 1 : TWICE + 2]:
        says(pair, society, "same")


def _actor(key: str, now: datetime) -> Actor:
    return authority.actor_for(account_of(key), now)
