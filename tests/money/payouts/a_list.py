"""A ward with a few beneficiaries: persons, records in the register, accounts, a budget, and lists at every stage."""

from datetime import date, datetime
from itertools import count
from typing import Any

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold, given_name_sort_key
from motcua.money.payouts import approving, budget, deciding, listing, sending
from motcua.money.payouts.models import BankAccount, Finding, Line, Run
from motcua.project.demo import account_of
from motcua.project.demo.identities import HOME
from motcua.records.population.models import CitizenRecord
from motcua.records.registers import Source
from motcua.records.registers.batches import Entry, enter_many
from tests.conftest import hanoi

NOW = hanoi("2026-03-02 09:15")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
_numbers = count(1)


def ward() -> Agency:
    return Agency.objects.select_related("unit").get(key=HOME)


def officer(key: str, at: datetime = NOW) -> Actor:
    return authority.actor_for(account_of(key), at)


def person(
    name: str = "Nguyễn Thị Mẫu", born: date = date(1950, 5, 5), *, known: bool = True, **more: Any
) -> Person:
    """Somebody of the ward whom the population register knows."""
    number = next(_numbers)
    made = Person.objects.create(
        pin=more.pop("pin", f"0011{number:08d}"), full_name=name, search_key=fold(name), sort_key=given_name_sort_key(name),
        birth_date=born, sex="female", unit=ward().unit,
    )  # fmt: skip
    if known:
        CitizenRecord.objects.create(
            person=made, permanent_unit=more.pop("lives_in", ward().unit), updated_at=NOW, **more
        )
    return made


def granted(
    who: Person,
    group: str = "elderly",
    since: date = date(2026, 1, 1),
    agency: Agency | None = None,
    **data: Any,
) -> None:
    """A decision in the register of allowances."""
    told = {
        "decision_number": f"{who.pk}/QĐ-UBND", "request": "grant", "beneficiary_name": who.full_name,
        "beneficiary_birth_date": who.birth_date.isoformat(), "beneficiary_pin": who.pin, "group": group,
        "from_month": since.isoformat(), "payout": "post", **data,
    }  # fmt: skip
    role = "carer" if told["request"] == "care" else "beneficiary"
    people = {role: who.pk} if role == "beneficiary" else {"carer": who.pk}
    entry = Entry((agency or ward()).pk, since, told, people)
    enter_many("allowances", [entry], source=Source("officer", "test"), by=officer("society"), at=NOW)


def account(
    who: Person, number: str = "", bin_: str = "970436", state: str = "good", source: str = "own"
) -> BankAccount:
    return BankAccount.objects.create(
        person=who, bin=bin_, number=number or f"{who.pk:010d}", holder=who.full_name, source=source, rank=2, state=state,
        linked_at=NOW,
    )  # fmt: skip


def many(number: int, *, by_account: bool = True) -> list[Person]:
    """Old people of poor households, each with an account the bank knows."""
    made = [person(f"Trần Văn {chr(65 + n % 26)}{n}") for n in range(number)]
    for one in made:
        granted(one)
        if by_account:
            account(one)
    return made


def drawn(month: date = MARCH, programme: str = "allowance", at: datetime = NOW) -> Run:
    return listing.prepare(ward(), programme, month, by=officer("society"), at=at)


def money(amount: int = 10**9, programme: str = "allowance") -> None:
    budget.allot(ward().pk, programme, 2026, amount, "01/QĐ-UBND", by=officer("leader"), at=NOW)


def approved(month: date = MARCH, programme: str = "allowance") -> Run:
    run = drawn(month, programme)
    approving.submit(run.pk, by=officer("society"), at=NOW)
    return approving.approve(run.pk, by=officer("chair"), at=NOW)


def sent(month: date = MARCH) -> Run:
    return sending.send(approved(month).pk, by=officer("chair"), at=NOW)


def states(run: Run) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Line.objects.filter(run=run).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def paid_after_a_death(died: date) -> Run:
    """January and February were paid to somebody who had died by then; March's list stops, and the amount is to be claimed."""
    one = person("Cụ Mất")
    granted(one)
    many(1)
    money()
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        approved(month)
        Line.objects.filter(person=one, period=month).update(state="settled")
    CitizenRecord.objects.filter(person=one).update(death_date=died)
    run = drawn(MARCH)
    found = Finding.objects.get(run=run, code="DEAD")
    deciding.decide(found.pk, run.pk, "stop", "Đã xác minh", by=officer("society"), at=NOW)
    return run
