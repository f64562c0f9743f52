"""Expressions: what is accepted, what is refused and how, and that celpy agrees with us on every value."""

import time
from datetime import UTC, date, datetime

import celpy
import pytest
from celpy import celtypes
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import expressions as ex
from motcua.foundation.expressions import functions as fn

CHILD = ex.map_of({"name": ex.TEXT, "age": ex.INT})
ENV = {
    "copies": ex.INT,
    "pages": ex.INT,
    "place": ex.text_of({"hospital", "home"}),
    "wants_copy": ex.BOOL,
    "born": ex.DATE,
    "today": ex.DATE,
    "name": ex.TEXT,
    "children": ex.list_of(CHILD),
    "home": ex.map_of({"unit": ex.TEXT, "line": ex.TEXT}),
    "reasons": ex.list_of(ex.text_of({"poor", "disabled"})),
    "extra": ex.DYN,
}
FULL = {
    "copies": 3,
    "pages": 5,
    "place": "home",
    "wants_copy": True,
    "born": date(2019, 2, 28),
    "today": date(2026, 3, 2),
    "name": "Nguyễn Thị Ánh",
    "children": [{"name": "An", "age": 7}, {"name": "Bình", "age": 3}],
    "home": {"unit": "00001", "line": "12 phố Huế"},
    "reasons": ["poor"],
    "extra": 1,
}
EMPTY = dict.fromkeys(FULL)


def evaluate(source, values, returns=ex.DYN):
    return ex.compile(source, ENV, returns).evaluate(values)


def code_of(source, returns=ex.DYN):
    with pytest.raises(ex.ExpressionError) as caught:
        ex.compile(source, ENV, returns)
    return caught.value.problems[0].code


def test_three_copies_of_a_five_page_paper_cost_twenty_one_thousand_dong():
    fee = "copies * min(200000, 2000 * min(pages, 2) + 1000 * max(pages - 2, 0))"
    assert evaluate(fee, {"copies": 3, "pages": 5}, ex.INT) == 21_000
    assert evaluate(fee, {"copies": 1, "pages": 250}, ex.INT) == 200_000


def test_a_missing_answer_makes_a_condition_not_hold_but_can_be_asked_about():
    assert evaluate("copies > 2", {}) is None
    assert not ex.compile("copies > 2", ENV).holds({})
    assert evaluate("copies == null", {}) is True
    assert evaluate("copies == null", FULL) is False
    assert evaluate("copies * 2 != 4", {}) is None
    assert evaluate("copies > 2 || place == 'home'", {"place": "home"}) is True
    assert evaluate("copies > 2 && place == 'home'", {"place": "hospital"}) is False
    assert evaluate("copies > 2 && place == 'home'", {"place": "home"}) is None


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("copeis > 2", "EXPR_NAME"),
        ("home.unti == 'x'", "EXPR_NAME"),
        ("children.exists(c, c.agee > 3)", "EXPR_NAME"),
        ("c.age > 3", "EXPR_NAME"),
        ("copies > 'two'", "EXPR_TYPE"),
        ("copies + name", "EXPR_TYPE"),
        ("name * 2", "EXPR_TYPE"),
        ("!copies", "EXPR_TYPE"),
        ("-name", "EXPR_TYPE"),
        ("copies && wants_copy", "EXPR_TYPE"),
        ("wants_copy ? 1 : 'one'", "EXPR_TYPE"),
        ("copies ? 1 : 2", "EXPR_TYPE"),
        ("age(born, name)", "EXPR_TYPE"),
        ("age(born)", "EXPR_TYPE"),
        ("name.exists(c, true)", "EXPR_TYPE"),
        ("children.all(c, c.age)", "EXPR_TYPE"),
        ("home[1]", "EXPR_TYPE"),
        ("copies in 'abc'", "EXPR_TYPE"),
        ("1.5", "EXPR_TYPE"),
        ("[1, 'a']", "EXPR_TYPE"),
        ("ages(born, today)", "EXPR_FUNCTION"),
        ("name.upper()", "EXPR_FUNCTION"),
        ("has(copies)", "EXPR_ARGS"),
        ("children.exists(3, true)", "EXPR_ARGS"),
        ("place == 'hospitl'", "EXPR_OPTION"),
        ("'hospitl' == place", "EXPR_OPTION"),
        ("place in ['home', 'hospitl']", "EXPR_OPTION"),
        ("'disable' in reasons", "EXPR_OPTION"),
        ("copies >", "EXPR_SYNTAX"),
        ("", "EXPR_SYNTAX"),
        ("{'a': 1}", "EXPR_SYNTAX"),
        ("name = 'a'", "EXPR_SYNTAX"),
        ("(" * 500 + "1" + ")" * 500, "EXPR_LONG"),
        ("!" * 300 + "wants_copy", "EXPR_LONG"),
    ],
)
def test_an_expression_that_cannot_work_is_refused_with_its_reason(source, code):
    assert code_of(source) == code


