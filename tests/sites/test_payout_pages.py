"""Payouts on the pages: a list from the register to the account, the cash point, the budget, one's own statement."""

import base64
import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from python_calamine import CalamineWorkbook

from motcua.foundation.models import AccessLog
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.payouts import config
from motcua.money.payouts.models import BankAccount, Claim, Finding, Line, Run
from motcua.project.demo import account_of
from motcua.records.population.models import CitizenRecord
from motcua.sites.payouts import runs
from tests.money.payouts.a_list import APRIL, account, approved, drawn, granted, many, money, person, sent
from tests.money.payouts.direct_bank import DirectBank
from tests.reading_pdf import text_of as pdf_text
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def bank(monkeypatch, tmp_path):
    """The payout bank, without HTTP, as the pages call it."""
    made = DirectBank(tmp_path)
    monkeypatch.setattr(config, "current", lambda: made.config)
    monkeypatch.setattr(runs, "BankClient", lambda told: made)
    monkeypatch.setattr("motcua.sites.payouts.residents.BankClient", lambda told: made)
    return made


def test_a_list_goes_from_the_register_to_the_accounts(city, bank, django_assert_max_num_queries):
    many(3)
    money()
    maker, chair = at_desk("society"), at_desk("chair")
    assert "Hãy chọn tháng." in text(maker.post("/chi-tra/", {"programme": "allowance", "month": "x"}))
    here = maker.post("/chi-tra/", {"programme": "allowance", "month": "2026-03"})["Location"]
    with django_assert_max_num_queries(16):
        shown = text(maker.get(here))
    assert "3 người" in shown and "2.925.000" in shown and "Đang lập" in shown
    maker.post(f"{here}viec/trinh/")
    assert maker.post(f"{here}viec/duyet/").status_code == 403, "whoever prepares does not approve"
    chair.post(f"{here}viec/duyet/")
    chair.post(f"{here}viec/gui/")
    assert Run.objects.get().state == "sent"
    maker.post(f"{here}viec/hoi/")
    with django_assert_max_num_queries(14):
        told = text(maker.get(f"{here}ngan-hang/"))
    assert "3 đã trả" in told and "Đã trả lời hết" in told
    assert "Đã vào tài khoản" in text(maker.get(here))
    assert maker.post(f"{here}viec/trinh/").status_code == 409


def test_findings_are_decided_one_by_one_and_the_reason_is_asked_at_its_place(city):
    gone = person("Cụ Đã Mất", death_date=date(2026, 1, 3))
    granted(gone)
    many(1)
    run = drawn()
    desk, found = at_desk("society"), Finding.objects.get(code="DEAD")
    here = f"/chi-tra/ky/{run.uuid}/phat-hien/"
    page = text(desk.get(here))
    assert "Đã chết theo sổ dân cư" in page and "03/01/2026" in page
    refused = desk.post(f"{here}{found.pk}/", {"choice": "stop"})
    assert refused.status_code == 422 and "Hãy ghi lý do." in text(refused)
    desk.post(f"{here}{found.pk}/", {"choice": "stop", "reason": "Đã có giấy chứng tử"})
    assert "Không chi: Đã có giấy chứng tử" in text(desk.get(here))
    assert AccessLog.objects.filter(what="payout-findings").exists()


def test_who_left_is_listed_with_the_reason_and_the_look_is_noted(city):
    one, *_ = many(2)
    money()
    approved()
    granted(one, since=APRIL, request="end", end_reason="Có lương hưu")
    run = drawn(APRIL)
    page = text(at_desk("society").get(f"/chi-tra/ky/{run.uuid}/thoi-huong/"))
    assert one.full_name in page and "Có lương hưu" in page
    assert AccessLog.objects.filter(what="payout-leavings").count() == 1


def test_a_line_says_how_it_was_computed_and_can_be_turned_into_cash(city, django_assert_max_num_queries):
    (one,) = many(1)
    run = drawn()
    line = Line.objects.get(run=run)
    desk = at_desk("society")
    with django_assert_max_num_queries(14):
        page = text(desk.get(f"/chi-tra/dong/{line.pk}/"))
    assert "650.000 đ × 1,5 = 975.000 đ" in page and one.pin in page
    desk.post(f"/chi-tra/dong/{line.pk}/viec/tien-mat/")
    line.refresh_from_db()
    assert (line.way, line.account_number) == ("commune", "")


