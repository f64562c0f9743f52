"""The hot path writes exactly what the plain code writes."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.forms import model_to_dict

from motcua.foundation import events
from motcua.foundation.models import Event, OutboxEntry
from motcua.procedures.dossiers.changes.storing import store_at_once, store_plainly
from motcua.procedures.dossiers.models import Component, Dossier, Task, Timer
from motcua.procedures.dossiers.status import Move
from motcua.procedures.dossiers.submission import prepare
from tests.conftest import hanoi
from tests.procedures.people import BIRTH, BORN, requester, resident, submission

AT = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


def written(dossier):
    """Everything that filing wrote, without ids, numbers and hashes."""
    dossier = Dossier.objects.get(id=dossier.id)
    left_out = {"id", "uuid", "code", "open_task_id", "dossier"}

    def plain(row):
        return {name: value for name, value in model_to_dict(row).items() if name not in left_out}

    event = Event.objects.get(chain=dossier.chain)
    return {
        "dossier": plain(dossier),
        "components": [plain(row) for row in Component.objects.filter(dossier=dossier).order_by("id")],
        "tasks": [plain(row) for row in Task.objects.filter(dossier=dossier)],
        "timers": [plain(row) for row in Timer.objects.filter(dossier=dossier)],
        "event": (event.seq, event.kind, event.at, event.body.replace(str(dossier.uuid), "")),
        "outbox": sorted(OutboxEntry.objects.filter(event=event).values_list("consumer", flat=True)),
        "open_task": Task.objects.get(dossier=dossier).id == dossier.open_task_id,
    }


def test_the_one_statement_writes_what_the_plain_code_writes(django_assert_num_queries):
    by = resident(AT)
    prepared = prepare(submission(BIRTH, {**BORN, **requester(by)}, by, AT), AT)
    plain = store_plainly(prepared, Move.SUBMIT, by=by, at=AT)
    again = replace(prepared, submission=replace(prepared.submission, id=uuid4()))
    fast = store_at_once(again, Move.SUBMIT, by=by, at=AT)
    assert written(fast) == written(plain)
    assert int(fast.code[-4:]) == int(plain.code[-4:]) + 1
    assert events.verify_chain(fast.chain) == []


def test_a_dossier_of_the_fast_path_can_be_changed_like_any_other():
    by = resident(AT)
    prepared = prepare(submission(BIRTH, {**BORN, **requester(by)}, by, AT), AT)
    dossier = store_at_once(prepared, Move.SUBMIT, by=by, at=AT)
    dossier.address = "Số 9"
    dossier.save()
    assert Dossier.objects.get(code=dossier.code).address == "Số 9"
