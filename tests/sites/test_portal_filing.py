"""A resident files online: asked once, told everything that is wrong at once, nothing lost."""

import re
import uuid
from datetime import timedelta

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.city.models import Account
from motcua.foundation.actor import SYSTEM
from motcua.money.models import Order
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Component, Dossier, Draft
from motcua.sites.shell.countries import COUNTRIES
from tests.sites.portal_town import (
    BIRTH,
    BIRTH_PAGES,
    COPY,
    HOME,
    MONDAY,
    asked,
    errors_on,
    file_birth,
    fill_birth,
    photo,
    town,  # noqa: F401
)

pytestmark = pytest.mark.django_db


def at(draft, page):
    return f"/nop/ban-nhap/{draft.id}/{page}"


def test_a_mother_registers_a_birth_and_gets_a_dossier_number(town):
    draft, answer = file_birth(town)
    dossier = Dossier.objects.get(uuid=draft.id)
    assert (answer.status_code, answer["Location"]) == (302, f"/ho-so/{dossier.uuid}")
    page = town.browser.get(answer["Location"]).content.decode()
    assert dossier.code in page
    assert "Đã nộp hồ sơ trực tuyến" in page
    assert abs(dossier.submitted_at - MONDAY) < timedelta(minutes=5)
    assert Draft.objects.get(id=draft.id).sent_at is not None
    assert dossier.answers["child_name"] == "Nguyễn Hoài Ẵng"
    assert dossier.owner_id == town.mother.person_id


def test_what_the_city_knows_is_filled_in_and_marked_and_may_be_corrected(town):
    draft = town.begin()
    assert draft.answers["requester_pin"] == town.mother.person.pin
    assert draft.answers["requester_residence"] == {"province": "01", "unit": HOME, "line": "Số 12, ngõ 34"}
    page = town.browser.get(at(draft, "requester")).content.decode()
    marks = page.split('class="mc-tag mc-tag--ok"')[1:]
    assert sum("Lấy từ dữ liệu dân cư, cập nhật 11/2026" in one for one in marks) == 3
    assert sum("Lấy từ liên hệ bạn đã cho thành phố" in one for one in marks) == 2
    assert sum("Không đúng?" in one for one in marks) == 2, "police give numbers, the contact is one's own"
    changed = BIRTH_PAGES["requester"] | {
        "requester_pin": town.mother.person.pin,
        "requester_phone": "0987654321",
    }
    assert town.browser.post(at(draft, "requester"), asked(changed)).status_code == 302
    assert "0987654321" in town.browser.get(at(draft, "requester")).content.decode()


def test_papers_that_data_answer_for_are_not_asked_for(town):
    draft = town.begin()
    fill_birth(town, draft)
    page = town.browser.get(at(draft, "giay-to")).content.decode()
    assert page.count("Không cần nộp: thành phố đã có.") == 2
    assert "Giấy chứng sinh" in page
    file_birth(town)
    sources = dict(Component.objects.values_list("component_id", "source"))
    assert sources == {"birth_notice": "upload", "identity": "data", "residence_proof": "data"}


def test_all_missing_answers_of_a_page_are_told_at_once_and_nothing_typed_is_lost(town):
    draft = town.begin()
    wrong = {
        "child_name": "Bé 123",
        "child_birth_date-day": "31",
        "child_birth_date-month": "2",
        "child_birth_date-year": "2026",
        "child_sex": "",
        "birth_place": "",
        "birth_unit-province": "01",
        "birth_unit-commune": "",
        "birth_unit-line": "Số 9",
        "child_ethnic_group": "",
        "child_nationality": "",
        "child_home_town-province": "01",
        "child_home_town-commune": "",
    }
    answer = town.browser.post(at(draft, "child"), asked(wrong))
    assert answer.status_code == 422
    links = [href for href, _ in errors_on(answer)]
    assert links == [
        "#id-child_name",
        "#id-child_birth_date-day",
        "#id-child_sex-1",
        "#id-birth_place-1",
    ]
    assert answer.content.decode().count('aria-invalid="true"') >= len(links) - 2
    answer = town.browser.post(at(draft, "child-2"), asked(wrong))
    assert answer.status_code == 422
    assert [href for href, _ in errors_on(answer)] == [
        "#id-birth_unit-province",
        "#id-child_ethnic_group",
        "#id-child_nationality",
        "#id-child_home_town-province",
    ]
    again = town.browser.get(at(draft, "child")).content.decode()
    for kept in ('value="Bé 123"', 'value="31"', 'value="2"'):
        assert kept in again
    assert 'value="Số 9"' in town.browser.get(at(draft, "child-2")).content.decode()


