"""/tham-quyen/ and the books of certification, as officers of a ward use them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.city import authority
from motcua.city.models import Account, Agency, Entrustment, Post, Power
from motcua.foundation.models import AccessLog
from motcua.procedures.dossiers import office
from motcua.procedures.dossiers.models import Absence
from tests.procedures import people
from tests.procedures.at_work import HOME, filed_works
from tests.procedures.test_certification import at_the_signature, entered, signed
from tests.sites.desk_people import MONDAY, at_desk, examined
from tests.sites.typed_boxes import day

pytestmark = pytest.mark.django_db
LEND, DECISIONS = "/tham-quyen/giao-quyen/", "/tham-quyen/quyet-dinh/"
TODAY = MONDAY.date()
BACKEND = "django.contrib.auth.backends.ModelBackend"


def post(kind: str) -> int:
    return Post.objects.filter(agency__key=HOME, kind=kind).order_by("id").values_list("id", flat=True)[0]


def given(**more) -> dict:
    return {
        "lender": post("chair"), "to": post("clerk"), "personal": "no", "powers": ["sign"], "field": "",
        "codes": "1.001193", "cases": "", "communes": "", "conditions": "Khi Chủ tịch đi công tác.", "may_lend_on": "no",
        "number": "45/QĐ-UBND", **day("decided_on", TODAY), **day("begins", TODAY),
        **day("until", TODAY + timedelta(days=90)), "buoc": "xem",
    } | more  # fmt: skip


def test_my_powers_show_their_ground_and_what_was_lent_to_me():
    page = at_desk("justice").get("/tham-quyen/").content.decode()
    assert "TUQ. CHỦ TỊCH" in page and "lĩnh vực Chứng thực" in page
    assert "Xử lý" in page


def test_a_power_is_lent_from_the_form_over_the_preview_to_the_signature_and_revoked():
    dossier, desk, chair = examined(), at_desk("clerk"), at_desk("chair")
    seen = desk.post(LEND, given())
    assert seen.status_code == 200
    text = seen.content.decode()
    assert "TUQ. CHỦ TỊCH" in text and seen.context["holders"]
    assert seen.context["waiting"] == 1
    assert not Entrustment.objects.filter(number="45/QĐ-UBND").exists(), "a preview changes nothing"
    assert desk.post(LEND, given(buoc="sua")).context["fields"][0].value == str(post("chair"))
    sent = desk.post(LEND, given(buoc="trinh"))
    row = Entrustment.objects.get(number="45/QĐ-UBND")
    address = f"{DECISIONS}{row.uuid}/"
    assert sent["Location"] == address
    assert desk.post(f"{address}ky/").status_code == 403
    assert "Chờ anh/chị ký" in chair.get("/tham-quyen/").content.decode()
    assert chair.post(f"{address}ky/").status_code == 302
    clerk = people.officer("clerk", MONDAY)
    about = ("sign", "1.001193", "civil-status", dossier.competent_agency_id)
    assert authority.powers_of(clerk.account_id, MONDAY).holds(*about)
    assert "Được giao theo 45/QĐ-UBND" in desk.get(f"/tham-quyen/ho-so/{dossier.code}/").content.decode()
    assert chair.post(f"{address}thu-hoi/", {"why": " "}).status_code == 422
    assert chair.post(f"{address}thu-hoi/", {"why": "Chủ tịch đã về"}).status_code == 302
    assert not authority.powers_of(clerk.account_id, MONDAY + timedelta(minutes=5)).holds(*about)
    page = chair.get(address).content.decode()
    assert "Đã thu hồi" in page and "Chủ tịch đã về" in page
    assert "45/QĐ-UBND" in desk.get(DECISIONS).content.decode()


def test_every_fault_of_the_form_is_told_at_its_field_and_nothing_typed_is_lost():
    answer = at_desk("clerk").post(
        LEND, given(codes="9.999999", number="", until="", **{"until-day": "31", "until-month": "2"})
    )
    assert answer.status_code == 422
    wrong = {field.name for field in answer.context["fields"] if field.error}
    assert wrong == {"codes", "until"}
    answer = at_desk("clerk").post(LEND, given(number="", cases="nowhere"))
    assert {field.name for field in answer.context["fields"] if field.error} == {"cases"}
    assert "Không có trường hợp nowhere" in answer.content.decode()
    answer = at_desk("clerk").post(LEND, given(number="", lender=post("chair")))
    assert {field.name for field in answer.context["fields"] if field.error} == {"number"}
    assert "Khi Chủ tịch đi công tác." in answer.content.decode()


def test_what_the_lender_does_not_hold_is_seen_before_anybody_signs():
    seen = at_desk("clerk").post(LEND, given(lender=post("division_leader")))
    assert seen.status_code == 422
    assert "không giữ quyền" in seen.content.decode()


def test_a_stranger_does_not_find_a_wards_decision_and_posts_elsewhere_are_not_lenders():
    at_desk("clerk").post(LEND, given(buoc="trinh"))
    row = Entrustment.objects.get(number="45/QĐ-UBND")
    assert at_desk("construction").get(f"{DECISIONS}{row.uuid}/").status_code == 404
    elsewhere = Post.objects.filter(kind="chair").exclude(agency__key=HOME).first()
    answer = at_desk("clerk").post(LEND, given(lender=elsewhere.pk))
    assert {field.name for field in answer.context["fields"] if field.error} == {"lender"}


def test_the_signed_text_is_kept_with_the_decision():
    desk = at_desk("clerk")
    desk.post(LEND, given(buoc="trinh"))
    row = Entrustment.objects.get(number="45/QĐ-UBND")
    from tests.services.walking import scanned_page

    file = SimpleUploadedFile("quyet-dinh.pdf", scanned_page(), "application/pdf")
    assert desk.post(f"{DECISIONS}{row.uuid}/dinh-kem/", {"file": file}).status_code == 302
    sent = desk.get(f"{DECISIONS}{row.uuid}/tep/")
    assert sent["Content-Type"] == "application/pdf"
    assert b"".join(sent.streaming_content)[:5] == b"%PDF-"


def test_the_page_of_grounds_says_why_not_and_who_may(django_assert_max_num_queries):
    dossier = at_the_signature(MONDAY)
    desk = at_desk("justice")
    desk.get("/tham-quyen/")
    with django_assert_max_num_queries(16):
        page = desk.get(f"/tham-quyen/ho-so/{dossier.code}/")
    assert page.context["answer"].allowed
    assert [row["block"].authority for row in page.context["holders"]] == [
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "TUQ. CHỦ TỊCH",
    ]  # fmt: skip
    birth = examined()
    page = at_desk("justice").get(f"/tham-quyen/ho-so/{birth.code}/")
    assert not page.context["answer"].allowed
    assert "Vì sao tôi không ký được?" in page.content.decode()
    assert f"/tham-quyen/ho-so/{birth.code}/" in at_desk("justice").get(
        f"/ban-lam-viec/ho-so/{birth.code}/"
    ).content.decode()  # fmt: skip


def test_an_absence_names_a_substitute_whom_a_leader_signs_and_who_ends_with_it():
    desk, chair = at_desk("justice"), at_desk("chair")
    page = desk.get("/tham-quyen/vang-mat/")
    colleague = next(
        option.value
        for option in page.context["fields"][2].options
        if option.value.startswith(f"{post('specialist')}-")
    )
    until = TODAY + timedelta(days=2)
    sent = desk.post(
        "/tham-quyen/vang-mat/", {**day("first", TODAY), **day("last", until), "substitute": colleague}
    )
    assert sent.status_code == 302
    row = Entrustment.objects.get(kind="substitution")
    assert chair.post(f"{DECISIONS}{row.uuid}/ky/").status_code == 302
    stand_in = int(colleague.split("-")[1])
    grants = authority.powers_of(stand_in, MONDAY).grants
    assert {grant.stands_for for grant in grants if grant.lent} == {"justice_officer"}
    assert "Đang có hiệu lực" in desk.get("/tham-quyen/vang-mat/").content.decode()
    absence = Absence.objects.get()
    assert at_desk("clerk").post(f"/tham-quyen/vang-mat/{absence.pk}/").status_code == 404
    assert desk.post(f"/tham-quyen/vang-mat/{absence.pk}/").status_code == 302
    assert not any(
        grant.lent for grant in authority.powers_of(stand_in, MONDAY + timedelta(minutes=5)).grants
    )
    wrong = desk.post("/tham-quyen/vang-mat/", {"substitute": "1-1"})
    assert wrong.status_code == 422


def test_the_report_counts_the_wards_that_have_lent_and_what_was_signed_by_it():
    entered(signed("justice", MONDAY), MONDAY)
    page = at_desk("city").get("/tham-quyen/bao-cao/")
    communes = Agency.objects.filter(kind="commune", valid_to=None).count()
    assert (page.context["lent"], page.context["total"], page.context["signed"]) == (communes, communes, 1)
    ward = Agency.objects.get(key=HOME)
    Power.objects.filter(delegated_by__agency=ward, field="certification").update(ended_at=MONDAY)
    page = at_desk("city").get("/tham-quyen/bao-cao/")
    assert page.context["lent"] == communes - 1
    assert page.context["lines"][0]["line"].agency_id == ward.pk
    assert at_desk("clerk").get("/tham-quyen/bao-cao/").status_code == 403


def test_the_book_is_read_searched_and_printed_and_every_look_is_noted():
    dossier = entered(signed("justice", MONDAY), MONDAY)
    desk = at_desk("justice")
    assert desk.get("/so-chung-thuc/").context["rows"][0]["lines"] == 1
    page = desk.get(f"/so-chung-thuc/ban-sao/{MONDAY.year}/?tim=bang dai hoc")
    assert [row.dossier_code for row in page.context["rows"]] == [dossier.code]
    assert AccessLog.objects.filter(what="certification-book", person_id=dossier.owner_id).count() == 1
    sheet = desk.get(f"/so-chung-thuc/ban-sao/{MONDAY.year}/in/?thang={MONDAY.month}")
    assert sheet["Content-Type"] == "application/pdf" and sheet.content[:5] == b"%PDF-"
    assert desk.get(f"/so-chung-thuc/ban-sao/{MONDAY.year}/in/?thang=13").status_code == 404
    assert desk.get(f"/so-chung-thuc/khac/{MONDAY.year}/").status_code == 404
    assert at_desk("construction").get("/so-chung-thuc/").status_code == 403


def test_the_citys_head_moves_a_power_and_new_requests_go_to_the_other_level():
    assert at_desk("clerk").get("/tham-quyen/phan-cap/moi/").status_code == 403
    chair = Account.objects.get(username="ubnd-thanh-pho.chair-1")
    writer = Account.objects.get(username="ubnd-thanh-pho.specialist-1")
    signer, desk = at_desk("city"), at_desk("city")
    signer.force_login(chair, backend=BACKEND)
    desk.force_login(writer, backend=BACKEND)
    works = filed_works(MONDAY)
    assert works.competent_agency.kind == "commune"
    typed = {
        "codes": works.procedure_code, "powers": ["process", "assign", "sign"], "from": "chair:commune",
        "to": "division_leader:commune_office", "number": "9/QĐ-UBND", "conditions": "",
        "signer": Post.objects.get(agency__key="ubnd-thanh-pho", kind="chair").pk,
        **day("decided_on", TODAY), **day("begins", TODAY + timedelta(days=1)),
    }  # fmt: skip
    assert desk.post("/tham-quyen/phan-cap/moi/", typed | {"codes": "", "from": ""}).status_code == 422
    several = desk.post("/tham-quyen/phan-cap/moi/", typed | {"to": "department_leader:department"})
    assert [field.name for field in several.context["fields"] if field.error] == ["to"]
    assert desk.post("/tham-quyen/phan-cap/moi/", typed).status_code == 302
    row = Entrustment.objects.get(number="9/QĐ-UBND")
    assert at_desk("clerk").get(f"{DECISIONS}{row.uuid}/").status_code == 404, "a draft is the city's own"
    assert signer.post(f"{DECISIONS}{row.uuid}/ky/").status_code == 302
    page = at_desk("clerk").get("/tham-quyen/phan-cap/").content.decode()
    assert "9/QĐ-UBND" in page and "Sắp có hiệu lực" in page
    office.forget()
    tomorrow = MONDAY + timedelta(days=1)
    assert office.deciding_kind(works.procedure_code, "commune", MONDAY) == "commune"
    assert office.deciding_kind(works.procedure_code, "commune", tomorrow) == "commune_office"
    office.forget()
