"""A month's list of an agency: made from the register of beneficiaries, with what changed and what the checks found."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from motcua.city.models import Agency
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.payouts import listing_sql as sql
from motcua.money.payouts.amounts import Fact, compute
from motcua.money.payouts.errors import NotYours, Refused
from motcua.money.payouts.models import Amount, Run
from motcua.money.payouts.programmes import NoStandard, Programme, desk, programmes, standard

MONTHS_BACK = 12
"""How far back arrears are computed by themselves; what is older needs a decision of its own."""


def chain(run: Run) -> str:
    """The chain of events of a list."""
    return f"payout:{run.uuid}"


@transaction.atomic
def prepare(agency: Agency, programme_id: str, month: date, *, by: Actor, at: datetime) -> Run:
    """Begin the list of a month and fill it. Raises: Refused (unknown programme, a month ahead, a list that is there)."""
    programme = programmes().get(programme_id)
    month = month.replace(day=1)
    if programme is None:
        raise Refused("Hãy chọn chương trình chi trả.", "Choose a programme.", "programme")
    if month > following(at.date().replace(day=1)):
        raise Refused(
            "Chỉ lập được cho tháng này hoặc tháng sau.", "Only for this month or the next.", "month"
        )
    _standard_known(programme, month)
    _in_order(agency, programme_id, month)
    run, made = Run.objects.get_or_create(
        agency=agency, programme=programme_id, period=month, defaults={"made_at": at, "made_by": by.as_data()}
    )
    if not made:
        raise Refused("Danh sách của tháng này đã có.", "The list of this month is there already.", "month")
    _fill(run, programme, agency)
    events.record(
        chain(run), "payout_listed", at=at, actor=by, data={"people": run.people, "total": run.total}
    )
    return run


@transaction.atomic
def again(run_id: int, *, by: Actor, at: datetime) -> Run:
    """Make a draft anew from the register as it is now; decisions about findings are lost. Raises: Refused."""
    run = lock(run_id)
    if run.state != Run.State.DRAFT:
        raise Refused(
            "Danh sách đã trình, không lập lại được.", "The list is submitted; it cannot be made anew."
        )
    _empty(run)
    _fill(run, programmes()[run.programme], run.agency)
    events.record(
        chain(run), "payout_listed", at=at, actor=by, data={"people": run.people, "total": run.total}
    )
    return run


def lock(run_id: int) -> Run:
    """The run under its lock. Raises: NotYours."""
    run = Run.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=run_id).first()
    if run is None:
        raise NotYours
    return run


def following(month: date) -> date:
    """First day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _in_order(agency: Agency, programme_id: str, month: date) -> None:
    """One list at a time, month after month: two drafts would both bring the same arrears and take the same claims.

    The agency's row is locked, so that two officers cannot begin two months at once. Raises: Refused.
    """
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    last = (
        Run.objects.filter(agency=agency, programme=programme_id)
        .exclude(period=month)
        .order_by("-period")
        .first()
    )
    if last is not None and last.period > month:
        raise Refused("Đã có danh sách của tháng sau.", "A later month has a list already.", "month")
    if last is not None and last.state in (Run.State.DRAFT, Run.State.SUBMITTED):
        raise Refused(
            "Hãy duyệt xong danh sách của tháng trước đã.",
            "The list of the month before is not approved yet.",
            "month",
        )


def _standard_known(programme: Programme, month: date) -> None:
    try:
        standard(programme, month, settings.CITY_CODE)
    except NoStandard:
        raise Refused(
            "Chưa có mức chuẩn cho tháng này.", "No standard amount is known for this month.", "month"
        ) from None


def _empty(run: Run) -> None:
    with connection.cursor() as cursor:
        for table in ("payouts_finding", "payouts_leaving"):
            cursor.execute(f"delete from {table} where run_id = %s", [run.pk])
        cursor.execute(
            "delete from payouts_share where line_id in (select id from payouts_line where run_id = %s)",
            [run.pk],
        )
        cursor.execute(
            "delete from payouts_step where line_id in (select id from payouts_line where run_id = %s)",
            [run.pk],
        )
        cursor.execute("delete from payouts_line where run_id = %s", [run.pk])
        cursor.execute("delete from payouts_amount where run_id = %s", [run.pk])


