"""What the registers know about a person, as the values that forms are prefilled with (ask once)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.city import identities
from motcua.city.models import Organisation, Person, Unit
from motcua.records import registers
from motcua.records.papers.models import Paper
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.population.models import CitizenRecord, RetiredNumber

RELATIVES = ("father", "mother", "spouse")
UNITS = ("permanent_unit", "temporary_unit", "present_unit")
RELATED = ("person__unit", *UNITS, *RELATIVES)
OF_RELATIVES = tuple(f"{who}__citizen__{unit}" for who in RELATIVES for unit in UNITS)
COUNTRIES = {"VN": "Việt Nam"}
# which valid paper answers for which paper that a procedure would ask for; registers say it themselves
PAPER_SOURCES = {
    "birth-certificate": "civil_status.birth",
    "marriage-certificate": "civil_status.marriage",
    "marital-status-certificate": "civil_status.marital_status",
    "birth-notice": "health.birth_notice",
    "death-notice": "health.death_notice",
    "death-extract": "civil_status.death",
    "health-insurance-card": "health.insurance_card",
    "land-certificate": "land.certificate",
    "building-permit": "construction.permit",
    "household-business-certificate": "business.registration",
    "allowance-decision": "social.monthly_allowance",
    "disability-certificate": "social.disability",
    "company-certificate": "business.registration",
    "judicial-record": "judicial.record",
    "criminal-record": "judicial.record",
    "health-examination": "health.examination",
}


def kinds_for(sources: Iterable[str]) -> frozenset[str]:
    """Kinds of papers that prove what these sources say. No query."""
    wanted = frozenset(sources)
    return frozenset(kind for kind, source in PAPER_SOURCES.items() if source in wanted)


@dataclass(frozen=True, slots=True)
class Family:
    """Parents, spouse and children of a person, and the members of the household."""

    father: Person | None
    mother: Person | None
    spouse: Person | None
    children: list[Person]
    household: list[Person]


def lookup(pin: str) -> CitizenRecord | None:
    """The record of the person who has this number, or had it before it was replaced, with relatives and units loaded.

    Whoever was merged into another person is read as that person. Two queries; three for a number without a record or that
    was replaced, one more for somebody merged.
    """
    if not pin:
        return None
    rows = CitizenRecord.objects.select_related("person", *RELATED)
    record = rows.filter(person__pin=pin).first()
    if record is None:
        holder = Person.objects.filter(pin=pin).values_list("pk")
        retired = RetiredNumber.objects.filter(pin_old=pin).values_list("person_id")
        found = holder.union(retired).first()
        return rows.filter(person=identities.present_one(found[0])).first() if found is not None else None
    kept = identities.present_one(record.person_id)
    return record if kept == record.person_id else rows.filter(person=kept).first()


def family(pin: str) -> Family | None:
    """Whom the registers connect with this person, each as who they are today; None when the number is unknown.

    Five queries, one more for those who were merged.
    """
    record = lookup(pin)
    if record is None:
        return None
    ids = identities.together(record.person_id)
    children = (
        CitizenRecord.objects.select_related("person")
        .filter(father_id__in=ids)
        .union(CitizenRecord.objects.select_related("person").filter(mother_id__in=ids))
    )
    household: list[Person] = []
    if record.household_no:
        rows = CitizenRecord.objects.select_related("person").filter(
            household_no=record.household_no, death_date__isnull=True
        )
        household = [row.person for row in rows.exclude(pk__in=ids).order_by("person__birth_date")]
    parents = [record.father, record.mother, record.spouse]
    today = _as_today([*parents, *(row.person for row in children), *household])
    father, mother, spouse = (today[one.pk] if one is not None else None for one in parents)
    offspring = {today[row.person.pk].pk: today[row.person.pk] for row in children}
    members = {today[one.pk].pk: today[one.pk] for one in household}
    return Family(
        father=father,
        mother=mother,
        spouse=spouse,
        children=sorted(offspring.values(), key=lambda person: person.birth_date),
        household=list(members.values()),
    )


def _as_today(people: Iterable[Person | None]) -> dict[int, Person]:
    """Each of these as whom they are today, with commune and record. One query, two when somebody was merged."""
    known = {one.pk: one for one in people if one is not None}
    kept = identities.present(known)
    moved = {now for was, now in kept.items() if now != was}
    if moved:
        homes = [f"citizen__{unit}" for unit in UNITS]
        known |= Person.objects.select_related("unit", "citizen", *homes).in_bulk(moved)
    return {was: known[now] for was, now in kept.items()}


def facts_for(person: Person) -> dict[str, Any]:
    """Prefill values by key, for instance `population.father.full_name`. Two queries, two more where somebody was merged.

    Whoever was merged into another person, the one asked about or a relative, is read as that person.

    A key is there only when its value is known, so that a form asks for what is missing. Dates are dates,
    units are codes beside the address as one line. `applicant.*` and `population.*` without a second dot are
    the names that definitions may use; the dotted ones say more about each relative and residence.
    """
    rows = CitizenRecord.objects.select_related(*RELATED, *OF_RELATIVES)
    record = rows.filter(person=person).first()
    relatives = [getattr(record, relation) for relation in RELATIVES] if record is not None else []
    today = _as_today([person, *relatives])
    if (present := today[person.pk]) != person:
        person, record = present, rows.filter(person=present).first()
        today |= _as_today(
            [getattr(record, relation) for relation in RELATIVES] if record is not None else []
        )
    facts: dict[str, Any] = _person_facts("population", person) | _person_facts("applicant", person)
    if record is None:
        facts |= _place_facts("population.residence", person.unit, person.address_line)
        facts["population.residence_unit"] = facts["population.residence.unit"]
        return _known(facts)
    facts |= {
        "population.ethnicity": ethnic_group(record.ethnic_list, record.ethnic_code),
        "population.ethnic_code": record.ethnic_code,
        "population.nationality": COUNTRIES.get(record.nationality, record.nationality),
        "population.nationality_code": record.nationality,
        "population.birth_place": record.birth_place,
        "population.hometown": record.hometown,
        "population.household_no": record.household_no,
        "population.head_relation": record.head_relation,
        "population.marital_status": record.marital_status,
        "population.marital_status_words": record.get_marital_status_display()
        if record.marital_status
        else "",
        "population.id_card.issued_on": record.id_card_issued_on,
        "population.id_card.issued_at": record.id_card_issued_at,
        "population.death_date": record.death_date,
        "population.alive": record.alive,
        "population.updated_at": record.updated_at,
    }
    facts |= _place_facts("population.permanent_residence", record.permanent_unit, record.permanent_line)
    facts |= _place_facts("population.temporary_residence", record.temporary_unit, record.temporary_line)
    facts |= _place_facts("population.present_residence", record.present_unit, record.present_line)
    facts |= _residence("population.residence", record)
    for relation in RELATIVES:
        if (told_of := getattr(record, relation)) is not None:
            relative = today[told_of.pk]
            facts |= _person_facts(f"population.{relation}", relative)
            facts[f"population.{relation}.person_id"] = relative.pk
            if (told := getattr(relative, "citizen", None)) is not None:
                facts[f"population.{relation}.updated_at"] = told.updated_at
            facts |= _relative_facts(f"population.{relation}", relative)
    if record.marital_status == CitizenRecord.MaritalStatus.MARRIED:
        # Only what is so is told: that somebody is not married says nothing about the father of a child.
        facts["population.married"] = True
    facts |= {
        "applicant.nationality": record.nationality,
        "applicant.ethnic_group": record.ethnic_code,
        "population.residence_unit": facts.get("population.residence.unit"),
        "population.home_town": record.hometown,
    }
    return _known(facts)


def organisation_facts(organisation: Organisation) -> dict[str, Any]:
    """Prefill values of the organisation that somebody acts for. One query when its unit is not loaded."""
    return _known(
        {
            "organisation.name": organisation.name,
            "organisation.tax_code": organisation.number,
            "organisation.address": one_line(organisation.unit, organisation.address_line),
        }
    )


def _parents(record: CitizenRecord | None) -> list[int]:
    return [one for one in (record.father_id, record.mother_id) if one] if record is not None else []


def sources_for(person_id: int, *, on: date) -> frozenset[str]:
    """The data about a person that stand in for papers on a day (NQ 66.7/2025/NQ-CP), for instance
    `population.residence` or `civil_status.birth`. Five queries, one more where parents are known.

    Each register says for whom its records count: the parents of a registered child need not bring its certificate.
    Where a procedure means the applicant's own birth, its officer still sees whose entry it is.
    """
    found: set[str] = set()
    kept, ids = identities.present_one(person_id), identities.together(person_id)
    record = CitizenRecord.objects.select_related("person").filter(person_id=kept).first()
    if record is not None:
        if record.person.pin:
            found.add("population.identity")
        if record.permanent_unit_id or record.temporary_unit_id or record.present_unit_id:
            found.add("population.residence")
        if record.father_id or record.mother_id or record.spouse_id or record.household_no:
            found.add("population.family")
        if record.marital_status:
            found.add("civil_status.marital_status")
        if record.marital_status == CitizenRecord.MaritalStatus.MARRIED:
            found.add("civil_status.marriage")
    found |= registers.stands_for(person_id, on=on, parents=_parents(record))
    papers = Paper.objects.filter(owner_id__in=ids, status=Paper.Status.VALID, kind__in=PAPER_SOURCES)
    for kind in papers.exclude(valid_until__lt=on).values_list("kind", flat=True):
        found.add(PAPER_SOURCES[kind])
    return frozenset(found)


def one_line(unit: Unit | None, line: str) -> str:
    """An address in one line: house and street, then the commune's full name."""
    return ", ".join(part for part in (line, unit.full_name_vi if unit else "") if part)


