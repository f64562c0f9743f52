"""One request, several agencies: land, foreign investment, karaoke and disability from the form to the last result."""

from datetime import date

import pytest

from motcua import services
from motcua.procedures.compile import problems_of
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes.duties import Notice
from motcua.procedures.dossiers.errors import NotComplete, OncePerDossier
from motcua.procedures.dossiers.models import Component, Document, Dossier, Task
from motcua.procedures.dossiers.status import Status
from motcua.procedures.linked.models import LinkedCase, LinkedItem
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.reading_pdf import text_of
from tests.services import dossiers, walking
from tests.services import linked_cases_b as cases
from tests.services import linked_walk as sets

MONDAY = hanoi("2026-03-02 09:15")
pytestmark = pytest.mark.django_db


def words_of(dossier):
    return text_of(walking.result_of(dossier)[1])


def missing(case, dossier):
    told = words_of(dossier)
    return [words for words in case.says(dossier.result_number) if words not in told]


def test_what_each_part_is_told_fits_the_form_of_its_procedure():
    loaded = services.load_documents()
    procedures = {one.value.code: one.value for one in loaded}
    linked = {one.value.code: one for one in loaded if one.value.linked is not None}
    assert {"9.000500", "9.000600", "9.000700", "9.000800"} <= set(linked)
    assert [p for one in linked.values() for p in problems_of(one, procedures=procedures)] == []


# L7: karaoke, NĐ 297/2025


def test_a_karaoke_place_filed_in_the_last_hour_is_due_three_three_and_ten_days_after_the_next_morning():
    """T16: Monday 2026-04-20 16:20 counts from Tuesday 08:00; the phases end 24/4, 4/5 and 18/5."""
    late = hanoi("2026-04-20 16:20")
    parent = sets.accept(dossiers.filed(cases.KARAOKE_SET, late, start_date="2026-06-01"), late)
    assert sets.states(parent) == {"business": "open", "security": "waiting", "licence": "waiting"}
    assert sets.part(parent, "business").due_at == hanoi("2026-04-24 08:00")
    assert LinkedCase.objects.get(parent=parent).due_at == hanoi("2026-05-18 08:00")
    phases = (
        LinkedItem.objects.filter(case__parent=parent)
        .order_by("place")
        .values_list("expected_due", flat=True)
    )
    assert list(phases) == [hanoi("2026-04-24 08:00"), hanoi("2026-05-04 08:00"), hanoi("2026-05-18 08:00")]


def test_the_karaoke_place_gets_three_papers_of_three_offices_for_one_filing():
    at = hanoi("2026-04-21 08:00")
    filed = dossiers.filed(cases.KARAOKE_SET, at, start_date="2026-06-01")
    parent = sets.accept(filed, at)
    business = sets.work(parent, "business", hanoi("2026-04-23 09:00"), cases.KARAOKE_SET.officers)
    security = sets.part(parent, "security")
    assert security.competent_agency.key == "cong-an-thanh-pho"
    assert security.answers["business_number"] == business.result_number
    assert security.answers["premises_address"] == business.answers["office_address"]
    paper = Component.objects.get(dossier=security, component_id="business_certificate")
    assert paper.files == [Document.objects.get(dossier=business, kind="result").file.uuid]
    sets.answer(parent, "security", hanoi("2026-04-29 09:00"), **cases.SAFE)
    licence = sets.part(parent, "licence")
    assert licence.competent_agency.key == "so-van-hoa-the-thao"
    assert licence.answers["security_number"] == "118/GCN"
    done = sets.work(parent, "licence", hanoi("2026-05-08 09:00"), cases.KARAOKE_SET.officers)
    assert missing(cases.KARAOKE_SET, done) == []
    parent.refresh_from_db()
    assert parent.status == Status.DONE and set(sets.states(parent).values()) == {"done"}


def test_the_fees_of_all_three_are_paid_at_filing():
    filed = dossiers.filed(cases.KARAOKE_SET, MONDAY)
    assert filed.fee_total == 4_300_000  # 300,000 police, 4 rooms; the duty of the business is nothing online
    assert filed.finance == "due"


