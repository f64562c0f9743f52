"""Mobile teams: plans, what tablets bring late, and which of two states counts."""

import uuid
from datetime import timedelta

import pytest

from motcua.city import authority
from motcua.city.mobile import planning, receiving, rules
from motcua.city.mobile.errors import Faulty, NotYours, Refused, WrongState
from motcua.city.mobile.models import Brought, Done, Outing
from motcua.city.mobile.planning import NewOuting
from motcua.city.mobile.receiving import Sent
from motcua.city.mobile.rules import Facts, Outcome
from motcua.city.models import Account, Agency, Appointment, Unit
from motcua.project.demo import account_of
from motcua.project.demo.identities import HOME
from tests.conftest import hanoi

MONDAY = hanoi("2026-03-02 09:00")
EIGHT = hanoi("2026-03-04 08:00")
KNOWN = {"1.001193", "2.000815"}


@pytest.mark.parametrize(
    ("there", "base", "sent", "taken", "outcome"),
    [
        (None, "", "a", False, Outcome.NEW),
        ("a", "", "a", False, Outcome.KNOWN),
        ("a", "", "a", True, Outcome.KNOWN),
        ("a", "a", "b", False, Outcome.CHANGED),
        ("c", "a", "b", False, Outcome.APART),
        ("a", "", "b", False, Outcome.APART),
        ("a", "a", "b", True, Outcome.TAKEN),
    ],
)
def test_a_tablet_never_writes_over_what_it_did_not_know(there, base, sent, taken, outcome):
    assert rules.outcome(there, base, sent, taken) is outcome


def test_everything_that_stands_against_a_draft_is_said_and_what_stops_comes_first():
    facts = Facts(
        entered_at=MONDAY, received_at=MONDAY + timedelta(days=2), apart=True, closed=("hết hạn", "over"), changed=True,
        fresh=["Số điện thoại"], gone=["Fax"], filed=["H26-1"], online_draft=MONDAY,
    )  # fmt: skip
    keys = [one.key for one in rules.doubts(facts)]
    assert keys == ["closed", "apart", "changed", "filed", "online", "late"]
    assert [one.stops for one in rules.doubts(facts)] == [True, True, False, False, False, False]
    assert rules.doubts(Facts(entered_at=MONDAY, received_at=MONDAY)) == []
    ahead = Facts(entered_at=MONDAY + timedelta(hours=3), received_at=MONDAY)
    assert [one.key for one in rules.doubts(ahead)] == ["clock"]


def test_two_states_differ_where_their_answers_do():
    one, other = {"a": ["1"], "b": ["2"]}, {"a": ["1"], "b": ["3"], "c": ["4"]}
    assert rules.differences(one, other) == [("b", "2", "3"), ("c", "", "4")]


@pytest.fixture
def chief(city):
    held = (
        Appointment.objects.filter(post__agency__key=HOME, post__kind="division_leader")
        .order_by("id")
        .first()
    )
    account = Account.objects.get(pk=held.account_id)
    return {
        "powers": authority.powers_of(account.pk, MONDAY),
        "by": authority.actor_for(account, MONDAY),
        "at": MONDAY,
    }


@pytest.fixture
def ward(city):
    return Agency.objects.select_related("unit").get(key=HOME)


def plan(ward, **more):
    going = account_of("handover")
    return NewOuting(
        **{"unit": ward.unit, "place": "Nhà văn hóa tổ 12", "starts_at": EIGHT, "ends_at": EIGHT + timedelta(hours=3),
           "procedures": ("1.001193",), "members": (going.pk,), "devices": ("MTB-01",)} | more
    )  # fmt: skip


@pytest.fixture
def outing(ward, chief):
    made = planning.write(ward, plan(ward), known=KNOWN, **chief)
    return planning.publish(made.uuid, **chief)


