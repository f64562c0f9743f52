"""Reading and writing one fact of a person's record in plain values, and saying it in words.

This is the seam to the registers: a register of another kind offers its own `Keeper` for its subjects.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from motcua.city.models import Person, Unit
from motcua.foundation.actor import Actor
from motcua.foundation.text import nfc
from motcua.records.contests import registered
from motcua.records.contests.facts import FACTS, Fact
from motcua.records.population import changes
from motcua.records.population import facts as population
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.population.models import CitizenRecord

SEX = {"male": "Nam", "female": "Nữ"}
HOMES = ("permanent", "temporary", "present")
COLUMNS = {
    "ethnic_group": "ethnic_code",
    "nationality": "nationality",
    "birth_place": "birth_place",
    "home_town": "hometown",
    "marital_status": "marital_status",
}
"""Subjects of the record and where they stand in it."""


class NotAValue(ValueError):
    """What is said to be right cannot be: `vi` and `en` tell the person what is wrong with it."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class Keeper(Protocol):
    """How one kind of data is read and corrected; both within the caller's transaction."""

    def read(self, person_id: int, subject: str, *, lock: bool = False) -> Any: ...

    def write(
        self, person_id: int, subject: str, value: Any, *, by: Actor, at: datetime, reason: str
    ) -> None: ...


class Population:
    """The city's copy of the population data: `Person` and `CitizenRecord`."""

    def read(self, person_id: int, subject: str, *, lock: bool = False) -> Any:
        """The value as it stands, None where nothing does. Two queries at most; `lock`: until the transaction ends."""
        person, record = _rows(person_id, lock)
        return _value(person, record, subject)

    def write(
        self, person_id: int, subject: str, value: Any, *, by: Actor, at: datetime, reason: str
    ) -> None:
        """Set the fact by the register's own change, which keeps what was. Seven statements at most. Raises: NotAValue."""
        value = checked(subject, value, on=at.date())
        _, record = _rows(person_id, lock=True)
        ground = changes.Ground(at.date(), f"contest:{subject}", by, at)
        if subject == "residence":
            home = (_home(record) if record is not None else "") or "permanent"
            unit = Unit.objects.on(at.date()).get(code=value["unit"], code_list="2025")
            try:
                changes.moved(person_id, home, unit, value["line"], ground)
            except changes.NotPossible:
                raise NotAValue(
                    "Người này đã chết hoặc có nơi cư trú ghi từ ngày sau hôm nay.",
                    "The person is dead, or has a residence that begins later.",
                ) from None
            return
        column = COLUMNS.get(subject, subject)
        values: dict[str, Any] = {column: value}
        if subject == "birth_date":
            values = {"birth_date": date.fromisoformat(value), "birth_precision": Person.Precision.DAY}
        changes.corrected(person_id, values, ground)


_population, _registered = Population(), registered.Registered()
_keepers: dict[str, Keeper] = {}


def offer(subject: str, keeper: Keeper) -> None:
    """A register of another kind says how its subject is read and corrected."""
    _keepers[subject] = keeper


def keeper_of(subject: str) -> Keeper | None:
    """Who reads and corrects this subject; None: the owner does it in a book or system of its own."""
    if subject in _keepers:
        return _keepers[subject]
    if subject in FACTS:
        return _population
    return _registered if registered.fact(subject) is not None else None


