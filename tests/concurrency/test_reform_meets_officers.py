"""An officer acts while a plan is run: one waits for the other, nothing is written twice, nobody's work is lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from motcua.city.reform import running
from motcua.foundation import events
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes import moving
from tests.procedures.at_work import now, open_task
from tests.procedures.people import officer
from tests.reform.two_wards import MARCH, MORNING, NEW, approved, approver, merger
from tests.sites import desk_people

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_taken_while_the_wards_are_merged_is_done_once_and_goes_on_at_the_new_ward(city, monkeypatch):
    dossier = desk_people.accepted()
    plan = approved(merger())
    justice = officer("justice", MARCH)
    locked, said = threading.Event(), list[str]()

    def press() -> None:
        """The justice officer of the old ward presses a moment after the run has locked the dossier."""
        locked.wait(20)
        try:
            changes.act(
                dossier.open_task_id, "submit", by=justice, at=MORNING - timedelta(minutes=1),
                answers={"proposal": "grant"}, ticked=frozenset({"not_registered", "name_lawful"}),
            )  # fmt: skip
            said.append("done")
        except Exception as refused:  # told in the assertion
            said.append(type(refused).__name__)
        finally:
            connection.close()

    officer_thread = threading.Thread(target=press)
    write = moving.write

    def slowly(*given, **named):
        locked.set()
        officer_thread.join(0.4)  # it waits for the row that we hold
        write(*given, **named)

    monkeypatch.setattr(moving, "write", slowly)
    officer_thread.start()
    running.run(plan.uuid, by=approver(MORNING), at=MORNING)
    officer_thread.join(20)
    after = now(dossier)
    task = open_task(after)
    assert said in (["done"], ["NotAllowed"])
    assert after.competent_agency.key == NEW
    assert task.agency.key == NEW
    assert after.open_task_id == task.pk
    assert after.tasks.filter(step=dossier.step, branch="", closed_at__isnull=False).count() == said.count(
        "done"
    )
    assert events.verify_chain(after.chain) == []
