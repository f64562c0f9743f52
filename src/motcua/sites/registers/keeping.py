"""Who changes a record by hand: officers who decide in its field, at the agency that keeps it."""

from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record, State
from motcua.sites.desk.officer import Officer

POWERS = ("process", "sign")


def may_change(officer: Officer, kept: RegisterDefinition, record: Record) -> bool:
    """Whether the officer's post keeps this register at the record's agency. A record out of force stays as it is."""
    return record.state == State.IN_FORCE and any(
        officer.powers.holds(power, "", kept.field, record.agency_id) for power in POWERS
    )
