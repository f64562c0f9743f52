"""The walkthrough of docs/registers.md does what it says: the register in its text is brought in, filled, found, taken out."""

import re
from pathlib import Path

import pytest

from motcua import services
from motcua.city.models import Agency, Person
from motcua.foundation.definitions import load_text
from motcua.procedures import sources
from motcua.records import registers
from motcua.records.registers import exporting, finding
from motcua.records.registers.checking import problems_of
from motcua.records.registers.definition import RegisterDefinition
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.services import dossiers

DOCUMENT = Path(__file__).parents[2] / "docs" / "registers.md"
NOW = hanoi("2026-03-02 09:15")
LATER = hanoi("2026-03-04 10:00")
SLIP = registers.Source("officer", "phiếu 7")
KEEPING = "Giữ sổ"

pytestmark = pytest.mark.django_db


def declared() -> RegisterDefinition:
    """The first YAML of the document."""
    text = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[0]
    return load_text(text, RegisterDefinition).value


@pytest.fixture
def brought_in():
    definition = declared()
    assert list(problems_of(definition, {})) == []
    assert registers.bring_in(definition, at=NOW)
    yield definition
    registers.forget()


@pytest.fixture
def by(brought_in):
    return officer("justice", NOW)


def vaccinated(by, **changed):
    me = Person.objects.get(pin=dossiers.PIN)
    data = {
        "keeper_name": me.full_name, "keeper_pin": me.pin, "kept_at": dossiers.HOME, "animal": "dog", "animal_name": "Vàng",
        "tag": "HN000123", "vaccinated_on": "2026-03-01", "batch": "RB-77", **changed,
    }  # fmt: skip
    return registers.enter(
        "rabies-vaccinations",
        agency_id=Agency.objects.get(key="ubnd-phuong-nghia-do").id,
        on=NOW.date(),
        data=data,
        source=SLIP,
        by=by,
        at=NOW,
    )


def test_the_register_of_the_document_is_filled_corrected_found_answered_and_taken_out(by, tmp_path):
    record = vaccinated(by)
    assert registers.number_text(record) == "01/2026"
    with pytest.raises(registers.NotAccepted, match="still counts"):
        vaccinated(by, batch="RB-78")
    registers.correct(
        record, {"animal_name": "Mực"}, reason="Ghi nhầm tên", source=SLIP, by=by, at=LATER, expected_revision=1
    )  # fmt: skip
    names = [held.data["animal_name"] for held in registers.history("rabies-vaccinations", record.id)]
    assert names == ["Vàng", "Mực"]
    me = Person.objects.get(pin=dossiers.PIN)
    assert registers.answers_for(me.pk, on=LATER.date())["animal.tag"].value == "HN000123"
    for typed in ("nguyen thi minh anh", "HN000123"):
        found = finding.search(by, typed, purpose=KEEPING, at=LATER, registers=["rabies-vaccinations"])
        assert [one.record.id for one in found.seen] == [record.id], (typed, found.page)
    wanted = exporting.Wanted("rabies-vaccinations", KEEPING)
    path = tmp_path / "so.csv"
    export = exporting.write(exporting.allow(wanted, by=by, at=LATER), path)
    assert export.rows == 1 and "Mực" in path.read_text() and me.pin not in path.read_text()


def test_what_the_document_lists_is_what_the_packs_declare():
    listed = set(re.findall(r"`([a-z-]+)`", DOCUMENT.read_text().split("## A new one")[0]))
    assert {one.register for one in services.load_registers()} <= listed


def test_every_source_that_a_register_answers_has_its_words():
    for source, (vi, en) in sources.register_answers().items():
        assert "." in source and vi.split(": ")[1] and en.split(": ")[1], source


def test_registers_of_results_are_there_and_every_procedure_that_issues_names_one():
    known = {one.register for one in services.load_registers()}
    without = {"outside", "linked-set"}
    for definition in services.load_all():
        result = definition.result
        assert result.register in known if result.template not in without else result.register is None, (
            definition.code
        )
