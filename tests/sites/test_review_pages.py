"""The pages of the national record, of publication and of reviews: who sees what, what is kept, what is refused."""

import gzip
import io
import json
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from motcua.city.models import Person
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.gazette.models import Decision
from motcua.procedures.national import accepting, crawl, jobs
from motcua.procedures.national.models import Change, Crawl, Question
from motcua.procedures.review import changes
from motcua.procedures.review.models import Review
from motcua.project.demo import reviewing
from motcua.project.demo.identities import account_of
from motcua.sites.review import national
from tests.procedures.editors import doer, editor
from tests.procedures.test_national_import import file_of, land, row
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def monday(city):
    clock.set_for_test(MONDAY)


def as_(key):
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


def text(answer):
    return answer.content.decode()


def crawled(*rows):
    file = file_of(*rows)
    begun = crawl.begin("thang-7.jsonl", crawl.sha256_of(file), by=editor(MONDAY), at=MONDAY, whole=False)
    return crawl.run(begun, file, at=MONDAY)


def accepted(*rows):
    begun = crawled(*rows)
    accepting.accept(
        Change.objects.filter(crawl=begun).values_list("id", flat=True), by=editor(MONDAY), at=MONDAY
    )
    return begun


# The national record.


def test_an_uploaded_file_is_read_by_a_worker_and_shown_by_groups(monkeypatch):
    put = []
    monkeypatch.setattr(jobs.read_crawl, "defer", lambda **given: put.append(given))
    packed = io.BytesIO(gzip.compress(json.dumps(row()).encode() + b"\nhong\n"))
    packed.name = "thang-7.jsonl.gz"
    client = as_("editor")
    answer = client.post("/danh-muc-quoc-gia/", {"file": packed, "part": "1"})
    begun = Crawl.objects.get()
    assert answer["Location"] == reverse("review:crawl", args=[begun.uuid]) and put == [
        {"crawl_id": begun.pk}
    ]
    assert "Đang đọc" in text(client.get(answer["Location"]))
    jobs.read_crawl.func(begun.pk)
    page = text(client.get(answer["Location"]))
    assert "Thủ tục thử 9.100001" in page and "Dòng 2" in page and "Nhận cả nhóm" in page


def test_a_second_file_while_one_is_read_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(jobs.read_crawl, "defer", lambda **given: None)
    client = as_("editor")
    first, second = io.BytesIO(b'{"a":1}'), io.BytesIO(b'{"b":1}')
    first.name, second.name = "mot.jsonl", "hai.jsonl"
    assert client.post("/danh-muc-quoc-gia/", {"file": first}).status_code == 302
    answer = client.post("/danh-muc-quoc-gia/", {"file": second})
    assert answer.status_code == 422 and "mot.jsonl" in text(answer)
    assert client.post("/danh-muc-quoc-gia/", {}).status_code == 422


def test_changes_are_accepted_by_their_boxes_and_foreign_ones_are_not_taken():
    begun, client = crawled(row(), row("9.100003")), as_("editor")
    one = Change.objects.get(crawl=begun, code="9.100001")
    address = reverse("review:decide", args=[begun.uuid])
    client.post(address, {"act": "accept", "change": [one.pk, 999999], "group": "new"})
    assert (
        Procedure.objects.filter(code="9.100001").exists()
        and not Procedure.objects.filter(code="9.100003").exists()
    )
    answer = client.post(address, {"act": "reject", "change": [one.pk], "words": ""}, follow=True)
    assert "lý do" in text(answer)
    client.post(address, {"act": "group", "group": "new"})
    assert Procedure.objects.filter(code="9.100003").exists()


def test_a_large_group_is_accepted_by_a_worker_in_the_name_of_who_pressed(monkeypatch):
    monkeypatch.setattr(national, "MOST_AT_ONCE", 1)
    put = []
    monkeypatch.setattr(jobs.accept_group, "defer", lambda **given: put.append(given))
    begun = crawled(row(), row("9.100003"))
    address = reverse("review:decide", args=[begun.uuid])
    assert as_("issuer").post(address, {"act": "group", "group": "new"}).status_code == 403 and not put
    as_("editor").post(address, {"act": "group", "group": "new"})
    assert not Procedure.objects.filter(code="9.100001").exists()
    jobs.accept_group.func(**put[0])
    assert Change.objects.get(crawl=begun, code="9.100001").decided_by == account_of("editor")
    assert Procedure.objects.filter(code="9.100003").exists()


