"""An editor tries a draft out: the clock is theirs, the dossier is nobody's."""

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation import clock
from motcua.procedures.authoring import working
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures.people import BIRTH, COPY, PERMIT, officer
from tests.sites.access_city import BACKEND
from tests.sites.typed_boxes import moment

NOW = hanoi("2026-03-02 09:00")
ALLOWANCE = "1.001776"  # its paper refuses a sum that the law does not know, as made-up answers give

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    clock.set_for_test(NOW)
    client = Client()
    client.force_login(account_of("editor"), backend=BACKEND)
    return client


def copy_of(code: str):
    version = publishing.version_for(code, NOW)
    return working.start_from(version, by=officer("editor", NOW), at=NOW)


def move(client: Client, address: str, do: str, **more) -> str:
    answer = client.post(address, {"do": do, **more}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_birth_walks_through_the_draft_and_nothing_is_written(editor):
    copy = copy_of(BIRTH)
    before = Dossier.objects.count()
    address = reverse("editor:try", args=[copy.uuid])
    page = editor.get(address).content.decode()
    assert "Phải trả lời trước" in page and "Nếu không ai làm gì" in page
    for way in ("transfer", "submit", "sign", "entered"):
        steps = copy.tree["workflow"]["steps"]
        assert any(one["id"] == way for step in steps.values() for one in step.get("next", [])), way
        page = move(editor, address, f"act:{way}", proposal="grant")
    assert "Có kết quả, đúng hạn." in page
    page = move(editor, address, "back:")
    assert "Có kết quả" not in page
    assert Dossier.objects.count() == before


def test_the_clock_runs_past_the_limit(editor):
    address = reverse("editor:try", args=[copy_of(BIRTH).uuid])
    move(editor, address, "act:transfer")
    page = move(editor, address, "wait:10080")
    assert "Hồ sơ quá hạn." in page and "Trễ hạn" in page
    page = move(editor, address, "begin:", **moment("filed_at", "2026-04-01 16:30"), channel="counter")
    assert "01/04/2026" in page and "Hồ sơ quá hạn." not in page


def test_an_officers_answer_that_is_wrong_is_told_at_its_field(editor):
    address = reverse("editor:try", args=[copy_of(PERMIT).uuid])
    for _ in range(4):
        page = editor.get(address)
        if page.context["step_fields"]:
            break
        way = next(one.id for one, is_open in page.context["ways"] if is_open)
        move(editor, address, f"act:{way}")
    field = page.context["step_fields"][0]
    way = page.context["ways"][0][0].id
    wrong = {
        f"{field.name}-day": "41",
        f"{field.name}-month": "1",
        f"{field.name}-year": "2026",
        field.name: "?",
    }
    answer = editor.post(address, {"do": f"act:{way}", **wrong})
    assert answer.status_code == 422 and f'href="#{field.anchor}"' in answer.content.decode()


def test_answers_of_the_editor_change_case_fees_and_papers(editor):
    address = reverse("editor:try", args=[copy_of(PERMIT).uuid])
    seen = {editor.get(address).context["trial"].case.id}
    for case in editor.get(address).context["cases"]:
        page = editor.post(address, {"do": f"case:{case.id}"}, follow=True)
        assert page.context["trial"].case.id == case.id
        seen.add(case.id)
    assert len(seen) > 1


def rows(*pages: str) -> dict[str, object]:
    """Originals to be copied, one a row, as the form on the page sends them."""
    sent: dict[str, object] = {"_asked": ["originals"]}
    for number, of in enumerate(pages):
        row = {"title": f"Bằng {number}", "pages": of, "copies": "1", "issued_by_foreign": "no"}
        sent |= {f"originals.{number}.{name}": value for name, value in row.items()}
        sent["_asked"] += [f"originals.{number}.{name}" for name in row]
    return sent


def test_rows_of_a_repeated_group_are_added_filled_and_taken_away(editor):
    address = reverse("editor:try", args=[copy_of(COPY).uuid])
    move(editor, address, "begin:", **moment("filed_at", "2026-03-02 09:00"), channel="counter")
    before = editor.get(address).context["fees"].payer
    more = editor.post(address, {**rows("2"), "_add-originals": "1"})
    (group,) = [one for page in more.context["questions"] for one in page["groups"]]
    assert [row["fields"][1].value for row in group["rows"]] == ["2", None]
    assert editor.get(address).context["fees"].payer == before, "a row is not filed by adding it"
    move(editor, address, "answers:", **rows("2", "10"))
    assert editor.get(address).context["fees"].payer == 4_000 + 12_000
    fewer = editor.post(address, {**rows("2", "10"), "_remove-originals-0": "1"})
    (group,) = [one for page in fewer.context["questions"] for one in page["groups"]]
    assert [row["fields"][1].value for row in group["rows"]] == ["10"]


def test_a_wrong_row_is_told_at_its_field_and_the_dossier_stays_as_it_was(editor):
    address = reverse("editor:try", args=[copy_of(COPY).uuid])
    answer = editor.post(address, {"do": "answers:", **rows("2", "nhiều")})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id-originals.1.pages"' in page and "nhiều" in page
    assert len(editor.get(address).context["trial"].opening.answers["originals"]) == 1


def test_a_supplement_round_is_played_from_asking_to_a_new_appointment(editor):
    address = reverse("editor:try", args=[copy_of(BIRTH).uuid])
    page = move(editor, address, "ask:")
    assert "Chờ người dân bổ sung" in page and "Hết hạn bổ sung" in page
    move(editor, address, "wait:1440")
    assert "Kiểm tra phần bổ sung" in move(editor, address, "bring:")
    page = move(editor, address, "complete:")
    assert "thời hạn tính lại từ lúc nộp bổ sung" in page and "Hẹn trả" in page
    assert editor.post(address, {"do": "bring:"}).status_code == 422


def test_a_draft_with_faults_says_what_is_wrong(editor):
    copy = copy_of(BIRTH)
    tree = copy.tree | {"limit": {"amount": "nhiều", "unit": "working_day", "legal_ref": "x"}}
    working.save(str(copy.uuid), tree, seen=copy.revision, by=officer("editor", NOW), at=NOW)
    page = editor.get(reverse("editor:try", args=[copy.uuid]))
    assert page.status_code == 200 and "Bản nháp còn lỗi" in page.content.decode()


def test_all_ways_are_listed_with_hours(editor):
    page = editor.get(reverse("editor:try-ways", args=[copy_of(PERMIT).uuid])).content.decode()
    assert "Mọi đường đi" in page and "tr-path" in page and "giờ" in page


def test_the_result_of_the_made_up_dossier_is_a_picture_or_says_why_not(editor):
    shown = editor.get(reverse("editor:try-result", args=[copy_of(BIRTH).uuid])).content.decode()
    assert "data:image/webp;base64," in shown
    shown = editor.get(reverse("editor:try-result", args=[copy_of(ALLOWANCE).uuid])).content.decode()
    assert "data:image" not in shown and "Chưa xem được trang" in shown


def test_the_trial_asks_the_database_little(editor, django_assert_max_num_queries):
    address = reverse("editor:try", args=[copy_of(BIRTH).uuid])
    editor.get(address)
    with django_assert_max_num_queries(12):
        editor.get(address)
