"""A week of fees for the accountant: payments of past dossiers, files of VNPAY with slips in them, days signed, a payment slip.

Everything goes through the rooms' own changes; the dossiers themselves have heard of their payment long ago.
"""

import csv
import io
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from motcua.foundation.worktime import VN
from motcua.insight.takings import keeping
from motcua.money import orders, paid
from motcua.money.bank import config, receiving
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told
from motcua.money.fees import Channel, FeeLine, Kind, SetBy, Words, compute
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.invoices import paying_for, units
from motcua.money.ledger import closing
from motcua.money.models import Attempt, Order
from motcua.money.reconciliation import bringing, deciding, running, settling, signing
from motcua.money.reconciliation.models import Day, Difference
from motcua.money.treasury import slips
from motcua.procedures.dossiers import listeners
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo.identities import account_of

DAYS, A_DAY = 7, 9
BY = "Lâm Thị Bảo Châu"
FEES = {
    "civil-status": ("le_phi.ho_tich", "Lệ phí hộ tịch", Kind.LE_PHI, 8_000),
    "certification": ("phi.chung_thuc", "Phí chứng thực", Kind.PHI, 20_000),
    "construction": ("building_permit", "Lệ phí cấp phép xây dựng", Kind.LE_PHI, 75_000),
}
OTHER = ("le_phi.khac", "Lệ phí", Kind.LE_PHI, 30_000)
HEAD = ("txn_ref", "transaction_no", "amount", "fee", "pay_date", "transaction_type", "transaction_status")
FIRM = paying_for.Told(
    "Công ty TNHH Thương mại Ánh Dương (mẫu)",
    "9901000019",
    "Số 8 phố Mẫu, phường Nghĩa Đô, thành phố Hà Nội",
)
TAX_CODE = "9900000016"
"""Invented: no province has codes that begin with 99."""


def fill(now: datetime, *, seed: int) -> int:
    """How many payments were made; none when some are there already."""
    dossiers = list(Dossier.objects.filter(status=10).order_by("-id")[: DAYS * A_DAY])
    if Day.objects.exists() or len(dossiers) < DAYS * A_DAY:
        return 0
    rng, today = Random(f"fees {seed}"), now.astimezone(VN).date()
    paid.disconnect(listeners._paid)
    try:
        for n, dossier in enumerate(dossiers):
            _pay(dossier, today - timedelta(days=DAYS - n // A_DAY), rng)
    finally:
        paid.connect(listeners._paid)
    for back in range(DAYS, 0, -1):
        _compare(today - timedelta(days=back), now, last=back == 1)
    account = config.account()
    if account is not None:
        told = Told(
            account.number,
            "FT-DEMO-1",
            today - timedelta(days=1),
            30_000,
            "chuyen tien nop ho so anh Nam",
            "NGUYEN VAN MAU",
        )
        receiving.take(told, BankLine.Way.MESSAGE, {}, now)
    for back in range(DAYS + 1):
        keeping.keep(today - timedelta(days=back), now.astimezone(VN))
    _remit(today - timedelta(days=3), now, today)
    return len(dossiers)


@transaction.atomic
def _pay(dossier: Dossier, day: date, rng: Random) -> None:
    """One dossier's fee, by a way that its channel suggests; the tenth is suspected by the gateway."""
    code, words, kind, amount = FEES.get(dossier.field_key, OTHER)
    at = datetime(day.year, day.month, day.day, rng.randint(8, 16), rng.randint(0, 59), tzinfo=VN)
    fee = compute(
        [FeeLine(code, Words(words, "Fee"), kind, SetBy.CP, amount)],
        [],
        channel=Channel.COUNTER,
        on=day,
        city="01",
    )
    order = orders.open_order(
        subject=dossier.code, subject_id=dossier.uuid, fee=fee, payer_name=dossier.applicant_name, channel=dossier.channel,
        at=at, agency_id=dossier.competent_agency_id, collector_tax_code=TAX_CODE,
    )  # fmt: skip
    if rng.random() < 0.1:  # a firm pays in its own name, whoever came to the counter
        paying_for.name(order, FIRM, dossier.applicant_name, at)
        order.refresh_from_db()
    if rng.random() < 0.12:
        orders.mark_cash_paid(order, "Đặng Thu Trang", at)
        return
    attempt = orders.start_attempt(order, gateway="vnpay", at=at)
    outcome = Outcome.SUSPECTED if rng.random() < 0.04 else Outcome.PAID
    settle(attempt, orders.lock(order.pk), outcome, at + timedelta(minutes=1), gateway_no=f"9{order.pk:08d}")


def _compare(day: date, now: datetime, *, last: bool) -> None:
    """VNPAY's file of the day and what came of it; the last day is left to whoever looks at the demo."""
    first, after = (
        datetime(one.year, one.month, one.day, tzinfo=VN) for one in (day, day + timedelta(days=1))
    )
    came = Attempt.objects.filter(gateway="vnpay", settled_at__gte=first, settled_at__lt=after).order_by("id")
    rows = [
        (one.txn_ref, one.gateway_no, one.amount, one.amount * 11 // 1000, _stamp(one.settled_at), "01", "00")
        for one in came
        if one.settled_at
    ]  # fmt: skip
    if last:
        rows = rows[1:]
        rows.append(("H2640LAKY01T1", "900000001", 20_000, 220, f"{day:%Y%m%d}101500", "01", "00"))
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    does: dict[str, Any] = {"by": "Hệ thống", "at": now, "today": now.astimezone(VN).date()}
    bringing.bring(out.getvalue().encode(), "vnpay", day, name=f"vnpay-{day:%Y%m%d}.csv", **does)
    running.run(day, **does)
    _transfer(day, sum(row[2] - row[3] for row in rows), now, last=last)
    if not last:
        for one in Difference.objects.filter(day=day, state="open"):
            deciding.resolve(one.pk, reason="Đã đối chiếu chứng từ hai bên", book=False, by=BY, at=now)
        signing.sign(day, by=BY, at=now)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(VN):%Y%m%d%H%M%S}"


def _transfer(day: date, amount: int, now: datetime, *, last: bool) -> None:
    """The next morning VNPAY pays the day, but for the last two."""
    account = config.account()
    if account is None or last or amount <= 0 or day.toordinal() >= now.astimezone(VN).date().toordinal() - 2:
        return
    told = Told(
        account.number,
        f"FT-VNPAY-{day:%m%d}",
        day + timedelta(days=1),
        amount,
        f"VNPAY TT MOTCUA01 NGAY {day:%d%m%Y}",
        "VNPAY",
    )
    receiving.take(told, BankLine.Way.STATEMENT, {}, now)
    settling.settle_plain("Hệ thống", now)


def _remit(through: date, now: datetime, today: date) -> None:
    """The books are closed and one slip is made, for the chief accountant to approve."""
    closing.close(through, at=now, by=BY, today=today)
    agency = (
        Order.objects.filter(status="paid", lines__0__kind="le_phi")
        .values_list("agency_id", flat=True)
        .first()
    )
    maker = account_of("accountant")
    if agency is not None:
        unit = units.of_agency(agency)
        slips.make(
            agency, "le_phi", through, payer=unit.name if unit else "Trung tâm Phục vụ hành chính công",
            tax_code=unit.tax_code if unit else TAX_CODE, address=unit.address if unit else "Hà Nội",
            document=f"BK-{through:%Y%m}-01", by=maker, at=now,
        )  # fmt: skip
