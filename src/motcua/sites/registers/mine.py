"""What the city's registers say about a resident: each entry that names them, what said so, and where to object."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.city.models import Agency
from motcua.foundation import clock
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.quality.pairs import same_person
from motcua.records.registers import versions
from motcua.sites.portal.resident import resident_only
from motcua.sites.registers.showing import origin_words, state_of, title_of, value_words
from motcua.sites.shell.my_page import Card, Line

SHOWN = 100
NEWEST = 3
NOT_SHOWN = frozenset({"rows", "area", "point"})


@require_safe
@resident_only
def page(request: HttpRequest) -> HttpResponse:
    """Entries in force that name the person, newest first, with what concerns them. Four queries; their own, not logged.

    Fields that are sensitive for others in the entry are left out: whoever is named in it reads it at the office.
    """
    person = request.resident.person  # type: ignore[attr-defined]
    ids = same_person(person.pk)
    records = _records(ids, SHOWN)
    agencies = Agency.objects.in_bulk({one.agency_id for one in records})
    named = registers.people_of(records)
    today = clock.now().astimezone(VN).date()
    entries = []
    for record in records:
        kept = registers.definition_of(record.register)
        data = versions.data_now(kept, record)
        roles = {role for role, person_id in named[record.register, record.id].items() if person_id in ids}
        entries.append(
            {
                "kind": kept.record,
                "register": kept.name,
                "title": title_of(kept, data, record),
                "number": registers.number_text(record),
                "agency": agencies.get(record.agency_id),
                "state": state_of(record, today),
                "roles": [part.label for part in kept.people if part.role in roles],
                "origin": origin_words(record.origin, record.origin_ref),
                "entered_on": record.entered_on,
                "rows": [
                    (field.label, value_words(field, data[field.id], record.entered_on))
                    for field in kept.fields
                    if not field.sensitive
                    and field.kind not in ("rows", "area", "point")
                    and data.get(field.id) is not None
                ],
            }
        )
    return render(request, "registers/mine.html", {"entries": entries, "full": len(records) == SHOWN})


def _records(ids: tuple[int, ...], most: int) -> list[registers.Record]:
    """The newest entries that name this human being, under whichever id. One query an id."""
    found = [record for one in ids for record in registers.about(one, limit=most)]
    found.sort(key=lambda record: (record.entered_on, record.id), reverse=True)
    return found[:most]


def card(person_id: int, at: datetime) -> Card | None:
    """The newest entries on "my page"; no card for whom no register names. One query."""
    records = _records(same_person(person_id), NEWEST)
    if not records:
        return None
    lines = []
    for record in records:
        kept = registers.definition_of(record.register)
        data: dict[str, Any] = versions.data_now(kept, record)
        called = title_of(kept, data, record)
        words = {"vi": f"{kept.record.vi}: {called}", "en": f"{kept.record.en}: {called}"}
        lines.append(Line(words, reverse("registers:mine")))
    return Card(
        key="records",
        title={"vi": "Thành phố biết gì về tôi", "en": "What the city knows about me"},
        lines=lines,
        empty={"vi": "", "en": ""},
        href=reverse("registers:mine"),
        more={"vi": "Xem trong từng sổ", "en": "See each register"},
    )