def test_the_type_an_expression_gives_is_checked():
    assert code_of("copies", ex.BOOL) == "EXPR_RETURN"
    assert code_of("null", ex.INT) == "EXPR_RETURN"
    assert code_of("copies > 1", ex.INT) == "EXPR_RETURN"
    assert ex.compile("extra", ENV, ex.BOOL).holds({"extra": True})


def test_all_problems_are_told_at_once_in_both_languages_with_a_suggestion():
    with pytest.raises(ex.ExpressionError) as caught:
        ex.compile("copeis > 2 && place == 'hospitl'", ENV)
    name, option = caught.value.problems
    assert "copies" in name.vi and "Did you mean" in name.en and name.column == 1
    assert "hospital" in option.vi and option.column > 10


def test_a_child_born_on_29_february_is_one_year_older_on_1_march():
    assert fn.age(date(2020, 2, 29), date(2021, 2, 28)) == 0
    assert fn.age(date(2020, 2, 29), date(2021, 3, 1)) == 1


def test_compiling_the_same_text_twice_gives_the_same_object():
    assert ex.compile("copies > 1", ENV) is ex.compile("copies > 1", dict(reversed(ENV.items())))


def test_a_thousand_common_conditions_take_a_few_milliseconds():
    expression = ex.compile("place == 'home' && copies > 2", ENV)
    started = time.perf_counter()
    for _ in range(1000):
        expression.evaluate(FULL)
    assert time.perf_counter() - started < 0.1


# celpy's own evaluator as the reference: both must give the same value on a corpus.

CORPUS = """
copies * pages + 1
copies - 10
-copies
(copies - 10) / 2
(copies - 10) % 4
copies / 0
pages > copies
pages <= copies
name == "Nguyễn Thị Ánh"
name != 'x' && wants_copy
name < 'O'
name + " (copy)"
name.startsWith('Nguyễn')
name.endsWith("Ánh")
name.contains('Thị')
size(name)
name.size() > 3
size(children)
children[0].age
children[5].age
children.exists(c, c.age > 5)
children.all(c, c.age > 5)
children.filter(c, c.age > 5).size()
children.map(c, c.age)
children.exists(c, c.age / 0 > 1)
sum(children.map(c, c.age))
max(children.map(c, c.age))
place in ['hospital', 'home']
place in ['hospital']
'poor' in reasons
'unit' in home
home.unit == '00001'
has(home.unit)
wants_copy ? copies : 0
!wants_copy || copies > 1
copies > 2 || copies / 0 == 1
copies / 0 == 1 || copies > 2
copies / 0 == 1 && copies > 5
copies / 0 == 1 && copies > 2
copies == 3 ? 'three' : 'many'
[1, 2, copies]
[1] + [2]
copies == 3 && (pages == 5 && (place == 'home' || false))
age(born, today)
days_between(born, today) > 100
year(today) - year(born)
min(copies, pages, 2)
ceil_div(pages, 2)
date('2026-03-02') == today
date('2026-03-02') > born
extra == 1
0x1F + copies
'a\\u00e9\\'b'
""".strip().splitlines()


def to_cel(value):
    if isinstance(value, date):
        return celtypes.TimestampType(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, dict):
        return celtypes.MapType({celtypes.StringType(k): to_cel(v) for k, v in value.items()})
    if isinstance(value, list):
        return celtypes.ListType([to_cel(item) for item in value])
    return None if value is None else celpy.json_to_cel(value)


