"""The walkthrough of docs/for-developers.md is true: its procedure compiles and its paper is set."""

import re
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from motcua.foundation.worktime import VN
from motcua.procedures.binding import Context
from motcua.procedures.check_definitions import check_definitions, load_definition
from motcua.procedures.compile import compile_procedure
from motcua.procedures.dossiers import results
from motcua.procedures.forms import components_needed, validate
from motcua.records import documents
from motcua.records.documents import forms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "for-developers.md"
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=VN)
ANSWERS = {"borrower": "Trần Văn Bình", "day": "2026-11-28", "purpose": "meeting"}


def example(name: str) -> str:
    """The code block that the page marks with `name`."""
    found = re.search(rf"<!-- example: {re.escape(name)} -->\n```\w+\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found, f"no example {name}"
    return found.group(1)


@pytest.fixture
def procedure(tmp_path):
    path = tmp_path / "education" / "ward-hall.yaml"
    path.parent.mkdir()
    path.write_text(example("ward-hall.yaml"))
    return path


def test_the_procedure_of_the_walkthrough_can_be_published(procedure):
    assert check_definitions([procedure]) == []


def test_the_slip_of_the_walkthrough_is_answered_as_the_page_says(procedure):
    procedure.write_text(procedure.read_text().replace("to: sign}", "to: sing}"))
    told = [f"{p.file}:{p.line}: {p.path}: {p.vi} / {p.en}" for p in check_definitions([procedure])]
    shown = re.search(r"^education/ward-hall.yaml:.*$", PAGE.read_text(), re.MULTILINE)
    assert shown and shown.group() in told


def test_a_meeting_in_the_hall_needs_a_list_and_a_wedding_does_not(procedure):
    compiled = compile_procedure(load_definition(procedure).value)
    context = Context(today=MORNING.date())
    assert validate(compiled, ANSWERS, today=MORNING.date()).errors == {}
    needed = [item.paper.id for item in components_needed(compiled, ANSWERS, (), context)]
    assert needed == ["guest_list"]
    assert not components_needed(compiled, ANSWERS | {"purpose": "wedding"}, (), context)


def test_the_consent_of_the_walkthrough_is_set_as_a_pdf(procedure):
    scope: dict = {}
    exec(example("results.py"), scope)
    definition = load_definition(procedure).value
    case = results.ResultCase(
        dossier=SimpleNamespace(),
        definition=definition,
        answers=ANSWERS,
        officer={},
        agency=SimpleNamespace(),
        head=forms.Letterhead(
            agency="ỦY BAN NHÂN DÂN PHƯỜNG MẪU", number="01/GĐY", place="Hà Nội", on=MORNING.date()
        ),
        signer=forms.Signer(post="CHỦ TỊCH", name="Phan Quang Vinh"),
        number="01/GĐY",
        at=MORNING,
        check_url="https://motcua.example/tra-cuu",
    )
    built = scope["hall_consent"](case)
    assert built.entry["purpose"] == "Họp tổ dân phố"
    assert documents.render_form(built.document).startswith(b"%PDF-")
    assert definition.result.template == "hall-consent"
