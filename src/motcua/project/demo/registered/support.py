"""Invented beneficiaries: allowances, disabilities, poor households, merits, funerals, tuition."""

from collections.abc import Iterator
from datetime import date, timedelta

from motcua.project.demo.registered.town import CONFIRMED, Town, home_of, who_of
from motcua.records.registers.batches import Entry


def allowances(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.some(150, lambda one: town.age(one) >= 60), 1):
        on = town.day(date(2026, 1, 1))
        data = {
            "decision_number": f"{n:02d}/QĐ-UBND", "request": "grant", **who_of("beneficiary", person), "group": "elderly",
            "from_month": on.replace(day=1).isoformat(), "base": 650_000, "coefficient_percent": 150,
            "monthly_amount": 975_000, "payout": "post", **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[person.unit_code], on, data, {"beneficiary": town.pk(person)})


def disabilities(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.grown(120), 1):
        data = {
            "certificate_number": f"{n:02d}/GXN-KT", **who_of("person", person), "disability_level": "severe",
            "disability_kinds": [town.rng.choice(["movement", "hearing", "sight"])], "minutes_number": f"{n:02d}/BB",
            **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[person.unit_code], town.day(), data, {"person": town.pk(person)})


def poor_households(town: Town) -> Iterator[Entry]:
    for person in town.some(120, lambda one: one.household_role == "head"):
        year = town.today.year
        data = {
            "for_year": year, "household_code": person.household_number, "class": "near_poor", "size": 4,
            "head_name": person.full_name, "head_birth_date": person.birth_date.isoformat(), "head_pin": person.pin,
            "residence": home_of(person),
        }  # fmt: skip
        yield Entry(
            town.offices[person.unit_code], date(year, 1, 2), data, {"head": town.pk(person)}, valid_to=date(year + 1, 1, 1)
        )  # fmt: skip


def merits(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.some(100, lambda one: town.age(one) >= 65), 1):
        data = {
            "file_number": f"NCC-{n:05d}",
            **who_of("person", person),
            "class": "wounded",
            "injury_percent": 31,
        }
        yield Entry(town.offices[person.unit_code], town.day(), data, {"person": town.pk(person)})


def funeral_support(town: Town) -> Iterator[Entry]:
    for n, payee in enumerate(town.grown(100), 1):
        on = town.day(date(2026, 1, 1))
        data = {
            "decision_number": f"{n:02d}/QĐ-UBND", "support_kind": "allowance", "payee_name": payee.full_name,
            "payee_pin": payee.pin, "deceased_name": town.names.full_name("female", 1940), "amount": 13_000_000,
            "death_date": (on - timedelta(days=20)).isoformat(), "base_amount": 650_000, "payout": "cash", **CONFIRMED,
        }  # fmt: skip
        yield Entry(town.offices[payee.unit_code], on, data, {"payee": town.pk(payee)})


def tuition_relief(town: Town) -> Iterator[Entry]:
    for n, person in enumerate(town.some(120, lambda one: 17 <= town.age(one) <= 23), 1):
        data = {
            "decision_number": f"{n:02d}/QĐ-UBND", **who_of("learner", person), "school_name": "Trường Cao đẳng mẫu",
            "school_level": "college", "class_name": "K12", "major": "Điện công nghiệp", "school_year": "2026-2027",
            "relief": "reduction", "reduction_percent": 70, "ground": "heavy_trade", "monthly_relief": 700_000, "months": 10,
            "total": 7_000_000, **CONFIRMED,
        }  # fmt: skip
        on = town.day(date(2026, 8, 1))
        yield Entry(town.offices[person.unit_code], on, data, {"learner": town.pk(person)})
