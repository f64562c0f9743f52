"""Fees on their way to the budget: slips made from the books, approved by a second person, booked when the bank has paid."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.city.models import Account
from motcua.money import orders, refunds
from motcua.money.bank import receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told
from motcua.money.fees import Kind
from motcua.money.ledger import closing
from motcua.money.treasury import codes, papers, rules, slips
from motcua.money.treasury.models import Slip
from motcua.money.treasury.slips import Faulty, NotPossible
from tests.money.conftest import MORNING
from tests.money.test_ledger import balances, fee
from tests.reading_pdf import text_of

pytestmark = pytest.mark.django_db
DAY, NEXT = MORNING.date(), MORNING + timedelta(days=1)
WHO = {"payer": "Trung tâm Phục vụ hành chính công", "tax_code": "9900000016", "document": "BK-202611-001"}


@pytest.fixture
def two():
    """The accountant and the chief accountant."""
    return [
        Account.objects.create(username=name, display_name=name, kind=Account.Kind.OFFICER)
        for name in ("chau", "duc")
    ]


def collected(open_order, *amounts, subject="H26-1"):
    order = open_order(subject=subject, fee=fee(*amounts), agency_id=7)
    orders.mark_cash_paid(order, "Thu", MORNING)
    return order


def made(two, sort="le_phi", through=DAY, **more):
    does = {**WHO, "address": "Hà Nội", "by": two[0], "at": NEXT} | more
    return slips.make(7, sort, through, **does)


def closed(through=DAY):
    at = MORNING + (through - DAY) + timedelta(days=1)
    closing.close(through, at=at, by="An", today=at.date())


def test_le_phi_go_to_the_budget_whole_once_the_bank_has_paid(open_order, two):
    collected(open_order, (Kind.LE_PHI, 50_000), (Kind.PHI, 20_000))
    with pytest.raises(NotPossible, match="not_closed"):
        made(two)
    closed()
    slip = made(two)
    assert (slip.number, slip.total, slip.lines.get().document) == (
        "GNT-2026-000001",
        50_000,
        "BK-202611-001",
    )
    with pytest.raises(NotPossible, match="same_person"):
        slips.approve(slip.pk, by=two[0], at=NEXT)
    with pytest.raises(NotPossible, match="under_way"):
        made(two)
    slips.approve(slip.pk, by=two[1], at=NEXT)
    told = Told("1", "FT9", NEXT.date(), -50_000, slip.number)
    line, _ = receiving.take(told, BankLine.Way.STATEMENT, {}, NEXT)
    slip.refresh_from_db()
    assert slips.debits(slip) == [line]
    slips.paid(slip.pk, line.pk, by="Hệ thống", at=NEXT)
    assert balances(agency=7) == {"cash": 70_000, "bank": -50_000, "phi": 20_000}
    with pytest.raises(NotPossible, match="state"):
        slips.paid(slip.pk, line.pk, by="Hệ thống", at=NEXT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.filter(pk=slip.pk).update(reason="sửa")


def test_of_a_phi_the_unit_keeps_its_share_by_the_rule_of_the_day(open_order, two, monkeypatch):
    collected(open_order, (Kind.PHI, 100_001))
    closed()
    monkeypatch.setattr(codes, "kept_percent", lambda code, on: 90)
    slip = slips.approve(made(two, "phi").pk, by=two[1], at=NEXT)
    assert slip.total == 10_000
    line, _ = receiving.take(Told("1", "FT9", NEXT.date(), -10_000, ""), BankLine.Way.STATEMENT, {}, NEXT)
    slips.paid(slip.pk, line.pk, by="Châu", at=NEXT)
    assert balances(agency=7) == {"cash": 100_001, "bank": -10_000, "phi_retained": 90_001}


def test_the_next_slip_begins_where_the_last_one_ended_and_minds_what_went_back(open_order, two):
    order = collected(open_order, (Kind.LE_PHI, 50_000))
    closed()
    first = slips.approve(made(two).pk, by=two[1], at=NEXT)
    line, _ = receiving.take(Told("1", "FT9", NEXT.date(), -50_000, ""), BankLine.Way.STATEMENT, {}, NEXT)
    slips.paid(first.pk, line.pk, by="Châu", at=NEXT)
    refunds.approve(refunds.request(order, 20_000, "rút", "An", NEXT), "Bình", NEXT)
    closed(NEXT.date())
    seen = slips.preview(7, "le_phi", NEXT.date(), **WHO)
    assert (seen.begin, seen.drafts, seen.carry) == (NEXT.date(), (), {"le_phi.0": -20_000})
    with pytest.raises(Faulty, match="nothing to pay"):
        made(two, through=NEXT.date(), at=NEXT + timedelta(days=1))


def test_a_dropped_slip_leaves_its_money_to_the_next_one(open_order, two):
    collected(open_order, (Kind.LE_PHI, 50_000))
    closed()
    slips.cancel(made(two).pk, reason="Sai mã số thuế", by=two[0], at=NEXT)
    again = made(two)
    assert (again.number, again.total) == ("GNT-2026-000002", 50_000)


def test_only_a_debit_of_the_very_sum_pays_a_slip(open_order, two):
    collected(open_order, (Kind.LE_PHI, 50_000))
    closed()
    slip = slips.approve(made(two).pk, by=two[1], at=NEXT)
    for n, amount in enumerate((-50_001, 50_000)):
        line, _ = receiving.take(
            Told("1", f"FT{n}", NEXT.date(), amount, ""), BankLine.Way.STATEMENT, {}, NEXT
        )
        with pytest.raises(NotPossible):
            slips.paid(slip.pk, line.pk, by="Châu", at=NEXT)
    assert slips.debits(slip) == []


def test_everything_wrong_with_a_slip_is_told_at_once():
    draft = rules.Draft("x", "", "", "", 5, 5, "")
    told = rules.problems(payer=" ", tax_code="", total=9, drafts=[draft])
    assert [(one.field, one.warning) for one in told] == [
        ("payer", False), ("tax_code", False), ("document", False), ("lines", False), ("lines", False), ("lines", True),
        ("total", False),
    ]  # fmt: skip
    assert [one.field for one in rules.problems(payer="A", tax_code="9900000017", total=0, drafts=[])] == [
        "tax_code",
        "lines",
    ]


def test_the_slip_on_paper_says_who_pays_what_for_which_days(open_order, two):
    collected(open_order, (Kind.LE_PHI, 50_000))
    closed()
    text = " ".join(
        text_of(papers.pdf(made(two), from_account="0123499999", from_bank="Vietcombank")).split()
    )
    for words in ("C1-02/NS", "GNT-2026-000001", "9900000016", "50.000", "Năm mươi nghìn đồng", "CHƯA DUYỆT"):
        assert words in text
    for part in (
        "Mã hiệu", "Số tham chiếu", "Người nộp thay", "Cơ quan quản lý thu", "Ngân hàng ủy nhiệm thu", "nguyên tệ", "NDKT",
        "ĐBHC", "Mã nguồn NSNN", "Giao dịch viên", "Kiểm soát",
    ):  # fmt: skip
        assert part in text, "every box of the form is there"


def test_phi_of_a_month_are_due_on_the_fifth_of_the_next():
    assert codes.due(date(2026, 11, 30)) == date(2026, 12, 5)
    assert codes.due(date(2026, 12, 1)) == date(2027, 1, 5)


def test_slips_and_their_lines_are_never_deleted(open_order, two):
    collected(open_order, (Kind.LE_PHI, 50_000))
    closed()
    slip = made(two)
    for table in ("treasury_slipline", "treasury_slip"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"delete from {table} where {'slip_id' if 'line' in table else 'id'} = %s", [slip.pk]
            )