def _fill(run: Run, programme: Programme, agency: Agency) -> None:
    last = (
        Run.objects.filter(agency=agency, programme=run.programme, period__lt=run.period)
        .exclude(state=Run.State.DRAFT)
        .order_by("-period")
        .first()
    )
    month, end = run.period, following(run.period)
    given: dict[str, Any] = {
        "run": run.pk, "register": programme.register, "agency": agency.pk, "unit": agency.unit_id or 0, "month": month,
        "month_text": month.isoformat(), "end": end, "groups": list(programme.groups), "programme": programme.id,
        "excludes": list(programme.excludes), "since": (month - timedelta(days=31 * MONTHS_BACK)).replace(day=1),
        "before": last.period if last else None, "last_run": last.pk if last else None, "periods": desk().unpaid_periods,
        "alive_since": month - timedelta(days=31 * desk().life_months),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table in ("ground", "who", "to", "missing"):
            cursor.execute(f"drop table if exists pg_temp.payouts_{table}")
        cursor.execute(sql.GROUNDS, given)
        cursor.execute(sql.UNLINKED, given)
        cursor.execute(sql.WHO, given)
        cursor.execute("analyze payouts_ground")
        cursor.execute("analyze payouts_who")
        cursor.execute(sql.FACTS)
        _amounts(run, programme, [(month, *row) for row in cursor.fetchall()])
        cursor.execute(sql.ACCOUNTS, given)
        cursor.execute("analyze payouts_to")
        cursor.execute(sql.LINES, given)
        cursor.execute(sql.LISTED_ELSEWHERE, given)
        cursor.execute(sql.NO_GROUND, given)
        cursor.execute(sql.MISSING, given)
        cursor.execute(sql.MISSING_FACTS)
        _amounts(run, programme, cursor.fetchall())
        cursor.execute(sql.ARREARS, given)
        cursor.execute(sql.BY_HAND, given)
        cursor.execute(sql.RECOVERIES, given)
        cursor.execute(sql.SUMS, given)
        if last is not None:
            cursor.execute(sql.LEAVINGS, given)
            run.left = cursor.rowcount
        else:
            run.left = 0
        _check(cursor, given)
    count(run)


def _check(cursor: Any, given: dict[str, Any]) -> None:
    for code, (level, check) in sql.CHECKS.items():
        cursor.execute(sql.FOUND.format(check=check), given | {"code": code, "level": level})
    cursor.execute(sql.HOLD, given)


def count(run: Run) -> None:
    """Sums of the list as it stands. One read, one write."""
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNT, {"run": run.pk})
        run.people, run.total, run.by_account, run.held, run.new, run.changed = cursor.fetchone()
    run.save(update_fields=["people", "total", "by_account", "held", "new", "changed", "left"])


def _amounts(run: Run, programme: Programme, rows: Iterable[tuple[date, str, int, int]]) -> None:
    """One computation for each set of grounds that occurs; months without a standard are left out."""
    made = []
    for month, grounds, age_first, age_last in rows:
        try:
            told = compute(programme, read_grounds(grounds), age_first, age_last, month, settings.CITY_CODE)
        except NoStandard:
            continue
        made.append(
            Amount(
                run=run, month=month, facts=f"{grounds}@{age_first},{age_last}", percent=told.percent, base=told.base,
                amount=told.amount, words=[{"vi": one.vi, "en": one.en} for one in told.lines], problem=told.problem,
            )
        )  # fmt: skip
    Amount.objects.bulk_create(made, batch_size=2000)


def read_grounds(text: str) -> list[Fact]:
    """Grounds as the list's statement writes them: `group:kind:children:per cent`, joined by semicolons."""
    facts = []
    for one in text.split(";"):
        group, kind, children, decided = one.split(":")
        number, percent = int(children), int(decided)
        facts.append(
            Fact(group, kind, number or (percent // 100 if group == "single_parent" else 0), percent)
        )
    return facts