def test_the_list_is_searched_paged_and_taken_away_as_a_workbook(city):
    many(3)
    granted(person("Đặng Thị Ước"))
    run = drawn()
    desk = at_desk("society")
    assert "Đặng Thị Ước" in text(desk.get(f"/chi-tra/ky/{run.uuid}/?q=dang uoc"))
    assert "Nobody" not in text(desk.get(f"/chi-tra/ky/{run.uuid}/?trang-thai=changed"))
    assert "Không có ai như vậy" in text(desk.get(f"/chi-tra/ky/{run.uuid}/?q=khongco"))
    answer = desk.get(f"/chi-tra/ky/{run.uuid}/danh-sach.xlsx")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[0][2] == "Họ tên" and len(rows) == 5
    assert {row[12] for row in rows[1:]} == {975_000}
    assert any(row[2] == "Đặng Thị Ước" and row[7] == "1,5" for row in rows)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(out, "PNG")
    return SimpleUploadedFile("ky.png", out.getvalue(), "image/png")


def test_cash_is_found_by_the_card_and_handed_over_against_a_signature(city, django_assert_max_num_queries):
    one = person("Bà Tiền Mặt")
    granted(one)
    money()
    run = sent()
    desk = at_desk("handover")
    assert desk.get("/chi-tra/").status_code == 403, "the counter hands out, it does not see lists"
    with django_assert_max_num_queries(12):
        page = text(desk.get(f"/chi-tra/ky/{run.uuid}/tien-mat/?q=ba tien mat"))
    assert "Bà Tiền Mặt" in page and "1 người chưa nhận" in page
    line = Line.objects.get(run=run)
    card = f"{one.pin}||Bà Tiền Mặt|05051950|Nữ|Số 1 Nghĩa Tân, Nghĩa Đô, Hà Nội|01012022"
    assert "Bà Tiền Mặt" in text(desk.get(f"/chi-tra/ky/{run.uuid}/tien-mat/", {"q": card}))
    here = f"/chi-tra/dong/{line.pk}/giao/"
    refused = desk.post(here, {"pin": "", "proof": "paper"})
    assert refused.status_code == 422 and "Nhập số trên thẻ" in text(refused)
    assert "ủy quyền" in text(desk.post(here, {"pin": "001199000001", "proof": "paper"}))
    assert "chữ ký của người nhận" in text(desk.post(here, {"pin": one.pin, "proof": "paper"}))
    scanned = desk.post(here, {"pin": "1", "proof": "paper", "file": picture()})
    kept = re.search(r'name="kept" value="([^"]+)"', scanned.content.decode())
    assert scanned.status_code == 422 and kept, "the scan is there already when the rest is asked for again"
    done = desk.post(here, {"pin": card, "proof": "paper", "kept": kept[1]})
    assert done.status_code == 302
    line.refresh_from_db()
    assert line.state == "cash_paid"
    assert "người nhận Bà Tiền Mặt" in text(desk.get(here))
    assert at_desk("post").get(here).status_code == 200, "the post office of the same commune"
    assert at_desk("justice").get(here).status_code == 403


def test_the_chair_allots_the_year_s_money_and_faults_are_told_at_the_question(city):
    desk = at_desk("chair")
    assert "Số tiền phải lớn hơn 0." in text(
        desk.post("/chi-tra/ngan-sach/", {"programme": "allowance", "year": "2026", "amount": "-5"})
    )
    desk.post(
        "/chi-tra/ngan-sach/", {"programme": "allowance", "year": "2026", "amount": "12.000.000", "decision": "45/QĐ-UBND"}
    )  # fmt: skip
    assert "12.000.000" in text(desk.get("/chi-tra/ngan-sach/"))
    assert at_desk("society").post("/chi-tra/ngan-sach/", {}).status_code == 403


def test_a_person_reads_what_came_and_how_it_was_computed_and_names_an_account(
    city, bank, django_assert_max_num_queries
):
    me = account_of("resident").person
    assert me is not None
    CitizenRecord.objects.get_or_create(
        person=me, defaults={"permanent_unit": me.unit, "updated_at": "2026-01-01T00:00Z"}
    )
    granted(me, "disabled", disability_level="severe")
    account(me)
    many(1)
    money()
    sent()
    home = at_desk("resident")
    with django_assert_max_num_queries(12):
        page = text(home.get("/ca-nhan/chi-tra/"))
    assert "975.000" in page and "hệ số 1,5" in page and "Đã gửi ngân hàng" in page
    assert "Tiền trợ cấp của tôi" in text(home.get("/ca-nhan"))
    assert home.get("/ca-nhan/chi-tra/sao-ke.pdf").content.startswith(b"%PDF")
    form = {"bank": "970436", "number": "0 123 456", "holder": me.full_name}
    bank.lookup = lambda bin_, number: "TRAN VAN KHAC"
    refused = home.post("/ca-nhan/chi-tra/tai-khoan/", form)
    assert refused.status_code == 422 and "không giống tên này" in text(refused)
    bank.lookup = lambda bin_, number: "NGUYEN THI MINH ANH"
    assert home.post("/ca-nhan/chi-tra/tai-khoan/", form)["Location"] == "/ca-nhan/chi-tra/"
    kept = BankAccount.objects.get(person=me, source="own", ended_at=None)
    assert (kept.number, kept.state) == ("0123456", "good")
    assert "975.000" not in text(at_desk("resident-single").get("/ca-nhan/chi-tra/"))


