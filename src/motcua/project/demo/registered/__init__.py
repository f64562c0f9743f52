"""The demo's registers: some hundred invented records each, about the invented residents, in the offices that keep them.

What an event of the past would have left behind, written in one piece (`registers.enter_many`). Parcels lie inside the real
boundaries of six communes; nothing else is real. The demo's own identities stand in few of them, so that their forms
still show what it is like to be asked.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from motcua.foundation.actor import SYSTEM
from motcua.project.demo.loading import LoadedCity
from motcua.project.demo.registered import civil, support, works
from motcua.project.demo.registered.town import Town, build
from motcua.records import registers
from motcua.records.registers.batches import Entry, enter_many

BOOKS: dict[str, Callable[[Town], Iterable[Entry]]] = {
    "births": civil.births,
    "marriages": civil.marriages,
    "deaths": civil.deaths,
    "guardianships": civil.guardianships,
    "parentages": civil.parentages,
    "civil-status-changes": civil.changes,
    "adoptions": civil.adoptions,
    "marital-status-certificates": civil.marital_certificates,
    "extract-copies": civil.extract_copies,
    "certifications": civil.certifications,
    "parcels": works.land_parcels,
    "land-certificates": works.land_certificates,
    "construction-permits": works.construction_permits,
    "pavement-permits": works.pavement_permits,
    "household-businesses": works.household_businesses,
    "allowances": support.allowances,
    "disabilities": support.disabilities,
    "poor-households": support.poor_households,
    "merits": support.merits,
    "funeral-support": support.funeral_support,
    "tuition-relief": support.tuition_relief,
    "papers-issued": works.papers_issued,
}
"""Which records each register gets."""


def fill(city: LoadedCity, now: datetime, *, seed: int) -> int:
    """Write the records into empty registers; how many. Again on a start of the demo: none."""
    if registers.Record.objects.filter(origin_ref__startswith="demo:").exists():
        return 0
    town = build(city, now.date(), seed)
    written = 0
    for register, make in BOOKS.items():
        entries = sorted(make(town), key=lambda entry: entry.on)
        source = registers.Source(registers.Origin.IMPORT, f"demo:{register}")
        written += enter_many(register, entries, source=source, by=SYSTEM, at=now)
    return written
