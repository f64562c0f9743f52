"""A paper dossier at the counter and a scan that waits to be confirmed, without machine work: for pages that show them."""

from datetime import datetime

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.records.scanning.models import Scan, ScanPage
from motcua.records.scanning.reading import Word
from tests.procedures import people
from tests.records.scanning import drawn
from tests.sites import desk_people


def line(text: str, top: float, number: int, sure: float = 95.0) -> list[Word]:
    """A line of words as the reader gives them."""
    return [Word(one, 0.1 + i * 0.08, top, 0.07, 0.012, number, sure) for i, one in enumerate(text.split())]


SAID = (
    *line("Số: 15/2026", 0.1, 0),
    *line("ngày 20 tháng 02 năm 2026", 0.12, 1),
    *line("GIẤY CHỨNG SINH", 0.2, 2),
    *line("Họ và tên: Trần Bảo An", 0.3, 3, 60.0),
)


def paper_birth(at: datetime) -> Dossier:
    """A birth taken in at the counter: a birth notice on paper, the identity shown, residence known from data."""
    found = desk_people.accepted(at)
    Dossier.objects.filter(pk=found.pk).update(channel="counter")
    Component.objects.filter(dossier=found).delete()
    for component, name, source in (
        ("birth_notice", "Giấy chứng sinh", "scan"),
        ("identity", "Giấy tờ tùy thân", "shown"),
        ("residence_proof", "Giấy tờ chứng minh nơi cư trú", "data"),
    ):
        Component.objects.create(dossier=found, component_id=component, name=name, source=source)
    found.refresh_from_db()
    return found


def scan_to_confirm(dossier: Dossier, at: datetime) -> Scan:
    """The birth notice with two clean pages that were read, one word with doubt."""
    component = Component.objects.get(dossier=dossier, source="scan")
    scan = changes.begin_scan(dossier.id, component.id, by=people.officer("counter", at), at=at)
    content = drawn.as_file(drawn.paper(60))
    for place in (1, 2):
        path = default_storage.save(f"scans/laid/{scan.uuid.hex}-{place}.jpg", ContentFile(content))
        ScanPage.objects.create(
            scan=scan, place=place, came=path, kept=path, page_mm=[210.0, 297.0], state="ready",
            words=msgspec.to_builtins(SAID) if place == 1 else [],
        )  # fmt: skip
    return scan