def test_a_long_page_comes_a_few_questions_at_a_time_and_says_how_much_is_left(town):
    draft = town.begin()
    first = town.browser.get(at(draft, "child")).content.decode()
    second = town.browser.get(at(draft, "child-2")).content.decode()
    assert 'name="child_name"' in first and 'name="birth_unit-commune"' not in first
    assert 'name="child_name"' not in second and 'name="birth_unit-commune"' in second
    assert int(re.search(r'<progress max="(\d+)" value="4"', second)[1]) >= 9
    assert town.browser.get(at(draft, "child-9"))["Location"] == at(draft, "child-2")
    assert town.browser.get(at(draft, "nothing-2")).status_code == 404
    assert town.browser.get(at(draft, "child-0")).status_code == 404


def test_the_minutes_that_are_left_fall_with_every_answer(town):
    draft = town.begin()

    def left(page):
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        return int(re.search(r"còn khoảng (\d+) phút", words)[1])

    before = left(town.browser.get(at(draft, "situation")).content.decode())
    fill_birth(town, draft)
    assert left(town.browser.get(at(draft, "xem-lai")).content.decode()) == 1 < before


def test_everything_missing_in_the_whole_form_is_told_at_once_when_it_is_sent(town):
    draft = town.begin()
    answer = town.browser.post(at(draft, "xem-lai"), {"delivery": "online", "consent": "yes"})
    assert answer.status_code == 422
    told = errors_on(answer)
    assert len(told) >= 10
    assert ("situation", True) in [
        (href.split("/")[-1].split("?")[0], "trả lời" in words) for href, words in told
    ]
    assert not Dossier.objects.exists()


def test_sending_needs_the_statement_and_a_way_of_delivery(town):
    draft = town.begin()
    fill_birth(town, draft)
    answer = town.browser.post(at(draft, "xem-lai"), {})
    assert answer.status_code == 422
    assert [href for href, _ in errors_on(answer)] == ["#id-delivery-1", "#id-consent-1"]


def test_a_question_brought_up_by_an_answer_is_shown_and_not_called_an_error(town):
    draft = town.begin()
    answer = town.browser.post(at(draft, "father"), {"father_known": "yes", "_asked": ["father_known"]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Có thêm câu hỏi" in page
    assert 'name="father_name"' in page
    assert errors_on(answer) == []
    hidden = town.browser.post(at(draft, "father"), {"father_known": "no", "_asked": ["father_known"]})
    assert hidden.status_code == 302


def test_a_change_that_other_questions_hang_on_brings_only_the_questions(town):
    draft = town.begin()
    answer = town.browser.post(
        at(draft, "father"),
        {"father_known": "yes", "_asked": ["father_known"]},
        headers={"hx-request": "true"},
    )
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="questions">')
    assert 'name="father_name"' in page


def test_typing_is_saved_as_typed_without_a_press(town):
    draft = town.begin()
    half = {"requester_name": "Ng", "requester_phone": "09", "_asked": ["requester_name", "requester_phone"]}
    answer = town.browser.post(at(draft, "requester"), half, headers={"x-autosave": "1"})
    assert answer.status_code == 204
    draft.refresh_from_db()
    assert (draft.answers["requester_name"], draft.answers["requester_phone"]) == ("Ng", "09")
    assert draft.answers["requester_pin"] == town.mother.person.pin


def test_going_back_from_the_review_returns_there(town):
    draft = town.begin()
    fill_birth(town, draft)
    page = town.browser.get(at(draft, "xem-lai")).content.decode()
    assert f"/nop/ban-nhap/{draft.id}/child?ve=1#id-child_name-field" in page
    answers = asked(BIRTH_PAGES["child"] | {"child_name": "Nguyễn Hoài An", "ve": "1"})
    answer = town.browser.post(at(draft, "child"), answers)
    assert answer["Location"] == at(draft, "xem-lai")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bang.docx", b"PK\x03\x04 not a pdf", "Chỉ nhận tệp PDF, JPG hoặc PNG."),
        ("trong.pdf", b"", "Tệp trống."),
        ("hong.pdf", b"%PDF-1.7\nbroken", "Không đọc được tệp"),
    ],
)
def test_a_wrong_file_is_refused_at_its_paper_and_good_ones_stay(town, name, content, words):
    draft = town.begin()
    fill_birth(town, draft)
    town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": photo(), "_upload": "1"})
    bad = SimpleUploadedFile(name, content)
    answer = town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": bad})
    assert answer.status_code == 422
    [(href, told)] = errors_on(answer)
    assert href == "#id-paper-birth_notice"
    assert words in told
    assert "giay.jpg" in answer.content.decode()
    draft.refresh_from_db()
    assert len(draft.papers["birth_notice"]["files"]) == 1


