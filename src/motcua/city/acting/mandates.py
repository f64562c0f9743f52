"""Relatives who act for somebody: invited and accepted, or parents of a minor child by the register.

Legal representation of a minor by its parents: Bộ luật Dân sự 2015, Điều 136.1; authorisation between
persons: Điều 138 and 562. Being a parent is decided by the caller, who may read the registers.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.city.acting import errors
from motcua.city.acting.models import Mandate
from motcua.city.models import Person

LONGEST = timedelta(days=731)
"""An invitation counts for two years at most: people forget whom they have let in."""
MOST_OPEN = 20
AGE_OF_MAJORITY = 18
"""Bộ luật Dân sự 2015, Điều 20.1."""


@transaction.atomic
def invite(
    client: Person, pin: str, *, until: date, at: datetime, procedure_code: str = "", relation: str = ""
) -> Mandate:
    """The client lets the person of this number act, once that person accepts. Whether the number is known is not told.

    Raises: Oneself, TooLong, TooMany, AlreadyThere.
    """
    if pin == client.pin:
        raise errors.Oneself
    if not at.date() <= until <= at.date() + LONGEST:
        raise errors.TooLong
    Person.objects.select_for_update().get(pk=client.pk)
    if Mandate.objects.filter(client=client, ended_at=None, until__gte=at.date()).count() >= MOST_OPEN:
        raise errors.TooMany
    Mandate.objects.filter(
        client=client, helper_pin=pin, procedure_code=procedure_code, ended_at=None, until__lt=at.date()
    ).update(ended_at=at, ended_by="client")
    try:
        with transaction.atomic():
            return Mandate.objects.create(
                kind=Mandate.Kind.INVITED,
                client=client,
                helper_pin=pin,
                relation=relation[:60],
                procedure_code=procedure_code,
                until=until,
                asked_at=at,
            )
    except IntegrityError:
        raise errors.AlreadyThere from None


def accept(mandate_id: int, *, by: Person, at: datetime) -> Mandate:
    """The invited person agrees; twice is once. Raises: NotYours."""
    taken = Mandate.objects.filter(
        id=mandate_id, helper_pin=by.pin, ended_at=None, accepted_at=None, until__gte=at.date()
    ).exclude(helper_pin="")
    taken.update(helper=by, accepted_at=at)
    return in_force(mandate_id, by, at.date())


def end(mandate_id: int, *, by: Person, at: datetime) -> None:
    """Either side ends it, from this moment on; declining is the same. Twice is once. Raises: NotYours."""
    mandate = Mandate.objects.filter(_of(by), id=mandate_id).first()
    if mandate is None:
        raise errors.NotYours
    side = "client" if mandate.client_id == by.pk else "helper"
    Mandate.objects.filter(id=mandate_id, ended_at=None).update(ended_at=at, ended_by=side)


def in_force(mandate_id: int, helper: Person, on: date) -> Mandate:
    """The leave by which `helper` may act today, with its client. One query. Raises: NotYours."""
    found = (
        Mandate.objects.select_related("client")
        .filter(id=mandate_id, helper=helper, accepted_at__isnull=False, ended_at=None, until__gte=on)
        .first()
    )
    if found is None:
        raise errors.NotYours
    return found


def of_parent(child: Person, parent: Person, *, at: datetime) -> Mandate:
    """The leave that a parent of a minor has by law, noted when it is first used.

    The caller has seen in the register that this is a parent. It ends on the day before the child comes of age.
    """
    mandate, _ = Mandate.objects.get_or_create(
        client=child,
        helper_pin=parent.pin,
        procedure_code="",
        kind=Mandate.Kind.PARENT,
        ended_at=None,
        defaults={
            "helper": parent,
            "relation": "",
            "until": comes_of_age(child.birth_date) - timedelta(days=1),
            "asked_at": at,
            "accepted_at": at,
        },
    )
    return mandate


def comes_of_age(born: date) -> date:
    """The 18th birthday; the 1st of March for those born on a leap day."""
    try:
        return born.replace(year=born.year + AGE_OF_MAJORITY)
    except ValueError:
        return date(born.year + AGE_OF_MAJORITY, 3, 1)


def given_by(client: Person, on: date) -> list[Mandate]:
    """Whom the client lets act, or has invited, newest first. One query."""
    rows = Mandate.objects.select_related("helper").filter(client=client, ended_at=None, until__gte=on)
    return list(rows.order_by("-id")[:100])


def held_by(helper: Person, on: date) -> list[Mandate]:
    """For whom the person may act or is asked to, newest first. One query."""
    if not helper.pin:
        return []
    rows = Mandate.objects.select_related("client").filter(
        helper_pin=helper.pin, ended_at=None, until__gte=on
    )
    return list(rows.order_by("-id")[:100])


def _of(person: Person) -> Q:
    mine = Q(client=person)
    return mine | Q(helper_pin=person.pin) if person.pin else mine
