"""Records become people by links, and no person has two numbers that no hand could have confused."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.records.quality.matching.clusters import agree, cluster

A, SLIP_OF_A, B = "001090000017", "001090000071", "001085004422"
EDGE = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)).filter(
    lambda edge: edge[0] != edge[1]
)
EDGES = st.lists(EDGE, max_size=15)
NUMBERS = st.lists(st.sampled_from([None, A, SLIP_OF_A, B]), min_size=10, max_size=10)


def _groups(edges, numbers, firm=float("inf")):
    columns = np.array(edges, int).reshape(-1, 3).T
    done = cluster(
        columns[0], columns[1], columns[2].astype(float), lambda asked: [numbers[n] for n in asked], firm=firm
    )
    return dict(zip(done.records.tolist(), done.people.tolist(), strict=True)), [
        edges[n] for n in done.refused
    ]


@settings(max_examples=60, deadline=None)
@given(EDGES, NUMBERS)
def test_no_group_holds_two_numbers_and_nothing_is_torn_without_need(edges, numbers):
    group, refused = _groups(edges, numbers)
    for person in set(group.values()):
        held = {numbers[record] for record, whose in group.items() if whose == person and numbers[record]}
        assert not {A, B} <= held
    for left, right, _ in edges:
        if (left, right) not in {edge[:2] for edge in refused}:
            assert group[left] == group[right]
    if not any(numbers[record] == B for record in group):
        assert not refused
    assert all(
        person == min(record for record, whose in group.items() if whose == person)
        for person in group.values()
    )


@settings(max_examples=40, deadline=None)
@given(EDGES, NUMBERS)
def test_what_people_said_always_holds(edges, numbers):
    group, refused = _groups(edges, numbers, firm=5)
    assert all(weight < 5 for *_, weight in refused)
    assert all(group[left] == group[right] for left, right, weight in edges if weight == 5)


def test_the_heavier_link_wins():
    group, refused = _groups([(0, 1, 2), (1, 2, 4)], [A, None, B])
    assert group == {0: 0, 1: 1, 2: 1}
    assert refused == [(0, 1, 2)]


def test_a_slip_of_the_hand_is_no_second_number():
    assert agree({A}, {SLIP_OF_A})
    assert not agree({A}, {B})
    assert agree(set(), {B})
