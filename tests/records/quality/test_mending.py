"""A commune's officer decides a finding; the city sends proposals to a source's owner and takes the answers."""

import io
import json
from base64 import b64encode
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from motcua.city.authority import NotAllowed
from motcua.city.models import Account
from motcua.records import signing
from motcua.records.quality import mending
from motcua.records.quality.intake.single import check_person
from motcua.records.quality.mending import Refused
from motcua.records.quality.models import Finding, Load, Proposal
from motcua.records.signing import detached
from motcua.records.signing.demo_authority import DemoAuthority
from sandbox.owners.app import application
from sandbox.owners.state import State as OwnerState
from sandbox.web import Request
from tests.conftest import hanoi
from tests.procedures import people
from tests.records.pairs.doubtful import agreed, of_two, person
from tests.sites.access_city import ELSEWHERE

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 09:15")


@pytest.fixture
def load():
    return Load.objects.create(
        source="school", name="hoc-sinh.csv", sha256="0" * 64, taken_on=date(2026, 3, 1), state="cleaned", received_at=AT,
        received_by={},
    )  # fmt: skip


@pytest.fixture
def finding(load):
    return Finding.objects.create(
        load=load, rule="DQ18", source="school", record="S1", unit_code="00160", field="full_name", value="Nguyen Van An",
    )  # fmt: skip


def ward():
    return people.officer("justice", AT)


def city():
    return people.officer("organiser", AT)


def proposed(finding):
    return mending.propose(finding.pk, value="Nguyễn Văn An", grounds="Giấy khai sinh", by=ward(), at=AT)


def test_an_officer_of_the_commune_proposes_the_right_value(finding):
    made = proposed(finding)
    finding.refresh_from_db()
    assert (finding.state, made.was, made.proposed) == ("proposed", "Nguyen Van An", "Nguyễn Văn An")
    assert list(mending.to_do(mending.scope_of(ward(), AT))) == []


def test_a_finding_of_another_commune_cannot_be_decided(finding):
    from motcua.city import authority

    elsewhere = authority.actor_for(Account.objects.get(username=ELSEWHERE), AT)
    with pytest.raises(NotAllowed):
        mending.dismiss(finding.pk, reason="Không sao", by=elsewhere, at=AT)


@pytest.mark.parametrize(
    ("value", "grounds"), [("", "Giấy"), ("Nguyen Van An", "Giấy"), ("Nguyễn Văn An", " ")]
)
def test_a_proposal_says_another_value_and_its_grounds(finding, value, grounds):
    with pytest.raises(Refused):
        mending.propose(finding.pk, value=value, grounds=grounds, by=ward(), at=AT)


def test_a_finding_is_decided_once(finding):
    mending.dismiss(finding.pk, reason="Tên nước ngoài", by=ward(), at=AT)
    with pytest.raises(Refused, match="faster"):
        proposed(finding)


def test_a_batch_is_sent_once_and_its_answers_mend_or_close_the_findings(finding, load):
    other = Finding.objects.create(
        load=load,
        rule="DQ18",
        source="school",
        record="S2",
        unit_code="00160",
        field="full_name",
        value="Tran Thi Ba",
    )
    first = proposed(finding)
    second = mending.propose(other.pk, value="Trần Thị Ba", grounds="Học bạ", by=ward(), at=AT)
    assert mending.send("school", by=city(), at=AT) == 2
    assert mending.send("school", by=city(), at=AT) == 0
    assert len(list(mending.batch("school", AT))) == 2
    answers = (
        f"proposal,answer,note\n{first.uuid},accepted,\n{second.uuid},refused,Theo học bạ gốc\n".encode()
    )
    done = mending.take_answers("school", answers, by=city(), at=AT)
    assert (done.accepted, done.refused, done.faults) == (1, 1, ())
    finding.refresh_from_db()
    other.refresh_from_db()
    assert (finding.state, other.state, other.reason) == ("fixed", "dismissed", "Theo học bạ gốc")
    assert mending.take_answers("school", answers, by=city(), at=AT).known == 2