def _person_facts(prefix: str, person: Person) -> dict[str, Any]:
    return {
        f"{prefix}.full_name": person.full_name,
        f"{prefix}.pin": person.pin,
        f"{prefix}.birth_date": person.birth_date if person.birth_precision == Person.Precision.DAY else None,
        f"{prefix}.birth": _birth(person),
        f"{prefix}.sex": person.sex,
        f"{prefix}.sex_words": person.get_sex_display(),
        f"{prefix}.phone": person.phone,
        f"{prefix}.email": person.email,
    }


def _relative_facts(prefix: str, relative: Person) -> dict[str, Any]:
    """What forms ask about a father, mother or spouse, by the names that definitions use."""
    identity = _person_facts("of", relative)
    facts = {
        f"{prefix}_name": relative.full_name,
        f"{prefix}_pin": relative.pin,
        f"{prefix}_birth_date": identity["of.birth_date"],
        f"{prefix}_sex": relative.sex,
    }
    record: CitizenRecord | None = getattr(relative, "citizen", None)
    if record is None:
        return facts
    return {
        **facts,
        f"{prefix}_ethnic_group": record.ethnic_code,
        f"{prefix}_nationality": record.nationality,
        f"{prefix}_home_town": record.hometown,
        **_residence(f"{prefix}_residence", record),
    }


def _residence(prefix: str, record: CitizenRecord) -> dict[str, Any]:
    """The residence (nơi cư trú) of Luật Cư trú Điều 11: permanent, else temporary, else where one lives."""
    for unit, line in (
        (record.permanent_unit, record.permanent_line),
        (record.temporary_unit, record.temporary_line),
        (record.present_unit, record.present_line),
    ):
        if unit is not None:
            return _place_facts(prefix, unit, line)
    return {}


def _birth(person: Person) -> str:
    """The birth date as far as it is known: day, month or year."""
    born: date = person.birth_date
    if person.birth_precision == Person.Precision.YEAR:
        return f"{born.year}"
    return f"{born:%m/%Y}" if person.birth_precision == Person.Precision.MONTH else f"{born:%d/%m/%Y}"


def _place_facts(prefix: str, unit: Unit | None, line: str) -> dict[str, Any]:
    return {prefix: one_line(unit, line), f"{prefix}.unit": unit.code if unit else "", f"{prefix}.line": line}


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in (None, "")}
