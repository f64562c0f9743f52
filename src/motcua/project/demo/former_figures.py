"""Invented monthly figures of the old communes and districts, as an earlier system would have reported them."""

from datetime import date, datetime
from random import Random

from motcua.city.models import Unit
from motcua.city.units import lineage
from motcua.insight.territory.models import FormerFigure
from motcua.project.demo.copying import copy_rows
from motcua.project.demo.facts import HANOI

MONTHS = tuple(date(2025, month, 1) for month in range(1, 7))
SOURCE = "Báo cáo tháng của hệ thống trước 01/7/2025 (dữ liệu mẫu)"
BUSY = {int(Unit.Level.COMMUNE): (40, 320), int(Unit.Level.DISTRICT): (180, 900)}


def fill(now: datetime, *, seed: int) -> int:
    """Figures of the half year before the reform for every old unit of the city; how many. Once."""
    if FormerFigure.objects.exists():
        return 0
    rng = Random(f"former figures {seed}")
    rows = []
    units = Unit.objects.filter(code_list="2004", level__in=BUSY).select_related("parent__parent")
    for unit in units.order_by("level", "code"):
        if lineage(unit)[-1].code != HANOI:
            continue
        usual, late = rng.randint(*BUSY[unit.level]), rng.uniform(0.004, 0.07)
        for month in MONTHS:
            received = round(usual * rng.uniform(0.75, 1.2))
            handled = round(received * rng.uniform(0.9, 0.99))
            in_time = handled - sum(rng.random() < late for _ in range(handled))
            rows.append((unit.pk, month, received, handled, in_time, SOURCE, now))
    columns = ("unit_id", "month", "received", "handled", "in_time", "source", "entered_at")
    return copy_rows(FormerFigure, columns, rows)
