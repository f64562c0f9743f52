"""Who an entry is about, and its class: candidates of the population register, points, and what follows.

Nothing of a person ever replaces what the book says; a match adds the link and, for class B, the number.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from motcua.city import identities
from motcua.city.models import Person
from motcua.foundation.text import fold
from motcua.records import registers
from motcua.records.books import cadastral
from motcua.records.books.entry_form import DAY, NUMBER, form, subjects
from motcua.records.books.matching import POSSIBLE, Candidate, Facts, rank
from motcua.records.books.models import Entry
from motcua.records.books.quality import LOADS, Classed, Quality, Reason, classify, together
from motcua.records.books.values import MARKS, NotRead, read
from motcua.records.population.models import CitizenRecord
from motcua.records.registers.definition import PersonPart, RegisterDefinition

ONCE_IN_A_LIFE = frozenset({"births", "deaths"})
"""Registers that name a person once as what an entry is about. Somebody marries again and is granted a second permit."""
YEARS_APART = 10
"""A birth year may be wrong by a digit of its last two, or by what an old person remembered."""
MOST_CANDIDATES = 60


def classed(entry: Entry, definition: RegisterDefinition) -> None:
    """Set class, reasons, candidates, persons and the state that follows; the caller saves. Three queries at most a
    subject."""
    found = {one.role: _subject(entry, definition, one) for one in subjects(definition)}
    whole = together(list(found.values()))
    entry.quality, entry.points = str(whole.quality), whole.points
    entry.reasons = [{"vi": reason.vi, "en": reason.en} for reason in whole.reasons]
    entry.candidates = [
        {
            "role": role,
            "person": scored.candidate.person_id,
            "points": scored.points,
            "equal": list(scored.equal),
            "name": scored.candidate.facts.name,
            "birth": scored.candidate.facts.birth,
            "mother": scored.candidate.facts.mother,
            "father": scored.candidate.facts.father,
        }
        for role, one in found.items()
        for scored in one.candidates
    ]
    entry.persons = {role: one.person_id for role, one in found.items() if one.person_id is not None}
    quality = whole.quality
    if (file := cadastral_file(entry, definition)) is not None:
        classes = cadastral.classes_of(file)
        quality = cadastral.weighed(classes, quality)
        entry.quality = str(quality)
        entry.reasons += [{"vi": one.vi, "en": one.en} for one in cadastral.reasons(classes)]
    if quality in LOADS:
        entry.state = Entry.State.READY
    elif quality is Quality.C:
        entry.state = Entry.State.DOUBTFUL
    else:
        entry.state = Entry.State.HELD


PARCEL = ("unit_code", "map_sheet", "parcel_number")
"""What names a parcel in a certificate's entry."""


def cadastral_file(entry: Entry, definition: RegisterDefinition) -> cadastral.File | None:
    """What a certificate of an old cadastral file says beside map, register and population; None for other books. Two
    queries, one for each register that names parcels, and one for the holder."""
    if not {"serial", "holder_name", *PARCEL} <= {one.id for one in definition.fields}:
        return None
    said = {
        name: _said(entry.values, definition, name)
        for name in ("serial", "holder_name", "holder_pin", "area_m2", *PARCEL)
    }
    key = registers.key_of(registers.definition_of("parcels"), {name: said[name] for name in PARCEL})
    parcel = registers.by_key("parcels", key) if all(said[name] for name in PARCEL) else None
    same = (
        registers.by_key(definition.register, registers.key_of(definition, said)) if said["serial"] else None
    )
    naming = registers.referring(parcel).items() if parcel is not None else ()
    of_parcel = [one for (register, _), rows in naming if register == definition.register for one in rows]
    elsewhere = same is not None and any(same.data.get(name) != said[name] for name in PARCEL if said[name])
    holder = said["holder_pin"]
    dead = bool(holder) and CitizenRecord.objects.filter(person__pin=holder).exclude(death_date=None).exists()
    return cadastral.File(
        serial=str(said["serial"] or ""),
        holder=str(said["holder_name"] or ""),
        on_map=parcel is not None,
        area=_number(said["area_m2"]),
        area_on_map=_number(parcel.data.get("area_m2")) if parcel is not None else None,
        held_by=[str(same.data[name]) for name in ("holder_name", "second_name") if same.data.get(name)]
        if same
        else (),
        serial_elsewhere=elsewhere,
        other_serial=any(one.data.get("serial") != said["serial"] for one in of_parcel),
        holder_dead=dead,
    )


def _said(values: Mapping[str, str], definition: RegisterDefinition, name: str) -> Any:
    field = definition.named(name)
    if not _known(values.get(name, "")):
        return None
    try:
        return (
            read(field.kind, values.get(name, ""), [(one.value, one.vi) for one in field.options])
            if field
            else None
        )
    except NotRead:
        return None


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def lacking(entry: Entry, definition: RegisterDefinition) -> list[str]:
    """Labels of required values that the book does not have or nobody can read."""
    wanted = [one for one in form(definition) if one.required]
    if definition.numbering != "year":
        wanted = [one for one in wanted if one.id != NUMBER]
    return [one.label.vi for one in wanted if not _known(entry.values.get(one.id, ""))]


