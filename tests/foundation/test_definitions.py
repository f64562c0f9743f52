"""Definitions: what an editor gets right is loaded; what is wrong is told at its line, all at once."""

import time
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from motcua.foundation.definitions import DefinitionError, content_hash, load, load_document, load_text


class Stop(Struct, frozen=True, kw_only=True):
    name: str
    wheelchair: bool = False
    routes: tuple[str, ...] = ()


class Network(Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: Annotated[str, Meta(pattern=r"^\d\.\d{6}$", description="code")]
    kind: Literal["bus", "ferry"]
    fare: int | str = 0
    free: bool | str = False
    hours: float = 0
    note: str | None = None
    stops: tuple[Stop, ...] = ()
    depots: dict[str, Stop] = {}


GOOD = """\
code: 1.001193
kind: bus
fare: 7_000
free: no
hours: 1.5
note:
stops:
  - {name: Bờ Hồ, wheelchair: true, routes: ["09", 14]}
depots:
  east: {name: Long Biên}
"""


def problems(text, **kw):
    with pytest.raises(DefinitionError) as caught:
        load_text(text, Network, name="n.yaml", **kw)
    return caught.value.problems


def test_a_code_stays_text_and_no_is_not_false():
    network = load_text(GOOD, Network).value
    assert (network.code, network.fare, network.free, network.note) == ("1.001193", 7000, "no", None)
    assert network.stops[0] == Stop(name="Bờ Hồ", wheelchair=True, routes=("09", "14"))
    assert network.depots["east"].name == "Long Biên"


def test_every_problem_is_told_at_once_with_its_line_and_path():
    found = problems("""\
code: 1.19
kind: buss
fair: 5000
stops:
  - wheelchair: yes
  - {name: Bờ Hồ, routes: [a, [b]]}
depots: []
hours: fast
hours: 2
""")
    assert [(p.line, p.path, p.code) for p in found] == [
        (1, "code", "DEF_VALUE"),
        (2, "kind", "DEF_VALUE"),
        (3, "fair", "DEF_UNKNOWN"),
        (5, "stops[0].name", "DEF_MISSING"),
        (5, "stops[0].wheelchair", "DEF_TYPE"),
        (6, "stops[1].routes[1]", "DEF_TYPE"),
        (7, "depots", "DEF_TYPE"),
        (8, "hours", "DEF_TYPE"),
        (9, "hours", "DEF_DUPLICATE"),
    ]
    assert 'Did you mean "fare"?' in found[2].en and "fare" in found[2].vi
    assert "bus, ferry" in found[1].vi


def test_bad_yaml_names_its_line():
    (problem,) = problems("code: [1\nkind: bus\n")
    assert problem.code == "DEF_SYNTAX" and problem.line >= 1
    assert problems("")[0].code == "DEF_SYNTAX"
    assert problems("code: !python/object:os.system x\nkind: bus")[0].code == "DEF_SYNTAX"


def test_an_included_file_keeps_its_own_lines(tmp_path):
    (tmp_path / "stops").mkdir()
    (tmp_path / "stops" / "a.yaml").write_text("- name: A\n- nam: B\n")
    main = tmp_path / "n.yaml"
    main.write_text("code: '1.001193'\nkind: bus\nstops: !include stops/a.yaml\n")
    with pytest.raises(DefinitionError) as caught:
        load(main, Network)
    assert [(p.file, p.line, p.code) for p in caught.value.problems] == [
        ("stops/a.yaml", 2, "DEF_UNKNOWN"),
        ("stops/a.yaml", 2, "DEF_MISSING"),
    ]
    (tmp_path / "stops" / "a.yaml").write_text("- name: A\n")
    loaded = load_document(main, Network)
    assert loaded.at("stops[0].name") == ("stops/a.yaml", 1)
    assert loaded.at("stops[0].routes[3]") == ("stops/a.yaml", 1)


@pytest.mark.parametrize("target", ["../../etc/passwd", "/etc/hosts.yaml", "missing.yaml", "n.yaml", ""])
def test_an_include_stays_inside_its_folder_and_does_not_go_round(tmp_path, target):
    main = tmp_path / "n.yaml"
    main.write_text(f"code: '1.001193'\nkind: bus\nstops: !include '{target}'\n")
    with pytest.raises(DefinitionError) as caught:
        load(main, Network)
    assert caught.value.problems[0].code == "DEF_INCLUDE"


def test_a_document_that_refers_to_itself_is_refused():
    assert any(p.code == "DEF_SIZE" for p in problems("code: &a [*a]\nkind: bus"))
    laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [{','.join(['*' + p] * 10)}]\n" for p, n in zip("abcdef", "bcdefg", strict=True)
    )
    assert any(p.code == "DEF_SIZE" for p in problems(laughs))


def test_the_hash_names_the_content_not_the_layout():
    one = load_text(GOOD, Network).value
    other = load_text("# same\nkind: 'bus'\n" + GOOD.replace("kind: bus\n", ""), Network).value
    changed = load_text(GOOD.replace("7_000", "8_000"), Network).value
    assert content_hash(one) == content_hash(other) != content_hash(changed)
    assert len(content_hash(one)) == 64


def test_a_definition_comes_back_from_its_json():
    network = load_text(GOOD, Network).value
    assert msgspec.json.decode(msgspec.json.encode(network), type=Network) == network


@given(st.text())
def test_any_text_gives_a_definition_or_problems_never_a_crash(text):
    try:
        load_text(text, Network)
    except DefinitionError as error:
        assert error.problems


# ---- documents made to hurt


def laughs(levels=9):
    """Each line names the one before ten times: ten billion parts in a kilobyte."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels + 1)]
    return "\n".join(lines)


BOMBS = {
    "aliases of aliases": (laughs(), "DEF_SIZE"),
    "a list that holds itself twice": ("a: &a [*a, *a]", "DEF_SIZE"),
    "a map that holds itself": ("a: &a {b: *a, c: *a}", "DEF_SIZE"),
    "brackets without end": ("a: " + "[" * 100_000, "DEF_SIZE"),
    "a thousand levels": ("".join(" " * n + "a:\n" for n in range(1000)), "DEF_SIZE"),
    "more parts than any definition": ("- x\n" * 31_000, "DEF_SIZE"),
    "more text than any definition": ("a: |\n" + "  x" * 1_000_000, "DEF_FILE"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_document_made_to_hurt_is_refused_in_a_moment(name):
    text, code = BOMBS[name]
    begin = time.process_time()
    found = problems(text)
    assert time.process_time() - begin < 10
    assert [problem.code for problem in found if problem.code in ("DEF_SIZE", "DEF_FILE")] == [code]


def test_thousands_of_unknown_keys_are_not_all_told():
    begin = time.process_time()
    assert len(problems("".join(f"stop{n}: 1\n" for n in range(10_000)))) <= 500
    assert time.process_time() - begin < 20


def test_one_large_file_included_again_and_again_is_refused(tmp_path):
    (tmp_path / "large.yaml").write_text("# " + "x" * 900_000 + "\n{name: Bờ Hồ}\n")
    (tmp_path / "n.yaml").write_text(
        GOOD + "  a: !include large.yaml\n  b: !include large.yaml\n  c: !include large.yaml\n"
    )
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path / "n.yaml", Network)
    assert [p.code for p in caught.value.problems] == ["DEF_FILE"]
