"""Proposals go to the owner of a source over its API: signed both ways, booked row by row, and again changes nothing."""

import threading
from datetime import date
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings as django_settings

from motcua.city.authority import NotAllowed
from motcua.exchange.owners import handing, lines
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records import signing
from motcua.records.quality import mending
from motcua.records.quality.models import Finding, Load, Proposal
from sandbox.owners.app import application
from sandbox.owners.state import State
from tests.conftest import hanoi
from tests.procedures import people
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")
SECRET = "s" * 43


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def door():
    """The owner of the sandbox on a port of this machine."""
    state = State(config=None, now=AT.timestamp)
    server = make_server("127.0.0.1", 0, application(state), handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def owner(door, settings, monkeypatch):
    state, address = door
    state.taken.clear()
    state.faults.switch({"fail": None})
    monkeypatch.setenv("MOTCUA_OWNERS_SECRET", SECRET)
    monkeypatch.setenv("MOTCUA_TRUST_FOLDER", str(Path(django_settings.DATA) / "ca" / "trust"))
    settings.OWNERS = {
        "ADDRESSES": {}, "SECRETS": "/none", "PLAYED_AT": address, "PLAYED_SECRET": SECRET,
    }  # fmt: skip
    signing.keys()  # the authority makes its certificates
    clock.set_for_test(AT)
    yield state
    clock.set_for_test(None)


@pytest.fixture
def batch():
    """Two proposals of a school's source, closed."""
    load = Load.objects.create(
        source="school", name="hoc-sinh.csv", sha256="0" * 64, taken_on=date(2026, 3, 1), state="cleaned", received_at=AT,
        received_by={},
    )  # fmt: skip
    for number in range(2):
        found = Finding.objects.create(
            load=load, rule="DQ18", source="school", record=f"S{number}", unit_code="00160", field="full_name",
            value="Nguyen Van An", person_id=account_of("resident").person_id,
        )  # fmt: skip
        mending.propose(
            found.pk, value="Nguyễn Văn An", grounds="Giấy khai sinh", by=people.officer("justice", AT), at=AT
        )
    mending.send("school", by=organiser(), at=AT)
    return AT


def organiser():
    return people.officer("organiser", AT)


def states():
    return list(Proposal.objects.order_by("id").values_list("state", flat=True))


def test_a_batch_goes_to_its_owner_and_the_signed_answers_are_booked_row_by_row(city, owner, batch):
    owner.faults.switch({"fail": "half", "times": 1})
    first = handing.hand_over("school", batch, by=organiser(), at=AT)
    assert (first.accepted, states()) == (1, ["accepted", "sent"])
    second = handing.hand_over("school", batch, by=organiser(), at=AT)
    assert (second.accepted, second.known, len(owner.taken)) == (1, 1, 2), "what comes again is known"
    assert set(Finding.objects.values_list("state", flat=True)) == {"fixed"}
    seen = AccessLog.objects.filter(what="quality-proposals:school", code="data-quality")
    assert seen.exists(), "that the data went out is noted for everybody in the batch"


@pytest.mark.parametrize("fault", ["unsigned", "away"])
def test_an_answer_that_is_not_signed_or_does_not_come_books_nothing(city, owner, batch, fault):
    owner.faults.switch({"fail": fault, "times": 1})
    with pytest.raises(handing.NotHanded):
        handing.hand_over("school", batch, by=organiser(), at=AT)
    assert states() == ["sent", "sent"]
    assert handing.hand_over("school", batch, by=organiser(), at=AT).accepted == 2


def test_an_answer_with_another_secret_is_not_the_owners(city, owner, batch, settings):
    settings.OWNERS = settings.OWNERS | {"PLAYED_SECRET": "another"}
    with pytest.raises(handing.NotHanded, match="403"):
        handing.hand_over("school", batch, by=organiser(), at=AT)
    settings.OWNERS = settings.OWNERS | {"PLAYED_SECRET": ""}
    assert not lines.connected("school")
    with pytest.raises(handing.NotHanded, match="files only"):
        handing.hand_over("school", batch, by=organiser(), at=AT)


def test_only_who_keeps_the_loads_hands_batches_over(city, owner, batch):
    with pytest.raises(NotAllowed):
        handing.hand_over("school", batch, by=people.officer("justice", AT), at=AT)


def test_the_desk_sends_a_batch_and_says_what_the_owner_answered(city, owner, batch):
    keeper = at_desk("organiser", AT)
    here = "/chat-luong-du-lieu/de-nghi/?nguon=school"
    number = keeper.get(here).context["batches"][0]["number"]
    send = f"/chat-luong-du-lieu/de-nghi/school/{number}/gui/"
    owner.faults.switch({"fail": "away", "times": 1})
    away = keeper.post(send)
    assert (away.status_code, "đang bận" in away.content.decode()) == (409, True)
    owner.faults.switch({"fail": "refuses_all", "times": 1})
    page = keeper.post(send, follow=True).content.decode()
    assert "0 đã sửa, 2 không sửa" in page and "2/2" in page
    assert states() == ["refused", "refused"]
