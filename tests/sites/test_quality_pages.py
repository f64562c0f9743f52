"""Pages of data quality: what a commune sees and decides, what the city's keeper brings and sends; queries of each page."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.city.places import finding as places
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records.quality.models import Finding, Load, Proposal
from tests.records.quality.files import person, written
from tests.sites.access_city import BACKEND
from tests.sites.desk_people import MONDAY

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "00160", "09556"


@pytest.fixture(autouse=True)
def _now(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    clock.set_for_test(MONDAY)
    places.index()
    yield
    clock.set_for_test(None)


def signed_on(key):
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


@pytest.fixture
def ward():
    return signed_on("justice")


@pytest.fixture
def keeper():
    return signed_on("organiser")


@pytest.fixture
def load():
    made = Load.objects.create(
        source="population", name="dan-cu.csv", sha256="0" * 64, taken_on=date(2026, 2, 1), state="cleaned", rows=300,
        received_at=MONDAY, received_by={"account_id": account_of("organiser").pk, "name": "Người khác"},
        figures={"rows": 300, "flagged": 5, "blocked": 1, "seconds": 1.5, "by_rule": {"DQ18": 3, "DQ11": 12}},
    )  # fmt: skip
    for unit, good in ((HOME, 199), (ELSEWHERE, 80)):
        whole = 200 if unit == HOME else 100
        made.by_unit.create(
            unit_code=unit, records=whole, right=good, complete=whole, tidy=whole, alive=whole, good=good,
            rules={"DQ18": whole - good, "DQ11": 6},
        )  # fmt: skip
    return made


def found(load, number=1, unit=HOME, **said):
    return [
        Finding.objects.create(
            load=load, source=load.source, record=f"{unit}-{n}", unit_code=unit,
            **({"rule": "DQ18", "field": "full_name", "value": f"Nguyen Van An {n}"} | said),
        )
        for n in range(number)
    ]  # fmt: skip


def test_a_commune_sees_how_it_stands_and_nobody_else(ward, load, django_assert_max_num_queries):
    ward.get("/chat-luong-du-lieu/")
    with django_assert_max_num_queries(12):
        page = ward.get("/chat-luong-du-lieu/")
    text = page.content.decode()
    assert "99,50" in text and "Phường Nghĩa Đô" in text and "Hà Đông" not in text
    assert ward.get("/chat-luong-du-lieu/ban-do/").json().keys() == {HOME}


def test_the_city_sees_the_furthest_from_the_target_first(keeper, load):
    text = keeper.get("/chat-luong-du-lieu/?nguon=population").content.decode()
    assert text.index("80,00") < text.index("99,50")
    assert keeper.get("/chat-luong-du-lieu/ban-do/").json()[ELSEWHERE]["tone"] == "danger"
    assert "99,5" in text


def test_progress_is_drawn_from_load_to_load(keeper, load):
    assert "Qua từng lần nhận dữ liệu" not in keeper.get("/chat-luong-du-lieu/").content.decode()
    later = Load.objects.create(
        source="population", name="moi.csv", sha256="1" * 64, taken_on=date(2026, 3, 1), state="published",
        received_at=MONDAY, received_by={},
    )  # fmt: skip
    later.by_unit.create(unit_code=HOME, records=100, right=97, complete=100, tidy=100, alive=100, good=97)
    page = keeper.get("/chat-luong-du-lieu/?nguon=population")
    assert page.context["steps"] == [("01/02/2026", 93.0), ("01/03/2026", 97.0)]
    assert "Qua từng lần nhận dữ liệu" in page.content.decode()


def test_the_list_goes_on_behind_its_last_row_and_shows_ones_own_commune_only(
    ward, load, django_assert_max_num_queries
):
    found(load, 55)
    found(load, 2, ELSEWHERE)
    ward.get("/chat-luong-du-lieu/can-xu-ly/")
    with django_assert_max_num_queries(12):
        page = ward.get("/chat-luong-du-lieu/can-xu-ly/")
    assert len(page.context["rows"]) == 50
    rest = ward.get("/chat-luong-du-lieu/can-xu-ly/" + page.context["older"])
    assert len(rest.context["rows"]) == 5 and rest.context["older"] == ""
    assert all(row["record"].startswith(HOME) for row in page.context["rows"] + rest.context["rows"])


def test_findings_of_a_load_that_a_newer_one_replaced_are_not_to_do(ward, load):
    found(load)
    Load.objects.create(
        source="population", name="moi.csv", sha256="2" * 64, taken_on=date(2026, 2, 2), state="cleaned",
        received_at=MONDAY, received_by={},
    )  # fmt: skip
    assert ward.get("/chat-luong-du-lieu/can-xu-ly/").context["rows"] == []


def test_a_proposal_leads_to_the_next_finding(ward, load):
    first, second = found(load, 2)
    page = ward.post(
        f"/chat-luong-du-lieu/can-xu-ly/{first.pk}/",
        {"act": "propose", "value": "Nguyễn Văn An", "grounds": "Giấy khai sinh"},
    )
    assert page["Location"].startswith(f"/chat-luong-du-lieu/can-xu-ly/{second.pk}/")
    assert Proposal.objects.get().made_by["name"]


def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(ward, load):
    (one,) = found(load)
    page = ward.post(
        f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/",
        {"act": "propose", "value": "Nguyễn Văn An", "grounds": ""},
    )
    assert page.status_code == 422
    assert "Hãy ghi căn cứ" in page.content.decode() and 'value="Nguyễn Văn An"' in page.content.decode()
    page = ward.post(f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/", {"act": "dismiss", "reason": " "})
    assert page.status_code == 422 and "Hãy ghi vì sao" in page.content.decode()
    assert Finding.objects.get().state == "open"


def test_looking_at_a_persons_finding_is_noted_with_its_purpose(ward, load):
    account = account_of("resident")
    (one,) = found(load, person_id=account.person_id)
    ward.get(f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/")
    (noted,) = AccessLog.objects.filter(person_id=account.person_id, what="Lỗi dữ liệu")
    assert noted.purpose


def test_a_look_at_people_whom_no_register_knows_is_noted_without_a_person(ward, keeper, load):
    (one,) = found(load)
    for path in (f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/", "/chat-luong-du-lieu/can-xu-ly/"):
        before = AccessLog.objects.count()
        ward.get(path)
        assert AccessLog.objects.count() == before + 1, path
        noted = AccessLog.objects.latest("id")
        assert (noted.person_id, noted.result, noted.code) == (None, "shown", "data-quality")


def test_a_finding_elsewhere_does_not_exist(ward, load):
    (one,) = found(load, 1, ELSEWHERE)
    assert ward.get(f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/").status_code == 404


def test_a_file_is_brought_and_a_job_looks_at_it(keeper, tmp_path):
    path = written(tmp_path / "in.csv", [person() for _ in range(5)])
    page = keeper.post("/chat-luong-du-lieu/tep/moi/", {
        "source": "school", "day-day": "1", "day-month": "2", "day-year": "2026",
        "file": SimpleUploadedFile("hoc-sinh.csv", path.read_bytes()),
    })  # fmt: skip
    load = Load.objects.get()
    assert page["Location"] == f"/chat-luong-du-lieu/tep/{load.uuid}/"
    assert "Đã nhận, chờ soi" in keeper.get(page["Location"]).content.decode()


def test_everything_missing_from_an_upload_is_told_at_once(keeper):
    page = keeper.post(
        "/chat-luong-du-lieu/tep/moi/", {"day-day": "31", "day-month": "2", "day-year": "2026"}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert (
        "Hãy chọn nguồn" in text
        and "Hãy ghi ngày" in text
        and "Hãy chọn tệp" in text
        and 'value="31"' in text
    )


def test_who_brought_a_load_does_not_publish_it_and_another_does(keeper, load, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = keeper.get(f"/chat-luong-du-lieu/tep/{load.uuid}/")
    assert "Người khác phải công bố" in page.content.decode()
    assert keeper.post(f"/chat-luong-du-lieu/tep/{load.uuid}/cong-bo/").status_code == 422
    signed_on("city").post(f"/chat-luong-du-lieu/tep/{load.uuid}/cong-bo/")
    assert Load.objects.get().state == "published"


def test_a_load_is_withdrawn_with_a_reason(keeper, load):
    assert keeper.post(f"/chat-luong-du-lieu/tep/{load.uuid}/rut/", {"reason": ""}).status_code == 422
    keeper.post(f"/chat-luong-du-lieu/tep/{load.uuid}/rut/", {"reason": "Gửi nhầm"})
    assert "Gửi nhầm" in keeper.get(f"/chat-luong-du-lieu/tep/{load.uuid}/").content.decode()


def test_a_stopped_load_says_which_column_and_shows_examples(keeper, load):
    reason = {
        "code": "SHIFTED",
        "column": "sex",
        "vi": "Cột “Giới tính” lệch.",
        "en": "Shifted.",
        "examples": ["001•••"],
    }
    column = {
        "present": True,
        "filled": 1.0,
        "right": 0.0,
        "different": 9,
        "wrong": ["001•••"],
        "like": "pin",
    }
    load.state, load.profile = "stopped", {"rows": 9, "columns": {"sex": column}, "stopped": [reason]}
    load.save()
    text = keeper.get(f"/chat-luong-du-lieu/tep/{load.uuid}/").content.decode()
    assert "Cột “Giới tính” lệch." in text and "001•••" in text
    noted = AccessLog.objects.get(what="source-file:population")
    assert (noted.person_id, noted.screen) == (None, "quality:load")


def test_proposals_are_closed_into_a_batch_that_can_be_fetched_and_answered(keeper, ward, load):
    (one,) = found(load)
    ward.post(
        f"/chat-luong-du-lieu/can-xu-ly/{one.pk}/",
        {"act": "propose", "value": "Nguyễn Văn An", "grounds": "Giấy"},
    )
    assert "Nguyễn Văn An" in keeper.get("/chat-luong-du-lieu/de-nghi/?nguon=population").content.decode()
    keeper.post("/chat-luong-du-lieu/de-nghi/gui/?nguon=population")
    page = keeper.get("/chat-luong-du-lieu/de-nghi/?nguon=population")
    number = page.context["batches"][0]["number"]
    lines = b"".join(keeper.get(f"/chat-luong-du-lieu/de-nghi/population/{number}.jsonl").streaming_content)
    assert "Nguyễn Văn An" in lines.decode()
    answers = f"proposal,answer,note\n{Proposal.objects.get().uuid},accepted,\n".encode()
    keeper.post(
        "/chat-luong-du-lieu/de-nghi/tra-loi/?nguon=population",
        {"file": SimpleUploadedFile("tl.csv", answers)},
    )
    assert Finding.objects.get().state == "fixed"
    wrong = SimpleUploadedFile("tl.csv", b"proposal,answer\nx,maybe\n")
    page = keeper.post("/chat-luong-du-lieu/de-nghi/tra-loi/?nguon=population", {"file": wrong})
    assert page.status_code == 422 and "Dòng 2" in page.content.decode()


def test_every_rule_stands_in_the_rulebook(ward):
    text = ward.get("/chat-luong-du-lieu/quy-tac/").content.decode()
    assert all(f"DQ{n:02d}" in text for n in range(1, 25))