DRAWN = "data:image/png;base64," + base64.b64encode(picture().read()).decode()


def test_a_signature_drawn_on_the_screen_is_kept_and_stands_on_the_list(city, django_assert_max_num_queries):
    one = person("Bà Ký Tên")
    granted(one)
    money()
    run = sent()
    line, desk = Line.objects.get(run=run), at_desk("handover")
    here = f"/chi-tra/dong/{line.pk}/giao/"
    missing = desk.post(here, {"pin": "001199000001", "proof": "tablet", "signature": DRAWN})
    said = text(missing)
    assert missing.status_code == 422 and "ủy quyền" in said and "Ghi họ tên người nhận thay." in said
    assert DRAWN in missing.content.decode(), "what was drawn is drawn again"
    nonsense = desk.post(here, {"pin": one.pin, "proof": "tablet", "signature": "javascript:alert(1)"})
    assert nonsense.status_code == 422 and "hãy ký lại" in text(nonsense)
    assert desk.post(here, {"pin": one.pin, "proof": "tablet", "signature": DRAWN}).status_code == 302
    before = AccessLog.objects.count()
    with django_assert_max_num_queries(12):
        listed = desk.get(f"/chi-tra/ky/{run.uuid}/ky-nhan/")
    assert "Bà Ký Tên" in text(listed) and f"/chi-tra/dong/{line.pk}/chu-ky/" in listed.content.decode()
    drawn_again = desk.get(f"/chi-tra/dong/{line.pk}/chu-ky/")
    assert drawn_again["Content-Type"] == "image/png"
    assert b"".join(drawn_again.streaming_content).startswith(b"\x89PNG")
    assert AccessLog.objects.count() == before + 2, "the list and the signature, once each"
    assert at_desk("justice").get(f"/chi-tra/dong/{line.pk}/chu-ky/").status_code == 403


def test_whoever_cannot_sign_is_confirmed_by_the_officer_against_the_typed_name(city):
    one = person("Cụ Không Ký")
    granted(one)
    money()
    line, desk = Line.objects.get(run=sent()), at_desk("society")
    here = f"/chi-tra/dong/{line.pk}/giao/"
    refused = text(desk.post(here, {"pin": one.pin, "proof": "named", "typed": "Ai Khác"}))
    assert "Gõ đúng họ tên người nhận" in refused and "Xác nhận đã đối chiếu thẻ" in refused
    desk.post(here, {"pin": one.pin, "proof": "named", "typed": "cụ không ký", "sure": "yes"})
    assert "Không ký được, cán bộ xác nhận: cụ không ký" in text(desk.get(here))


def test_the_list_is_a_paper_to_sign_with_numbered_pages_and_the_sum_in_words(city, monkeypatch):
    many(3)
    granted(person("Bà Nhận Tiền Mặt"))
    money()
    run, desk = sent(), at_desk("society")
    words = pdf_text(desk.get(f"/chi-tra/ky/{run.uuid}/danh-sach-1.pdf").content)
    assert "Tổng cộng: 4 người" in words and "Ba triệu chín trăm nghìn đồng" in words and "Trang 1/1" in words
    cash = pdf_text(desk.get(f"/chi-tra/ky/{run.uuid}/danh-sach-1.pdf?nhan=tien-mat").content)
    assert "Tổng cộng: 1 người" in cash and "Bà Nhận Tiền Mặt" in cash and "Trần Văn" not in cash
    monkeypatch.setattr("motcua.sites.payouts.papers.LINES", 3)
    first, second = (pdf_text(desk.get(f"/chi-tra/ky/{run.uuid}/danh-sach-{n}.pdf").content) for n in (1, 2))
    assert "Cộng chuyển tờ sau: 3 người" in first and "bằng chữ" not in first.lower()
    assert "Mang sang: 3 người" in second and "Tổng cộng: 4 người" in second and "3.900.000" in second
    assert desk.get(f"/chi-tra/ky/{run.uuid}/danh-sach-3.pdf").status_code == 404


