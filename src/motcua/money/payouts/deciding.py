"""What an officer decides about findings: pay all the same, hold, do not pay; what was paid too long is claimed."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.payouts import listing
from motcua.money.payouts.claims import months_words
from motcua.money.payouts.errors import NotYours, Refused
from motcua.money.payouts.models import Claim, Finding, Line, Run

CODES = {
    "DEAD": ("Đã chết theo sổ dân cư", "Dead, says the population register"),
    "DEATH_REGISTERED": (
        "Đã đăng ký khai tử, sổ dân cư chưa ghi",
        "Death registered, population register does not say so",
    ),
    "DIED_THIS_MONTH": ("Chết trong tháng: tháng này còn hưởng", "Died this month: this month is still due"),
    "DECLARED_MISSING": ("Bị tuyên bố mất tích", "Declared missing"),
    "LIVES_ELSEWHERE": ("Cư trú ở nơi khác", "Lives elsewhere"),
    "TWO_PROGRAMMES": ("Có trong danh sách của chương trình khác", "On the list of another programme"),
    "NEVER_FETCHED": ("Nhiều kỳ liền không đến nhận", "Did not come for several months"),
    "NAME_MISMATCH": ("Tên chủ tài khoản không khớp", "Name of the account's holder differs"),
    "ACCOUNT_UNCHECKED": ("Tài khoản chưa kiểm tra tên", "Account's holder not checked yet"),
    "RATE_DIFFERS": (
        "Hệ số của quyết định khác quy định",
        "Coefficient of the decision differs from the rules",
    ),
    "NO_NUMBER": ("Không có số định danh", "No personal number"),
    "LIFE_UNKNOWN": ("Lâu chưa rõ còn sống", "Not known to be alive for long"),
    "BY_HAND": ("Truy lĩnh nhập tay", "Arrears entered by hand"),
    "BIG_SUM": ("Truy lĩnh lớn", "Large arrears"),
    "NO_GROUND": ("Hết tuổi hoặc không còn thuộc nhóm", "No longer in any group"),
    "NO_PERSON": ("Bản ghi không gắn với người nào", "A record that names nobody known"),
    "LISTED_ELSEWHERE": ("Đã có trong danh sách của cơ quan khác", "On the list of another agency already"),
}
STAYS_BLOCKED = frozenset({"NAME_MISMATCH", "ACCOUNT_UNCHECKED"})
"""No officer's word makes a wrong account right: the account is mended, or the money is paid in cash."""


@transaction.atomic
def decide(finding_id: int, run_id: int, choice: str, reason: str, *, by: Actor, at: datetime) -> Finding:
    """Pay, hold or stop one line for one finding. Paying all the same, and stopping, need a reason.

    Raises: NotYours, Refused.
    """
    run = listing.lock(run_id)
    found = Finding.objects.select_related("line").filter(pk=finding_id, run=run).first()
    if found is None or found.line is None:
        raise NotYours
    if run.state != Run.State.DRAFT:
        raise Refused("Danh sách đã trình.", "The list is submitted already.")
    if choice not in (Finding.State.PAY, Finding.State.HOLD, Finding.State.STOP):
        raise Refused("Hãy chọn cách xử lý.", "Choose what is to be done.", "choice")
    if choice == Finding.State.PAY and found.code in STAYS_BLOCKED:
        raise Refused(
            "Tài khoản phải được sửa hoặc chuyển sang tiền mặt.",
            "Mend the account, or pay in cash.",
            "choice",
        )
    reason = reason.strip()
    if choice != Finding.State.HOLD and len(reason) < 5:
        raise Refused("Hãy ghi lý do.", "Say why.", "reason")
    found.state, found.reason, found.at, found.by = choice, reason[:500], at, by.as_data()
    found.save(update_fields=["state", "reason", "at", "by"])
    _settle(found.line)
    if choice == Finding.State.STOP and found.code in ("DEAD", "DEATH_REGISTERED"):
        _claim_after_death(found, run, by, at)
    listing.count(run)
    events.record(
        listing.chain(run), "payout_finding_decided", at=at, actor=by,
        data={"line": found.line.pk, "code": found.code, "choice": choice, "reason": found.reason},
    )  # fmt: skip
    return found