def test_what_is_missing_for_karaoke_is_asked_for_once_only():
    filed = dossiers.filed(cases.KARAOKE_SET, MONDAY)
    counter = officer("counter", MONDAY)
    task = Task.objects.get(dossier=filed, closed_at=None)
    changes.ask_supplement(task.id, ["Bản khai lý lịch có xác nhận"], "Thiếu trang 2", by=counter, at=MONDAY)
    filed.refresh_from_db()
    assert filed.status == Status.SUPPLEMENT and filed.supplements == 1
    owner = dossiers.resident(MONDAY)
    changes.answer_supplement(filed.uuid, (), "Đã nộp thêm", by=owner, at=hanoi("2026-03-03 09:00"))
    task = Task.objects.get(dossier=filed, closed_at=None)
    with pytest.raises(OncePerDossier):
        changes.ask_supplement(task.id, ["Một giấy nữa"], "Quên", by=counter, at=hanoi("2026-03-03 10:00"))


def test_rooms_that_are_too_small_are_told_before_anything_is_paid():
    with pytest.raises(NotComplete) as refused:
        dossiers.filed(cases.KARAOKE_SET, MONDAY, smallest_room_m2=14, no_bolts=False)
    assert set(refused.value.fields) == {"smallest_room_m2", "no_bolts"}


def test_when_the_police_refuse_there_is_no_licence_but_the_business_stays_registered():
    parent = sets.accept(dossiers.filed(cases.KARAOKE_SET, MONDAY), MONDAY)
    sets.work(parent, "business", hanoi("2026-03-03 09:00"), cases.KARAOKE_SET.officers)
    at = hanoi("2026-03-05 09:00")
    security = sets.answer(parent, "security", at, granted=False, reason="Lối thoát nạn bị chặn")
    task = Task.objects.get(dossier=security, closed_at=None)
    changes.act(task.id, "refuse", by=walking.officer_for(task, at), at=at, note="Lối thoát nạn bị chặn")
    sets.settle(at)
    parent.refresh_from_db()
    assert sets.states(parent) == {"business": "done", "security": "failed", "licence": "halted"}
    assert parent.status == Status.DONE


# L6: foreign investment


def test_an_investor_gets_two_certificates_and_the_number_of_the_first_stands_on_the_second():
    filed = dossiers.filed(cases.INVESTMENT_SET, MONDAY)
    parent = sets.accept(filed, MONDAY)
    investment = sets.part(parent, "investment")
    assert investment.competent_agency.key == "so-tai-chinh"
    investment = sets.work(parent, "investment", hanoi("2026-03-09 09:00"), cases.INVESTMENT_SET.officers)
    assert "Xưởng lắp ráp thiết bị Mẫu" in words_of(investment)
    company = sets.part(parent, "company")
    assert company.answers["investment_certificate_number"] == investment.result_number
    assert company.answers["project_code"] == "2345678901"
    at = hanoi("2026-03-10 09:00")
    waiting = walking.walk(company, at, cases.INVESTMENT_SET.officers, until="external")
    assert waiting.step == "registry"
    taken = sets.answer(parent, "company", hanoi("2026-03-10 14:00"), name_free=False)
    assert taken.step == "registry", "an officer looks at the name that is taken"
    sets.answer(parent, "company", hanoi("2026-03-11 09:00"), name_free=True, company_code="0109876543")
    done = sets.work(parent, "company", hanoi("2026-03-11 10:00"), cases.INVESTMENT_SET.officers)
    assert missing(cases.INVESTMENT_SET, done) == [] and investment.result_number in words_of(done)
    parent.refresh_from_db()
    assert parent.status == Status.DONE


# L8: disability


def test_a_severely_disabled_person_gets_certificate_allowance_and_card():
    parent = sets.accept(dossiers.filed(cases.DISABILITY_SET, MONDAY), MONDAY)
    assert sets.states(parent) == {"disability": "open", "allowance": "waiting", "card": "waiting"}
    certified = sets.work(parent, "disability", hanoi("2026-03-10 09:00"), cases.DISABILITY_SET.officers)
    assert missing(cases.DISABILITY_SET, certified) == []
    assert Record.objects.get(dossier_code=certified.code).register == "disabilities"
    allowance = sets.part(parent, "allowance")
    assert allowance.answers["disability_level"] == "severe" and allowance.answers["group"] == "disabled"
    assert allowance.status == Status.ACCEPTED
    decided = sets.work(parent, "allowance", hanoi("2026-03-20 09:00"), cases.DISABILITY_SET.officers)
    assert "975.000" in words_of(decided)
    card = sets.part(parent, "card")
    assert card.answers["allowance_decision"] == decided.result_number
    assert card.competent_agency.key == "bhxh-thanh-pho"
    sets.answer(parent, "card", hanoi("2026-03-24 09:00"), **cases.CARED)
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_a_light_disability_is_certified_and_brings_no_allowance_and_no_card():
    parent = sets.accept(dossiers.filed(cases.DISABILITY_SET, MONDAY), MONDAY)
    light = {**cases.DISABILITY_SET.officers["council"], "disability_level": "light"}
    sets.work(
        parent, "disability", hanoi("2026-03-10 09:00"), {**cases.DISABILITY_SET.officers, "council": light}
    )
    parent.refresh_from_db()
    assert sets.states(parent) == {"disability": "done", "allowance": "halted", "card": "halted"}
    assert parent.status == Status.DONE
    assert "nhẹ" in sets.part(parent, "allowance").end_reason