def test_a_paper_that_is_needed_stops_the_way_until_it_is_there(town):
    draft = town.begin()
    fill_birth(town, draft)
    answer = town.browser.post(at(draft, "giay-to"), {"_next": "1"})
    assert answer.status_code == 422
    assert errors_on(answer)[0][0] == "#id-paper-birth_notice"


def test_an_uploaded_file_can_be_opened_by_its_owner_and_taken_away(town):
    draft = town.begin()
    fill_birth(town, draft)
    town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": photo(), "_upload": "1"})
    draft.refresh_from_db()
    [file] = draft.papers["birth_notice"]["files"]
    answer = town.browser.get(f"/tep/{file['uuid']}")
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    b"".join(answer.streaming_content)
    assert town.signed_on(town.stranger).get(f"/tep/{file['uuid']}").status_code == 404
    town.browser.post(at(draft, "giay-to"), {f"_remove-birth_notice-{file['uuid']}": "1"})
    draft.refresh_from_db()
    assert draft.papers == {}


def test_sending_twice_makes_one_dossier(town):
    draft, first = file_birth(town)
    second = town.browser.post(at(draft, "xem-lai"), {"delivery": "online", "consent": "yes"})
    assert second["Location"] == first["Location"]
    assert Dossier.objects.count() == 1


def test_beginning_twice_with_one_id_makes_one_draft(town):
    number = str(uuid.uuid4())
    for _ in range(2):
        town.browser.post(f"/nop/{BIRTH}", {"id": number})
    assert Draft.objects.count() == 1


def test_an_id_that_belongs_to_somebody_else_begins_nothing(town):
    draft = town.begin()
    answer = town.signed_on(town.stranger).post(f"/nop/{BIRTH}", {"id": str(draft.id)})
    assert answer.status_code == 404


def test_a_form_begun_before_a_new_version_is_handed_in_on_the_new_one(town):
    draft = town.begin()
    fill_birth(town, draft)
    town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": photo()})
    definition = publishing.definition_of(draft.version)
    newer = publishing.publish(
        msgspec.structs.replace(definition, keywords=("khai sinh",)),
        by=SYSTEM,
        at=MONDAY - timedelta(hours=1),
    )
    answers = {"delivery": "online", "consent": "yes"}
    answer = town.browser.post(at(draft, "xem-lai"), answers, follow=True)
    assert "Có thay đổi từ lần trước" in answer.content.decode()
    assert not Dossier.objects.exists()
    town.browser.post(at(draft, "xem-lai"), answers)
    assert Dossier.objects.get().version_id == newer.pk


def test_rows_are_added_and_taken_away_without_javascript(town):
    draft = town.begin(COPY)
    row = {
        "copy_form": "paper",
        "originals-0-title": "Bằng",
        "originals-0-pages": "2",
        "originals-0-copies": "3",
    }
    names = [
        "copy_form",
        "originals",
        *(f"originals-0-{one}" for one in ("title", "pages", "copies", "issued_by_foreign")),
    ]
    answer = town.browser.post(at(draft, "papers"), row | {"_asked": names, "_add-originals": "1"})
    assert answer.status_code == 302
    page = town.browser.get(at(draft, "papers")).content.decode()
    assert 'name="originals-1-title"' in page
    assert 'value="Bằng"' in page
    both = row | {
        "originals-1-title": "Sổ",
        "_asked": [*names, "originals-1-title"],
        "_remove-originals-0": "1",
    }
    town.browser.post(at(draft, "papers"), both)
    draft.refresh_from_db()
    assert [one["title"] for one in draft.answers["originals"]] == ["Sổ"]


def test_the_last_row_that_is_needed_cannot_be_taken_away(town):
    draft = town.begin(COPY)
    town.browser.post(
        at(draft, "papers"),
        {
            "_asked": ["originals", "originals-0-title"],
            "originals-0-title": "Bằng",
            "_remove-originals-0": "1",
        },
    )
    draft.refresh_from_db()
    assert [one["title"] for one in draft.answers["originals"]] == ["Bằng"]