@pytest.mark.django_db
class TestPlans:
    def test_a_plan_is_seen_by_residents_once_it_is_published_and_until_it_is_over(self, ward, chief):
        made = planning.write(ward, plan(ward), known=KNOWN, **chief)
        assert not planning.coming(MONDAY).exists()
        with pytest.raises(NotYours):
            planning.public(made.uuid)
        planning.publish(made.uuid, **chief)
        assert [one.pk for one in planning.coming(MONDAY, ward.unit_id)] == [made.pk]
        assert not planning.coming(EIGHT + timedelta(hours=4)).exists()
        with pytest.raises(WrongState):
            planning.publish(made.uuid, **chief)

    def test_every_fault_of_a_plan_is_said_at_once(self, ward, chief):
        wrong = plan(
            ward, place=" ", starts_at=EIGHT, ends_at=EIGHT, procedures=("9.999999",),
            members=(account_of("resident").pk,), unit=None,
        )  # fmt: skip
        with pytest.raises(Faulty) as faulty:
            planning.write(ward, wrong, known=KNOWN, **chief)
        assert set(faulty.value.fields) == {"unit", "place", "ends", "procedures", "members"}

    def test_only_who_may_send_teams_plans_for_the_own_agency(self, ward, chief):
        justice = account_of("justice")
        with pytest.raises(NotYours):
            planning.write(
                ward, plan(ward), authority.powers_of(justice.pk, MONDAY), KNOWN,
                by=authority.actor_for(justice, MONDAY), at=MONDAY,
            )  # fmt: skip
        other = Agency.objects.get(key="ubnd-phuong-cau-giay")
        with pytest.raises(NotYours):
            planning.write(other, plan(ward), known=KNOWN, **chief)

    def test_a_cancelled_outing_says_why(self, outing, chief):
        with pytest.raises(Refused):
            planning.cancel(outing.uuid, " ", **chief)
        planning.cancel(outing.uuid, "Mưa bão", **chief)
        assert planning.public(outing.uuid).reason == "Mưa bão"
        assert not planning.coming(MONDAY).exists()
        with pytest.raises(WrongState):
            planning.cancel(outing.uuid, "Lại hủy", **chief)

    def test_the_own_commune_has_its_own_list(self, outing):
        other = Unit.objects.get(code="00004", code_list="2025")
        assert not planning.coming(MONDAY, other.pk).exists()