def test_the_card_goes_with_the_allowance():
    with pytest.raises(NotComplete) as refused:
        dossiers.filed(cases.DISABILITY_SET, MONDAY, wanted=["card"])
    assert set(refused.value.fields) >= {"wanted"}


# L5: land, with the tax that pauses


def to_the_notice(at=MONDAY):
    parent = sets.accept(dossiers.filed(cases.LAND_SET, at), at)
    sets.answer(parent, "contract", hanoi("2026-03-03 15:00"), **cases.CERTIFIED)
    tax = sets.part(parent, "tax")
    assert tax.answers["contract_number"] == "12345/2026/CCGD"
    return parent, walking.walk(tax, hanoi("2026-03-04 09:00"), cases.LAND_SET.officers, until="external")


def test_land_changes_hands_and_the_receipt_of_the_tax_moves_the_set_on_by_itself():
    parent, tax = to_the_notice()
    at = hanoi("2026-03-06 09:00")
    notice = Notice(80_000_000, "Lệ phí trước bạ và thuế thu nhập cá nhân", "LTB2601-TK01", date(2026, 4, 6))
    changes.external.answer(
        tax.id, "tax-notice", {"number": "LTB2601-TK01"}, "t1", by=sets.BODY, at=at, notice=notice
    )
    tax.refresh_from_db()
    assert tax.status == Status.PAYMENT_DUTY and tax.paused_at is not None
    assert sets.states(parent)["register"] == "waiting"
    due = tax.due_at
    paid_at = hanoi("2026-03-16 09:00")
    changes.duties.settle_by_body(tax.id, "tax-notice", "BL-1", 80_000_000, by=sets.BODY, at=paid_at)
    sets.settle(paid_at)
    tax.refresh_from_db()
    assert tax.status == Status.DONE
    assert due is None or tax.due_at > due
    register = sets.part(parent, "register")
    assert register.status == Status.ACCEPTED and register.answers["notice_number"] == "LTB2601-TK01"
    assert register.due_at.date() == date(2026, 3, 23), "five working days, counted from the receipt"
    done = sets.work(parent, "register", hanoi("2026-03-17 09:00"), cases.LAND_SET.officers)
    assert missing(cases.LAND_SET, done) == []
    parent.refresh_from_db()
    assert parent.status == Status.DONE


def test_nothing_to_pay_and_the_set_goes_on_at_once():
    parent, _ = to_the_notice()
    sets.answer(
        parent, "tax", hanoi("2026-03-06 09:00"), number="LTB2601-TK02", notice_words="Miễn: cha mẹ và con"
    )
    assert sets.states(parent)["tax"] == "done"
    assert sets.part(parent, "register").status == Status.ACCEPTED


def test_who_has_a_notarised_contract_goes_to_the_tax_at_once():
    case = cases.LAND_SET
    brought = dossiers.Case(
        case.name, case.code, case.answers, {}, case.says, scans=("land_certificate", "contract")
    )
    parent = sets.accept(
        dossiers.filed(
            brought,
            MONDAY,
            has_contract=True,
            own_contract_number="77/2026/CCGD",
            own_contract_on="2026-02-27",
        ),
        MONDAY,
    )
    assert sets.states(parent) == {"tax": "open", "register": "waiting"}
    assert sets.part(parent, "tax").answers["contract_number"] == "77/2026/CCGD"
    assert Dossier.objects.get(id=parent.id).case_id == "with_contract"
