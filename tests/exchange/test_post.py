"""The public post: packs, records signed by both sides, results home, and everything that must not happen twice."""

import pytest

from motcua.city import authority
from motcua.city.models import Account, Agency, Appointment
from motcua.exchange.models import Message
from motcua.exchange.post import delivering, handing, packing, papers, reading, rules
from motcua.exchange.post.errors import NotThese, NotYours, Refused, WrongState
from motcua.exchange.post.models import Attempt, Record, Shipment
from motcua.exchange.post.packing import InPack, NewPack, Paper
from motcua.exchange.post.rules import Move, State, Way
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import Event
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.reading_pdf import text_of

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:00")
BIRTH = InPack(
    "1.001193", "Đăng ký khai sinh", "Nguyễn Thị Minh Anh", (Paper("Giấy chứng sinh"), Paper("Bản sao", 0, 2))
)
DOSSIER = "00000000-0000-4000-8000-00000000000a"


class Side:
    """An officer with the powers of the post held."""

    def __init__(self, account, at=MONDAY):
        self.by = authority.actor_for(account, at)
        self.powers = authority.powers_of(account.pk, at)
        self.agency = Agency.objects.get(pk=self.by.agency_id)

    @property
    def does(self):
        return {"powers": self.powers, "by": self.by, "at": MONDAY}


def holder(key, kind):
    held = Appointment.objects.filter(post__agency__key=key, post__kind=kind).order_by("id").first()
    return Side(Account.objects.get(pk=held.account_id))


@pytest.fixture
def post(city):
    return Side(account_of("post"))


@pytest.fixture
def branch(city):
    return Side(account_of("counter"))


def pack(post, branch, *dossiers, **more):
    new = NewPack(
        **{"name": "Nguyễn Thị Minh Anh", "phone": "0912345678", "address": "12 Nghĩa Tân",
           "dossiers": dossiers or (BIRTH,), "seal": "NP-1"} | more
    )  # fmt: skip
    return packing.take(new, post.agency, branch.agency, **post.does)


def brought(post, branch, *packs):
    return handing.bring(post.agency, branch.agency, [one.code for one in packs], **post.does)


def state(shipment):
    return State(Shipment.objects.get(pk=shipment.pk).state)


class TestTheTable:
    def test_every_state_but_the_last_ones_leads_somewhere(self):
        for way, table in rules.MOVES.items():
            reached = {State.REQUESTED} | {end for moves in table.values() for end in moves.values()}
            for one in reached:
                assert bool(rules.possible(way, one)) == (one not in rules.ENDED), (way, one)

    def test_after_the_last_try_the_result_can_only_go_back_or_be_lost(self):
        left = rules.possible(Way.RETURN, State.FAILED, rules.MOST_ATTEMPTS)
        assert left == {Move.GIVE_BACK, Move.LOSE}
        with pytest.raises(rules.IllegalMove):
            rules.after(Way.RETURN, Move.SET_OUT, State.FAILED, rules.MOST_ATTEMPTS)

    @pytest.mark.parametrize("typed", ["BC-7K4M-9QXD", "bc7k4m9qxd", " 7K4M 9QXD "])
    def test_a_code_is_read_as_people_type_it(self, typed):
        assert rules.read_code(typed) == "BC-7K4M-9QXD"

    @pytest.mark.parametrize("typed", ["", "BC-7K4M-9QX", "BC-0O1I-LLLL", "H26.40.01-260302-0001"])
    def test_what_is_no_code_is_none(self, typed):
        assert rules.read_code(typed) == ""


