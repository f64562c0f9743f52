"""One request, several agencies: birth, death, adoption and building from the form to the last result."""

from datetime import date

import pytest

from motcua import services
from motcua.procedures.compile import problems_of
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Component, Document, Task
from motcua.procedures.dossiers.status import Status
from motcua.records.papers import Paper
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.reading_pdf import text_of
from tests.services import dossiers, walking
from tests.services import linked_cases as cases
from tests.services import linked_walk as sets

MONDAY = hanoi("2026-03-02 09:15")
pytestmark = pytest.mark.django_db


def test_what_each_part_is_told_fits_the_form_of_its_procedure():
    loaded = services.load_documents()
    procedures = {one.value.code: one.value for one in loaded}
    linked = [one for one in loaded if one.value.linked is not None]
    assert {"3.000722", "2.002913", "9.000300", "9.000400"} <= {one.value.code for one in linked}
    assert [p for one in linked for p in problems_of(one, procedures=procedures)] == []


def test_a_birth_is_registered_and_the_police_and_the_insurer_need_no_paper_for_it():
    parent = sets.accept(dossiers.filed(cases.BIRTH_SET, MONDAY), MONDAY)
    assert sets.states(parent) == {"birth": "open", "residence": "waiting", "card": "waiting"}
    birth = sets.work(parent, "birth", hanoi("2026-03-02 10:00"), cases.BIRTH_SET.officers)
    residence, card = sets.part(parent, "residence"), sets.part(parent, "card")
    assert residence.competent_agency.kind == "police" and residence.competent_agency.unit.code == "00160"
    assert card.competent_agency.key == "bhxh-thanh-pho"
    assert residence.answers["birth_certificate_number"] == birth.result_number
    assert residence.answers["residence_address"] == dossiers.HOME
    assert residence.answers["person_name"] == "Trần Bảo An"
    certificate = Component.objects.get(dossier=card, component_id="birth_certificate")
    assert certificate.files == [Document.objects.get(dossier=birth, kind="result").file.uuid]
    assert residence.due_at.date() == card.due_at.date() == date(2026, 3, 4)

    sets.answer(parent, "card", hanoi("2026-03-03 08:30"), **cases.CARED)
    parent.refresh_from_db()
    assert parent.status != Status.DONE and sets.states(parent)["card"] == "done"
    sets.answer(parent, "residence", hanoi("2026-03-04 09:00"), **cases.LIVES)
    parent.refresh_from_db()
    assert parent.status == Status.DONE and parent.fee_total == 0
    owned = Paper.objects.filter(owner_id=parent.owner_id, issued_on__gte=MONDAY.date())
    assert {"birth-certificate", "residence-notice", "health-insurance-card"} <= set(
        owned.values_list("kind", flat=True)
    )
    told = text_of(walking.result_of(sets.part(parent, "card"))[1])
    assert "0123456789" in told and "Bảo hiểm xã hội" in told


def test_an_error_that_the_insurer_finds_goes_back_to_the_commune_and_comes_again():
    parent = sets.accept(dossiers.filed(cases.BIRTH_SET, MONDAY), MONDAY)
    wrong = sets.work(parent, "birth", hanoi("2026-03-02 10:00"), cases.BIRTH_SET.officers).result_number
    sets.send_back(parent, "card", hanoi("2026-03-03 09:00"), "Họ tên mẹ không khớp dữ liệu dân cư")
    assert sets.states(parent) == {"birth": "open", "residence": "open", "card": "waiting"}
    birth = sets.work(parent, "birth", hanoi("2026-03-03 10:00"), cases.BIRTH_SET.officers)
    assert birth.result_number != wrong
    for name in ("residence", "card"):
        assert sets.part(parent, name).answers["birth_certificate_number"] == birth.result_number
    sets.answer(parent, "card", hanoi("2026-03-04 08:30"), **cases.CARED)
    sets.answer(parent, "residence", hanoi("2026-03-04 09:00"), **cases.LIVES)
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_an_identity_card_comes_with_the_rest_when_the_parents_want_it():
    parent = sets.accept(dossiers.filed(cases.BIRTH_SET, MONDAY, wanted=["identity"]), MONDAY)
    assert parent.due_at.date() == date(
        2026, 3, 13
    )  # the day, two days for the residence, seven for the card
    sets.work(parent, "birth", hanoi("2026-03-02 10:00"), cases.BIRTH_SET.officers)
    sets.answer(parent, "card", hanoi("2026-03-03 08:30"), **cases.CARED)
    assert sets.states(parent)["identity"] == "waiting"
    sets.answer(parent, "residence", hanoi("2026-03-04 09:00"), **cases.LIVES)
    sets.answer(
        parent, "identity", hanoi("2026-03-09 09:00"),
        granted=True, number="001326000123", valid_until="2040-02-20",
    )  # fmt: skip
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_a_child_of_six_is_not_a_case_for_the_birth_set():
    with pytest.raises(NotComplete) as refused:
        dossiers.filed(cases.BIRTH_SET, MONDAY, child_birth_date="2020-03-01")
    assert set(refused.value.fields) == {"child_birth_date"}


