"""Outside systems answer through the interface, and officers' programs see several opinions as tasks."""

import uuid
from datetime import timedelta

import pytest

from motcua.city import authority, partners
from motcua.city.models import Account, Post
from motcua.foundation import clock
from motcua.procedures.dossiers.models import OutsideAnswer
from motcua.sites.api import pace
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_wide import ASKED, consulted, sides
from tests.procedures.at_work import accepted_birth, now
from tests.sites.api_calls import Caller

MORNING = hanoi("2026-03-02 08:30")
PAID = {"tax_paid": True, "tax_due": 0}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_work(city):
    clock.set_for_test(MORNING)
    partners.forget()
    pace.forget()
    at_wide.publish()


def tax(systems=("tax",), scopes=("external:answer",)) -> Caller:
    account, _ = Account.objects.get_or_create(
        username="partner.tax",
        defaults={"display_name": "Thuế thành phố", "kind": Account.Kind.PARTNER, "password": "!"},
    )
    clear, _ = partners.issue(
        "Thuế", account, list(scopes), at=MORNING, valid_for=timedelta(days=9), systems=list(systems)
    )
    return Caller(clear)


def message(dossier, number="m1", answers=None):
    return {
        "dossier": str(dossier.uuid),
        "message_id": number,
        "answers": PAID if answers is None else answers,
    }


def code_of(response):
    return response.json()["error"]["code"]


def test_the_tax_office_answers_once_however_often_it_sends():
    dossier = consulted(MORNING, city=False)
    caller = tax()
    first = caller.post("/external/tax", message(dossier))
    assert (first.status_code, first.json()["step"], first.json()["open_task"]) == (200, "again__visit", None)
    again = caller.post("/external/tax", message(dossier))
    assert (again.status_code, again.json()) == (200, first.json())
    assert OutsideAnswer.objects.get().told_by == "Thuế thành phố"
    assert caller.post("/external/tax", message(dossier, "m2")).status_code == 409


def test_a_system_answers_only_for_itself_and_only_dossiers_that_know_it():
    dossier = consulted(MORNING, city=False)
    assert tax(systems=("insurance",)).post("/external/tax", message(dossier)).status_code == 403
    assert tax(scopes=("dossiers:read",)).post("/external/tax", message(dossier)).status_code == 403
    assert tax(systems=("insurance",)).post("/external/insurance", message(dossier)).status_code == 404
    assert tax().post("/external/tax", message(accepted_birth(MORNING))).status_code == 404
    unknown = {"dossier": str(uuid.uuid4()), "message_id": "m", "answers": {}}
    assert tax().post("/external/tax", unknown).status_code == 404
    assert now(dossier).step == "tax"


def test_every_fault_of_an_answer_is_told_by_field():
    dossier = consulted(MORNING, city=False)
    refused = tax().post("/external/tax", message(dossier, answers={"tax_due": "nhiều", "owed": 1}))
    assert (refused.status_code, code_of(refused)) == (422, "not-complete")
    assert set(refused.json()["error"]["fields"]) == {"tax_paid", "tax_due", "owed"}
    assert not OutsideAnswer.objects.exists()


def test_the_program_of_a_department_finds_the_question_and_answers_it():
    dossier = consulted(MORNING)
    account = Account.objects.get(username=f"{ASKED['works']}.specialist-1")
    post = Post.objects.get(id=authority.actor_for(account, MORNING).post_id)
    clear, _ = partners.issue(
        "Phần mềm Sở",
        account,
        ["tasks:read", "tasks:act"],
        at=MORNING,
        valid_for=timedelta(days=9),
        post=post,
    )
    caller = Caller(clear)
    line = caller.get("/tasks").json()["items"][0]
    assert (line["id"], line["branch"], line["kind"]) == (sides(dossier)["works"].id, "works", "consult")
    refused = caller.post(f"/tasks/{line['id']}/act", {"action": "object"})
    assert code_of(refused) == "note-needed"
    done = caller.post(f"/tasks/{line['id']}/act", {"action": "conditions", "note": "Lùi 2 m"})
    assert done.status_code == 200, done.content.decode()
    assert now(dossier).officer_answers == {"works": "conditions"}
    assert caller.post(f"/tasks/{line['id']}/act", {"action": "agree"}).status_code == 409
