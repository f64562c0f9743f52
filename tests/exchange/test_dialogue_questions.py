"""Questions and opinions run on the same machine as reports, with their own states, limits and reasons."""

import uuid
from typing import Any

import pytest

from motcua.exchange.dialogue import changes, kinds, masking, places, reading, sending
from motcua.exchange.dialogue.changes import Given
from motcua.exchange.dialogue.errors import ActRefused, Incomplete
from motcua.exchange.dialogue.models import Report
from tests.conftest import hanoi
from tests.exchange.test_dialogue_reports import MONDAY, draw
from tests.procedures import people

CENTRE = "ttpvhcc.specialist-1"
CENTRE_HEAD = "ttpvhcc.department-leader-1"
CITY = "ubnd-thanh-pho.specialist-1"


def officer(username: str, at=MONDAY):
    from motcua.city import authority
    from motcua.city.models import Account

    return authority.actor_for(Account.objects.get(username=username), at)


def sent(kind: str, category: str, text: str, at=MONDAY, **more: Any) -> Report:
    message = sending.Message(kind=kind, category=category, text=text, client_id=uuid.uuid4(), **more)
    return sending.send(message, by=people.resident(at), at=at, draw=draw)


def does(report: Report, name: str, username: str, at=MONDAY, **given: Any) -> Report:
    return changes.act(report.id, name, Given(**given), by=officer(username, at), at=at)


def answered(text: str, reply: str, category: str = "civil-status", **more: Any) -> Report:
    report = sent("question", category, text, **more)
    report = does(report, "assign", CENTRE, agency_id=report.agency_id)
    report = does(report, "answer", CENTRE, reply=reply)
    return does(report, "approve", CENTRE_HEAD, public_text=text)


@pytest.mark.django_db
class TestQuestions:
    def test_a_question_is_assigned_answered_approved_and_published_without_numbers(self, city):
        report = sent("question", "civil-status", "Tôi số 001196000011, khai sinh cho con ở đâu?")
        assert (report.state, report.due_at) == ("unassigned", hanoi("2026-03-09 09:15"))
        report = does(report, "assign", CENTRE, agency_id=report.agency_id)
        report = does(report, "answer", CENTRE, reply="Tại UBND phường, gọi 024 3825 1234.")
        assert report.state == "to_approve" and reading.search_answers("khai sinh").rows == []
        report = does(report, "approve", CENTRE_HEAD, public_text=report.text)
        assert report.state == "answered"
        assert report.public_text == "Tôi số [số định danh], khai sinh cho con ở đâu?"
        assert report.public_reply == "Tại UBND phường, gọi [số điện thoại]."

    def test_who_answers_does_not_approve(self, city):
        report = sent("question", "other", "Đóng thuế đất ở đâu vậy?")
        report = does(
            report,
            "assign",
            CENTRE_HEAD.replace("department-leader", "specialist"),
            agency_id=report.agency_id,
        )
        report = does(report, "answer", CENTRE, reply="Tại cơ quan thuế.")
        with pytest.raises(Exception) as refused:
            does(report, "approve", CENTRE, public_text="")
        assert type(refused.value).__name__ in ("NotAllowed", "ActRefused")

    def test_a_question_can_be_answered_to_its_sender_alone(self, city):
        report = sent("question", "other", "Hồ sơ của riêng tôi đang ở đâu?")
        report = does(report, "assign", CENTRE, agency_id=report.agency_id)
        report = does(report, "answer", CENTRE, reply="Đang chờ ký.")
        report = does(report, "approve", CENTRE_HEAD, public_text="  ")
        assert report.shown_at is None and reading.search_answers("").rows == []

    def test_answers_are_found_without_marks_half_typed_and_by_the_answer(self, city):
        first = answered("Khai sinh cho con mất mấy ngày?", "Trong ngày làm việc.")
        answered("Đổi giấy phép lái xe ở đâu?", "Tại Sở Xây dựng.", "transport")
        for words in ("khai sinh", "KHAI SINH cho con", "khai sin", "trong ngay lam viec"):
            assert [one.id for one in reading.search_answers(words).rows] == [first.id], words
        assert reading.search_answers("hộ chiếu").rows == []
        assert [one.id for one in reading.search_answers("", category="civil-status").rows] == [first.id]

    @pytest.mark.parametrize("odd", ["'", "a & | b", "!!!", "\\", "<->", "a:*b", "%", "con:*", "🙂"])
    def test_odd_signs_in_a_search_are_only_signs(self, city, odd):
        reading.search_answers(odd)
        reading.similar(odd)

    def test_similar_questions_are_shown_while_asking(self, city):
        first = answered("Khai sinh cho con mất mấy ngày?", "Trong ngày.")
        assert [one.id for one in reading.similar("tôi muốn làm khai sinh cho con gái")] == [first.id]
        assert reading.similar("biển số xe máy") == []

    def test_a_question_about_a_procedure_is_found_by_it(self, city):
        first = answered("Khai sinh cần gì?", "Giấy chứng sinh.", procedure_code="1.001193")
        assert [one.id for one in reading.about_procedure("1.001193")] == [first.id]
        assert reading.about_procedure("") == []

    def test_a_duplicate_leads_to_the_answer(self, city):
        first = answered("Khai sinh cần gì?", "Giấy chứng sinh.")
        again = sent("question", "other", "Làm khai sinh cần giấy gì?")
        again = does(again, "refuse", CENTRE, reason="duplicate", original=first.code, words="Đã có")
        assert (again.state, again.original_id) == ("refused", first.id)