def test_a_set_received_after_three_counts_from_the_next_working_day():
    """T15: Thursday 15:10 before Tết counts from Friday 13/2; the certificate is due that day."""
    late = hanoi("2026-02-12 15:10")
    parent = sets.accept(dossiers.filed(cases.BIRTH_SET, late, child_birth_date="2026-02-01"), late)
    assert sets.part(parent, "birth").due_at.date() == date(2026, 2, 13)


def test_a_family_gets_all_that_is_due_after_a_death_by_one_request():
    parent = sets.accept(dossiers.filed(cases.DEATH_SET, MONDAY), MONDAY)
    assert set(sets.states(parent)) == {"death", "residence", "funeral_insurance", "survivor"}
    death = sets.work(parent, "death", hanoi("2026-03-02 10:00"), cases.DEATH_SET.officers)
    assert set(sets.states(parent).values()) == {"done", "open"}
    for name in ("residence", "funeral_insurance", "survivor"):
        assert sets.part(parent, name).answers["death_extract_number"] == death.result_number
    sets.answer(
        parent,
        "residence",
        hanoi("2026-03-05 09:00"),
        granted=True,
        number="7/TB-CA",
        deleted_on="2026-03-05",
    )
    sets.answer(
        parent,
        "funeral_insurance",
        hanoi("2026-03-06 09:00"),
        granted=True,
        number="88/QĐ-BHXH",
        amount=25_300_000,
    )
    sets.answer(
        parent, "survivor", hanoi("2026-03-06 10:00"), granted=True, number="89/QĐ-BHXH", amount=126_500_000
    )
    parent.refresh_from_db()
    assert parent.status == Status.DONE
    assert "126.500.000" in text_of(walking.result_of(sets.part(parent, "survivor"))[1])


def test_a_family_without_benefits_is_asked_nothing_about_them():
    answers = {
        k: v for k, v in cases.DEATH_SET.answers.items() if not k.startswith(("payee", "bank", "benefit"))
    }
    bare = {
        k: v
        for k, v in answers.items()
        if k not in ("survivors", "insurance_number", "payout", "account_number")
    }
    case = dossiers.Case(
        "death-set", "2.002913", bare | {"wanted": []}, {}, cases.DEATH_SET.says, known=cases.DEATH_SET.known
    )
    parent = sets.accept(dossiers.filed(case, MONDAY), MONDAY)
    assert set(sets.states(parent)) == {"death", "residence"}


def test_funeral_money_comes_from_one_source_only():
    with pytest.raises(NotComplete) as refused:
        dossiers.filed(cases.DEATH_SET, MONDAY, wanted=["funeral_social", "funeral_insurance"])
    assert set(refused.value.fields) == {"wanted"}


def test_the_commune_pays_for_the_funeral_of_a_person_with_a_social_allowance():
    parent = sets.accept(dossiers.filed(cases.DEATH_SET, MONDAY, wanted=["funeral_social"]), MONDAY)
    sets.work(parent, "death", hanoi("2026-03-02 10:00"), cases.DEATH_SET.officers)
    paid = sets.work(
        parent,
        "funeral_social",
        hanoi("2026-03-03 10:00"),
        {"check": {**cases.GRANT, "base_amount": 650_000}},
    )
    told = text_of(walking.result_of(paid)[1])
    assert "13.000.000" in told and "Nguyễn Văn Thuận" in told
    assert Record.objects.get(dossier_code=paid.code).register == "funeral-support"


def test_funeral_money_of_a_social_pension_is_what_the_commune_found():
    parent = sets.accept(dossiers.filed(cases.DEATH_SET, MONDAY, wanted=["funeral_pension"]), MONDAY)
    sets.work(parent, "death", hanoi("2026-03-02 10:00"), cases.DEATH_SET.officers)
    paid = sets.work(
        parent,
        "funeral_pension",
        hanoi("2026-03-03 10:00"),
        {"check": {**cases.GRANT, "amount": 10_000_000}},
    )
    assert "10.000.000" in text_of(walking.result_of(paid)[1])