def fact_named(subject: str) -> Fact | None:
    """The fact of a subject: one of the population data, or a field of a record; None for data that are missing."""
    return FACTS.get(subject) or registered.fact(subject)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: blanks and the writing of letters do not matter, large and small do."""
    return _canonical(one) == _canonical(other)


def checked(subject: str, value: Any, *, on: date) -> Any:
    """The value as it is kept. Raises: NotAValue for what this fact cannot be. One query for an address."""
    fact = fact_named(subject)
    assert fact is not None
    kind = fact.kind
    if kind == "residence":
        unit = value.get("unit", "") if isinstance(value, Mapping) else ""
        if not unit or not Unit.objects.on(on).filter(code=unit, code_list="2025", level=3).exists():
            raise NotAValue("Hãy chọn xã, phường.", "Choose a commune.")
        line = " ".join(nfc(str(value.get("line", ""))).split())
        if len(line) > 200:
            raise NotAValue("Số nhà, đường dài quá 200 ký tự.", "House and street: at most 200 letters.")
        return {"unit": unit, "line": line}
    text = " ".join(nfc(value).split()) if isinstance(value, str) else ""
    if not text:
        raise NotAValue("Hãy cho biết điều đúng.", "Say what is right.")
    limits = {"person_name": 120, "text": 200}
    if len(text) > limits.get(kind, 200):
        raise NotAValue("Nội dung quá dài.", "This is too long.")
    if kind == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise NotAValue("Ngày không có thật.", "There is no such day.") from None
        if not date(1880, 1, 1) <= day <= on:
            raise NotAValue("Ngày sinh phải trước hôm nay.", "A birth is before today.")
    if kind == "sex" and text not in SEX:
        raise NotAValue("Hãy chọn nam hoặc nữ.", "Choose male or female.")
    if kind == "marital" and text not in set(CitizenRecord.MaritalStatus.values) - {""}:
        raise NotAValue("Hãy chọn tình trạng hôn nhân.", "Choose a marital status.")
    if kind == "ethnic_group" and not (len(text) == 2 and text.isdecimal()):
        raise NotAValue("Hãy chọn dân tộc.", "Choose an ethnic group.")
    if kind == "country" and not (len(text) == 2 and text.isalpha() and text.isupper()):
        raise NotAValue("Hãy chọn quốc tịch.", "Choose a nationality.")
    return text


def words(subject: str, value: Any) -> str:
    """A value as people read it, in Vietnamese as on papers. One query for an address."""
    fact = fact_named(subject)
    if value in (None, "") or fact is None:
        return "" if value is None else str(value)
    match fact.kind:
        case "date" if len(value) == len("2026-01-31"):
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case "sex":
            return SEX.get(value, value)
        case "ethnic_group":
            return ethnic_group(CitizenRecord.EthnicList.TCTK_1979, value)
        case "country":
            return population.COUNTRIES.get(value, value)
        case "marital":
            return str(CitizenRecord.MaritalStatus(value).label)
        case "residence":
            unit = Unit.objects.filter(code=value["unit"], code_list="2025").order_by("-valid_from").first()
            return population.one_line(unit, value.get("line", ""))
    return str(value)


def _rows(person_id: int, lock: bool) -> tuple[Person, CitizenRecord | None]:
    people = Person.objects.select_related("unit")
    records = CitizenRecord.objects.select_related(*(f"{home}_unit" for home in HOMES))
    if lock:
        people, records = people.select_for_update(of=("self",)), records.select_for_update(of=("self",))
    return people.get(pk=person_id), records.filter(person_id=person_id).first()


def _value(person: Person, record: CitizenRecord | None, subject: str) -> Any:
    if subject == "birth_date":
        return person.birth_date.isoformat() if person.birth_precision == Person.Precision.DAY else None
    if subject in ("full_name", "sex"):
        return getattr(person, subject)
    if subject == "residence":
        home = _home(record) if record is not None else ""
        if home:
            unit = getattr(record, f"{home}_unit")
            return {"unit": unit.code, "line": getattr(record, f"{home}_line")}
        return {"unit": person.unit.code, "line": person.address_line} if person.unit else None
    if record is None:
        return None
    return getattr(record, COLUMNS[subject]) or None


def _home(record: CitizenRecord) -> str:
    """Which of the addresses is the residence of Luật Cư trú Điều 11: permanent, else temporary, else present."""
    return next((home for home in HOMES if getattr(record, f"{home}_unit_id")), "")


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _canonical(part)) for key, part in value.items()))
    return " ".join(nfc(value).split()) if isinstance(value, str) else value
