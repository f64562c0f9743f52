"""A partner's file of a day becomes lines: read whole, kept as it came, copied in one stream."""

import hashlib
import zlib
from datetime import date, datetime

from django.db import connection, transaction

from motcua.money.reconciliation import days, files
from motcua.money.reconciliation.errors import NoLayout, NotOver
from motcua.money.reconciliation.models import PartnerFile
from motcua.money.reconciliation.partners import partners

_COPY = """copy reconciliation_partnerline (file_id, day, partner, "row", reference, number, kind, amount, fee, at) from stdin"""


@transaction.atomic
def bring(
    content: bytes, partner: str, day: date, *, name: str, by: str, at: datetime, today: date
) -> tuple[PartnerFile, bool]:
    """Take a file; whether it is new. The same file twice is one; another one of the same day takes its place.

    Raises: files.BadFile, NoLayout, NotOver, DayIsSigned; nothing is taken then. Eight statements and one stream.
    """
    layout = partners()[partner].layout(day)
    if layout is None:
        raise NoLayout
    if day >= today:
        raise NotOver
    found = files.read(content, layout, day)
    days.lock(day)
    digest = hashlib.sha256(content).hexdigest()
    known = PartnerFile.objects.filter(partner=partner, day=day, digest=digest).first()
    if known is not None and known.current:
        return known, False
    PartnerFile.objects.filter(partner=partner, day=day, current=True).update(current=False)
    if known is not None:  # an earlier file again: it counts once more
        known.current = True
        known.save(update_fields=["current"])
        return known, True
    file = PartnerFile.objects.create(
        day=day,
        partner=partner,
        layout=layout.id,
        name=name[:200],
        digest=digest,
        content=zlib.compress(content, 6),
        lines=len(found),
        total=sum(one.amount for one in found),
        fees=sum(one.fee for one in found),
        at=at,
        by=by[:200],
    )
    with connection.cursor() as cursor, cursor.copy(_COPY) as stream:
        for one in found:
            stream.write_row(
                (
                    file.pk, day, partner, one.row, one.reference, one.number, one.kind, one.amount, one.fee, one.at,
                )
            )  # fmt: skip
    return file, True