def test_the_commune_where_adopters_live_now_is_asked_about_their_home():
    elsewhere = {"lives_elsewhere": True, "dwelling": {"unit": "00166", "line": "Số 3 phố Mẫu"}}
    parent = sets.accept(
        dossiers.filed(cases.ADOPTION_SET, MONDAY, record_source="lookup", **elsewhere), MONDAY
    )
    adoption = sets.part(parent, "adoption")
    walking.walk(adoption, hanoi("2026-03-03 09:00"), {"check": {"way": "verify"}}, until="consult")
    task = Task.objects.get(dossier=adoption, closed_at=None)
    assert (task.step, task.agency.unit.code) == ("verify", "00166")


def test_adopters_without_a_record_get_it_first_and_the_commune_reads_it():
    parent = sets.accept(dossiers.filed(cases.ADOPTION_SET, MONDAY), MONDAY)
    assert parent.fee_total == 400_000  # for the adoption; the city pays the fee of a record asked for online
    assert sets.states(parent) == {"record": "open", "adoption": "waiting"}
    record = sets.part(parent, "record")
    assert record.competent_agency.key == "cong-an-thanh-pho"
    sets.answer(
        parent, "record", hanoi("2026-03-09 09:00"),
        granted=True, number="1234/2026", issued_on="2026-03-09", clean=True,
    )  # fmt: skip
    adoption = sets.part(parent, "adoption")
    assert adoption.answers["record_number"] == "1234/2026"
    assert adoption.due_at.date() == date(2026, 4, 8)
    done = sets.work(parent, "adoption", hanoi("2026-03-16 09:00"), cases.ADOPTION_SET.officers)
    told = text_of(walking.result_of(done)[1])
    assert [words for words in cases.ADOPTION_SET.says(done.result_number) if words not in told] == []
    entry = Record.objects.get(dossier_code=done.code)
    assert entry.register == "adoptions" and len(entry.data["reports_due"]) == 6
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_a_record_that_can_be_looked_up_is_not_asked_for():
    filed = dossiers.filed(cases.ADOPTION_SET, MONDAY, record_source="lookup", adopter_relation="aunt_uncle")
    assert filed.fee_total == 0
    parent = sets.accept(filed, MONDAY)
    assert sets.states(parent) == {"adoption": "open"}


def test_birth_parents_may_agree_only_fifteen_days_after_the_birth():
    with pytest.raises(NotComplete) as refused:
        dossiers.filed(cases.ADOPTION_SET, MONDAY, consent_date="2025-12-24")
    assert set(refused.value.fields) == {"consent_date"}


def test_plan_and_cadastre_are_asked_at_once_and_the_permit_says_what_they_said():
    parent = sets.accept(dossiers.filed(cases.BUILDING_SET, MONDAY), MONDAY)
    assert sets.states(parent) == {"planning": "open", "extract": "open", "permit": "waiting"}
    sets.work(parent, "planning", hanoi("2026-03-03 09:00"), {"look_up": cases.PLAN})
    assert sets.states(parent)["permit"] == "waiting"
    extract = sets.work(parent, "extract", hanoi("2026-03-04 09:00"), {"extract": cases.EXTRACT})
    assert extract.competent_agency.key == "vpdkdd-ha-noi"
    permit = sets.part(parent, "permit")
    assert sets.states(parent)["permit"] == "open" and permit.answers["parcel_area"] == 64
    papers = set(
        Component.objects.filter(dossier=permit, source="reused").values_list("component_id", flat=True)
    )
    assert {"planning_information", "cadastral_extract"} <= papers
    done = sets.work(parent, "permit", hanoi("2026-03-05 09:00"), cases.BUILDING_SET.officers)
    told = text_of(walking.result_of(done)[1])
    assert "64 m²" in told and "Thửa đất số 112" in told
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_the_page_of_a_set_tells_what_is_done_in_which_order_and_what_the_parts_cost(client):
    page = client.get("/thu-tuc/9.000300").content.decode()
    assert page.index("Một lần nộp, các việc được làm") < page.index("Đăng ký nuôi con nuôi")
    assert "Bắt đầu khi có kết quả: Phiếu lý lịch tư pháp" in page
    assert "400.000 đồng" in page and "200.000 đồng" in page and "Công dân Việt Nam" in page
    assert 'href="/thu-tuc/2.001263"' in page
    assert "Một lần nộp" not in client.get("/thu-tuc/1.001193").content.decode()
