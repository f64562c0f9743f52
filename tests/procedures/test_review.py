"""A procedure is reviewed: proposed with its cost, heard, decided by another, and edited."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from motcua.city.authority import NotAllowed
from motcua.city.models import Agency, Person
from motcua.foundation.actor import Actor
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.review import changes, cost, figures, meeting
from motcua.procedures.review.changes import Proposed, Refused
from motcua.procedures.review.cost import Burden
from motcua.procedures.review.models import Invitation, Review, UnmergedReview
from tests.procedures.editors import doer, editor, issuer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
LATER = AT + timedelta(days=11)
BIRTH = "1.001193"


def burden(days, subjects=10):
    return Burden((cost.waiting(days),), subjects=subjects)


def proposed(**more):
    given = {"reason": "Nhiều người phải chờ.", "items": {"time": ("25 ngày", "23 ngày"), "fee": ("", "")},
             "before": burden(25), "after": burden(23), "hourly": 40_000, "hourly_source": "QĐ"} | more  # fmt: skip
    return Proposed(**given)


@pytest.fixture
def review(city):
    begun = changes.begin(Procedure.objects.get(code=BIRTH), by=editor(AT), at=AT)
    return changes.save(begun.uuid, proposed(), seen=1, by=editor(AT), at=AT)


@pytest.fixture
def asked(review):
    ward = Agency.objects.get(pk=doer("justice", AT).agency_id)
    return changes.ask(review.uuid, [ward.pk], 10, public=True, by=editor(AT), at=AT)


def resident():
    return Actor("resident", person_id=Person.objects.order_by("id").first().pk, name="Người dân")


DECIDED_ON = AT.date()


def decide(review, outcome="approved", number="7/QĐ-UBND", on=DECIDED_ON, words="", by=None):
    review.refresh_from_db()
    return changes.decide(
        review.uuid,
        outcome,
        seen=review.revision,
        number=number,
        decided_on=on,
        words=words,
        by=by or issuer(AT),
        at=LATER,
    )


def submit(review, at=LATER):
    review.refresh_from_db()
    return changes.submit(review.uuid, seen=review.revision, by=editor(AT), at=at)


def test_the_cost_is_worked_out_when_the_proposal_is_saved(review):
    assert (review.cost_before, review.cost_after) == (80_000_000, 73_600_000)
    assert [one["part"] for one in review.proposal] == ["time"]
    assert changes.burden_of(review.before) == burden(25)


def test_a_procedure_has_one_open_review(review):
    again = changes.begin(Procedure.objects.get(code=BIRTH), by=editor(AT), at=AT)
    assert again == review


def two_saves(review, mine, theirs):
    """Both began from the same revision; the later one's words are kept."""
    changes.save(review.uuid, proposed(**theirs), seen=2, by=issuer_who_edits(), at=AT)
    with pytest.raises(changes.Diverged) as met:
        changes.save(review.uuid, proposed(**mine), seen=2, by=editor(AT), at=AT)
    return meeting.keep(met.value.theirs, proposed(**mine), seen=2, by=editor(AT), at=AT)


def issuer_who_edits():
    return Actor("officer", account_id=editor(AT).account_id, name="Người kia")


def test_who_saved_later_overwrites_nothing_that_they_did_not_see(review):
    kept = two_saves(review, {"reason": "Khác."}, {"hourly": 50_000})
    review.refresh_from_db()
    assert (review.reason, review.hourly) == ("Nhiều người phải chờ.", 50_000)
    again = meeting.keep(review, proposed(reason="Khác."), seen=2, by=editor(AT), at=AT)
    assert again == kept


def test_what_two_editors_changed_apart_is_saved_together_and_the_cost_counts_both(review):
    kept = two_saves(review, {"after": burden(20)}, {"hourly": 50_000, "items": {"fee": ("8.000 đ", "0 đ")}})
    met = meeting.meet(kept)
    assert not met.conflicts and met.by_name == "Người kia"
    assert [one.path for one in met.mine] == [("after", "activities", "wait", "hours")]
    saved = meeting.settle(kept, {}, seen=3, by=editor(AT), at=AT)
    assert (saved.revision, saved.cost_before, saved.cost_after) == (4, 100_000_000, 80_000_000)
    assert saved.proposal == [{"part": "fee", "now": "8.000 đ", "then": "0 đ"}]


def test_where_two_editors_touched_one_figure_the_later_one_chooses(review):
    kept = two_saves(review, {"after": burden(20)}, {"after": burden(10)})
    left = meeting.settle(kept, {}, seen=3, by=editor(AT), at=AT)
    (asked,) = left.conflicts
    assert asked.key == "after/activities/wait/hours"
    saved = meeting.settle(kept, {asked.key: "mine"}, seen=3, by=editor(AT), at=AT)
    assert changes.burden_of(saved.after) == burden(20)
    with pytest.raises(UnmergedReview.DoesNotExist):
        meeting.settle(kept, {asked.key: "mine"}, seen=4, by=editor(AT), at=AT)


def test_an_activity_that_one_took_out_and_the_other_changed_is_asked_whole(review):
    kept = two_saves(review, {"after": Burden((), subjects=10)}, {"after": burden(10)})
    (asked,) = meeting.meet(kept).conflicts
    assert asked.key == "after/activities/wait"
    saved = meeting.settle(kept, {asked.key: "mine"}, seen=3, by=editor(AT), at=AT)
    assert changes.burden_of(saved.after) == Burden((), subjects=10)


