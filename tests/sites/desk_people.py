"""Officers at the desk in tests: a signed-on client, and dossiers that stand where a test wants them."""

from datetime import datetime

from django.test import Client

from motcua.foundation import clock
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import people

MONDAY = hanoi("2026-03-02 09:15")


def at_desk(key: str, at: datetime = MONDAY) -> Client:
    """A client signed on as a demo officer, on a Monday morning."""
    clock.set_for_test(at)
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def filed(at: datetime = MONDAY, **changed) -> Dossier:
    """A birth filed online, to be answered by the counter."""
    return people.filed_birth(at, **changed)


def accepted(at: datetime = MONDAY) -> Dossier:
    """A birth that the justice officer is to examine."""
    dossier = filed(at)
    return changes.accept(
        dossier.open_task_id, by=people.officer("counter", at), at=at, ticked=people.RECEIVED
    )


def examined(at: datetime = MONDAY) -> Dossier:
    """A birth that waits for the chair's signature."""
    dossier = accepted(at)
    return changes.act(
        dossier.open_task_id,
        "submit",
        by=people.officer("justice", at),
        at=at,
        answers={"proposal": "grant"},
        ticked=frozenset({"not_registered", "name_lawful"}),
    )


def signed(at: datetime = MONDAY) -> Dossier:
    """A birth whose certificate the clerk is to seal."""
    dossier = examined(at)
    return changes.act(dossier.open_task_id, "sign", by=people.officer("chair", at), at=at)


def ready(at: datetime = MONDAY) -> Dossier:
    """A birth whose certificate lies at the counter."""
    dossier = signed(at)
    return changes.act(dossier.open_task_id, "entered", by=people.officer("clerk", at), at=at)


def page_of(dossier: Dossier, more: str = "") -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/{more}"


RECEIVED = {"tick": sorted(people.RECEIVED)}
"""What the counter ticks before it accepts a birth."""


def press(client: Client, dossier: Dossier, act: str, **typed):
    """Send the form of an act as the page would: with the task and status that it showed."""
    task = Dossier.objects.values_list("open_task_id", flat=True).get(id=dossier.id)
    status = Dossier.objects.values_list("status", flat=True).get(id=dossier.id)
    return client.post(page_of(dossier, f"viec/{act}/"), {"task": task or "", "status": status, **typed})