@pytest.mark.django_db
class TestOpinions:
    def accepted(self, category: str, level: str = "normal") -> Report:
        report = sent(
            "regulation", category, "Phải nộp bản sao chứng thực dù đã có dữ liệu.", about="Thủ tục A"
        )
        assert report.agency.key == "ubnd-thanh-pho"
        report = does(report, "check", CITY)
        return does(report, "accept", CITY, level=level)

    @pytest.mark.parametrize(
        "category, level, due", [
            ("regulation", "normal", "2026-03-23 09:15"), ("behaviour", "normal", "2026-03-16 09:15"),
            ("regulation", "complex", "2026-04-13 09:15"), ("both", "normal", "2026-03-23 09:15"),
        ],
    )  # fmt: skip
    def test_limits_follow_class_and_level(self, city, category, level, due):
        assert self.accepted(category, level).due_at == hanoi(due)

    def test_it_is_checked_and_forwarded_within_five_working_days(self, city):
        report = sent("regulation", "behaviour", "Bị hẹn đi hẹn lại bốn lần.")
        assert (report.state, report.clock, report.due_at) == ("new", "check", hanoi("2026-03-09 09:15"))

    def test_more_is_asked_for_and_the_clock_waits_for_the_sender(self, city):
        report = does(sent("regulation", "behaviour", "Bị gây khó khăn."), "check", CITY)
        report = does(report, "ask_more", CITY, words="Ở bộ phận nào, ngày nào?")
        assert (report.state, report.clock) == ("supplement_asked", "")
        assert changes.mark_late(hanoi("2026-04-20 09:00")) == 0
        later = hanoi("2026-03-12 08:00")
        by = people.resident(later)
        report = changes.act(report.id, "supplement", Given(words="Quầy số 3, thứ sáu."), by=by, at=later)
        assert (report.state, report.added, report.due_at) == (
            "checking",
            "Quầy số 3, thứ sáu.",
            hanoi("2026-03-19 08:00"),
        )

    def test_it_is_answered_published_and_rated_satisfied_or_not(self, city):
        report = self.accepted("regulation")
        ward = people.officer("land", MONDAY).agency_id
        report = does(report, "forward", CITY, agency_id=ward)
        for name, who, given in (
            ("start", "land", {}), ("answer", "land", {"reply": "Sẽ bỏ yêu cầu này."}),
            ("publish", "chair", {"public_text": "Phải nộp bản sao"}),
        ):  # fmt: skip
            report = changes.act(report.id, name, Given(**given), by=people.officer(who, MONDAY), at=MONDAY)
        assert (report.state, report.public_reply) == ("published", "Sẽ bỏ yêu cầu này.")
        with pytest.raises(Incomplete):
            changes.act(report.id, "rate", Given(stars=3), by=people.resident(MONDAY), at=MONDAY)
        report = changes.act(report.id, "rate", Given(stars=5), by=people.resident(MONDAY), at=MONDAY)
        assert report.state == "rated"

    def test_a_complaint_is_refused_with_the_right_way(self, city):
        report = does(sent("regulation", "behaviour", "Tôi tố cáo ông A nhận tiền."), "check", CITY)
        report = does(report, "refuse", CITY, reason="complaint", words="Là tố cáo")
        assert report.state == "not_accepted"
        assert "Luật Tố cáo" in kinds.kind("regulation").reasons["complaint"].way_vi

    def test_an_act_of_another_kind_does_not_exist(self, city):
        with pytest.raises(KeyError):
            does(sent("regulation", "behaviour", "Bị gây khó khăn."), "transfer", CITY)

    def test_an_act_out_of_order_is_refused(self, city):
        with pytest.raises(ActRefused) as refused:
            does(sent("regulation", "behaviour", "Bị gây khó khăn."), "accept", CITY, level="normal")
        assert refused.value.code == "state"