def _known(text: str) -> bool:
    return bool(text) and text not in MARKS


def _subject(entry: Entry, definition: RegisterDefinition, part: PersonPart) -> Classed:
    book = facts_of(entry.values, definition, part)
    missing = lacking(entry, definition)
    if not part.birth:
        return _without_birth(book, missing)
    people = candidates(book)
    ranked = rank(book, people)
    best = ranked[0].candidate.person_id if ranked and ranked[0].points >= POSSIBLE else None
    entered = {best} if best is not None and entered_already(definition.register, best, part.role) else set()
    return classify(book, people, lacking=missing, entered=entered)


def _without_birth(book: Facts, missing: list[str]) -> Classed:
    """Permits and the like name a person without a birth date: only an equal number says who it is."""
    if missing:
        what = ", ".join(missing)
        reason = Reason(f"Không đọc được hoặc thiếu: {what}.", f"Unreadable or missing: {what}.")
        return Classed(Quality.E, (reason,))
    known = identities.ids_by_pin([book.pin]).get(book.pin)
    if known is not None:
        return Classed(Quality.A, (), 100, known)
    none = Reason(
        "Không nối được với một người trong dữ liệu dân cư.",
        "No person of the population register is linked.",
    )
    return Classed(Quality.F, (none,))


def entered_already(register: str, person_id: int, role: str) -> bool:
    """Whether a register of `ONCE_IN_A_LIFE` already names this person in this role. One query, a second when it does."""
    if register not in ONCE_IN_A_LIFE:
        return False
    named = registers.people_of(registers.about(person_id, registers=[register]))
    return any(roles.get(role) == person_id for roles in named.values())


def facts_of(values: Mapping[str, str], definition: RegisterDefinition, part: PersonPart) -> Facts:
    """What the entry says about one of its people; marks are nothing. Parents count for the person without a role of
    their own."""

    def said(field_id: str | None) -> str:
        field = definition.named(field_id) if field_id else None
        if field is None:
            return ""
        try:
            value = read(field.kind, values.get(field.id, ""), [(one.value, one.vi) for one in field.options])
        except NotRead:
            return ""
        return value if isinstance(value, str) else ""

    parents = {one.role: said(one.name) for one in definition.people if one.role in ("mother", "father")}
    sex = next((said(name) for name in (f"{part.role}_sex", "sex") if definition.named(name)), "")
    return Facts(
        name=said(part.name),
        birth=said(part.birth),
        sex=sex,
        pin=said(part.pin),
        mother=parents.get("mother", ""),
        father=parents.get("father", ""),
    )


def candidates(book: Facts) -> list[Candidate]:
    """People who may be meant: of the same number, of the same name (marks forgiven) and about the same age; when none
    of them fits, children of a mother of that name born on the day. One query, two at most."""
    wanted = Q(pin=book.pin) if book.pin else Q(pk__in=[])
    year = int(book.birth[:4]) if book.birth else None
    if book.name and year:
        about = (date(max(year - YEARS_APART, 1), 1, 1), date(year + YEARS_APART, 12, 31))
        wanted |= Q(search_key=fold(book.name), birth_date__range=about)
    found = _read(Person.objects.filter(wanted))
    best = rank(book, found)
    if (not best or best[0].points < POSSIBLE) and book.mother and len(book.birth) == 10:
        born = date.fromisoformat(book.birth)
        near = (born - timedelta(days=1), born + timedelta(days=1))
        children = Person.objects.filter(
            citizen__mother__search_key=fold(book.mother), birth_date__range=near
        )
        known = {one.person_id for one in found}
        found += [one for one in _read(children) if one.person_id not in known]
    return found


def _read(people: Any) -> list[Candidate]:
    rows = people.select_related("citizen__mother", "citizen__father").order_by("id")[:MOST_CANDIDATES]
    return [Candidate(person.pk, _facts(person)) for person in rows]


def _facts(person: Person) -> Facts:
    citizen: CitizenRecord | None = getattr(person, "citizen", None)
    born = person.birth_date.isoformat()
    length = {"day": 10, "month": 7, "year": 4}[person.birth_precision]
    return Facts(
        name=person.full_name,
        birth=born[:length],
        sex=person.sex,
        pin=person.pin,
        mother=citizen.mother.full_name if citizen and citizen.mother else "",
        father=citizen.father.full_name if citizen and citizen.father else "",
    )


def day_of(values: Mapping[str, str]) -> date | None:
    """The day of registration, when it can be read."""
    try:
        day = read("date", values.get(DAY, ""))
    except NotRead:
        return None
    return date.fromisoformat(day) if day else None