@transaction.atomic
def hold_all(run_id: int, *, by: Actor, at: datetime) -> int:
    """Hold this month whoever has an undecided blocking finding; how many findings. Raises: NotYours, Refused."""
    run = listing.lock(run_id)
    if run.state != Run.State.DRAFT:
        raise Refused("Danh sách đã trình.", "The list is submitted already.")
    held = undecided(run).update(state=Finding.State.HOLD, at=at, by=by.as_data())
    listing.count(run)
    events.record(listing.chain(run), "payout_all_held", at=at, actor=by, data={"findings": held})
    return held


@transaction.atomic
def in_cash(line_id: int, run_id: int, *, by: Actor, at: datetime) -> None:
    """Pay a line of a draft in cash at the commune: its account does not serve. Raises: NotYours, Refused."""
    run = listing.lock(run_id)
    line = Line.objects.filter(pk=line_id, run=run).first()
    if line is None:
        raise NotYours
    if run.state != Run.State.DRAFT or line.way != Line.Way.ACCOUNT:
        raise Refused("Không chuyển được sang tiền mặt.", "It cannot be turned into cash.")
    line.way, line.bin, line.account_number, line.account_name = Line.Way.COMMUNE, "", "", ""
    line.save(update_fields=["way", "bin", "account_number", "account_name"])
    line.findings.filter(code__in=STAYS_BLOCKED).update(
        state=Finding.State.PAY, reason="Chi tiền mặt", at=at, by=by.as_data()
    )
    _settle(line)
    listing.count(run)
    events.record(listing.chain(run), "payout_line_in_cash", at=at, actor=by, data={"line": line.pk})


def undecided(run: Run):
    """Blocking findings that nobody has decided. No query yet."""
    return Finding.objects.filter(run=run, level="block", state=Finding.State.OPEN, line__isnull=False)


def _settle(line: Line) -> None:
    """The line follows the strictest of its blocking findings. Two queries."""
    states = set(line.findings.filter(level="block").values_list("state", flat=True))
    if Finding.State.STOP in states:
        line.state = Line.State.EXCLUDED
    elif states & {Finding.State.OPEN, Finding.State.HOLD}:
        line.state = Line.State.HELD
    else:
        line.state = Line.State.LISTED
    line.save(update_fields=["state"])


_PAID_AFTER = """
select coalesce(sum(greatest(line.total - coalesce(rightly.amount, 0), 0)), 0)::bigint, min(line.period), max(line.period)
from payouts_line line
left join lateral (
    select sum(share.amount) as amount from payouts_share share
    where share.line_id = line.id and share.amount > 0 and share.month <= date_trunc('month', %(died)s::date)
        and share.why <> 'by_hand'
) as rightly on true
where line.person_id = %(person)s and line.programme = %(programme)s and line.period > date_trunc('month', %(died)s::date)
    and line.state in ('settled', 'cash_paid', 'sent')"""
"""Arrears for months up to the death were due, whenever they came: they are the heirs'."""


def _claim_after_death(found: Finding, run: Run, by: Actor, at: datetime) -> None:
    """Months paid after the month of death come back; the family is asked."""
    assert found.line is not None
    from motcua.records.population.models import CitizenRecord

    record = CitizenRecord.objects.filter(~Q(death_date=None), person_id=found.line.person_id).first()
    if record is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _PAID_AFTER,
            {"person": found.line.person_id, "programme": run.programme, "died": record.death_date},
        )
        amount, first, last = cursor.fetchone()
    if (
        amount
        and not Claim.objects.filter(
            person_id=found.line.person_id, programme=run.programme, by_deduction=False
        ).exists()
    ):
        Claim.objects.create(
            person_id=found.line.person_id, agency_id=run.agency_id, programme=run.programme,
            months=months_words(first, last), amount=amount, reason=f"Chết ngày {record.death_date:%d/%m/%Y}",
            by_deduction=False, at=at, by=by.as_data(),
        )  # fmt: skip