def test_every_kind_is_sound_and_names_its_states_as_the_rules_do():
    found = kinds.kinds()
    assert [one.vi for one in found["question"].states.values()] == [
        "Chờ phân công", "Đã phân công", "Chờ duyệt", "Đã trả lời", "Từ chối",
    ]  # fmt: skip
    assert [one.vi for one in found["scene"].states.values()] == [
        "Mới gửi", "Chờ tiếp nhận", "Đã tiếp nhận", "Đang xử lý", "Chuyển đơn vị", "Chờ duyệt kết quả", "Đã xử lý",
        "Đã đánh giá", "Mở lại", "Từ chối",
    ]  # fmt: skip
    assert len(kinds.categories("scene")) == 16
    assert [limit.sure for limit in found["scene"].limits] == [True, True, False, False]


def test_a_limit_counts_from_its_day_on():
    scene = kinds.kind("scene")
    assert scene.limit("accept", hanoi("2025-02-27 00:00").date()) is None
    limit = scene.limit("accept", hanoi("2025-02-28 00:00").date())
    assert limit is not None and limit.amount == 8


@pytest.mark.parametrize(
    "text, covered", [
        ("gọi 0912 345 678 nhé", "gọi [số điện thoại] nhé"),
        ("gọi +84912345678", "gọi [số điện thoại]"),
        ("bàn 024.3825.1234", "bàn [số điện thoại]"),
        ("số 001196000011", "số [số định danh]"),
        ("CMND 012345678", "CMND [số giấy tờ]"),
        ("xe 29A-123.45 và 30K1-23456", "xe [biển số xe] và [biển số xe]"),
        ("xe 30g12345 và 29-H1 123.45", "xe [biển số xe] và [biển số xe]"),
        ("thư a.b@c.vn nhé", "thư [thư điện tử] nhé"),
        ("12/03/2026, 100.000 đồng, năm 2026", "12/03/2026, 100.000 đồng, năm 2026"),
        ("số nhà 12A ngõ 345 phố 8/3", "số nhà 12A ngõ 345 phố 8/3"),
        ("QĐ 1207/QĐ-UBND, thủ tục 1.001193", "QĐ 1207/QĐ-UBND, thủ tục 1.001193"),
        ("dài 50m 2000 người", "dài 50m 2000 người"),
    ],
)  # fmt: skip
def test_personal_data_in_a_text_are_covered(text, covered):
    assert masking.masked(text) == covered
    assert masking.masked(covered) == covered


def test_harsh_words_are_whole_words_with_their_marks():
    assert masking.rude_words("Đồ chó! chết tiệt thật") == ["đồ chó", "chết tiệt"]
    assert masking.rude_words("cây chết, đồ chơi hỏng") == []


@pytest.mark.parametrize(
    "lat, lon", [("21.03", "105.79"), ("21,03", "105,79"), ("8.64", "111.92"), ("16.5", "112.3")]
)
def test_points_of_the_country_and_its_islands_count(lat, lon):
    assert places.point_of(lat, lon) is not None


@pytest.mark.parametrize("lat, lon", [("48.8", "2.3"), ("nan", "105"), ("", "1"), ("inf", "105"), ("a", "b")])
def test_other_points_are_slips(lat, lon):
    assert places.point_of(lat, lon) is None


def test_a_kilometre_is_a_kilometre():
    here = places.Point(21.0382, 105.7945)
    assert 990 < places.metres(here, places.Point(21.0472, 105.7945)) < 1010
    box = places.box_around(here, 120)
    assert places.metres(here, places.Point(box.north, here.lon)) >= 120
    assert places.metres(here, places.Point(here.lat, box.east)) >= 120
