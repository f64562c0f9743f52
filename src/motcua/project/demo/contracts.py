"""The demo's reception by contract: a firm whose receptionist sits in the ward, and a contract that waits for its signer.

Invented, made by the acts themselves: the division leader writes, the chair signs, the firm's person has an account and a seat.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.city.contracts import changes
from motcua.city.contracts.models import ReceptionContract
from motcua.city.contracts.rules import Terms
from motcua.city.models import Account, Agency, Organisation
from motcua.project.demo.administration import NO_PASSWORD
from motcua.project.demo.identities import HOME, account_of

PROCEDURES = ("1.001193", "1.004873", "2.000815")
RECEPTIONIST = "motquay.mau", "Trịnh Thu Mẫu"
BEGUN = timedelta(days=20)


def fill(now: datetime) -> int:
    """Two contracts, where there is none and there are firms to make them with; how many were made."""
    firms = list(Organisation.objects.filter(kind=Organisation.Kind.ENTERPRISE).order_by("id")[:2])
    if ReceptionContract.objects.exists() or not firms:
        return 0
    with transaction.atomic():
        ward = Agency.objects.get(key=HOME)
        begun = now - BEGUN
        running = changes.write(
            ward, _terms(ward, firms[0], "03", begun), known=set(PROCEDURES), **_does("leader", begun)
        )
        changes.sign(running.uuid, **_does("chair", begun + timedelta(hours=2)))
        account = Account.objects.create(
            username=RECEPTIONIST[0],
            display_name=RECEPTIONIST[1],
            kind=Account.Kind.OFFICER,
            password=NO_PASSWORD,
        )
        changes.place(running.uuid, account.username, ward.pk, **_does("leader", begun + timedelta(hours=3)))
        changes.write(ward, _terms(ward, firms[-1], "05", now), known=set(PROCEDURES), **_does("leader", now))
    return 2


def _terms(ward: Agency, firm: Organisation, number: str, on: datetime) -> Terms:
    day = on.date()
    return Terms(
        organisation=firm.number, number=f"{number}/{day.year}/HĐ-UBND (mẫu)", signed_on=day, begins=day,
        until=day + timedelta(days=364), points=(ward.pk,), procedures=PROCEDURES,
    )  # fmt: skip


def _does(key: str, at: datetime) -> dict[str, Any]:
    account = account_of(key)
    return {
        "powers": authority.powers_of(account.pk, at),
        "by": authority.actor_for(account, at),
        "at": at,
    }
