"""Running dossiers follow a newer version when nothing of them would be lost, and come back when that was wrong."""

from copy import deepcopy

import pytest

from motcua.city import authority
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events.chain import verify_chain
from motcua.foundation.models import Event
from motcua.procedures.authoring import rolling
from motcua.procedures.authoring.effects import Verdict
from motcua.procedures.authoring.models import RolledDossier
from motcua.procedures.authoring.proposing import Refused
from motcua.procedures.authoring.trees import read_tree, tree_of
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites import desk_people

pytestmark = pytest.mark.django_db
AT = desk_people.MONDAY
LATER = hanoi("2026-03-02 10:00")
BIRTH = "1.001193"


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(AT)


def actor(key):
    return authority.actor_for(account_of(key), AT)


def next_version(change):
    old = publishing.version_for(BIRTH, AT)
    tree = deepcopy(tree_of(publishing.definition_of(old)))
    change(tree)
    return old, publishing.publish(read_tree(tree).value, by=SYSTEM, at=AT)


def start(old, new, **more):
    given = {"consented": False, "reason": "Bước thẩm tra ngắn hơn", "decision": ""} | more
    return rolling.start(old, new, by=actor("issuer"), at=LATER, **given)


def quicker(tree):
    tree["workflow"]["steps"][next(iter(tree["workflow"]["steps"]))]["hours"] = 1


def test_a_safe_change_is_followed_and_the_dossier_goes_on_where_it_stands():
    dossier = desk_people.accepted()
    old, new = next_version(quicker)
    shown = rolling.preview(old, new)
    assert (shown.all, shown.follow) == (1, 1)
    due = dossier.due_at
    done = rolling.run(start(old, new).pk, at=LATER)
    assert (done.state, done.moved, done.left) == ("done", 1, 0)
    dossier.refresh_from_db()
    assert dossier.version_id == new.pk and dossier.due_at == due
    newest = Event.objects.filter(chain=dossier.chain).latest("seq")
    assert newest.kind == "moved-to-version"
    assert verify_chain(dossier.chain) == []
    changes.act(
        dossier.open_task_id, "submit", by=people.officer("justice", LATER), at=LATER,
        answers={"proposal": "grant"}, ticked=frozenset({"not_registered", "name_lawful"}),
    )  # fmt: skip


def test_a_new_question_for_people_needs_the_citys_consent_and_its_decision():
    desk_people.filed()
    asked = {"id": "extra", "kind": "text", "label": {"vi": "Thêm", "en": "More"}}
    old, new = next_version(lambda tree: tree["form"]["pages"][0]["fields"].append(asked))
    with pytest.raises(Refused):
        start(old, new)
    with pytest.raises(Refused):
        start(old, new, consented=True)
    assert rolling.run(start(old, new, consented=True, decision="5/QĐ").pk, at=LATER).moved == 1


def test_where_answers_would_be_lost_nobody_follows():
    desk_people.filed()

    old = publishing.version_for(BIRTH, AT)
    tree = deepcopy(tree_of(publishing.definition_of(old)))
    tree["form"]["pages"][0]["fields"].append(
        {"id": "extra", "kind": "text", "label": {"vi": "a", "en": "a"}, "required": False}
    )
    one = publishing.publish(read_tree(tree).value, by=SYSTEM, at=AT)
    tree["form"]["pages"][0]["fields"].pop()
    tree["name"]["en"] = "Other"
    two = publishing.publish(read_tree(tree).value, by=SYSTEM, at=AT)
    assert rolling.preview(one, two).lost
    with pytest.raises(Refused, match="lost"):
        start(one, two, consented=True, decision="5/QĐ")


def test_dossiers_at_a_changed_step_stay_and_the_page_and_the_move_agree_on_which():
    standing, waiting = desk_people.accepted(), desk_people.filed()

    def other_post(tree):
        tree["workflow"]["steps"][standing.step]["post"] = "specialist"

    old, new = next_version(other_post)
    shown = rolling.preview(old, new)
    assert (shown.all, shown.follow) == (2, 1)
    verdicts = [one.verdict for one in shown.differences]
    stays = {row.pk for row in Dossier.objects.all() if rolling.why_stays(row, verdicts)}
    assert stays == {standing.pk}
    done = rolling.run(start(old, new).pk, at=LATER)
    assert (done.moved, done.left) == (1, 1)
    waiting.refresh_from_db(), standing.refresh_from_db()
    assert (waiting.version_id, standing.version_id) == (new.pk, old.pk)
    assert RolledDossier.objects.get(dossier=standing).why_vi


def test_the_database_and_the_rule_agree_for_an_option_that_is_gone():
    dossier = desk_people.filed()
    old = publishing.version_for(BIRTH, AT)
    tree = tree_of(publishing.definition_of(old))
    field, value = next(
        (f["id"], dossier.answers[f["id"]])
        for p in tree["form"]["pages"] for f in p.get("fields", ())
        if f.get("options") and isinstance(dossier.answers.get(f["id"]), str)
    )  # fmt: skip
    for given, blocked in ((value, True), ("never-chosen", False)):
        verdict = Verdict("never", answered=(field, given))
        assert (rolling.why_stays(dossier, [verdict]) is not None) is blocked
        assert Dossier.objects.filter(rolling._blocked([verdict]), id=dossier.pk).exists() is blocked


def test_what_nobody_touched_since_comes_back_and_what_was_worked_on_stays():
    touched, untouched = desk_people.accepted(), desk_people.accepted()
    old, new = next_version(quicker)
    roll = start(old, new)
    rolling.run(roll.pk, at=LATER)
    touched.refresh_from_db()
    changes.claim(touched.open_task_id, by=people.officer("justice", LATER), at=LATER)
    rolling.begin_undo(roll.pk, by=actor("issuer"), at=LATER)
    assert rolling.undo(roll.pk, actor("issuer"), at=LATER) == 1
    touched.refresh_from_db(), untouched.refresh_from_db()
    assert (touched.version_id, untouched.version_id) == (new.pk, old.pk)
    assert rolling.undo(roll.pk, actor("issuer"), at=LATER) == 1


def test_the_editor_cannot_move_dossiers_and_only_one_move_runs_at_a_time():
    old, new = next_version(quicker)
    with pytest.raises(authority.NotAllowed):
        rolling.start(old, new, consented=False, reason="x", decision="", by=actor("editor"), at=LATER)
    start(old, new)
    with pytest.raises(Refused, match="under way"):
        start(old, new)


def test_run_again_after_a_crash_it_moves_nobody_twice():
    dossier = desk_people.accepted()
    old, new = next_version(quicker)
    roll = start(old, new)
    rolling._one(roll, dossier.pk, tuple(one.verdict for one in rolling.between(old, new)), SYSTEM, LATER)
    done = rolling.run(roll.pk, at=LATER)
    assert (done.moved, done.left) == (1, 0)
    assert Event.objects.filter(chain=dossier.chain, kind="moved-to-version").count() == 1
