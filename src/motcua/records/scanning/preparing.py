"""Making pages clean and reading them, behind the officer's back: called by the job, which alone loads the picture tools."""

import io
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from PIL import Image

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.scanning import proposals, reading, sheet, working
from motcua.records.scanning.models import Scan, ScanPage
from motcua.records.scanning.reading import Word
from motcua.records.scanning.taking import Sheet

POOR = 55.0
"""Mean confidence below which a sheet may lie on its side: then it is asked which way is up."""


def prepare(scan_id: int, *, at: datetime, most: int) -> bool:
    """Make up to `most` waiting pages clean and read them; whether more wait. No lock while a page is worked on.

    A page that was turned meanwhile is left for the next round; a stamp of secrecy closes the scan.
    """
    waiting = ScanPage.objects.filter(
        scan_id=scan_id, scan__state=Scan.State.OPEN, state=ScanPage.State.WAITING
    )
    for row in list(waiting.order_by("place")[:most]):
        _prepare(row)
        if proposals.secret([working.words_of(row)]):
            with transaction.atomic():
                scan = Scan.objects.select_for_update().get(pk=scan_id)
                if scan.state == Scan.State.OPEN:
                    working.close(scan, Scan.State.SECRET, None, at)
                    system = Actor("system", name="Số hóa", agency_id=scan.agency_id)
                    events.record(
                        f"scan/{scan.uuid}",
                        "scan-secret",
                        at=at,
                        actor=system,
                        data={"code": scan.dossier_code},
                    )
            return False
    return waiting.exists()


def _prepare(row: ScanPage) -> None:
    size = (row.width_mm, row.height_mm) if row.width_mm and row.height_mm else None
    with Image.open(io.BytesIO(working.content_of(row.came))) as opened:
        came = Sheet(opened.convert("RGB"), size)
    turned = row.turn
    made = sheet.clean(came, turned)
    words, unread = _read(made)
    if not unread and _mean(words) < POOR and (up := reading.quarter(made.to_read, sheet.READ_DPI)):
        again = sheet.clean(came, (turned + up) % 360)
        better, _ = _read(again)
        if _mean(better) > _mean(words):
            made, words, turned = again, better, (turned + up) % 360
    before, seen = row.kept, row.turn
    kept = working.write(row.scan, made.jpeg)
    row.kept, row.turn, row.state = kept, turned, ScanPage.State.READY
    row.angle, row.cut, row.page_mm, row.unread = made.angle, made.cut, list(made.size_mm), unread
    row.words = msgspec.to_builtins(words)
    names = ("kept", "turn", "state", "angle", "cut", "page_mm", "unread", "words")
    written = ScanPage.objects.filter(pk=row.pk, turn=seen, state=ScanPage.State.WAITING).update(
        **{name: getattr(row, name) for name in names}
    )
    working.delete([before] if written else [kept])


def _read(made: sheet.CleanSheet) -> tuple[tuple[Word, ...], bool]:
    """The words, and whether nobody could read."""
    if not reading.engine():
        return (), True
    try:
        return reading.read(made.to_read, sheet.READ_DPI), False
    except reading.CannotRead:
        return (), True


def _mean(words: Sequence[Word]) -> float:
    return sum(one.sure for one in words) / len(words) if words else 0.0