def test_who_issues_looks_but_does_not_import():
    begun, client = crawled(row()), as_("issuer")
    assert client.get(reverse("review:crawl", args=[begun.uuid])).status_code == 200
    assert client.post("/danh-muc-quoc-gia/", {}).status_code == 403
    one = Change.objects.get(crawl=begun)
    assert (
        client.post(
            reverse("review:decide", args=[begun.uuid]), {"act": "accept", "change": one.pk}
        ).status_code
        == 403
    )


def test_a_change_shows_its_texts_side_by_side_and_the_record_everything_published():
    accepted(row())
    begun = crawled(row(steps="Bước 1: nộp tại quầy.", decision="2/QĐ"))
    client = as_("editor")
    page = text(client.get(reverse("review:change", args=[Change.objects.get(crawl=begun).pk])))
    assert "<del>Bước 1: nộp.</del>" in page and "2/QĐ" in page
    page = text(client.get(reverse("review:record", args=["9.100001"])))
    assert "Bước 1: nộp." in page and "5 ngày làm việc" in page


def test_a_code_without_a_page_for_residents_still_has_its_record_and_review():
    accepted(row("1.914955-Xoa"))
    client = as_("editor")
    assert client.get(reverse("review:record", args=["1.914955-Xoa"])).status_code == 200
    answer = client.post("/ra-soat/moi/", {"code": "1.914955-Xoa"}, follow=True)
    assert answer.status_code == 200 and "1.914955-Xoa" in text(answer)


def test_long_texts_never_reach_the_residents_page():
    accepted(row(steps="Câu rất riêng của bản gốc."))
    page = Client().get(reverse("guidance:procedure", args=["9.100001"]))
    assert page.status_code == 200 and "rất riêng" not in text(page)


def test_an_editor_settles_cases_and_the_residents_page_names_them():
    accepted(land())
    client, one = as_("editor"), Question.objects.get(code="9.100002")
    address = reverse("review:question", args=[one.pk])
    page = text(client.get(address))
    assert "27 ngày làm việc" in page and "Mỗi thời hạn là một trường hợp" in page
    answer = client.post(address, {"value": "cases", "seen": one.ground, "case-0": "Lần đầu"})
    assert answer.status_code == 422 and "Lần đầu" in text(answer)
    sent = {
        "value": "cases",
        "seen": one.ground,
        "case-0": "Lần đầu",
        "case-1": "Cấp đổi",
        "case-2": "Tách thửa",
    }
    assert client.post(address, sent).status_code == 302
    page = text(Client().get(reverse("guidance:procedure", args=["9.100002"])))
    assert "Tách thửa" in page and "Lần đầu" in page


def test_a_page_of_a_question_that_has_changed_is_not_taken():
    accepted(land())
    one = Question.objects.get(code="9.100002")
    answer = as_("editor").post(
        reverse("review:question", args=[one.pk]), {"value": "as_published", "seen": "old"}
    )
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.state == "open"


@pytest.mark.parametrize("kind", ["cases", "fee", "unit", "level", "decision", "papers", "district"])
def test_every_kind_of_question_has_its_page(kind):
    limits = [{"channel": "direct", "time_limit": {"value": 1, "unit": "other", "text": "Trong ngày"},
               "fees": [{"amount": 20, "note": "20.000 đ"}]}]  # fmt: skip
    marks = ["level-maybe-incomplete", "sources-differ-on-decision", "fee-currency-suspect"]
    papers = [{"name": "Đơn", "original": 0, "copy": 0}]
    accepted(
        row("9.100005", methods=limits, components=papers, defects=marks, agency="UBND cấp huyện"), land()
    )
    one = Question.objects.filter(code__startswith="9.10000", kind=kind).first()
    client = as_("editor")
    assert client.get(reverse("review:question", args=[one.pk])).status_code == 200
    answer = client.post(reverse("review:question", args=[one.pk]), {"value": "", "seen": one.ground})
    assert answer.status_code == 422 and 'href="#' in text(answer)


