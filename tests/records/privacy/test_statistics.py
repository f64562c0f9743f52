"""Pseudonyms and k-anonymity: published as rules, held for any rows."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.records.privacy.statistics import age_group, pseudonym, suppressed

KEY, OTHER = bytes(32), bytes([1]) * 32


def test_a_person_has_one_code_in_an_export_and_another_in_the_next():
    assert pseudonym(KEY, 7) == pseudonym(KEY, 7) != pseudonym(KEY, 8)
    assert pseudonym(KEY, 7) != pseudonym(OTHER, 7)
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym(b"short", 7)


@pytest.mark.parametrize(
    "born, group",
    [
        ("2026-03-02", "0-4"), ("1991-03-02", "35-39"), ("1991-03-03", "30-34"), ("1930-01-01", "90+"),
        ("2027-01-01", ""),
    ],
)  # fmt: skip
def test_an_age_becomes_a_group_of_five_years(born, group):
    assert age_group(date.fromisoformat(born), date(2026, 3, 2)) == group


def test_a_person_with_many_rows_does_not_hide_among_oneself():
    rows = [{"code": "a", "age": "0-4"}] * 9 + [{"code": code, "age": "5-9"} for code in "bcd"]
    kept, report = suppressed(rows, ["age"], 3)
    assert {row["code"] for row in kept} == {"b", "c", "d"}
    assert (report.left_out, report.groups_left_out, report.smallest, report.people_kept) == (9, 1, 3, 3)


ROWS = st.lists(
    st.fixed_dictionaries(
        {"code": st.sampled_from("abcdefgh"), "age": st.sampled_from("12"), "sex": st.sampled_from("mf")}
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.integers(2, 4))
def test_no_combination_in_a_file_belongs_to_fewer_than_k_people(rows, k):
    kept, report = suppressed(rows, ["age", "sex"], k)
    people = defaultdict(set)
    for row in kept:
        people[row["age"], row["sex"]].add(row["code"])
    assert all(len(found) >= k for found in people.values())
    assert len(kept) == report.kept and report.kept + report.left_out == len(rows)
    assert suppressed(kept, ["age", "sex"], k)[0] == kept  # nothing more to leave out
