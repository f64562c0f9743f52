"""Bodies of the city as choices of a control: consulted, doing a step, or deciding."""

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.sites.editor.controls import Choice, both

ADMINISTRATION = ("department", "centre", "people_committee")
OF_THE_WHOLE_CITY = (*ADMINISTRATION, "police", "land_office", "insurance", "tax", "notary")


def named(kinds: tuple[str, ...] = ADMINISTRATION) -> tuple[Choice, ...]:
    """The bodies of today of these kinds that serve the whole city, by name. One query."""
    rows = Agency.objects.on(clock.now().date()).filter(kind__in=kinds, parent__parent=None)
    return tuple(Choice(row.key, both(row.name_vi, row.name_en)) for row in rows.order_by("sort_key"))
