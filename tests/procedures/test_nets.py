"""Drawings are proved sound, or a way into the fault is shown. The proof is compared with playing every move."""

import random
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.procedures.nets import Edge, Graph, Node, check_graph, net_of, tell_of_graph
from motcua.procedures.nets.checking import _explore
from motcua.procedures.nets.reducing import reduced


def drawing(nodes: str, arrows: str) -> Graph:
    """`drawing("s:start a:task e:end", "s>a a>e")`."""
    made = [Node(id, kind, id.upper()) for id, kind in (part.split(":") for part in nodes.split())]
    pairs = [part.split(">") for part in arrows.split()]
    return Graph(tuple(made), tuple(Edge(f"{a}_{b}_{n}", a, b) for n, (a, b) in enumerate(pairs)))


SOUND = {
    "a sequence": ("s:start a:task b:task e:end", "s>a a>b b>e"),
    "a choice": ("s:start x:xor b:task c:task j:xor e:end", "s>x x>b x>c b>j c>j j>e"),
    "a choice with two ends": ("s:start x:xor b:task c:task e:end f:end", "s>x x>b x>c b>e c>f"),
    "side by side": ("s:start x:and b:task c:task j:and e:end", "s>x x>b x>c b>j c>j j>e"),
    "rework": ("s:start m:xor a:task x:xor e:end", "s>m m>a a>x x>m x>e"),
    "rework of one of two branches": (
        "s:start p:and m:xor a:task x:xor b:task j:and e:end",
        "s>p p>m m>a a>x x>m x>j p>b b>j j>e",
    ),
    "some of several": ("s:start x:or b:task c:task d:task j:or e:end", "s>x x>b x>c x>d b>j c>j d>j j>e"),
    "an end that stops all": (
        "s:start x:and b:task c:task e:terminate f:terminate", "s>x x>b x>c b>e c>f",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_drawing_gives_no_alarm(name):
    assert check_graph(drawing(*SOUND[name])) == []


FAULTY = {
    "a choice whose ways are waited for together": (
        "FLOW_DEADLOCK", "j", "s:start x:xor b:task c:task j:and e:end", "s>x x>b x>c b>j c>j j>e"
    ),
    "a branch that never comes to the join": (
        "FLOW_LEFT_BEHIND", "b", "s:start x:and b:task c:task y:xor j:and e:end", "s>x x>b x>c b>j c>y y>j y>e j>e"
    ),
    "two that wait for each other": (
        "FLOW_DEADLOCK", "p", "s:start x:and p:and q:and j:and e:end", "s>x x>p x>q p>q q>p p>j q>j j>e"
    ),
    "a circle without a way out": (
        "FLOW_LIVELOCK", "c", "s:start x:xor b:task c:task e:end", "s>x x>b x>e b>c c>b"
    ),
    "a circle that one choice leads into": (
        "FLOW_LIVELOCK", "d", "s:start a:task x:xor c:xor d:task f:task e:end", "s>a a>x x>e x>c c>d d>f f>c"
    ),
    "branches that end each by itself": (
        "FLOW_LEFT_BEHIND", "c", "s:start x:and b:task c:task e:end f:end", "s>x x>b x>c b>e c>f"
    ),
    "branches that meet without being joined": (
        "FLOW_TWICE", "e", "s:start x:and b:task c:task j:xor e:end", "s>x x>b x>c b>j c>j j>e"
    ),
    "some of several, not joined": (
        "FLOW_TWICE", "e", "s:start x:or b:task c:task j:xor e:end", "s>x x>b x>c b>j c>j j>e"
    ),
    "a task to which nothing leads": ("FLOW_NEVER", "c", "s:start b:task c:task e:end", "s>b b>e c>e"),
    "an island that goes round": (
        "FLOW_NEVER", "c", "s:start b:task c:task d:xor e:end", "s>b b>e c>d d>c d>e"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_planted_fault_is_found_and_the_way_there_is_told(name):
    code, where, nodes, arrows = FAULTY[name]
    graph = drawing(nodes, arrows)
    found = [finding for finding in check_graph(graph) if finding.code == code]
    targets = {edge.id: edge.target for edge in graph.edges}
    assert where in {targets.get(element, element) for finding in found for element in finding.elements}
    for finding in found:
        vi, en = tell_of_graph(finding, graph)
        if code != "FLOW_NEVER":
            assert finding.way[0] == "s" and "Đường đi: “S” (s)" in vi and "The way there: “S” (s)" in en


@pytest.mark.parametrize("name", FAULTY)
def test_the_way_to_a_fault_can_be_walked(name):
    """Each arrow on the way starts at a node that was shown before it."""
    _, _, nodes, arrows = FAULTY[name]
    graph = drawing(nodes, arrows)
    edges = {edge.id: edge for edge in graph.edges}
    for finding in check_graph(graph):
        seen = set()
        for stop in finding.way:
            if stop in edges:
                assert edges[stop].source in seen
            seen.add(stop)


def test_a_drawing_with_too_many_states_is_told_as_such():
    """Eight branches of eight tasks that an outer fault keeps from being made small."""
    nodes, arrows = "s:start p:and j:and x:xor y:and e:end", "s>p j>x x>y x>y y>e"
    for b in range(8):
        before = "p"
        for t in range(8):
            nodes += f" t{b}_{t}:task"
            arrows += f" {before}>t{b}_{t}"
            before = f"t{b}_{t}"
        arrows += f" {before}>j"
    assert [finding.code for finding in check_graph(drawing(nodes, arrows))] == ["FLOW_TOO_LARGE"]
    sound = drawing(nodes, arrows.replace(" x>y x>y y>e", " x>y y>e"))
    assert check_graph(sound) == []  # 8^8 states, never visited: the small net has a handful


def test_a_task_with_conditions_on_its_arrows_goes_along_some_of_them():
    nodes = (Node("s", "start"), Node("a", "task"), Node("b", "task"), Node("c", "task"), Node("e", "end"))
    one = Edge("1", "a", "b", "x"), Edge("2", "a", "c", default=True)
    rest = Edge("0", "s", "a"), Edge("3", "b", "e"), Edge("4", "c", "e")
    assert check_graph(Graph(nodes, (*rest, *one))) == []
    both = Edge("1", "a", "b", "x"), Edge("2", "a", "c", "y")
    assert [f.code for f in check_graph(Graph(nodes, (*rest, *both)))] in (
        ["FLOW_TWICE"],
        ["FLOW_LEFT_BEHIND"],
    )


# ---- against playing every move, written another way


def played(graph: Graph, most: int = 3000) -> bool | None:
    """Sound by trying every move with tokens counted on arrows; None when there are too many states to tell."""
    into, out = {}, {}
    for edge in graph.edges:
        out.setdefault(edge.source, []).append(edge.id)
        into.setdefault(edge.target, []).append(edge.id)
    moved: set[str] = set()
    reach: dict[tuple, set[tuple]] = {}
    frozen = {}

    def freeze(marking: Counter) -> tuple:
        key = tuple(sorted((+marking).items()))
        frozen[key] = marking
        return key

    def results(marking: Counter):
        for node in graph.nodes:
            inputs, outputs = into.get(node.id, []), out.get(node.id, [])
            if node.kind == "start":
                takes = [["begin"]] if marking["begin"] else []
            elif node.kind == "and" and len(inputs) > 1:
                takes = [inputs] if all(marking[i] for i in inputs) else []
            else:
                takes = [[i] for i in inputs if marking[i]]
            if node.kind == "end" or not outputs:
                gives = [["done"]]
            elif node.kind == "xor":
                gives = [[o] for o in outputs]
            else:
                gives = [outputs]
            for take in takes:
                for give in gives:
                    after = Counter(marking)
                    after.subtract(take)
                    after.update(give)
                    yield node.id, after

    first = freeze(Counter({"begin": 1}))
    queue = [first]
    while queue:
        key = queue.pop()
        if key in reach:
            continue
        reach[key] = set()
        for node, after in results(frozen[key]):
            if max(after.values()) > 1:
                return False
            moved.add(node)
            following = freeze(after)
            reach[key].add(following)
            queue.append(following)
        if len(reach) > most:
            return None
    done = (("done", 1),)
    if any(("done", 1) in key and key != done for key in reach):
        return False
    for key in reach:
        seen, open_ = set(), [key]
        while open_:
            here = open_.pop()
            if here not in seen:
                seen.add(here)
                open_ += reach[here]
        if done not in seen:
            return False
    return moved == {node.id for node in graph.nodes}


def grown(rolls: random.Random, depth: int) -> Graph:
    """Blocks in blocks (a task, a sequence, a choice, side by side, rework), then up to two things changed."""
    nodes, edges = [], []

    def node(kind: str) -> str:
        nodes.append([f"n{len(nodes)}", kind])
        return nodes[-1][0]

    def arrow(a: str, b: str) -> None:
        edges.append([a, b])

    def block(depth: int) -> tuple[str, str]:
        kind = rolls.choice(["task", "sequence", "xor", "and", "again"]) if depth else "task"
        if kind == "task":
            one = node("task")
            return one, one
        if kind == "sequence":
            (a, b), (c, d) = block(depth - 1), block(depth - 1)
            arrow(b, c)
            return a, d
        if kind == "again":
            m, (a, b), x = node("xor"), block(depth - 1), node("xor")
            arrow(m, a), arrow(b, x), arrow(x, m)
            return m, x
        split, join = node(kind), node(kind)
        for _ in range(rolls.randint(2, 3)):
            a, b = block(depth - 1)
            arrow(split, a), arrow(b, join)
        return split, join

    begin, (a, b), end = node("start"), block(depth), node("end")
    arrow(begin, a), arrow(b, end)
    for _ in range(rolls.randint(0, 2)):
        change = rolls.randint(0, 2)
        inner = [one for one in nodes if one[1] not in ("start", "end")]
        if change == 0:
            one = rolls.choice(inner)
            one[1] = rolls.choice(["xor", "and", "task"])
        elif change == 1:
            arrow(rolls.choice(inner)[0], rolls.choice([*inner, nodes[-1]])[0])
        elif len(edges) > 2:
            edges.remove(rolls.choice(edges))
    return Graph(
        tuple(Node(id, kind) for id, kind in nodes),
        tuple(Edge(f"e{n}", a, b) for n, (a, b) in enumerate(edges)),
    )


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3))
def test_the_proof_says_what_playing_every_move_says(seed, depth):
    graph = grown(random.Random(seed), depth)
    told = played(graph)
    if told is not None:
        assert (check_graph(graph) == []) == told


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3))
def test_making_a_net_small_changes_nothing_about_its_soundness(seed, depth):
    net = net_of(grown(random.Random(seed), depth))
    small = reduced(net)
    assert small is not None
    large, little = _explore(net, 20_000), _explore(small, 20_000)
    assume(not any(finding.code == "FLOW_TOO_LARGE" for finding in large))  # then there is nothing to compare
    assert (large == []) == (little == [])


def test_both_sound_and_unsound_drawings_are_among_the_grown_ones():
    told = Counter(played(grown(random.Random(seed), 2)) for seed in range(300))
    assert told[True] > 60 and told[False] > 60
