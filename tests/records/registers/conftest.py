"""A register of its own for the tests: who sells at which stall of which market."""

from datetime import date
from pathlib import Path

import pytest

from motcua.city.models import Agency
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import load
from motcua.records import registers
from motcua.records.registers.definition import RegisterDefinition
from tests.conftest import hanoi

STALLS = load(Path(__file__).parent / "stalls.yaml", RegisterDefinition)
CLERK = Actor("officer", account_id=7, name="Lê Văn Sổ")
OPENED = hanoi("2026-03-02 09:00")
DAY = date(2026, 3, 2)
DOSSIER = registers.Source("dossier", "H26.1-260302-0001")


@pytest.fixture
def ward(db):
    return Agency.objects.get(key="ubnd-phuong-cau-giay")


@pytest.fixture
def stalls(db):
    """The register is brought in for the test and gone after it."""
    registers.bring_in(STALLS, at=OPENED)
    yield STALLS
    registers.forget()


@pytest.fixture
def a_stall(stalls, ward):
    """Write a stall; what is not said is as usual."""
    made = iter(range(1, 1000))

    def enter(at=OPENED, on=DAY, source=DOSSIER, people=None, valid_from=None, valid_to=None, **data):
        values = {
            "holder_name": "Trần Thị Quầy",
            "market": "Chợ Nghĩa Tân",
            "stall": f"A{next(made)}",
            **data,
        }
        return registers.enter(
            "market-stalls",
            agency_id=ward.id,
            on=on,
            data={name: value for name, value in values.items() if value is not None},
            source=source,
            by=CLERK,
            at=at,
            people=people,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    return enter