def test_an_answer_file_with_a_fault_is_not_taken_at_all_and_says_every_line(finding):
    made = proposed(finding)
    mending.send("school", by=city(), at=AT)
    content = f"proposal,answer,note\n{made.uuid},accepted,\nxyz,accepted,\n{made.uuid},maybe,\n".encode()
    done = mending.take_answers("school", content, by=city(), at=AT)
    assert [line for line, _, _ in done.faults] == [3, 4]
    assert Proposal.objects.get().state == "sent"
    assert mending.take_answers("school", b"\xff\xfe", by=city(), at=AT).faults[0][0] == 1


def test_who_keeps_no_loads_sends_nothing(finding):
    with pytest.raises(NotAllowed):
        mending.send("school", by=ward(), at=AT)


def test_one_record_is_looked_at_by_the_same_rules():
    found = check_person(
        {"pin": "001090000017", "full_name": "Ñoã Vaên Duõng", "birth": "02/05/1990", "sex": "Nữ"}, AT.date()
    )
    assert [(one.rule.id, one.value, one.proposal) for one in found] == [
        ("DQ05", "female", "male"),
        ("DQ14", "Ñoã Vaên Duõng", "Đỗ Văn Dũng"),
    ]
    assert (
        check_person(
            {"pin": "001090000017", "full_name": "Đỗ Văn Dũng", "birth": "1990-05-02", "sex": "male"},
            AT.date(),
        )
        == []
    )


@pytest.fixture
def owner(tmp_path):
    """The owner's door of the sandbox, which believes the demo authority."""
    from django.conf import settings

    state = OwnerState(config=None)
    signing.keys()  # the authority makes its certificates
    with patch.dict("os.environ", {"MOTCUA_TRUST_FOLDER": str(Path(settings.DATA) / "ca" / "trust")}):
        yield state


def handed_over(state, content: bytes, signature: bytes):
    body = json.dumps(
        {"lines": b64encode(content).decode(), "signature": b64encode(signature).decode()}
    ).encode()
    request = Request({
        "REQUEST_METHOD": "POST", "PATH_INFO": "/school/batches", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    })  # fmt: skip
    said = []
    parts = application(state)(
        request.environ | {"wsgi.input": io.BytesIO(body)}, lambda status, headers: said.append(status)
    )
    return said[0][:3], b"".join(parts)


def test_the_owner_believes_a_batch_by_the_citys_signature_and_no_changed_one(finding, owner):
    proposed(finding)
    mending.send("school", by=city(), at=AT)
    content = b"".join(mending.batch("school", AT))
    signature = mending.signature("school", AT, at=AT)
    status, answers = handed_over(owner, content, signature)
    assert status == "200" and len(owner.taken) == 1
    assert mending.take_answers("school", answers, by=city(), at=AT).accepted == 1
    for changed, signed in (
        (content.replace(b"An", b"Anh"), signature),
        (content, b"x"),
        (content, signature[:-9]),
    ):
        assert handed_over(owner, changed, signed)[0] == "403"
    assert len(owner.taken) == 1


def test_a_signature_of_somebody_unknown_is_not_the_citys(finding, owner, tmp_path):
    proposed(finding)
    mending.send("school", by=city(), at=AT)
    content = b"".join(mending.batch("school", AT))
    stranger = DemoAuthority(tmp_path / "another")
    signature = detached.sign_stream(
        [content], agency=signing.seal_of("H26", "UBND thành phố"), at=AT, keys=stranger
    )
    status, why = handed_over(owner, content, signature)
    assert status == "403" and b"unknown" in why


def test_what_two_officers_decided_about_a_pair_goes_to_the_owner_with_the_other_proposals(load, owner):
    one, other = person("Vũ Văn Hai", "001090900031"), person("Vũ Văn Hai")
    pair = agreed(of_two(one, other))
    made = Proposal.objects.get(pair=pair)
    assert mending.people_in(made.source, made.sent_at or AT) == set()
    assert mending.send("population", by=city(), at=AT) == 1
    (line,) = mending.batch("population", AT)
    assert json.loads(line)["field"] == "record"
    assert mending.people_in("population", AT) == {one.pk, other.pk}
