"""The city's budget pays what it owed in payers' place: what is still owed to an agency, the payment booked, one undone.

Two ways. Set off at the treasury (ghi thu, ghi chi): no money moves, what the city owes and what the fees owe fall away together.
By a transfer to the collection account: the same, and the money that came counts as collected fees of its day, so that the next
payment slip passes it on. Source: NQ 77/2025/NQ-HĐND of Hà Nội (fees set by ministries are supported in full); how the money
goes is our reading, to be confirmed by the city's finance department.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.city.models import Account
from motcua.foundation import numbering
from motcua.money.bank.models import BankLine
from motcua.money.errors import MoneyError
from motcua.money.ledger.balance import closed_through
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post, reverse
from motcua.money.treasury import rules
from motcua.money.treasury.models import SupportPayment

Way = SupportPayment.Way
DOCUMENT = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ./-]{1,58}")


class Faulty(MoneyError):
    """What was written cannot be taken: `fields` has every fault by its field, as (Vietnamese, English)."""

    def __init__(self, fields: dict[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Owed:
    """What the city still owes an agency for the days `begin` to `through`, by account and fee code, in đồng."""

    agency_id: int
    begin: date
    through: date
    lines: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        return sum(amount for _, _, amount in self.lines)


# Support that was booked, less what fell away with closed orders; payments themselves stand in another kind of entry.
_OWED = """
select line.account, line.detail, (-sum(line.amount))::bigint
from generate_series(%(begin)s::date, %(through)s::date, interval '1 day') as days (day)
join ledger_line line on line.day = days.day::date and line.account in ('phi', 'le_phi', 'gia', 'thue')
    and line.agency_id = %(agency)s
join ledger_entry entry on entry.id = line.entry_id
left join ledger_entry undone on undone.id = entry.reverses_id
where (entry.kind = 'support' or undone.kind = 'support') and entry.source <> 'support'
    and coalesce(undone.source, '') <> 'support'
