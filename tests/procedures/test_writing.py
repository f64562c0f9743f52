"""Definitions as text: what is written reads back the same, and the published schema is that of the code."""

from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua import services
from motcua.foundation.definitions import content_hash, load_text
from motcua.procedures.definition import ProcedureDefinition
from motcua.procedures.writing import SCHEMA_ID, schema, write_schema, write_yaml
from motcua.project.trials.workflows import Subject, invented
from tests.procedures.workflows import REAL, read

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "procedure.schema.json"
SOUND = Path(__file__).with_name("sound.yaml").read_text()


def read_back(text):
    return load_text(text, ProcedureDefinition).value


@pytest.mark.parametrize("definition", services.load_all(), ids=lambda definition: definition.code)
def test_each_of_the_citys_procedures_reads_back_to_the_same_content(definition):
    text = write_yaml(definition)
    assert read_back(text) == definition
    assert content_hash(read_back(text)) == content_hash(definition)
    assert write_yaml(read_back(text)) == text


@pytest.mark.parametrize("name", REAL)
def test_a_workflow_with_parts_and_opinions_reads_back_as_well(name):
    definition = read(REAL[name]())
    assert content_hash(read_back(write_yaml(definition))) == content_hash(definition)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40))
def test_whatever_an_editor_writes_as_a_name_survives(name):
    """`no`, `1.5`, `~`, quotes, colons, line ends: text stays the text it was."""
    made = REAL["W3"]()
    made["name"] = {"vi": name, "en": "no"}
    made["form"]["pages"][0]["fields"][1]["options"][0]["vi"] = name
    definition = read(made)
    assert read_back(write_yaml(definition)) == definition


def test_a_computed_amount_stays_an_expression_and_a_number_a_number():
    made = REAL["W3"]()
    fee = {"code": "phi", "name": {"vi": "Phí", "en": "Fee"}, "kind": "phi", "set_by": "BTC",
           "unit": {"vi": "bản", "en": "copy"}, "legal_ref": "TT"}  # fmt: skip
    made["fees"] = [{**fee, "amount": "8000"}, {**fee, "code": "khac", "amount": 8000}]
    definition = read(made)
    assert [line.amount for line in read_back(write_yaml(definition)).fees] == ["8000", 8000]


def test_steps_stand_in_the_order_in_which_work_goes_on():
    stored = msgspec.json.decode(
        msgspec.json.encode(read(REAL["W3"]()), order="sorted"), type=ProcedureDefinition
    )
    steps = yaml.safe_load(write_yaml(stored))["workflow"]["steps"]
    assert list(steps) == ["receive", "assign", "process", "review", "sign", "number", "return"]


def test_the_published_schema_is_that_of_the_code():
    """Renew it with: motcua schema --to docs/schema/procedure.schema.json"""
    assert PUBLISHED.read_text(encoding="utf-8") == write_schema()
    assert (
        schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema" and schema()["$id"] == SCHEMA_ID
    )


def test_the_schema_accepts_what_the_city_publishes_and_what_is_invented():
    validator = jsonschema_rs.Draft202012Validator(schema())
    subject = Subject("9.000001", "Thủ tục", "mau", "province", "1/QĐ")
    for definition in [*services.load_all(), invented(subject), *(read(make()) for make in REAL.values())]:
        assert list(validator.iter_errors(yaml.safe_load(write_yaml(definition)))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level: commune", "level: village"),
        ("workflow:\n", "workflows: {}\nworkflow:\n"),
        ("kind: receive", "kind: recieve"),
        ("      hours: 4\n", "      hours: long\n"),
        ('code: "1.999999"', 'code: "1.99"'),
        ("  start: receive\n", ""),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old, new):
    validator = jsonschema_rs.Draft202012Validator(schema())
    assert validator.is_valid(yaml.safe_load(SOUND))
    assert SOUND.count(old) == 1 and not validator.is_valid(yaml.safe_load(SOUND.replace(old, new)))


def test_settings_have_words_in_both_languages():
    step = schema()["$defs"]["Step"]
    assert step["properties"]["hours"]["title"] == "Số giờ làm việc"
    assert "one working day = 8" in step["description"] and "\n " not in step["description"]