def test_one_officer_enters_a_claim_and_another_one_agrees_with_a_fresh_proof(city, monkeypatch):
    (one,) = many(1)
    money()
    approved()
    maker, chair, here = at_desk("society"), at_desk("chair"), "/chi-tra/truy-linh-thu-hoi/"
    form = {
        "kind": "recovery", "programme": "allowance", "pin": one.pin, "amount": "300.000", "first": "02/2026",
        "reason": "Trả hai lần",
        "paper": "12/BB-UBND",
    }  # fmt: skip
    refused = maker.post(here, form | {"paper": "", "amount": "x"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "Ghi số tiền bằng đồng" in page and "Ghi số quyết định" in page
    assert one.pin in page and "Trả hai lần" in page, "nothing typed is lost"
    assert chair.post(here, form).status_code == 403
    assert maker.post(here, form)["Location"] == here
    claim, shown = Claim.objects.get(), text(maker.get(here))
    assert (claim.state, claim.amount) == ("proposed", 300_000) and "Chờ duyệt" in shown
    assert AccessLog.objects.filter(what="payout-claims").exists()
    assert maker.post(f"{here}{claim.pk}/", {"choice": "agree"}).status_code == 403
    monkeypatch.setattr("motcua.sites.payouts.claims.fresh_proof", lambda request: False)
    assert "/xac-nhan" in chair.post(f"{here}{claim.pk}/", {"choice": "agree"})["Location"]
    monkeypatch.undo()
    assert chair.post(f"{here}{claim.pk}/", {"choice": "refuse"}).status_code == 422
    chair.post(f"{here}{claim.pk}/", {"choice": "agree"})
    claim.refresh_from_db()
    assert claim.state == "agreed" and "Đã duyệt" in text(chair.get(here))


def test_what_a_family_paid_back_is_noted_by_the_transfer_or_the_slip(
    city, monkeypatch, settings, django_assert_max_num_queries
):
    (one,) = many(1)
    money()
    run = approved()
    settings.BANK = settings.BANK | {"BIN": "970436", "ACCOUNT": "0123499999", "HOLDER": "TRUNG TAM PVHCC"}
    claim = Claim.objects.create(
        person=one, agency_id=run.agency_id, programme="allowance", months="02/2026-02/2026", amount=975_000,
        reason="Chết ngày 09/01/2026", by_deduction=False, at=run.made_at, by={"name": "Lý Thanh Thảo"},
    )  # fmt: skip
    society, chair, here = (
        at_desk("society"),
        at_desk("chair"),
        f"/chi-tra/truy-linh-thu-hoi/{claim.pk}/nop-lai/",
    )
    assert here in society.get("/chi-tra/truy-linh-thu-hoi/").content.decode()
    shown = text(society.get(here))
    assert "Chưa thấy khoản chuyển" in shown and f"THUHOI{claim.pk:06d}" in shown and "0123499999" in shown
    assert AccessLog.objects.filter(what="payout-claim", person_id=one.pk).exists()
    told = Told("0123499999", "FT9", run.made_at.date(), 500_000, f"THUHOI{claim.pk:06d} con trai nop")
    line, _ = take(told, BankLine.Way.MESSAGE, {}, run.made_at)
    with django_assert_max_num_queries(30):
        assert "con trai nop" in text(society.get(here))
    wrong = society.post(here, {"act": "transfer", "line": "0"})
    assert wrong.status_code == 422 and "Hãy chọn một khoản tiền về" in wrong.content.decode()
    assert chair.post(here, {"act": "transfer", "line": str(line.pk)}).status_code == 403
    assert society.post(here, {"act": "slip"}).status_code == 403
    assert society.post(here, {"act": "transfer", "line": str(line.pk)})["Location"] == here
    slip = {
        "act": "slip",
        "amount": "475.000",
        "document": "0012/GNT",
        "day-day": "2",
        "day-month": "3",
        "day-year": "2026",
    }
    monkeypatch.setattr("motcua.sites.payouts.repayments.fresh_proof", lambda request: False)
    assert "/xac-nhan" in chair.post(here, slip)["Location"]
    monkeypatch.undo()
    refused = chair.post(here, slip | {"amount": "475.001"})
    assert refused.status_code == 422 and "nhiều nhất 475.000 đ" in refused.content.decode()
    assert "0012/GNT" in refused.content.decode(), "nothing typed is lost"
    assert chair.post(here, slip)["Location"] == here
    claim.refresh_from_db()
    assert claim.taken == 975_000 and "Nộp kho bạc" in text(chair.get(here))
    assert "Đã tính hết" in text(society.get("/chi-tra/truy-linh-thu-hoi/"))
