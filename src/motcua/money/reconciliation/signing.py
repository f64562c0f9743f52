"""The accountant signs a day: nothing of it changes any more, and its fingerprint says what was signed."""

from datetime import date, datetime

from django.db import connection, transaction

from motcua.money.reconciliation import days
from motcua.money.reconciliation.errors import CannotSign
from motcua.money.reconciliation.models import Day, Difference, Part

_FINGERPRINT = """
select encode(sha256(convert_to(%(before)s || e'\\n' || coalesce((
    select string_agg(concat_ws('|', partner, system_lines, system_sum, partner_lines, partner_sum, matched_lines, matched_sum,
        only_system_lines, only_system_sum, only_partner_lines, only_partner_sum, differs_lines, differs_system,
        differs_partner, refunded_lines, refunded_sum, fees, waived, (
            select digest from reconciliation_partnerfile file where file.id = part.file_id
        )), e'\\n' order by partner)
    from reconciliation_part part where day = %(day)s), '') || e'\\n' || coalesce((
    select string_agg(concat_ws('|', partner, key, kind, cause, system_amount, partner_amount, state, reason, decided_by,
        entry_id), e'\\n' order by partner, key)
    from reconciliation_difference where day = %(day)s), ''), 'UTF8')), 'hex')"""


@transaction.atomic
def waive(part_id: int, reason: str) -> Part:
    """The day may be signed without this partner's file, for a reason. Raises: DayIsSigned, Part.DoesNotExist."""
    day = Part.objects.values_list("day", flat=True).get(pk=part_id)
    days.lock(day)
    part = Part.objects.select_for_update().get(pk=part_id)
    part.waived = reason[:500]
    part.save(update_fields=["waived"])
    return part


@transaction.atomic
def sign(day: date, *, by: str, at: datetime) -> Day:
    """Sign a day that was compared, whose differences all have an end. Earlier days that were compared come first.

    Raises: CannotSign, DayIsSigned.
    """
    row = days.lock(day)
    if row.run_at is None:
        raise CannotSign("not_run")
    earlier = Day.objects.filter(day__lt=day, state=Day.State.OPEN, run_at__isnull=False).order_by("day")
    first = earlier.values_list("day", flat=True).first()
    if first is not None:
        raise CannotSign("earlier", f"{first:%d/%m/%Y}")
    bare = [one.partner for one in Part.objects.filter(day=day, waived="") if not one.compared]
    if bare:
        raise CannotSign("no_file", ",".join(bare))
    if Difference.objects.filter(day=day, state=Difference.State.OPEN).exists():
        raise CannotSign("open")
    row.fingerprint = fingerprint(day)
    row.state, row.signed_at, row.signed_by = Day.State.SIGNED, at, by[:200]
    row.save(update_fields=["state", "signed_at", "signed_by", "fingerprint"])
    return row


def fingerprint(day: date) -> str:
    """SHA-256 over the figures, differences and files of a day, and the fingerprint of the signed day before. Two queries."""
    before = (
        Day.objects.filter(day__lt=day, state=Day.State.SIGNED)
        .order_by("-day")
        .values_list("fingerprint", flat=True)
        .first()
    )
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, {"before": before or "", "day": day})
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])
