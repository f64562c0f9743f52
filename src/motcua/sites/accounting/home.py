"""The accountant's morning: what is open, what is owed, what is late."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.money.bank.models import BankLine
from motcua.money.ledger import balance
from motcua.money.ledger.accounts import accounts
from motcua.money.models import Attempt, Order, Refund
from motcua.money.reconciliation import settling
from motcua.money.reconciliation.models import Day, Difference
from motcua.money.treasury.models import Slip
from motcua.sites.accounting.frame import (
    Cell,
    Section,
    Table,
    day_words,
    keeper_page,
    money,
    show,
    today_of,
)
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import both
from motcua.sites.shell.wording import dong_words

MANY = 1_000
"""Counted no further: a list that long is long."""


def _count(rows) -> int:
    return len(rows.values_list("pk", flat=True)[:MANY])


@require_safe
@keeper_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, and where the city's fee money is. Twelve queries at most."""
    today = today_of(officer)
    yesterday = today - timedelta(days=1)
    day = Day.objects.filter(day=yesterday).first()
    due = settling.due()
    late = [one for one in due if settling.late(one, today)]
    rows = [
        _row(
            "Đối soát ngày hôm qua",
            "Yesterday's reconciliation",
            reverse("accounting:day", args=[yesterday]),
            *_state(day),
        ),
        _counted(
            "Chênh lệch chưa xử lý",
            "Open differences",
            reverse("accounting:days"),
            _count(Difference.objects.filter(state="open")),
        ),
        _counted(
            "Tiền chuyển về chưa rõ của ai",
            "Transfers nobody has claimed",
            reverse("accounting:open-lines"),
            _count(BankLine.objects.filter(state="open")),
        ),
        _counted(
            "Tiền đang giữ chờ quyết định",
            "Held payments",
            reverse("accounting:held"),
            _count(Order.objects.filter(status="held")),
        ),
        _counted(
            "Nộp thừa phải trả",
            "Surplus to return",
            reverse("accounting:held"),
            _count(
                Attempt.objects.filter(status="surplus").exclude(
                    refunds__status__in=["requested", "approved", "done", "unknown"]
                )
            ),
        ),
        _counted(
            "Yêu cầu hoàn tiền chưa xong",
            "Refunds under way",
            reverse("accounting:held"),
            _count(Refund.objects.filter(status__in=["requested", "approved", "unknown"])),
        ),
        _counted(
            "Quyết toán của cổng quá hạn", "Late settlements", reverse("accounting:settlements"), len(late)
        ),
        _counted(
            "Giấy nộp tiền chờ duyệt",
            "Payment slips to approve",
            reverse("accounting:slips"),
            _count(Slip.objects.filter(state="draft")),
        ),
    ]
    trial = balance.trial(today.replace(year=2000, month=1, day=1), today)
    words = accounts()
    money_rows = [
        [
            Cell(
                words[row.account].words,
                reverse("accounting:account", args=[row.account]),
                small=words[row.account].number,
            ),
            money(row.balance),
        ]
        for row in trial
        if row.balance
    ]
    sections = [
        Section(
            both("Việc cần làm", "To do"),
            table=Table(
                both("Việc cần làm", "To do"),
                [(both("Việc", "Matter"), False), (both("Hiện có", "Now"), False)],
                rows,
            ),
        ),
        Section(
            both("Tiền đang ở đâu, phải trả ai", "Where the money is, and to whom it is owed"),
            both(
                "Số dư mọi tài khoản đến giờ này; tổng nợ luôn bằng tổng có.",
                "Balances of all accounts as of now; debits always equal credits.",
            ),
            table=Table(
                both("Số dư", "Balances"),
                [(both("Tài khoản", "Account"), False), (both("Số dư", "Balance"), True)],
                money_rows,
            ),
            empty=both("Chưa có khoản thu nào.", "Nothing was collected yet."),
        ),
    ]
    if difference := balance.difference(trial):
        words_vi = f"Sổ lệch {dong_words(difference)}: báo ngay cho kỹ thuật."
        sections.insert(
            0, Section(notice=("danger", both(words_vi, f"The books differ by {difference} đồng.")))
        )
    lead = both(f"Ngày {day_words(today)}", day_words(today))
    return show(
        request,
        officer,
        "accounting:home",
        both("Kế toán thu phí, lệ phí", "Fee accounting"),
        sections,
        lead=lead,
    )


def _state(day: Day | None) -> tuple[str, str, str, str]:
    if day is None or day.run_at is None:
        return "warn", "clock", "Chưa đối soát", "Not compared"
    if day.state == Day.State.SIGNED:
        return "ok", "check", "Đã ký", "Signed"
    return "info", "pen", "Chờ ký", "To be signed"


def _row(vi: str, en: str, href: str, tone: str, icon: str, now_vi: str, now_en: str) -> list[Cell]:
    return [Cell(both(vi, en), href), Cell(both(now_vi, now_en), tone=tone, icon=icon)]


def _counted(vi: str, en: str, href: str, count: int) -> list[Cell]:
    if not count:
        return _row(vi, en, href, "quiet", "check", "Không có", "None")
    told = f"{count}+" if count >= MANY else str(count)
    return _row(vi, en, href, "warn", "clock", told, told)