@pytest.mark.django_db
class TestDrafts:
    @pytest.fixture
    def does(self, ward):
        account = account_of("handover")
        return {
            "powers": authority.powers_of(account.pk, MONDAY),
            "by": authority.actor_for(account, MONDAY),
            "at": EIGHT,
        }

    def send(self, outing, does, number, name, base="", **more):
        answers = {"child_name": [name]}
        sent = Sent(
            **{"uuid": number, "procedure_code": "1.001193", "version_hash": "h", "base": base, "answers": answers,
               "client_id": account_of("resident").person_id, "consent": uuid.uuid4(), "entered_at": EIGHT,
               "digest": receiving.digest_of(answers)} | more
        )  # fmt: skip
        row, done = receiving.receive(sent, outing, by=does["by"], at=does["at"])
        return row, done, sent.digest

    def test_a_draft_sent_twice_is_one_and_typing_on_changes_it(self, outing, does):
        number = uuid.uuid4()
        _, first, mark = self.send(outing, does, number, "An")
        assert (first, self.send(outing, does, number, "An")[1]) == (Outcome.NEW, Outcome.KNOWN)
        row, again, _ = self.send(outing, does, number, "Anh", base=mark)
        assert (again, row.answers) == (Outcome.CHANGED, {"child_name": ["Anh"]})
        assert Brought.objects.count() == 1

    def test_what_was_put_right_at_the_desk_is_not_written_over_until_somebody_chose(self, outing, does):
        number = uuid.uuid4()
        _, _, mark = self.send(outing, does, number, "An")
        receiving.edit(number, {"child_name": ["Ân"]}, "Ghi sai dấu", seen=mark, **does)
        row, done, _ = self.send(outing, does, number, "Anh", base=mark)
        assert (done, row.answers) == (Outcome.APART, {"child_name": ["Ân"]})
        chosen = receiving.choose(number, True, **does)
        assert (chosen.answers, chosen.other) == ({"child_name": ["Anh"]}, None)
        with pytest.raises(WrongState):
            receiving.choose(number, False, **does)

    def test_a_correction_needs_a_reason_and_is_kept_and_never_goes_over_what_came_meanwhile(
        self, outing, does
    ):
        number = uuid.uuid4()
        _, _, mark = self.send(outing, does, number, "An")
        with pytest.raises(Faulty) as faulty:
            receiving.edit(number, {"child_name": ["An"]}, " ", seen=mark, **does)
        assert set(faulty.value.fields) == {"reason", "answers"}
        row = receiving.edit(number, {"child_name": ["Ân"]}, "Ghi sai dấu", seen=mark, **does)
        kept = row.corrections.get()
        assert (kept.changes, kept.reason) == ([["child_name", "An", "Ân"]], "Ghi sai dấu")
        with pytest.raises(WrongState):
            receiving.edit(number, {"child_name": ["Anh"]}, "Sai nữa", seen=mark, **does)
        assert Brought.objects.get().answers == {"child_name": ["Ân"]}
        receiving.drop(number, "Trùng", **does)
        assert row.corrections.get().changes == []

    def test_somebody_elses_id_is_not_found(self, outing, does):
        number = uuid.uuid4()
        self.send(outing, does, number, "An")
        with pytest.raises(NotYours):
            self.send(outing, does, number, "Bình", client_id=account_of("resident-single").person_id)

    def test_a_draft_that_became_a_dossier_keeps_nothing_that_was_typed(self, outing, does):
        number = uuid.uuid4()
        _, _, mark = self.send(outing, does, number, "An")
        assert receiving.taken_in(number, "H26.40.01-260304-0001", EIGHT)
        assert receiving.taken_in(number, "H26.40.01-260304-0001", EIGHT)
        assert not receiving.taken_in(uuid.uuid4(), "H26.40.01-260304-0002", EIGHT)
        row, done, _ = self.send(outing, does, number, "Anh", base=mark)
        assert (done, row.answers, row.other) == (Outcome.TAKEN, {}, None)
        assert Done.objects.get().offline
        with pytest.raises(WrongState):
            receiving.drop(number, "Trùng", **does)

    def test_a_draft_that_is_not_handed_in_keeps_the_reason_only(self, outing, does):
        number = uuid.uuid4()
        self.send(outing, does, number, "An")
        with pytest.raises(Refused):
            receiving.drop(number, "", **does)
        assert receiving.drop(number, "Người dân đổi ý", **does).answers == {}
        figures = planning.figures(outing)
        assert (figures.waiting, figures.dropped, figures.intakes) == (0, 1, 0)

    def test_a_picture_is_kept_once_and_ten_are_the_most(self, outing, does):
        number = uuid.uuid4()
        self.send(outing, does, number, "An")
        same = uuid.uuid4()
        for file in [same, same, *(uuid.uuid4() for _ in range(12))]:
            receiving.add_photo(number, "birth_notice", file)
        assert len(Brought.objects.get().photos["birth_notice"]) == receiving.MOST_PHOTOS

    def test_figures_count_a_dossier_once_and_those_done_on_the_spot(self, outing):
        for code, kind in (
            ("A", "intake"),
            ("A", "intake"),
            ("B", "intake"),
            ("A", "result"),
            ("C", "result"),
        ):
            receiving.count(outing.pk, code, kind, EIGHT)
        found = planning.figures(outing)
        assert (found.intakes, found.results, found.on_the_spot) == (2, 2, 1)

    def test_who_is_out_with_a_team_is_known_for_its_hours(self, outing, ward, does):
        account = does["by"].account_id
        assert planning.out_now(account, ward.pk, EIGHT + timedelta(hours=1)) == outing
        assert planning.out_now(account, ward.pk, EIGHT + timedelta(hours=3)) is None
        assert planning.out_now(account_of("counter").pk, ward.pk, EIGHT) is None
        assert Outing.objects.count() == 1
