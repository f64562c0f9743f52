"""Units of a plan as rows: they begin and end on its day, and their links are kept."""

from collections.abc import Sequence

from motcua.city.models import Unit, UnitSuccessor
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Tally
from motcua.foundation.text import fold, sort_key


def apply(change: Change) -> Sequence[Tally]:
    """Write units and links. Units that were loaded with their dates before are left as they are."""
    content, on = change.content, change.on
    ended = 0
    for level in {unit.level for unit in content.units_end}:
        codes = [unit.code for unit in content.units_end if unit.level == level]
        ended += Unit.objects.on(on).filter(level=level, code__in=codes).update(valid_to=on)
    for unit in sorted(content.units_begin, key=lambda unit: unit.level):
        parent = (
            Unit.objects.on(on).filter(code=unit.parent).order_by("level").first() if unit.parent else None
        )
        Unit.objects.create(
            code=unit.code, level=unit.level, kind=unit.kind, name_vi=unit.name_vi,
            full_name_vi=unit.full_name_vi, name_en=unit.name_en, slug=unit.slug,
            search_key=fold(unit.full_name_vi), sort_key=sort_key(unit.name_vi), parent=parent,
            code_list=unit.code_list, valid_from=on,
        )  # fmt: skip
    for link in content.unit_links:
        old = Unit.objects.filter(code=link.old, level=link.level, valid_to=on).get()
        new = Unit.objects.on(on).get(code=link.new, level=link.level)
        UnitSuccessor.objects.get_or_create(
            old=old, new=new,
            defaults={"relation": link.relation, "stated": link.stated, "main": link.main, "confidence": "high"},
        )  # fmt: skip
    if not (ended or content.units_begin):
        return []
    lines = (Line("", "", "", ended + len(content.units_begin)),)
    return [Tally("units", "Đơn vị hành chính", "Administrative units", lines)]
