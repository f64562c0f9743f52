"""Who takes over one piece of work: by subject, by place, and never by guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.city.reform.content import (
    AgencyBegins,
    AgencyEnds,
    Content,
    NotReadable,
    PlaceRule,
    PostBegins,
    Share,
    UnitLink,
    read,
    write,
)
from motcua.city.reform.deciding import Territory, Whereabouts, decide

# Old commune 1 is divided between A (main) and B; old commune 2 went whole to B.
LINKS = [
    UnitLink(old="00001", new="B", relation="split", main=False),
    UnitLink(old="00001", new="A", relation="split", main=True),
    UnitLink(old="00002", new="B"),
]
STREETS = [
    PlaceRule(unit="00001", words="Phố Láng", to="B"),
    PlaceRule(unit="00001", words="Ngõ Chợ", to="A"),
]
LAND = Territory.of(LINKS, STREETS)
WARD = AgencyEnds(key="old", to="a", shares=(Share(to="a", units=("A",)), Share(to="b", units=("B",))))
DISTRICT = AgencyEnds(
    key="district",
    to="a",
    shares=(
        Share(to="department", procedures=("1.000001",)),
        Share(to="a", units=("A",)),
        Share(to="b", units=("B",)),
    ),
)
MERGED = AgencyEnds(key="old", to="new")


@pytest.mark.parametrize(
    ("ending", "procedure", "where", "to", "sure"),
    [
        (MERGED, "x", Whereabouts(), "new", True),
        (WARD, "x", Whereabouts(old="00001", line="12 phố Láng"), "b", True),
        (WARD, "x", Whereabouts(old="00001", line="12 PHO LANG HA"), "b", True),
        (WARD, "x", Whereabouts(old="00001", line="12 phố Lángs"), "a", False),
        (WARD, "x", Whereabouts(old="00001", line=""), "a", False),
        (WARD, "x", Whereabouts(old="00001", line="ngõ Chợ, phố Láng"), "a", False),
        (WARD, "x", Whereabouts(now="B"), "b", True),
        (WARD, "x", Whereabouts(now="C"), "a", False),
        (WARD, "x", Whereabouts(anywhere=True), "a", True),
        (WARD, "x", Whereabouts(), "a", False),
        (DISTRICT, "1.000001", Whereabouts(old="00001"), "department", True),
        (DISTRICT, "2.000002", Whereabouts(old="00002"), "b", True),
        (DISTRICT, "2.000002", Whereabouts(old="00001"), "a", False),
    ],
)
def test_work_goes_where_the_plan_and_the_address_say(ending, procedure, where, to, sure):
    found = decide(ending, LAND, procedure, "field", where)
    assert (found.to, found.sure) == (to, sure)


def test_what_is_not_known_names_every_choice_and_the_main_successor_first():
    found = decide(WARD, LAND, "x", "field", Whereabouts(old="00001"))
    assert found.choices == ("a", "b")
    assert found.why == "main"


def test_a_split_whose_parts_go_to_one_body_is_no_question():
    both = AgencyEnds(key="old", to="a", shares=(Share(to="a", units=("A", "B")),))
    assert decide(both, LAND, "x", "f", Whereabouts(old="00001")).sure


@given(st.text(max_size=30), st.sampled_from(["", "00001", "00002", "00003"]))
def test_work_never_goes_to_a_body_that_the_plan_does_not_name(line, old):
    found = decide(WARD, LAND, "x", "f", Whereabouts(old=old, line=line))
    assert found.to in {"a", "b"}
    assert found.sure or set(found.choices) == {"a", "b"}


def test_the_same_plan_has_the_same_letters_and_unknown_words_are_refused():
    plan = Content(
        begin=(AgencyBegins(key="k", code="H26.1", kind="commune", name_vi="Vi", name_en="En",
                            posts=(PostBegins(kind="chair"),)),),
        end=(WARD,), places=tuple(STREETS),
    )  # fmt: skip
    assert read(write(plan)) == plan
    assert write(read(write(plan))) == write(plan)
    with pytest.raises(NotReadable):
        read('{"begins": []}')
    with pytest.raises(NotReadable):
        read('{"end": [{"key": "x"}]}')