class TestIn:
    def test_a_pack_is_taken_with_its_slip_and_handed_over_by_a_record_that_both_sign(self, post, branch):
        made = pack(post, branch, BIRTH, BIRTH)
        assert state(made) is State.COLLECTED
        record = brought(post, branch, made)
        assert record.signed_at is None
        signed = handing.sign_for_packs(record.uuid, (), "", **branch.does)
        assert (signed.signed_at, signed.signed_name) == (MONDAY, branch.by.name)
        assert state(made) is State.HANDED
        assert [row["complete"] for row in signed.rows] == [True]
        assert len(signed.rows[0]["dossiers"]) == 2
        inside = made.enclosed.first()
        assert reading.brought(inside.uuid).shipment.record.signed_at == MONDAY
        kinds = Event.objects.filter(chain=made.chain).order_by("seq").values_list("kind", flat=True)
        assert list(kinds) == ["post-collected", "post-handed"]

    def test_slip_and_record_say_what_was_handed_over(self, post, branch):
        made = pack(post, branch, fee_path="post", fee_amount=15000, postage=30000)
        slip = text_of(papers.slip(reading.shipment_of(made.uuid, post.powers)))
        for words in ("Phiếu gửi hồ sơ", made.code, "Giấy chứng sinh", "15.000 đồng", "NP-1"):
            assert words.lower() in slip.lower(), words
        record = brought(post, branch, made)
        before = text_of(papers.record(record, reading.shipments_on(record)))
        assert "thời điểm nộp" not in before
        handing.sign_for_packs(record.uuid, (), "", **branch.does)
        record = reading.record_of(record.uuid, post.powers)
        after = text_of(papers.record(record, []))
        assert made.code in after
        assert "thời điểm nộp" in after

    def test_an_incomplete_pack_goes_back_with_the_postman_and_may_come_again(self, post, branch):
        whole, half = pack(post, branch), pack(post, branch)
        record = brought(post, branch, whole, half)
        with pytest.raises(Refused) as refused:
            handing.sign_for_packs(record.uuid, {half.pk}, " ", **branch.does)
        assert refused.value.field == "words"
        handing.sign_for_packs(record.uuid, {half.pk}, "Thiếu giấy chứng sinh", **branch.does)
        assert (state(whole), state(half)) == (State.HANDED, State.COLLECTED)
        assert reading.brought(half.enclosed.first().uuid) is None
        again = brought(post, branch, half)
        handing.sign_for_packs(again.uuid, (), "", **branch.does)
        assert state(half) is State.HANDED

    def test_what_cannot_go_is_said_for_every_code_at_once(self, post, branch):
        other = Agency.objects.get(key="ubnd-phuong-nghia-do")
        mine, listed, done, far = (pack(post, branch) for _ in range(4))
        Shipment.objects.filter(pk=far.pk).update(agency=other)
        brought(post, branch, listed)
        handing.sign_for_packs(brought(post, branch, done).uuid, (), "", **branch.does)
        codes = [mine.code, mine.code, listed.code, done.code, far.code, "BC-2222-2222", "rác"]
        with pytest.raises(NotThese) as refused:
            handing.bring(post.agency, branch.agency, codes, **post.does)
        faults = {code: fault[0] for code, fault in refused.value.faults.items()}
        assert faults[mine.code] == "quét hai lần"
        assert faults[listed.code].startswith("đã có trong biên bản")
        assert faults[done.code] == "đã bàn giao rồi"
        assert "không phải nơi này" in faults[far.code]
        assert faults["BC-2222-2222"] == "không có ở bưu cục này"
        assert faults["rác"] == "không phải mã bưu gửi"
        assert Shipment.objects.get(pk=mine.pk).record is None

    def test_a_record_is_signed_once_and_by_its_own_agency_only(self, post, branch):
        record = brought(post, branch, pack(post, branch))
        with pytest.raises(NotYours):
            handing.sign_for_packs(record.uuid, (), "", **Side(account_of("handover")).does)
        with pytest.raises(NotYours):
            handing.sign_for_packs(record.uuid, (), "", **post.does)
        handing.sign_for_packs(record.uuid, (), "", **branch.does)
        with pytest.raises(WrongState):
            handing.sign_for_packs(record.uuid, (), "", **branch.does)
        assert Record.objects.count() == 1

    def test_another_post_office_neither_sees_nor_moves_it(self, post, branch):
        made = pack(post, branch)
        other = holder("buu-cuc-ba-dinh", "postal_officer")
        with pytest.raises(NotYours):
            reading.shipment_of(made.uuid, other.powers)
        with pytest.raises(NotYours):
            packing.cancel(made.uuid, "Không gửi nữa", **other.does)
        with pytest.raises(NotThese):
            handing.bring(other.agency, branch.agency, [made.code], **other.does)
        with pytest.raises(NotYours):
            pack(branch, branch)

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"name": " "}, "name"), ({"address": ""}, "address"), ({"fee_path": "post"}, "fee_amount"),
         ({"fee_path": "agency"}, "fee_proof"), ({"fee_path": "gold"}, "fee_path"),
         ({"dossiers": (InPack("1.001193", "Khai sinh", "A", ()),)}, "papers")],
    )  # fmt: skip
    def test_a_slip_that_is_not_complete_is_refused_at_its_field(self, post, branch, more, field):
        with pytest.raises(Refused) as refused:
            pack(post, branch, **more)
        assert refused.value.field == field

    def test_a_pack_on_an_open_record_is_not_taken_back_and_a_lost_one_leaves_it(self, post, branch):
        owner = account_of("resident")
        made = pack(post, branch, person_id=owner.person_id)
        record = brought(post, branch, made)
        with pytest.raises(WrongState):
            packing.cancel(made.uuid, "Đổi ý", **post.does)
        packing.lose(made.uuid, "Xe thư bị cháy", **post.does)
        assert state(made) is State.LOST
        assert reading.shipments_on(record) == []
        told = Message.objects.get(person=owner.person_id, subject__contains=made.code)
        assert "bồi thường" in told.body
        with pytest.raises(WrongState):
            packing.cancel(made.uuid, "x", **post.does)

    def test_who_asked_for_the_postman_may_cancel_until_he_came(self, post, branch):
        owner = account_of("resident")
        by = authority.actor_for(owner, MONDAY)
        new = NewPack(
            name="Minh Anh", phone="0912345678", address="12 Nghĩa Tân", person_id=owner.person_id,
            dossiers=(InPack("1.001193", "Khai sinh", "", ()),), at_home=True,
        )  # fmt: skip
        asked = packing.ask(new, post.agency, branch.agency, by=by, at=MONDAY)
        with pytest.raises(NotYours):
            packing.cancel_own(asked.uuid, account_of("resident-single").person_id, by=by, at=MONDAY)
        filled = NewPack(name="Minh Anh", phone="", address="12 Nghĩa Tân", dossiers=(BIRTH,))
        packing.collect(asked.uuid, filled, **post.does)
        assert (state(asked), asked.enclosed.get().papers[0]["name"]) == (State.COLLECTED, "Giấy chứng sinh")
        with pytest.raises(WrongState):
            packing.cancel_own(asked.uuid, owner.person_id, by=by, at=MONDAY)


