"""A day is compared: everything in sets, by the database. A repeat finds the same, and keeps what people decided."""

import json
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.money.reconciliation import days
from motcua.money.reconciliation.errors import NotOver
from motcua.money.reconciliation.models import Day, Part, PartnerFile, Settlement
from motcua.money.reconciliation.partners import BANK, RECEIPTS, Partner, partners
from motcua.money.reconciliation.statements import (
    BANK_SIDES,
    CAUSES,
    CLEAR,
    FIGURES,
    KEEP,
    MEET,
    OWN_CAUSES,
    RECEIPT_SIDES,
    SHARES,
    SIDES,
    UNEXPLAINED,
)


@transaction.atomic
def run(day: date, *, by: str, at: datetime, today: date) -> Day:
    """Compare `day` with every partner that has a side in it. Raises: NotOver, DayIsSigned.

    About six statements a partner, whatever the number of lines.
    """
    if day >= today:
        raise NotOver
    row = days.lock(day)
    current = {one.partner: one for one in PartnerFile.objects.filter(day=day, current=True).defer("content")}
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct account, detail from ledger_line where day = %s and account in ('clearing', 'treasury')",
            [day],
        )
        moved = set(cursor.fetchall())
        for partner in partners().values():
            file = current.get(partner.id)
            if file is not None or (partner.account, partner.detail) in moved:
                _compare(cursor, day, partner, file)
        _own(cursor, day, BANK, BANK_SIDES, {"day": day})
        _own(
            cursor, day, RECEIPTS, RECEIPT_SIDES,
            {"begin": _midnight(day), "end": _midnight(day + timedelta(days=1))},
        )  # fmt: skip
        cursor.execute(UNEXPLAINED, {"day": day})
        cursor.execute(MEET, {"day": day})
    row.run_at, row.run_by = at, by
    row.save(update_fields=["run_at", "run_by"])
    return row


def _midnight(day: date) -> str:
    return f"{day.isoformat()} 00:00:00+07"


def _compare(cursor, day: date, partner: Partner, file: PartnerFile | None) -> None:
    told = {
        "day": day, "partner": partner.id, "account": partner.account, "detail": partner.detail,
        "file": file.pk if file else None,
    }  # fmt: skip
    cursor.execute("drop table if exists compared")
    cursor.execute(SIDES, told)
    cursor.execute("analyze compared")
    part = _figures(cursor, day, partner.id, file)
    if file is None:  # without the other side nothing can differ yet
        return
    cursor.execute(CAUSES, told)
    cursor.execute(CLEAR, told)
    if partner.transfer_note and part.partner_sum:
        cursor.execute(SHARES)
        shares = {str(agency): amount for agency, amount in cursor.fetchall()}
        Settlement.objects.filter(line__isnull=True, day=day, partner=partner.id).update(
            gross=part.partner_sum, cost=part.fees, shares=shares
        )
        Settlement.objects.get_or_create(
            day=day,
            partner=partner.id,
            defaults={"gross": part.partner_sum, "cost": part.fees, "shares": shares},
        )


def _own(cursor, day: date, partner: str, sides: str, told: dict[str, object]) -> None:
    cursor.execute("drop table if exists compared")
    cursor.execute(sides, told)
    _figures(cursor, day, partner, None)
    both = {"day": day, "partner": partner}
    cursor.execute(OWN_CAUSES, both)
    cursor.execute(CLEAR, both)


def _figures(cursor, day: date, partner: str, file: PartnerFile | None) -> Part:
    cursor.execute(FIGURES)
    found = json.loads(cursor.fetchone()[0])
    if file is None and partner not in (BANK, RECEIPTS):
        found = {name: found.get(name, 0) for name in KEEP}
        found |= {"only_system_lines": found["system_lines"], "only_system_sum": found["system_sum"]}
    part, _ = Part.objects.update_or_create(day=day, partner=partner, defaults={**found, "file": file})
    return part
