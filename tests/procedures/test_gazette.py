"""Procedures are published by decision: proposed by one, issued by another, in legal time, and ended on their day."""

from datetime import UTC, date, datetime

import pytest

from motcua.city.authority import NotAllowed
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.catalogue.notice import Kind
from motcua.procedures.gazette import changes, reading
from motcua.procedures.gazette.changes import Dates, Line, Refused
from tests.procedures.editors import editor, issuer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
IN_TIME = Dates(date(2026, 11, 20), date(2026, 12, 1), date(2026, 11, 20))
LATE = Dates(date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 20))


@pytest.fixture
def old(city):
    Procedure.objects.create(code="9.200001", name_vi="Cũ", field="Thử", field_key="thu")
    Procedure.objects.create(code="9.200002", name_vi="Mới", field="Thử", field_key="thu")


def propose(dates=IN_TIME, number="1/QĐ-UBND", kind=Kind.ABOLISHED, successor="9.200002", by=None):
    lines = [Line("9.200001", kind, successor)]
    return changes.propose(number, "province", dates, lines, by=by or editor(AT), at=AT)


def test_an_abolished_procedure_ends_on_its_day_and_names_what_replaces_it(old):
    decision = propose()
    assert reading.public().items == []
    changes.issue(decision.uuid, "", by=issuer(AT), at=AT)
    (item,) = reading.public().items
    assert item.successor.code == "9.200002"
    assert Procedure.objects.get(code="9.200001").status == Status.PUBLISHED
    assert changes.take_effect(datetime(2026, 11, 30, 16, 59, tzinfo=UTC)) == 0
    assert changes.take_effect(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)) == 1
    assert Procedure.objects.get(code="9.200001").status == Status.ABOLISHED
    assert changes.take_effect(datetime(2026, 12, 2, tzinfo=UTC)) == 0


def test_an_executable_procedure_that_is_abolished_cannot_be_filed_any_more(old):
    lines = [Line("1.001193", Kind.ABOLISHED)]
    decision = changes.propose(
        "2/QĐ",
        "province",
        Dates(date(2026, 11, 10), date(2026, 11, 15), date(2026, 11, 11)),
        lines,
        by=editor(AT),
        at=AT,
    )
    changes.issue(decision.uuid, "", by=issuer(AT), at=AT)
    assert publishing.version_for("1.001193", AT) is None


def test_nobody_issues_what_they_proposed_and_the_editor_issues_nothing(old):
    decision = propose()
    with pytest.raises(NotAllowed):
        changes.issue(decision.uuid, "", by=editor(AT), at=AT)
    with pytest.raises(NotAllowed):
        propose(number="3/QĐ", by=issuer(AT))
    decision.proposed_by_id = issuer(AT).account_id
    decision.save()
    with pytest.raises(Refused):
        changes.issue(decision.uuid, "", by=issuer(AT), at=AT)


def test_a_legal_period_that_is_missed_needs_a_reason_which_is_kept(old):
    decision = propose(LATE)
    assert [one.code for one in changes.periods_missed(decision, AT.date())] == ["published-late"]
    with pytest.raises(Refused) as refused:
        changes.issue(decision.uuid, " ", by=issuer(AT), at=AT)
    assert refused.value.at == "words"
    changes.issue(decision.uuid, "Văn bản cấp trên có hiệu lực ngay.", by=issuer(AT), at=AT)
    decision.refresh_from_db()
    assert decision.words.startswith("Văn bản")


def test_a_decision_is_issued_once(old):
    decision = propose()
    changes.issue(decision.uuid, "", by=issuer(AT), at=AT)
    with pytest.raises(Refused):
        changes.issue(decision.uuid, "", by=issuer(AT), at=AT)
    with pytest.raises(Refused):
        changes.drop(decision.uuid, "Thôi.", by=editor(AT), at=AT)
    with pytest.raises(Refused):
        propose()


@pytest.mark.parametrize(
    ("number", "lines", "at"),
    [
        (" ", [Line("9.200001", Kind.NEW)], "number"),
        ("5/QĐ", [], "lines"),
        ("5/QĐ", [Line("9.299999", Kind.NEW)], "lines"),
        ("5/QĐ", [Line("9.200001", Kind.NEW), Line("9.200001", Kind.AMENDED)], "lines"),
        ("5/QĐ", [Line("9.200001", Kind.ABOLISHED, "9.200001")], "lines"),
    ],
)
def test_what_is_missing_is_told_at_its_place(old, number, lines, at):
    with pytest.raises(Refused) as refused:
        changes.propose(number, "province", IN_TIME, lines, by=editor(AT), at=AT)
    assert refused.value.at == at


def test_a_dropped_number_may_be_used_again(old):
    changes.drop(propose().uuid, "Nhầm.", by=editor(AT), at=AT)
    assert propose().state == "proposed"


def test_the_entry_in_the_national_database_is_noted_later(old):
    decision = propose(Dates(date(2026, 11, 10), date(2026, 12, 1)))
    assert [one.code for one in changes.periods_missed(decision, AT.date())] == ["entered-late"]
    changes.issue(decision.uuid, "Hệ thống quốc gia bảo trì.", by=issuer(AT), at=AT)
    assert reading.not_entered() == [decision]
    with pytest.raises(Refused):
        changes.entered(decision.uuid, date(2026, 11, 9), by=editor(AT), at=AT)
    changes.entered(decision.uuid, date(2026, 11, 18), by=editor(AT), at=AT)
    assert reading.not_entered() == []


def test_the_public_list_turns_pages_by_key_and_narrows_by_kind(old, django_assert_num_queries):
    for number in range(5):
        kind = Kind.AMENDED if number % 2 else Kind.NEW
        decision = propose(number=f"{number}/QĐ", kind=kind, successor="")
        changes.issue(decision.uuid, "", by=issuer(AT), at=AT)
    with django_assert_num_queries(1):
        first = reading.public(size=3)
    rest = reading.public(after=first.after, size=3)
    assert [one.decision.number for one in first.items + rest.items] == [f"{n}/QĐ" for n in (4, 3, 2, 1, 0)]
    assert rest.after == "" and len(reading.public("amended").items) == 2
    for bad in ("x", "20261301-1", "20261101-"):
        with pytest.raises(reading.BadKey):
            reading.public(after=bad)


def test_a_version_published_by_four_eyes_elsewhere_joins_the_list(old):
    version = publishing.version_for("1.001193", AT)
    changes.announce(version, Kind.AMENDED, "9/QĐ", IN_TIME, by=issuer(AT), at=AT)
    changes.announce(version, Kind.AMENDED, "9/QĐ", IN_TIME, by=issuer(AT), at=AT)
    (item,) = reading.of_procedure("1.001193")
    assert item.version == version and item.decision.number == "9/QĐ"


def test_a_number_that_stands_for_another_day_or_still_waits_is_refused(old):
    version = publishing.version_for("1.001193", AT)
    changes.announce(version, Kind.AMENDED, "9/QĐ", IN_TIME, by=issuer(AT), at=AT)
    propose(number="10/QĐ")
    other = Dates(date(2026, 11, 19), date(2026, 12, 1))
    for number, dates in (("9/QĐ", other), ("10/QĐ", IN_TIME), (" ", IN_TIME)):
        with pytest.raises(Refused):
            changes.announce(version, Kind.AMENDED, number, dates, by=issuer(AT), at=AT)