def test_the_lists_of_the_record_cost_few_queries(django_assert_max_num_queries):
    accepted(row(), land())
    begun, client = crawled(row(decision="3/QĐ")), as_("editor")
    client.get("/danh-muc-quoc-gia/")
    for address, most in (
        ("/danh-muc-quoc-gia/", 7),
        ("/danh-muc-quoc-gia/can-quyet-dinh/", 6),
        (reverse("review:crawl", args=[begun.uuid]), 8),
        ("/danh-muc-quoc-gia/cong-bo/", 9),
        ("/ra-soat/", 5),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_bad_keys_and_filters_lead_nowhere():
    client = as_("editor")
    for address in (
        "/danh-muc-quoc-gia/can-quyet-dinh/?loai=x", "/danh-muc-quoc-gia/can-quyet-dinh/?sau=1.x", "/ra-soat/?sau=x~1",
        "/ra-soat/?xem=x", "/ra-soat/bao-cao/?nam=20x6", "/cong-bo-thu-tuc?sau=x", "/cong-bo-thu-tuc?loai=x",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


# Publication.

DAYS = {
    "decided_on-day": "2", "decided_on-month": "3", "decided_on-year": "2026",
    "effective_on-day": "20", "effective_on-month": "3", "effective_on-year": "2026",
}  # fmt: skip


def proposed(client, **more):
    sent = {
        "number": "12/QĐ-UBND",
        "publisher": "province",
        "kind": "abolished",
        "lines": "1.000894 > 1.001193",
    } | DAYS
    return client.post("/danh-muc-quoc-gia/cong-bo/", sent | more)


def test_a_decision_goes_from_the_editor_over_the_issuer_to_the_public_and_the_procedures_page():
    answer = proposed(as_("editor"))
    one = Decision.objects.get()
    assert answer["Location"] == reverse("review:decision", args=[one.uuid])
    assert "Chưa có công bố nào" in text(Client().get("/cong-bo-thu-tuc"))
    act = reverse("review:decision-act", args=[one.uuid, "cong-bo"])
    assert as_("editor").post(act).status_code == 403
    assert as_("issuer").post(act).status_code == 302
    page = text(Client().get("/cong-bo-thu-tuc?loai=abolished"))
    assert "12/QĐ-UBND" in page and "Nay dùng" in page
    assert "12/QĐ-UBND" in text(Client().get("/cong-bo-thu-tuc/atom.xml"))
    page = text(Client().get(reverse("guidance:procedure", args=["1.000894"])))
    assert "Bãi bỏ: quyết định 12/QĐ-UBND" in page and "Thay bằng" in page


def test_all_faults_of_a_proposal_are_told_at_once_and_nothing_typed_is_lost():
    answer = proposed(
        as_("editor"),
        number="",
        kind="",
        lines="1.000894\nkhong",
        **{"decided_on-day": "31", "decided_on-month": "2"},
    )
    page = text(answer)
    assert (
        answer.status_code == 422
        and page.count('class="mc-error"') >= 4
        and "khong" in page
        and "Dòng 2" in page
    )


def test_a_missed_period_is_shown_and_needs_a_reason():
    proposed(as_("editor"), **{"effective_on-day": "4"})
    one, client = Decision.objects.get(), as_("issuer")
    assert "NĐ 63/2010" in text(client.get(reverse("review:decision", args=[one.uuid])))
    act = reverse("review:decision-act", args=[one.uuid, "cong-bo"])
    assert client.post(act, {"words": ""}).status_code == 422
    assert client.post(act, {"words": "Văn bản gấp."}).status_code == 302


def test_the_entry_in_the_national_database_is_noted_on_the_page():
    proposed(as_("editor"))
    one = Decision.objects.get()
    as_("issuer").post(reverse("review:decision-act", args=[one.uuid, "cong-bo"]))
    act = reverse("review:decision-act", args=[one.uuid, "da-nhap"])
    assert as_("editor").post(act, {}).status_code == 422
    day = {"entered_on-day": "2", "entered_on-month": "3", "entered_on-year": "2026"}
    assert as_("editor").post(act, day).status_code == 302
    one.refresh_from_db()
    assert one.entered_on == date(2026, 3, 2)


# Reviews.


def begun():
    return changes.begin(Procedure.objects.get(code="1.001193"), by=editor(MONDAY), at=MONDAY)


FORM = {
    "reason": "Chờ lâu.", "time-now": "3 ngày", "time-then": "1 ngày", "before-wait-hours": "24", "after-wait-hours": "8",
    "before-prepare-other": "30.000", "before-times": "1", "after-times": "1", "before-subjects": "1.000",
    "after-subjects": "1.000", "hourly": "40.000", "hourly_source": "QĐ",
}  # fmt: skip


def test_a_review_is_begun_by_its_code_written_and_its_cost_shown_the_vietnamese_way():
    client = as_("editor")
    answer = client.post("/ra-soat/moi/", {"code": "1.001193"})
    page = text(client.post(answer["Location"], FORM | {"seen": "1"}, follow=True))
    review = Review.objects.get()
    assert (review.cost_before, review.cost_after) == (990_000_000, 320_000_000)
    assert "670.000.000\xa0đ" in page and "67,68&nbsp;%" in page
    assert client.post("/ra-soat/moi/", {"code": "khong"}).status_code == 302


def test_what_was_typed_stays_when_a_figure_is_wrong():
    review, client = begun(), as_("editor")
    address = reverse("review:one", args=[review.uuid])
    answer = client.post(address, FORM | {"seen": "1", "before-wait-hours": "nhiều"})
    assert answer.status_code == 422 and "Chờ lâu." in text(answer) and "nhiều" in text(answer)


def test_the_later_of_two_editors_sees_both_changes_and_chooses_where_they_meet():
    review, client = begun(), as_("editor")
    address = reverse("review:one", args=[review.uuid])
    assert client.post(address, FORM | {"seen": "1"}).status_code == 302
    mine = FORM | {"seen": "1", "reason": "Lời của tôi.", "after-prepare-other": "5.000"}
    met = client.post(address, mine)
    assert met.status_code == 302 and "Xem và gộp" in text(client.get(address))
    page = text(client.get(met["Location"]))
    assert "Lời của tôi." in page and "Chi phí sau, Chuẩn bị hồ sơ, giấy tờ, chi khác" in page
    assert "Hai người cùng sửa" in page and page.count("rv-conflict") == 1
    assert client.post(met["Location"], {"seen": "2"}).status_code == 422
    assert client.post(met["Location"], {"seen": "1", "c:reason": "mine"}).status_code == 409
    assert as_("issuer").get(met["Location"]).status_code == 404
    assert client.post(met["Location"], {"seen": "2", "c:reason": "mine"}).status_code == 302
    review.refresh_from_db()
    assert review.reason == "Lời của tôi." and review.revision == 3
    assert review.proposal == [{"part": "time", "now": "3 ngày", "then": "1 ngày"}]
    assert client.get(met["Location"]).status_code == 404 and "Xem và gộp" not in text(client.get(address))


def test_an_editor_may_let_their_own_change_of_a_review_go():
    review, client = begun(), as_("editor")
    address = reverse("review:one", args=[review.uuid])
    client.post(address, FORM | {"seen": "1"})
    met = client.post(address, FORM | {"seen": "1", "reason": "Khác."})
    assert client.post(met["Location"], {"forgo": "1"}).status_code == 302
    review.refresh_from_db()
    assert review.reason == "Chờ lâu." and review.revision == 2


def test_the_whole_way_of_a_review_over_its_pages():
    review = begun()
    address, act = (
        reverse("review:one", args=[review.uuid]),
        lambda name: reverse("review:act", args=[review.uuid, name]),
    )
    client = as_("editor")
    client.post(address, FORM | {"seen": "1"})
    ward = doer("justice", MONDAY).agency_id
    assert client.post(act("lay-y-kien"), {"agency": [ward], "public": "1", "days": "10"}).status_code == 302

    justice = as_("justice")
    assert "Ý kiến của cơ quan" in text(justice.get(address)) and review.code in text(
        justice.get("/ra-soat/")
    )
    assert justice.post(act("tra-loi"), {"stance": "disagree", "words": ""}).status_code == 422
    assert justice.post(act("tra-loi"), {"stance": "agree"}).status_code == 302
    assert as_("construction").get(address).status_code == 404
    assert justice.post(address, FORM).status_code == 403

    public = reverse("review:opinion", args=[review.uuid])
    assert "Chờ lâu." in text(Client().get(public))
    resident = as_("resident")
    assert resident.post(public, {"words": "x"}).status_code == 422
    assert resident.post(public, {"words": "Nên bỏ bước chờ, gọi tôi 0912345678."}).status_code == 302
    assert "0912345678" not in text(Client().get(public))
    number = review.opinions.get().pk
    assert (
        client.post(act("giai-trinh"), {"opinion": str(number), "reply": "Đã tiếp thu."}).status_code == 302
    )
    shown = text(Client().get(public))
    assert "Nên bỏ bước chờ" in shown and "0912345678" not in shown and "Đã tiếp thu." in shown

    clock.set_for_test(MONDAY + timedelta(days=11))
    assert client.post(act("trinh"), {"seen": "2"}).status_code == 302
    decision = {"seen": "2", "outcome": "approved", "number": "7/QĐ", "decided_on-day": "12", "decided_on-month": "3",
                "decided_on-year": "2026"}  # fmt: skip
    assert client.post(act("quyet-dinh"), decision).status_code == 403
    issuer = as_("issuer")
    assert issuer.post(act("quyet-dinh"), decision | {"number": ""}).status_code == 422
    assert issuer.post(act("quyet-dinh"), decision).status_code == 302
    answer = client.post(act("sua"))
    assert answer.status_code == 302 and WorkingCopy.objects.filter(code="1.001193").exists()
    report = text(issuer.get("/ra-soat/bao-cao/"))
    assert "670.000.000\xa0đ" in report
    table = issuer.get("/ra-soat/bao-cao.csv").content.decode("utf-8-sig")
    assert "Tổng,1,1,990000000,320000000,670000000," in table


def test_a_resident_reads_only_what_is_asked_of_the_public():
    review = begun()
    assert Client().get(reverse("review:opinion", args=[review.uuid])).status_code == 404
    assert Client().get(reverse("review:opinion", args=[uuid.uuid4()])).status_code == 404
    assert Client().get("/gop-y-thu-tuc").status_code == 200


def test_an_opinion_needs_a_sign_on():
    review = begun()
    changes.save(str(review.uuid), _proposal(), seen=1, by=editor(MONDAY), at=MONDAY)
    changes.ask(str(review.uuid), [], 10, public=True, by=editor(MONDAY), at=MONDAY)
    answer = Client().post(reverse("review:opinion", args=[review.uuid]), {"words": "Nên bỏ bớt giấy."})
    assert answer["Location"].startswith("/dang-nhap")
    person = Person.objects.order_by("-id").first()
    changes.say(str(review.uuid), "Nên bỏ bớt giấy tờ.", by=Actor("resident", person_id=person.pk), at=MONDAY)
    assert person.full_name not in text(as_("editor").get(reverse("review:one", args=[review.uuid])))


def _proposal():
    from tests.procedures.test_review import proposed as made

    return made()


def test_a_newcomer_to_the_demo_finds_reviews_decisions_and_open_questions():
    made = reviewing.fill(MONDAY, seed=7)
    assert made >= 10 and reviewing.fill(MONDAY, seed=7) == 0
    assert "Đã đơn giản hóa" in text(as_("editor").get("/ra-soat/bao-cao/"))
    assert text(Client().get("/gop-y-thu-tuc")).count("/gop-y-thu-tuc/") == 2
    assert Review.objects.filter(state="asking", asked_public=True).count() == 2
