"""Invented entries of the civil-status books, of adoptions and certifications."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from motcua.city.units import REFORM
from motcua.project.demo.registered.town import CONFIRMED, Town, civil_of, home_of, who_of
from motcua.records.registers.batches import Entry


def births(town: Town) -> Iterator[Entry]:
    """The youngest residents whose mother lives here, registered some weeks after they were born."""
    children = [person for person in town.people if town.other(person.mother) is not None]
    for child in sorted(children, key=lambda person: person.birth_date, reverse=True)[:300]:
        mother, father = town.other(child.mother), town.other(child.father)
        on = child.birth_date + timedelta(days=town.rng.randint(5, 50))
        if mother is None or on < REFORM or on >= town.today:
            continue
        data = {
            "registration_kind": "on_time", "child_name": child.full_name, "child_sex": child.sex,
            "child_birth_date": child.birth_date.isoformat(), "child_pin": child.pin, "child_nationality": "VN",
            "child_ethnic_group": child.ethnicity, "birth_place": "facility", "facility_name": "Bệnh viện mẫu",
            "requester_name": mother.full_name, "requester_pin": mother.pin, "requester_relation": "mother",
            "birth_proof": "notice", "situation": "ordinary", **civil_of("mother", mother), **CONFIRMED,
        }  # fmt: skip
        people = {"child": town.pk(child), "mother": town.pk(mother), "requester": town.pk(mother)}
        if father is not None:
            data |= civil_of("father", father)
            people["father"] = town.pk(father)
        yield Entry(town.offices[mother.unit_code], on, data, people)


def marriages(town: Town) -> Iterator[Entry]:
    couples = [
        (wife, husband)
        for wife in town.people
        if wife.sex == "female" and (husband := town.other(wife.spouse)) is not None and wife.married_on is not None
    ]  # fmt: skip
    for wife, husband in town.rng.sample(couples, min(300, len(couples))):
        on = wife.married_on if wife.married_on and wife.married_on >= REFORM else town.day()
        yield Entry(
            town.offices[wife.unit_code],
            on,
            {
                "registration_kind": "new", "recognised_on": on.isoformat(), "woman_times_married": 1,
                "man_times_married": 1, "office_residence": wife.unit_code, **civil_of("woman", wife),
                **civil_of("man", husband), **CONFIRMED,
            },
            {"wife": town.pk(wife), "husband": town.pk(husband)},
        )  # fmt: skip


def deaths(town: Town) -> Iterator[Entry]:
    """Elders who are in no other list: they live no more."""
    for child in town.grown(200):
        on = town.day()
        died = on - timedelta(days=town.rng.randint(1, 12))
        sex = town.rng.choice(["male", "female"])
        born = date(town.rng.randint(1928, 1955), town.rng.randint(1, 12), town.rng.randint(1, 28))
        yield Entry(
            town.offices[child.unit_code],
            on,
            {
                "registration_kind": "on_time", "deceased_name": town.names.full_name(sex, born.year),
                "deceased_birth_date": born.isoformat(), "deceased_sex": sex, "deceased_nationality": "VN",
                "deceased_ethnic_group": "01", "last_residence": home_of(child), "death_date": died.isoformat(),
                "death_place": home_of(child), "death_place_words": "Tại nhà", "death_cause": "Già yếu",
                "death_proof": "notice", "requester_name": child.full_name, "requester_pin": child.pin,
                "requester_relation": "child", **CONFIRMED,
            },
            {"requester": town.pk(child)},
        )  # fmt: skip


def _pairs(town: Town, count: int, first: str, second: str, **data: Any) -> Iterator[Entry]:
    """An adult and a child of the same commune, for the registers about both."""
    children = town.some(count * 3, lambda person: town.age(person) < 16)
    adults = {person.unit_code: person for person in town.grown(len(town.people))}
    for child in children[:count]:
        adult = adults.get(child.unit_code)
        if adult is None:
            continue
        people = {first: town.pk(adult), ("subject" if second != "child" else "child"): town.pk(child)}
        about = {**civil_of(first, adult), **civil_of(second, child)}
        yield Entry(town.offices[child.unit_code], town.day(), {**about, **data, **CONFIRMED}, people)


def guardianships(town: Town) -> Iterator[Entry]:
    return _pairs(town, 100, "guardian", "ward", registration_kind="appointed", ground="Cha, mẹ không còn")


def parentages(town: Town) -> Iterator[Entry]:
    for entry in _pairs(town, 100, "parent", "child", registration_kind="father"):
        people = {"parent": entry.people["parent"], "subject": entry.people["child"]}
        yield Entry(entry.agency_id, entry.on, entry.data, people)


def adoptions(town: Town) -> Iterator[Entry]:
    kept = ("adopter_name", "adopter_birth_date", "adopter_pin", "adopter_residence", "child_name")
    for entry in _pairs(town, 100, "adopter", "child"):
        data = {name: entry.data[name] for name in (*kept, "child_birth_date", "child_pin")}
        people = {"adopter": entry.people["adopter"], "subject": entry.people["child"]}
        yield Entry(entry.agency_id, entry.on, {**data, **CONFIRMED}, people)


def changes(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.grown(150), 1):
        year = str(person.birth_date.year)
        data = {
            "registration_kind": "correction", **civil_of("subject", person), "book": "births", "what": "Năm sinh",
            "old_value": str(int(year) - 1), "new_value": year, "decision_number": f"{n:02d}/QĐ-UBND", **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[person.unit_code], town.day(), data, {"subject": town.pk(person)})


def marital_certificates(town: Town) -> Iterator[Entry]:
    for person in town.some(200, lambda one: town.age(one) >= 20 and one.marital_status == "single"):
        on = town.day()
        until = on + timedelta(days=182)
        data = {
            **who_of("person", person), "status": "Chưa đăng ký kết hôn với ai", "purpose": "Mua bán tài sản",
            "valid_until": until.isoformat(), **CONFIRMED,
        }  # fmt: skip
        people = {"person": town.pk(person)}
        yield Entry(town.offices[person.unit_code], on, data, people, valid_to=until + timedelta(days=1))


def extract_copies(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.grown(150), 1):
        data = {
            "register": "births", "entry": f"{n:02d}/{person.birth_date.year}", "subject": person.full_name,
            "asked_by": person.full_name, "asked_by_pin": person.pin, "copies": town.rng.randint(1, 5), **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[person.unit_code], town.day(), data, {"requester": town.pk(person)})


def certifications(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.grown(200), 1):
        on = town.day()
        data = {
            "certification_kind": "copy", "book": f"01/{on.year}-SCT/BS", "numbers": f"{n:02d}", "who": person.full_name,
            "who_pin": person.pin, "paper": "Bằng tốt nghiệp", "paper_count": 1, "fee": 4000, "certifier": "Người ký mẫu",
            "papers": [{"number": f"{n:02d}", "title": "Bằng tốt nghiệp", "pages": 2, "copies": 1}],
            "certified_at": f"{on.isoformat()}T09:15:00+07:00", "place": "Trụ sở", "electronic": True,
        }  # fmt: skip
        yield Entry(town.offices[person.unit_code], on, data, {"applicant": town.pk(person)})
