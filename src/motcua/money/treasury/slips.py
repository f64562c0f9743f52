"""A payment slip from the ledger to the bank's debit: made by one, approved by another, booked when the bank has paid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from motcua.city.models import Account
from motcua.foundation import numbering
from motcua.money.bank.models import BankLine
from motcua.money.errors import MoneyError
from motcua.money.ledger.balance import closed_through
from motcua.money.ledger.models import Entry, Line
from motcua.money.ledger.writing import Source, post
from motcua.money.treasury import codes, rules
from motcua.money.treasury.models import Slip, SlipLine
from motcua.money.treasury.rules import Draft, Problem, Sort

State = Slip.State
UNDER_WAY = (State.DRAFT, State.APPROVED)


class NotPossible(MoneyError):
    """Why not: `code` is one of not_closed, under_way, state, same_person, amount, line."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Faulty(MoneyError):
    """What is wrong with the slip, at its fields."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(one.en for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Preview:
    """What a slip would pay: days, lines, what is left for the next one."""

    begin: date
    through: date
    drafts: tuple[Draft, ...]
    carry: dict[str, int]
    problems: list[Problem]

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.drafts)


# City support of a payer's fee is settled between budgets, and its money never comes to the account.
_COLLECTED = """
select line.detail, (-sum(line.amount))::bigint
from generate_series(%(begin)s::date, %(through)s::date, interval '1 day') as days (day)
join ledger_line line on line.day = days.day::date and line.account = %(sort)s and line.agency_id = %(agency)s
join ledger_entry entry on entry.id = line.entry_id
left join ledger_entry undone on undone.id = entry.reverses_id
where entry.kind not in ('support', 'remittance') and coalesce(undone.kind, '') not in ('support', 'remittance')
group by line.detail having sum(line.amount) <> 0"""


def preview(
    agency_id: int, sort: Sort, through: date, *, payer: str, tax_code: str, document: str
) -> Preview:
    """What a slip would pay for the closed days since the last one. Raises NotPossible (not_closed). Four queries."""
    if through > closed_through():
        raise NotPossible("not_closed")
    last = (
        Slip.objects.filter(agency_id=agency_id, sort=sort)
        .exclude(state=State.CANCELLED)
        .order_by("-through", "-id")
        .first()
    )
    first = Line.objects.aggregate(first=Min("day"))["first"] or through
    begin = last.through + timedelta(days=1) if last else min(first, through)
    collected: dict[str, int] = dict(last.details.get("carry", {})) if last else {}
    with connection.cursor() as cursor:
        told = {"begin": begin, "through": through, "sort": sort, "agency": agency_id}
        cursor.execute(_COLLECTED, told)
        for code, amount in cursor.fetchall():
            collected[code] = collected.get(code, 0) + amount
    drafts, carry = rules.lines(sort, collected, begin, through, document)
    total = sum(one.amount for one in drafts)
    problems = rules.problems(payer=payer, tax_code=tax_code, total=total, drafts=drafts)
    return Preview(begin, through, drafts, carry, problems)


@transaction.atomic
def make(
    agency_id: int, sort: Sort, through: date, *, payer: str, tax_code: str, address: str, document: str,
    by: Account, at: datetime,
) -> Slip:  # fmt: skip
    """Write a slip. One agency has one under way for each sort. Raises: NotPossible, Faulty."""
    with connection.cursor() as cursor:  # two who make the same one wait for each other
        cursor.execute("select pg_advisory_xact_lock(hashtext('payment slip'), %s)", [agency_id % 2**31])
    if Slip.objects.filter(agency_id=agency_id, sort=sort, state__in=UNDER_WAY).exists():
        raise NotPossible("under_way")
    seen = preview(agency_id, sort, through, payer=payer, tax_code=tax_code, document=document)
    if faults := [one for one in seen.problems if not one.warning]:
        raise Faulty(faults)
    told = codes.setting(through)
    details: dict[str, Any] = {
        "form": told.form, "legal": told.legal, "treasury": {"vi": told.treasury.vi, "en": told.treasury.en},
        "account": told.account if sort == "le_phi" else told.fee_account, "authority": told.authority,
        "begin": seen.begin.isoformat(), "carry": seen.carry,
    }  # fmt: skip
    slip = Slip.objects.create(
        number=f"GNT-{at:%Y}-{numbering.take(f'payment slip {at:%Y}'):06d}",
        agency_id=agency_id,
        sort=sort,
        through=through,
        payer=payer.strip()[:300],
        tax_code=tax_code.strip()[:14],
        address=address.strip()[:300],
        details=details,
        total=seen.total,
        made_at=at,
        made_by=by.display_name,
        made_by_id=by.pk,
    )
    SlipLine.objects.bulk_create(
        SlipLine(
            slip=slip, place=place, code=one.code, document=one.document, period=one.period, content=one.content,
            collected=one.collected, retained=one.retained, amount=one.amount, chapter=told.chapter, item=one.item,
            area=told.area,
        )
        for place, one in enumerate(seen.drafts, start=1)
    )  # fmt: skip
    return slip


@transaction.atomic
def approve(slip_id: int, *, by: Account, at: datetime) -> Slip:
    """A second person agrees: the bank may be asked to pay. Raises: NotPossible, Slip.DoesNotExist."""
    slip = _lock(slip_id, State.DRAFT)
    if slip.made_by_id == by.pk:
        raise NotPossible("same_person")
    slip.state, slip.approved_at, slip.approved_by, slip.approved_by_id = (
        State.APPROVED, at, by.display_name, by.pk,
    )  # fmt: skip
    slip.save(update_fields=["state", "approved_at", "approved_by", "approved_by_id"])
    return slip


@transaction.atomic
def cancel(slip_id: int, *, reason: str, by: Account, at: datetime) -> Slip:
    """A slip that the bank has not paid is dropped, with a reason; its money is for the next one. Raises NotPossible."""
    slip = _lock(slip_id, *UNDER_WAY)
    slip.state, slip.cancelled_at, slip.cancelled_by, slip.reason = (
        State.CANCELLED, at, by.display_name, reason[:500],
    )  # fmt: skip
    slip.save(update_fields=["state", "cancelled_at", "cancelled_by", "reason"])
    return slip


def debits(slip: Slip) -> list[BankLine]:
    """Debits of the account that may be this slip: of its very sum, since it was approved, not used. One query."""
    if slip.approved_at is None:
        return []
    used = Slip.objects.filter(line__isnull=False).values("line_id")
    return list(
        BankLine.objects.filter(
            state=BankLine.State.OUT, amount=-slip.total, day__gte=slip.approved_at.date() - timedelta(days=1)
        )
        .exclude(pk__in=used)
        .order_by("day", "id")[:20]
    )


@transaction.atomic
def paid(slip_id: int, line_id: int, *, by: str, at: datetime) -> Slip:
    """The bank has paid the slip by this debit: the fees are no longer owed to the budget. Raises NotPossible."""
    slip = _lock(slip_id, State.APPROVED)
    line = BankLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None or line.state != BankLine.State.OUT or Slip.objects.filter(line=line).exists():
        raise NotPossible("line")
    if line.amount != -slip.total:
        raise NotPossible("amount")
    by_code = {one.code: (one.collected, one.retained) for one in slip.lines.all()}
    sort: Sort = "phi" if slip.sort == "phi" else "le_phi"
    parts = rules.remitted(sort, by_code, slip.agency_id)
    source = Source("bankline", line.pk, "remitted")
    if post(source, Entry.Kind.REMITTANCE, parts, at, by=by, note=slip.number) is None:
        raise NotPossible("line")
    slip.state, slip.paid_at, slip.line = State.PAID, at, line
    slip.save(update_fields=["state", "paid_at", "line"])
    return slip


def _lock(slip_id: int, *states: Slip.State) -> Slip:
    slip = Slip.objects.select_for_update().get(pk=slip_id)
    if slip.state not in states:
        raise NotPossible("state")
    return slip
