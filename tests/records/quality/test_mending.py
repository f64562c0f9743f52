"""A commune's officer decides a finding; the city sends proposals to a source's owner and takes the answers."""

from datetime import date

import pytest

from motcua.city.authority import NotAllowed
from motcua.city.models import Account
from motcua.records.quality import mending
from motcua.records.quality.intake.single import check_person
from motcua.records.quality.mending import Refused
from motcua.records.quality.models import Finding, Load, Proposal
from tests.conftest import hanoi
from tests.procedures import people
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
