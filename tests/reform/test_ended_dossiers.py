"""What a ward that is no more decided: its main heir reads it and mends it, nobody else does."""

import json

import pytest

from motcua.city import authority
from motcua.city.models import Account, Agency
from motcua.city.reform import running, work
from motcua.foundation import events
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.concern import concerned, concerns
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.models import Dossier
from tests.procedures.at_work import now, open_task, seat
from tests.procedures.people import officer
from tests.reform import test_dividing
from tests.reform.two_wards import MARCH, MORNING, NEW, OLD, approved, approver, merger
from tests.sites import desk_people

pytestmark = pytest.mark.django_db
LATER = MORNING.replace(hour=9)


def reformed(content) -> None:
    running.run(approved(content).uuid, by=approver(MORNING), at=MORNING)
    work.forget()  # the commit of a real run does it


def handed_over() -> Dossier:
    """A birth whose certificate was given to its owner before the reform."""
    done = desk_people.ready()
    by = officer("counter", MARCH)
    changes.hand_over(open_task(done).pk, "signature", {"name": "Người nhận"}, by=by, at=MARCH)
    return now(done)


def opens(actor, dossier) -> bool:
    powers = authority.powers_of(actor.account_id, LATER)
    by_sql = Dossier.objects.filter(concerned(powers), id=dossier.id).exists()
    assert by_sql == concerns(powers, dossier), "the list and the page say the same"
    return by_sql


def test_the_new_ward_mends_a_result_of_the_old_one_under_the_old_code(city):
    ended = handed_over()
    elsewhere = seat("ubnd-phuong-ha-dong", "chair", LATER)
    reformed(merger())
    new, chair = Agency.objects.get(key=NEW), seat(OLD[0], "chair", LATER)
    assert now(ended).competent_agency_id == ended.competent_agency_id, "papers keep who issued them"
    assert opens(chair, ended) and not opens(elsewhere, ended)
    with pytest.raises(authority.NotAllowed):
        changes.correct(ended.id, "Sai tên đệm", by=elsewhere, at=LATER)
    changes.correct(ended.id, "Sai tên đệm", by=chair, at=LATER)
    mended = now(ended)
    assert (mended.code, mended.competent_agency_id, mended.corrections) == (ended.code, new.pk, 1)
    assert open_task(mended).agency_id == new.pk
    told = json.loads(Event.objects.filter(chain=ended.chain, kind="agency-changed").latest("id").body)[
        "data"
    ]
    assert told["before"]["competent"] == ended.competent_agency_id and "Thủ Lệ" in told["to_vi"]
    assert events.verify_chain(ended.chain) == []


def test_of_a_divided_ward_the_main_heir_mends_and_the_other_does_not_see_it(city):
    ended = handed_over()
    reformed(test_dividing.division())
    chairs = {
        account.username.partition(".")[0]: authority.actor_for(account, LATER)
        for account in Account.objects.filter(
            appointments__post__agency__key__in=(test_dividing.EAST, test_dividing.WEST),
            appointments__post__kind="chair",
        )
    }
    heirs = {Agency.objects.get(id=actor.agency_id).key: opens(actor, ended) for actor in chairs.values()}
    assert heirs.get(test_dividing.EAST) is True and heirs.get(test_dividing.WEST) in (None, False)


def test_where_no_main_heir_is_named_nobody_guesses(city):
    ended = handed_over()
    reformed(merger())
    Agency.objects.filter(id=ended.competent_agency_id).update(successor=None)
    with pytest.raises(WrongState, match="main heir"):
        changes.correct(ended.id, "Sai", by=seat(OLD[0], "chair", LATER), at=LATER)
