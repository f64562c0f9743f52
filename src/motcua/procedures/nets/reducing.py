"""Makes a net small without changing whether it is sound and safe (T. Murata, Petri Nets, Proc. IEEE 77/4, 1989, §V.C).

Rules: places in a row become one; transitions in a row become one; equal places and equal transitions are kept once;
a transition that only gives back what it takes goes.
"""

from .net import Net, Transition

type Moves = dict[int, tuple[int, int]]
"""Transitions by number: what they take and what they give."""


def reduced(net: Net) -> Net | None:
    """A smaller net that is sound exactly when this one is; None when it has inclusive joins or a terminating end,
    for which the rules do not hold."""
    if any(transition.waits or transition.clears for transition in net.transitions):
        return None
    moves: Moves = {n: (t.inputs, t.outputs) for n, t in enumerate(net.transitions)}
    fixed = net.start | net.end
    while (
        _drop_equal_transitions(moves)
        or _join_places(moves, net.start, fixed)
        or _join_transitions(moves, fixed)
        or _drop_equal_places(moves, fixed)
    ):
        pass
    left = tuple(Transition(str(n), a, b, (str(n),)) for n, (a, b) in moves.items())
    return Net(net.places, left, net.start, net.end)


def _drop_equal_transitions(moves: Moves) -> bool:
    """Of equal transitions one is kept; one that gives back its only place goes when another takes from there."""
    seen: set[tuple[int, int]] = set()
    gone = []
    for n, move in moves.items():
        idle = move[0] == move[1] and _single(move[0])
        if move in seen or (idle and any(a & move[0] and a != b for a, b in moves.values())):
            gone.append(n)
        seen.add(move)
    for n in gone:
        del moves[n]
    return bool(gone)


def _join_places(moves: Moves, start: int, fixed: int) -> bool:
    """A transition that only moves a token on, from a place from which nothing else takes: one place is enough.

    Not when nothing gives to that place: then the transition never fires, and that must stay to be seen.
    """
    takers, givers = _users(moves)
    changed = False
    for n in list(moves):
        before, after = moves[n]
        if before == after or not (_single(before) and _single(after)) or takers[before] != {n}:
            continue
        if (before == start and after & fixed) or (before != start and before not in givers):
            continue
        if any(a & (before | after) == before | after or b & (before | after) == before | after
               for a, b in moves.values()):  # fmt: skip
            continue
        gone, kept = (after, before) if before == start else (before, after)
        del moves[n]
        for m, (a, b) in moves.items():
            if (a | b) & gone:
                moves[m] = (_renamed(a, gone, kept), _renamed(b, gone, kept))
        takers, givers = _users(moves)
        changed = True
    return changed


def _join_transitions(moves: Moves, fixed: int) -> bool:
    """A transition whose only place is given by one other transition, and taken by nothing else, is done with it."""
    takers, givers = _users(moves)
    for n, (inputs, outputs) in moves.items():
        if not _single(inputs) or inputs & fixed or takers[inputs] != {n}:
            continue
        given = givers.get(inputs, set())
        if len(given) != 1 or n in given:
            continue
        (m,) = given
        rest = moves[m][1] & ~inputs
        if rest & outputs:
            continue
        moves[m] = (moves[m][0], rest | outputs)
        del moves[n]
        return True
    return False


def _drop_equal_places(moves: Moves, fixed: int) -> bool:
    """Of places that the same transitions take from and give to, one is kept."""
    takers, givers = _users(moves)
    seen: set[tuple[frozenset[int], frozenset[int]]] = set()
    gone = 0
    for place in takers.keys() | givers.keys():
        if place & fixed:
            continue
        used = frozenset(takers.get(place, ())), frozenset(givers.get(place, ()))
        if used in seen:
            gone |= place
        seen.add(used)
    for n, (a, b) in moves.items():
        moves[n] = (a & ~gone, b & ~gone)
    return gone != 0


def _users(moves: Moves) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    takers: dict[int, set[int]] = {}
    givers: dict[int, set[int]] = {}
    for n, (inputs, outputs) in moves.items():
        for found, mask in ((takers, inputs), (givers, outputs)):
            while mask:
                place = mask & -mask
                found.setdefault(place, set()).add(n)
                mask ^= place
    return takers, givers


def _single(mask: int) -> bool:
    return mask != 0 and mask & (mask - 1) == 0


def _renamed(mask: int, gone: int, kept: int) -> int:
    return mask & ~gone | kept if mask & gone else mask