def test_errors_in_a_row_lead_to_that_row(town):
    draft = town.begin(COPY)
    names = [f"originals-0-{one}" for one in ("title", "pages", "copies", "issued_by_foreign")]
    answer = town.browser.post(
        at(draft, "papers"),
        {
            "copy_form": "paper",
            "originals-0-title": "Bằng",
            "originals-0-pages": "x",
            "_asked": ["copy_form", "originals", *names],
        },
    )
    assert [href for href, _ in errors_on(answer)] == [
        "#id-originals-0-pages",
        "#id-originals-0-copies",
        "#id-originals-0-issued_by_foreign-1",
    ]


def test_fees_are_worked_out_and_explained_before_sending(town):
    draft = town.begin()
    fill_birth(town, draft)
    answers = {"wants_copies": "yes", "copy_count": "3", "_asked": ["wants_copies", "copy_count"]}
    assert town.browser.post(at(draft, "copies"), answers).status_code == 302
    page = town.browser.get(at(draft, "xem-lai")).content.decode()
    assert "Phí cấp bản sao Giấy khai sinh" in page
    town.browser.post(at(draft, "giay-to"), {"paper-birth_notice": photo()})
    town.browser.post(at(draft, "xem-lai"), {"delivery": "online", "consent": "yes"})
    order = Order.objects.get(subject_id=draft.id)
    assert order.base_amount == 24_000


def test_an_unfinished_form_is_not_told_that_it_is_free(town):
    draft = town.begin("2.000815")
    page = town.browser.get(at(draft, "xem-lai")).content.decode()
    assert "Phí, lệ phí được tính khi các câu trên đã đủ" in page and "không phải nộp phí" not in page


def test_somebody_elses_form_is_not_found(town):
    draft = town.begin()
    other = town.signed_on(town.stranger)
    for page in ("", "/situation", "/giay-to", "/xem-lai"):
        assert other.get(f"/nop/ban-nhap/{draft.id}{page}").status_code == 404
    other.post(at(draft, "bo"))
    assert Draft.objects.filter(id=draft.id).exists()
    assert town.browser.post(at(draft, "bo")).status_code == 302
    assert not Draft.objects.filter(id=draft.id).exists()


def test_visitors_are_sent_to_sign_on_and_come_back(town):
    visitor = Client()
    assert visitor.get(f"/nop/{BIRTH}").status_code == 200
    answer = visitor.post(f"/nop/{BIRTH}")
    assert answer["Location"] == f"/dang-nhap?next=/nop/{BIRTH}"
    draft = town.begin()
    assert visitor.get(at(draft, "child"))["Location"] == f"/dang-nhap?next={at(draft, 'child')}"


def test_officers_go_to_their_desk_and_find_nobodys_form(town):
    officer = town.signed_on(Account.objects.filter(kind="officer").first())
    assert officer.get("/ho-so")["Location"] == "/ban-lam-viec/"
    assert officer.get(at(town.begin(), "child")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/nop/9.999999", "/nop/ban-nhap/{}/khong-co", "/nop/ban-nhap/" + str(uuid.UUID(int=7))]
)
def test_what_is_not_there_is_not_found(town, path):
    assert town.browser.get(path.format(town.begin().id)).status_code == 404


def test_forms_are_refused_without_the_tokens(town):
    draft = town.begin()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(town.mother, backend="django.contrib.auth.backends.ModelBackend")
    for path in (
        f"/nop/{BIRTH}",
        at(draft, "child"),
        at(draft, "giay-to"),
        at(draft, "xem-lai"),
        at(draft, "bo"),
    ):
        assert strict.post(path).status_code == 403


def test_odd_input_never_breaks_a_page(town):
    draft = town.begin()
    odd = {
        "child_name": "\u202eabc\x00",
        "child_birth_date-day": "9" * 50_000,
        "_asked": ["child_name", "child_birth_date", "khong_co", "originals-999999999999-x"],
    }
    assert town.browser.post(at(draft, "child"), odd).status_code == 422


@pytest.mark.parametrize(
    ("page", "most"), [("situation", 9), ("child", 12), ("giay-to", 12), ("xem-lai", 12)]
)
def test_a_page_of_the_form_asks_the_database_little(town, django_assert_max_num_queries, page, most):
    draft = town.begin()
    fill_birth(town, draft)
    with django_assert_max_num_queries(most):
        assert town.browser.get(at(draft, page)).status_code == 200


def test_every_country_is_offered_once():
    codes = [option.value for option in COUNTRIES]
    assert len(codes) == len(set(codes)) > 190
    assert codes[0] == "VN"