def from_cel(value):
    if isinstance(value, celtypes.TimestampType):
        return value.date()
    if isinstance(value, celtypes.MapType):
        return {str(k): from_cel(v) for k, v in value.items()}
    if isinstance(value, list):
        return [from_cel(item) for item in value]
    if isinstance(value, celtypes.BoolType):
        return bool(value)
    if isinstance(value, celtypes.IntType):
        return int(value)
    return str(value) if isinstance(value, str) else value


def by_celpy(source, values):
    """celpy's value; None where celpy reports an error."""

    def wrap(call):
        def wrapped(*arguments):
            return to_cel(call(*(from_cel(argument) for argument in arguments)))

        return wrapped

    environment = celpy.Environment()
    own = {name: wrap(f.call) for name, f in fn.FUNCTIONS.items() if name != "size"}
    program = environment.program(environment.compile(source), functions=own)
    try:
        return from_cel(program.evaluate({name: to_cel(value) for name, value in values.items()}))
    except celpy.CELEvalError:
        return None


@pytest.mark.parametrize("source", CORPUS)
def test_our_evaluator_and_celpy_agree(source):
    assert evaluate(source, FULL) == by_celpy(source, FULL)


@given(
    copies=st.integers(-1000, 1000),
    pages=st.integers(-1000, 1000),
    wants=st.booleans(),
    born=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    ages=st.lists(st.integers(0, 100), max_size=4),
)
def test_our_evaluator_and_celpy_agree_on_any_numbers(copies, pages, wants, born, ages):
    values = FULL | {
        "copies": copies,
        "pages": pages,
        "wants_copy": wants,
        "born": born,
        "children": [{"name": "x", "age": age} for age in ages],
    }
    for source in (
        "copies / pages",
        "copies % pages",
        "wants_copy && copies > pages || children.exists(c, c.age > pages)",
        "wants_copy ? children.all(c, c.age > copies) : age(born, today) > pages",
    ):
        assert evaluate(source, values) == by_celpy(source, values), source


def test_a_value_of_a_wrong_type_is_no_value_rather_than_a_crash():
    assert evaluate("extra > 'a'", FULL) is None
    assert evaluate("copies > 2", {"copies": "many"}) is None
    assert evaluate("age(born, today) > 3", {"born": "2000-01-01", "today": date(2026, 1, 1)}) is None
    assert evaluate("children.exists(c, c.age > 3)", {"children": "none"}) is None
    assert evaluate("extra in home", {"extra": [1], "home": {}}) is None


def test_an_expression_tells_which_names_it_reads():
    expression = ex.compile("children.exists(c, c.age > copies) && home.unit == place", ENV)
    assert expression.names == {"children", "copies", "home", "place"}


@pytest.mark.parametrize(
    "repeat", [" + copies", " - -copies", " == 1", ".b", "[0]", " ? 1 : copies", " || true"]
)
def test_a_long_chain_is_accepted_or_refused_but_never_breaks_the_stack(repeat):
    for times in (3, 30, 300):
        source = "copies" + repeat * times
        try:
            ex.compile(source, ENV, ex.DYN).evaluate(FULL)
        except ex.ExpressionError as error:
            assert error.problems


@given(st.text(alphabet="ab1()[]{}.,?:|&!<>=+-*/% '\"copies\\n\u00e9\x00", max_size=40) | st.text())
def test_any_text_is_an_expression_or_a_problem_never_a_crash(source):
    try:
        ex.compile(source, ENV, ex.DYN).evaluate(FULL)
    except ex.ExpressionError as error:
        assert error.problems


@given(
    st.recursive(
        st.sampled_from(
            ["copies", "name", "wants_copy", "born", "children", "null", "1", "'a'", "[1]", "home.unit"]
        ),
        lambda inner: (
            st.builds(
                "({} {} {})".format,
                inner,
                st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in"]),
                inner,
            )
            | st.builds("({} ? {} : {})".format, inner, inner, inner)
            | st.builds("size({})".format, inner)
            | st.builds("-{}".format, inner)
            | st.builds("!{}".format, inner)
        ),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_what_is_accepted_evaluates_with_all_answers_and_with_none(source, empty):
    """A well-typed expression never raises: the checker and the evaluator agree on what is possible."""
    try:
        expression = ex.compile(source, ENV, ex.DYN)
    except ex.ExpressionError:
        return
    expression.evaluate(EMPTY if empty else FULL)
