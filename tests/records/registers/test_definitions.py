"""What is wrong with a register's file is told at its line; a new version is taken only if old records can be read."""

import json
import re
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
import yaml

from motcua import services
from motcua.city.models import Power
from motcua.project.commands import main
from motcua.records import registers
from motcua.records.registers.checking import check_registers
from motcua.records.registers.definition import Migration, RegisterField, Text
from motcua.records.registers.schema import schema, write_schema
from tests.conftest import hanoi
from tests.records.registers.conftest import CLERK, DOSSIER, OPENED, STALLS

FILE = Path(__file__).parent / "stalls.yaml"
PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / "register.schema.json"
LATER = hanoi("2026-05-04 10:00")


def problems(tmp_path, *swaps) -> list[tuple[int, str, str]]:
    """(line, path, code) of what is wrong when these words of the file are others."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "stalls.yaml"
    file.write_text(text, encoding="utf-8")
    return [(p.line, p.path, p.code) for p in check_registers([file], powers=set(Power.Name.values))]


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2: only true and false are yes or no; `Yes` is a word."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, shape) for tag, shape in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), "tf")


def line_of(words: str, swap) -> int:
    """The line of the changed file on which these words stand."""
    text = FILE.read_text(encoding="utf-8").replace(*swap, 1)
    return 1 + text[: text.index(words)].count("\n")


def test_the_registers_of_the_packs_and_of_the_tests_are_sound():
    assert services.check_register_files() == []
    assert check_registers([FILE, *services.register_files()], powers=set(Power.Name.values)) == []


@pytest.mark.parametrize(
    ("swap", "at", "path", "code"),
    [
        (("kind: pin", "kind: number"), "kind: number", "fields[1].kind", "DEF_VALUE"),
        (("title: [stall,", "title: [stal,"), "title: [stal", "title[0]", "REG_FIELD"),
        (("pin: holder_pin, birth", "pin: holder_name, birth"), "pin: holder_name", "people[0].pin", "REG_KIND"),
        (("expr: until > since", "expr: until > sinse"), "sinse", "checks[0].expr", "EXPR_NAME"),
        (("expr: until > since", "expr: until > goods"), "until > goods", "checks[0].expr", "EXPR_TYPE"),
        (("place: home", "place: goods"), "place: goods", "place", "REG_PLACE"),
        (("kind: decimal", "kind: choice"), "id: area", "fields[5].kind", "REG_OPTIONS"),
        (("power: review", "power: wizardry"), "wizardry", "access[1].power", "REG_POWER"),
        (("holder_name, holder_pin]", "holder_name]"), "id: holder_pin", "fields[1].sensitive", "REG_UNREADABLE"),
        (("fields: [market, stall]", "fields: [market, booth]"), "booth", "no_overlap[0].fields[1]", "REG_FIELD"),
        (('pattern: "[A-Z]', 'pattern: "([A-Z]'), "id: stall", "fields[4].pattern", "REG_PATTERN"),
        (("min: 0}", "min: today}"), "min: today", "fields[6].min", "REG_LIMIT"),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_line(tmp_path, swap, at, path, code):
    assert (line_of(at, swap), path, code) in problems(tmp_path, swap)


def test_a_link_must_lead_to_a_register_by_all_parts_of_its_key(tmp_path):
    link = "links:\n  - {id: birth, label: {vi: Khai sinh, en: Birth}, register: %s, by: {number: licence}}\nplace: home"
    for register, path in (("berths", "links[0].register"), ("market-stalls", "links[0].by")):
        swap = ("place: home", link % register)
        assert problems(tmp_path, swap) == [(line_of("{id: birth,", swap), path, "REG_LINK")]


def test_the_command_checks_registers_beside_procedures(tmp_path, capsys):
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "stalls.yaml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    (folder / "stalls.yaml").write_text(
        FILE.read_text(encoding="utf-8").replace("place: home", "place: house"), encoding="utf-8"
    )
    assert main(["check", str(folder / "stalls.yaml")]) == 1
    assert "REG_FIELD place" in capsys.readouterr().out


def test_the_published_schema_is_that_of_the_code_and_takes_every_register():
    """Renew it with: motcua schema --of register --to docs/schema/register.schema.json"""
    assert PUBLISHED.read_text(encoding="utf-8") == write_schema()
    judge = jsonschema_rs.validator_for(schema())
    for file in [FILE, *services.register_files()]:
        tree = yaml.load(file.read_text(encoding="utf-8"), AsEditorsRead)  # noqa: S506: a safe loader
        found = [error.message for error in judge.iter_errors(json.loads(json.dumps(tree, default=str)))]
        assert found == [], file.name


def second_version(**changes) -> object:
    """Stalls whose goods are told in words, without the area, with a field that is new."""
    goods = RegisterField(id="goods", kind="text", label=Text(vi="Mặt hàng", en="Goods"))
    owed = RegisterField(id="owed", kind="money", label=Text(vi="Còn nợ", en="Owed"), since=2)
    kept = [goods if one.id == "goods" else one for one in STALLS.fields if one.id != "area"]
    rule = Migration(version=2, set={"goods": "goods == 'food' ? 'Đồ ăn' : 'Khác'", "owed": "rent * 2"})
    settings = {"version": 2, "fields": (*kept, owed), "migrations": (rule,), **changes}
    return msgspec.structs.replace(STALLS, **settings)


@pytest.mark.django_db
def test_old_records_read_under_a_new_version_by_rule_and_what_is_gone_stays_readable(a_stall):
    old = a_stall(goods="food", rent=100, area="4.5")
    registers.bring_in(second_version(), at=LATER)
    again = registers.get("market-stalls", old.id)
    assert (again.schema, again.data["goods"]) == (1, "food")
    now, earlier = registers.under_newest(again)
    assert (now["goods"], now["owed"], earlier) == ("Đồ ăn", 200, {"area": "4.5"})
    new = a_stall(goods="Cá", owed=5)
    assert (new.schema, new.data["goods"]) == (2, "Cá")
    corrected = registers.correct(old, {"rent": 300}, reason="Sửa", source=DOSSIER, by=CLERK, at=LATER)
    assert (corrected.schema, corrected.data["goods"], corrected.data["owed"]) == (2, "Đồ ăn", 200)
    assert registers.history("market-stalls", old.id)[0].data["area"] == "4.5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"migrations": ()}, "goods changes from choice to text"),
        ({"version": 0}, "older than 1"),
    ],
)
def test_a_version_that_would_leave_old_records_without_meaning_is_refused(stalls, changes, words):
    with pytest.raises(registers.NotBroughtIn, match=words):
        registers.bring_in(second_version(**changes), at=LATER)
    assert registers.definition_of("market-stalls").version == 1


@pytest.mark.django_db
def test_a_field_that_is_required_from_now_on_needs_a_rule_for_what_was_before(stalls):
    strict = [
        msgspec.structs.replace(one, required=True) if one.id == "licence" else one for one in STALLS.fields
    ]
    after = msgspec.structs.replace(STALLS, version=2, fields=tuple(strict))
    with pytest.raises(registers.NotBroughtIn, match="licence is required now"):
        registers.bring_in(after, at=OPENED)