class TestBack:
    @pytest.fixture
    def waiting(self, branch):
        owner = account_of("resident").person
        result = delivering.Result(
            DOSSIER, "H26.40.01-260302-0001", "1.001193", "Đăng ký khai sinh", branch.agency.pk, owner.pk,
            owner.full_name, owner.phone, "12 Nghĩa Tân", 0, ("Giấy chứng sinh",),
        )  # fmt: skip
        made = delivering.expect(result, by=SYSTEM, at=MONDAY)
        assert delivering.expect(result, by=SYSTEM, at=MONDAY).pk == made.pk
        return made

    @pytest.fixture
    def carried(self, post, branch, waiting):
        record = handing.give_results(branch.agency, post.agency, [waiting.pk], **branch.does)
        handing.sign_for_results(record.uuid, (), "", **post.does)
        return waiting

    def test_a_result_is_fetched_brought_and_signed_for(self, post, carried):
        assert state(carried) is State.RESULT_COLLECTED
        delivering.set_out(carried.uuid, **post.does)
        delivering.deliver(carried.uuid, "Nguyễn Văn Chồng", "family", "signature", **post.does)
        assert state(carried) is State.DELIVERED
        found = Attempt.objects.get()
        assert (found.receiver, found.relation, found.delivered) == ("Nguyễn Văn Chồng", "family", True)
        with pytest.raises(WrongState):
            delivering.deliver(carried.uuid, "Ai đó", "owner", "signature", **post.does)

    def test_what_fails_is_tried_again_and_goes_back_after_the_last_try(self, post, carried):
        for number in range(1, rules.MOST_ATTEMPTS + 1):
            delivering.set_out(carried.uuid, **post.does)
            tried = delivering.fail(carried.uuid, "nobody", "", **post.does)
            assert tried.attempts == number
        with pytest.raises(WrongState):
            delivering.set_out(carried.uuid, **post.does)
        delivering.give_back(carried.uuid, "Ba lần không gặp", **post.does)
        assert state(carried) is State.RETURNED
        assert Message.objects.filter(person=carried.person_id, body__contains="Lần 3").exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [(("", "owner", "signature"), "receiver"), (("A", "", "signature"), "relation"),
         (("A", "owner", ""), "proof"), (("A", "owner", "photo"), "photo"), (("A", "owner", "name"), "words")],
    )  # fmt: skip
    def test_nothing_is_delivered_without_a_name_and_a_proof(self, post, carried, given, field):
        delivering.set_out(carried.uuid, **post.does)
        with pytest.raises(Refused) as refused:
            delivering.deliver(carried.uuid, *given, **post.does)
        assert refused.value.field == field
        assert state(carried) is State.DELIVERING

    def test_a_result_is_on_one_record_only_and_missing_ones_stay_with_the_agency(
        self, post, branch, waiting
    ):
        record = handing.give_results(branch.agency, post.agency, [waiting.pk], **branch.does)
        with pytest.raises(WrongState):
            handing.give_results(branch.agency, post.agency, [waiting.pk], **branch.does)
        with pytest.raises(NotYours):
            handing.sign_for_results(record.uuid, (), "", **branch.does)
        handing.sign_for_results(record.uuid, {waiting.pk}, "Không có trong túi", **post.does)
        assert state(waiting) is State.REQUESTED
        handing.give_results(branch.agency, post.agency, [waiting.pk], **branch.does)

    def test_a_result_that_was_fetched_at_the_counter_no_longer_waits_for_the_post(
        self, branch, post, waiting
    ):
        delivering.no_longer(DOSSIER, "Đã nhận tại quầy", by=SYSTEM, at=MONDAY)
        assert state(waiting) is State.CANCELLED
        with pytest.raises(WrongState):
            handing.give_results(branch.agency, post.agency, [waiting.pk], **branch.does)

    def test_tracking_by_code_tells_the_way_and_nobodys_name(self, post, carried):
        found, way = reading.tracked(carried.code.lower().replace("-", " "))
        assert found.pk == carried.pk
        assert [one.kind for one in way] == ["post-result-collected", "post-requested"]
        assert reading.tracked("BC-2222-2222") is None
        bodies = Event.objects.filter(chain=carried.chain).values_list("body", flat=True)
        assert not [one for one in bodies if "Minh Anh" in one]