group by line.account, line.detail having sum(line.amount) <> 0
order by line.account, line.detail"""


def owed(agency_id: int, through: date) -> Owed:
    """What is owed for closed days since the last payment. Three queries."""
    last = (
        SupportPayment.objects.filter(agency_id=agency_id, undone_at=None)
        .order_by("-through")
        .values_list("through", flat=True)
        .first()
    )
    with connection.cursor() as cursor:
        if last is None:
            cursor.execute(
                "select min(day) from ledger_line where account = 'city_support' and agency_id = %s",
                [agency_id],
            )
            row = cursor.fetchone()
            begin = row[0] if row and row[0] else through
        else:
            begin = last + timedelta(days=1)
        cursor.execute(_OWED, {"begin": begin, "through": through, "agency": agency_id})
        lines = tuple(cursor.fetchall())
    return Owed(agency_id, begin, through, lines)


@transaction.atomic
def pay(
    agency_id: int, through: date, *, way: str, document: str, document_day: date, amount: int | None,
    line_id: int | None, by: Account, at: datetime,
) -> SupportPayment:  # fmt: skip
    """Book that the city has paid an agency everything for the days through `through`, to the đồng. Raises: Faulty.

    Locks: the agency's payments, then the transfer. About eight statements.
    """
    with connection.cursor() as cursor:  # two who book the same payment wait for each other
        cursor.execute("select pg_advisory_xact_lock(hashtext('city support'), %s)", [agency_id % 2**31])
    seen = owed(agency_id, through) if through <= closed_through() else None
    line = None
    if way == Way.TRANSFER and line_id is not None:
        line = BankLine.objects.select_for_update().filter(pk=line_id, state=BankLine.State.OPEN).first()
    code = " ".join(document.upper().split())
    if faults := _faults(seen, way, code, document_day, amount, line, at.date()):
        raise Faulty(faults)
    assert seen is not None
    row = SupportPayment.objects.create(
        number=f"HTR-{at:%Y}-{numbering.take(f'city support {at:%Y}'):06d}",
        agency_id=agency_id, begin=seen.begin, through=through,
        lines=[{"account": one, "code": code_, "amount": sum_} for one, code_, sum_ in seen.lines],
        total=seen.total, way=way, document=code, document_day=document_day, line=line, at=at,
        by=by.display_name, by_id=by.pk,
    )  # fmt: skip
    note = f"{row.number}, {code}"
    post(
        Source("support", row.pk, "settled"), Entry.Kind.SUPPORT, rules.support_settled(seen.lines, agency_id), at,
        by=by.display_name, note=note,
    )  # fmt: skip
    if line is not None:
        post(
            Source("support", row.pk, "came"), Entry.Kind.SETTLEMENT, rules.support_came(seen.lines, agency_id), at,
            by=by.display_name, note=note,
        )  # fmt: skip
        line.state, line.decided_at, line.decided_by = BankLine.State.ASSIGNED, at, by.display_name[:200]
        line.reason = f"Ngân sách thành phố hỗ trợ, {row.number}"
        line.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return row


def _faults(
    seen: Owed | None, way: str, document: str, document_day: date, amount: int | None, line: BankLine | None,
    today: date,
) -> dict[str, tuple[str, str]]:  # fmt: skip
    found: dict[str, tuple[str, str]] = {}
    if seen is None:
        found["through"] = ("Chỉ ghi cho ngày đã khóa sổ.", "Only for days that are closed.")
    elif seen.total <= 0:
        found["through"] = (
            "Không còn khoản nào phải hỗ trợ đến ngày này.",
            "Nothing is owed through this day.",
        )
    elif amount != seen.total:
        found["amount"] = (
            f"Thành phố còn phải trả đúng {seen.total:,} đồng đến ngày này.".replace(",", "."),
            f"The city owes exactly {seen.total:,} đồng through this day.",
        )
    if way not in Way.values:
        found["way"] = ("Hãy chọn cách trả.", "Choose how it was paid.")
    if not DOCUMENT.fullmatch(document):
        found["document"] = (
            "Ghi số chứng từ: chữ, số, dấu chấm, gạch; ít nhất 2 ký tự.",
            "The document's number: letters, digits, points, slashes; at least 2.",
        )
    if document_day > today:
        found["document_day"] = ("Ngày chứng từ còn ở phía trước.", "The document's day is still to come.")
    if way == Way.TRANSFER and line is None:
        found["line"] = ("Hãy chọn khoản tiền về trong sao kê.", "Choose the transfer in the statement.")
    elif line is not None and seen is not None and line.amount != seen.total:
        found["line"] = ("Khoản tiền về khác số còn phải trả.", "The transfer is not the sum that is owed.")
    return found


def transfers(total: int) -> list[BankLine]:
    """Open lines of the account that may be the city's payment: of its very sum. One query."""
    if total <= 0:
        return []
    return list(BankLine.objects.filter(state=BankLine.State.OPEN, amount=total).order_by("day", "id")[:20])


@transaction.atomic
def undo(payment_id: int, *, reason: str, by: Account, at: datetime) -> SupportPayment:
    """The newest payment of an agency was entered wrongly: its entries are reversed, a transfer is open again. Raises: Faulty."""
    row = SupportPayment.objects.select_for_update().get(pk=payment_id)
    if not reason.strip():
        raise Faulty({"reason": ("Hãy ghi lý do.", "Write the reason.")})
    later = SupportPayment.objects.filter(
        agency_id=row.agency_id, undone_at=None, through__gt=row.through
    ).exists()
    if row.undone_at is not None or later:
        raise Faulty({"reason": ("Chỉ hủy được lần ghi mới nhất.", "Only the newest one can be undone.")})
    row.undone_at, row.undone_by, row.reason = at, by.display_name, reason.strip()[:500]
    row.save(update_fields=["undone_at", "undone_by", "reason"])
    for entry in Entry.objects.filter(source="support", source_id=row.pk, reverses=None).order_by("id"):
        reverse(entry, at=at, by=by.display_name, reason=row.reason)
    if row.line_id is not None:
        BankLine.objects.filter(pk=row.line_id).update(
            state=BankLine.State.OPEN, decided_at=None, decided_by="", reason=""
        )
    return row