def test_a_third_save_in_between_is_seen_before_anything_is_merged(review):
    kept = two_saves(review, {"reason": "Khác."}, {"hourly": 50_000})
    changes.save(review.uuid, proposed(hourly=60_000), seen=3, by=editor(AT), at=AT)
    with pytest.raises(changes.Diverged):
        meeting.settle(kept, {}, seen=3, by=editor(AT), at=AT)
    assert meeting.settle(kept, {}, seen=4, by=editor(AT), at=AT).hourly == 60_000


def test_an_invited_agency_answers_and_others_are_not_asked(asked):
    justice, elsewhere = doer("justice", AT), doer("construction", AT)
    changes.answer(asked.uuid, "agree_if", "Cần giữ bước xác minh.", by=justice, at=AT)
    with pytest.raises(Invitation.DoesNotExist):
        changes.answer(asked.uuid, "agree", "", by=elsewhere, at=AT)
    with pytest.raises(Refused) as refused:
        changes.answer(asked.uuid, "disagree", " ", by=justice, at=AT)
    assert refused.value.at == "words"
    with pytest.raises(Refused):
        changes.answer(asked.uuid, "agree", "", by=justice, at=LATER)
    assert Invitation.objects.get(review=asked).stance == "agree_if"


def test_what_residents_say_is_answered_before_the_decision_and_shown_without_personal_data(asked):
    opinion = changes.say(asked.uuid, "Gọi tôi 0912345678, xin rút ngắn nữa.", by=resident(), at=AT)
    changes.say(asked.uuid, "Gọi tôi số 0912345678, xin rút ngắn hơn.", by=resident(), at=AT)
    assert asked.opinions.count() == 1
    with pytest.raises(Refused):
        submit(asked)
    changes.reply(asked.uuid, opinion.pk, "", "Đã tiếp thu.", by=editor(AT), at=AT)
    opinion.refresh_from_db()
    assert "0912345678" not in opinion.public_words and "rút ngắn hơn" in opinion.public_words
    with pytest.raises(Refused):
        changes.say(asked.uuid, "Tôi muốn viết lại lần nữa.", by=resident(), at=AT)
    assert submit(asked).state == "submitted"


def test_nothing_is_submitted_while_opinions_are_still_collected(asked):
    with pytest.raises(Refused):
        submit(asked, at=AT + timedelta(days=3))
    assert submit(asked).state == "submitted"


def test_a_period_that_is_too_short_or_for_nobody_is_refused(review):
    for agencies, days, public in (([], 10, False), ([], 2, True), ([], 900, True)):
        with pytest.raises(Refused):
            changes.ask(review.uuid, agencies, days, public=public, by=editor(AT), at=AT)


def test_four_eyes_decide_with_a_number(review):
    submit(review)
    with pytest.raises(NotAllowed):
        decide(review, by=editor(AT))
    for wrong in ({"number": " "}, {"on": None}, {"on": date(2030, 1, 1)}, {"outcome": "perhaps"}):
        with pytest.raises(Refused):
            decide(review, **wrong)
    with pytest.raises(Refused):
        decide(review, "rejected", words="")
    done = decide(review)
    assert (done.state, done.decision, done.year) == ("approved", "7/QĐ-UBND", 2026)
    with pytest.raises(Refused):
        decide(review)


def test_who_proposed_does_not_decide_even_with_the_power(review):
    submit(review)
    Review.objects.filter(pk=review.pk).update(submitted_by_id=issuer(AT).account_id)
    with pytest.raises(Refused):
        decide(review)


def test_a_review_sent_back_is_worked_on_and_submitted_again(review):
    submit(review)
    assert decide(review, "draft", words="Tính lại số lượt.").state == "draft"
    assert submit(review).state == "submitted"


def test_an_approved_change_is_written_into_a_working_copy(review):
    submit(review)
    with pytest.raises(Refused):
        changes.edit(review.uuid, by=editor(AT), at=LATER)
    decide(review)
    copy = changes.edit(review.uuid, by=editor(AT), at=LATER)
    assert (
        copy == WorkingCopy.objects.get(code=BIRTH)
        and changes.edit(review.uuid, by=editor(AT), at=LATER) == copy
    )


def test_a_cost_beyond_all_numbers_is_refused(review):
    huge = proposed(before=Burden((cost.waiting(Decimal(10) ** 12),), subjects=10**9))
    with pytest.raises(Refused):
        changes.save(review.uuid, huge, seen=2, by=editor(AT), at=AT)


def test_the_report_of_a_year_counts_550_reviewed_177_simplified(city, django_assert_num_queries):
    procedure = Procedure.objects.get(code=BIRTH)
    rows = []
    for number in range(550):
        simplified = number < 177
        rows.append(
            Review(
                procedure=procedure,
                code=BIRTH,
                name="x",
                field=("Đất đai", "Hộ tịch", "An toàn")[number % 3],
                year=2026,
                state="approved" if simplified else "kept",
                hourly=40_000,
                cost_before=80_000_000,
                cost_after=73_600_000 if simplified else 80_000_000,
                opened_at=AT,
                changed_at=AT,
                opened_by_name="x",
            )
        )
    rows.append(
        Review(
            procedure=procedure, code=BIRTH, field="Đất đai", year=2026, hourly=1, opened_at=AT, changed_at=AT
        )
    )
    Review.objects.bulk_create(rows)
    with django_assert_num_queries(1):
        lines = figures.by_field(2026)
    assert [line.field for line in lines] == ["An toàn", "Đất đai", "Hộ tịch"]
    total = figures.together(lines)
    assert (total.reviewed, total.simplified) == (550, 177)
    assert (
        total.saved == 177 * 6_400_000
        and total.percent == Decimal("8.00")
        and total.share == Decimal("32.18")
    )
    assert figures.years() == [2026] and figures.by_field(2025) == []
    assert figures.together([]).percent is None
