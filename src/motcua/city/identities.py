"""People and their accounts: found by number, made once, linked at the first sign-on."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.city.models import Account, Organisation, Person, SignOn
from motcua.foundation.text import fold


class AccountTaken(ValueError):
    """The sign-on already belongs to another person."""


type Reads = Callable[[Iterable[int]], Mapping[int, tuple[tuple[int, ...], int]]]
"""For each id: all ids of that human being, and the one under which it is kept."""
_read_as: list[Reads] = []


def read_as(rule: Reads) -> None:
    """Somebody who was merged into another person is read as that person; the room that merges people says as whom."""
    _read_as[:] = [rule]


def _reads(person_ids: Iterable[int]) -> Mapping[int, tuple[tuple[int, ...], int]]:
    ids = list(person_ids)
    return _read_as[0](ids) if _read_as and ids else {one: ((one,), one) for one in ids}


def present(person_ids: Iterable[int]) -> dict[int, int]:
    """Who each of these is today: themselves, or whom they were merged into. One query at most."""
    return {one: kept for one, (_, kept) in _reads(person_ids).items()}


def present_one(person_id: int) -> int:
    """Who this is today. One query at most."""
    return _reads([person_id])[person_id][1]


def as_today(person: Person) -> Person:
    """The person, or whom the person was merged into. One query at most, two for somebody merged."""
    kept = present_one(person.pk)
    return person if kept == person.pk else Person.objects.select_related("unit").get(pk=kept)


def together(person_id: int) -> tuple[int, ...]:
    """All ids under which the city knows this human being. One query at most."""
    return _reads([person_id])[person_id][0]


def together_of(person_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """All ids of each of these. One query at most."""
    return {one: ids for one, (ids, _) in _reads(person_ids).items()}


def ids_by_pin(pins: Iterable[str]) -> dict[str, int]:
    """Who has each of these numbers today; whoever was merged is whom they were merged into. Two queries at most."""
    wanted = {pin for pin in pins if pin}
    if not wanted:
        return {}
    known = dict(Person.objects.filter(pin__in=wanted).values_list("pin", "id"))
    kept = present(known.values())
    return {pin: kept[one] for pin, one in known.items()}


def by_pin(pin: str) -> Person | None:
    """The person with this number (12 digits, already checked), or whom that person was merged into. Two queries."""
    found = Person.objects.filter(pin=pin).first() if pin else None
    return as_today(found) if found is not None else None


def find(name: str, birth_date: date | None = None) -> QuerySet[Person]:
    """People whose name reads like `name` (diacritics and case do not count), in Vietnamese order."""
    rows = Person.objects.filter(search_key=fold(name))
    if birth_date is not None:
        rows = rows.filter(birth_date=birth_date)
    return rows.order_by("sort_key", "birth_date", "id")


class Born(Protocol):
    """Somebody whose birth is known as far as `birth_precision` says."""

    @property
    def birth_date(self) -> date: ...

    @property
    def birth_precision(self) -> str: ...


def born_on(person: Born, told: date) -> bool:
    """Whether this is the person's birth date, at the poorer precision: where only year or month are known, these agree."""
    born = person.birth_date
    if person.birth_precision == Person.Precision.YEAR:
        return born.year == told.year
    if person.birth_precision == Person.Precision.MONTH:
        return (born.year, born.month) == (told.year, told.month)
    return born == told


@transaction.atomic
def resident_account(person: Person, username: str, *, language: str = "vi") -> Account:
    """The account of a person who signs on as `username` (subject of the identity provider), made once.

    Raises: AccountTaken when that sign-on belongs to somebody else or to an officer.
    """
    account, made = Account.objects.select_for_update(of=("self",)).get_or_create(
        username=username,
        defaults={
            "display_name": person.full_name,
            "email": person.email,
            "kind": Account.Kind.RESIDENT,
            "person": person,
            "language": language,
            "password": "!",
        },
    )
    if not made and (account.person_id != person.id or account.kind != Account.Kind.RESIDENT):
        raise AccountTaken(username)
    return account


def own_account(person: Person) -> Account | None:
    """The account by which the person acts for nobody but themselves. One query."""
    return _accounts(person).filter(organisation=None).first()


@transaction.atomic
def organisation_account(person: Person, organisation: Organisation) -> Account:
    """The account by which the person acts for the organisation, made once. At most four statements.

    Whether the person may act is asked elsewhere, anew with every request (`city.mandates.reading.right_of`).
    """
    Person.objects.select_for_update().get(pk=person.pk)
    found = _accounts(person).filter(organisation=organisation).first()
    if found is not None:
        return found
    own = own_account(person)
    name = own.username if own is not None else f"person/{person.pk}"
    account = resident_account(person, f"{name}/{organisation.number}")
    account.organisation = organisation
    account.save(update_fields=["organisation"])
    return account


def _accounts(person: Person) -> QuerySet[Account]:
    rows = Account.objects.filter(kind=Account.Kind.RESIDENT, person=person, is_active=True)
    return rows.order_by("pk")


REMEMBERED = timedelta(days=2)
"""A sign-on is remembered longer than any session lasts, and then forgotten."""


def note_sign_on(provider: str, subject: str, sid: str, person: Person, at: datetime) -> None:
    """The provider's name for this person and for its own session, so that it can tell us when that ends. Two statements."""
    SignOn.objects.filter(person=person, at__lt=at - REMEMBERED).delete()
    SignOn.objects.bulk_create(
        [SignOn(provider=provider, subject=subject, sid=sid, person=person, at=at)],
        update_conflicts=True,
        unique_fields=["provider", "subject", "sid"],
        update_fields=["person", "at"],
    )


def sign_out(provider: str, subject: str, sid: str, at: datetime) -> int:
    """End every session of whom the provider names by subject, session or both; how many accounts. One statement.

    All sessions of the person end, those for an organisation too: better one sign-on too many than one left open.
    """
    named = Q(subject=subject) if subject else Q(sid=sid)
    people = SignOn.objects.filter(named, provider=provider).values("person")
    return Account.objects.filter(kind=Account.Kind.RESIDENT, person__in=people).update(signed_out_at=at)
