"""Where everything stands: a layered layout with lanes, arrows at right angles, nothing on top of another.

Nodes stand in columns (one behind the last of those that lead to it) and rows (at least one a lane). Arrows run in the
channels between columns and the streets between rows, each on a track of its own, so that two never lie on each other;
arrows from the same place may leave together, and those into the same place arrive together. The same drawing always
gives the same layout. Lengths are pixels.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .drawing import Drawing, Edge, Node

TASK = (150, 84)
INNER = (150, 54)
CHOICE = 50
EVENT = 36
LANE_HEAD = 30
POOL_HEAD = 30
TRACK = 12
"""Between two vertical tracks of a channel."""
STREET = 20
"""Between two horizontal tracks of a street: a line of words fits above each."""
LABEL = 116
"""Width of the words at an arrow."""
SHIFT = 18
"""Arrows that arrive from above or below end so far from the middle of a task."""
LINE = 14


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """`boxes` by the ids of lanes, nodes, opinions and timers; `lines` by those of edges; `labels` where words of an
    arrow stand (edges with words only)."""

    drawing: Drawing
    frame: Box
    boxes: dict[str, Box]
    lines: dict[str, tuple[tuple[float, float], ...]]
    labels: dict[str, Box]


def lay_out(drawing: Drawing) -> Layout:
    return _Laying(drawing).finish()


def wrapped(words: str, width: float, size: float = 12, most: int = 4) -> list[str]:
    """Words broken into lines of about this width; what does not fit ends with an ellipsis."""
    room = max(int(width / (size * 0.56)), 4)
    lines: list[str] = []
    for word in words.split():
        while len(word) > room:
            lines.append(word[:room])
            word = word[room:]
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: room - 1]}…"]
    return lines


def size_of(node: Node) -> tuple[int, int]:
    match node.kind:
        case "choice":
            return CHOICE, CHOICE
        case "start" | "end" | "refused" | "missing":
            return EVENT, EVENT
        case "box":
            return INNER[0] + 28, 36 + len(node.inside) * (INNER[1] + 10) + 6
    return TASK


@dataclass(slots=True)
class _Tracks:
    """Tracks of one channel or street: who overlaps another gets the next one."""

    taken: list[dict[str, list[tuple[float, float]]]] = field(default_factory=list)

    def take(self, owner: str, low: float, high: float) -> int:
        """The track of this owner over this interval. An owner may lie on its own earlier stretch."""
        for number, track in enumerate(self.taken):
            others = (span for who, spans in track.items() if who != owner for span in spans)
            if all(high < a or b < low for a, b in others):
                track.setdefault(owner, []).append((low, high))
                return number
        self.taken.append({owner: [(low, high)]})
        return len(self.taken) - 1


@dataclass(slots=True)
class _Route:
    """An arrow's way before anything has a place. Rows and columns as numbers, tracks as numbers."""

    edge: Edge
    kind: str
    """`straight`, `near` (next column) or `street`"""
    above: bool = False
    out_track: int = 0
    in_track: int = 0
    street_track: int = 0


class _Laying:
    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.nodes = {node.id: node for node in drawing.nodes}
        self.edges = [e for e in drawing.edges if e.source in self.nodes and e.target in self.nodes]
        self.column = _columns(drawing.nodes, self.edges)
        self.row: dict[str, int] = {}
        self.lane_rows: dict[str, range] = {}
        self.cells: set[tuple[int, int]] = set()
        self._rows()
        self.channels: dict[int, _Tracks] = defaultdict(_Tracks)
        self.streets: dict[tuple[int, bool], _Tracks] = defaultdict(_Tracks)
        self.routes = self._routes()
        self.boxes: dict[str, Box] = {}

    def finish(self) -> Layout:
        self._columns_x()
        self._rows_y()
        self._place()
        lines = {route.edge.id: self._line(route) for route in self.routes}
        labels = self._labels(lines)
        low = min((x for line in lines.values() for x, _ in line), default=self.left)
        right = max([self.width, *(box.right + 8 for box in labels.values())])
        frame = Box(0, 0, right, self.height)
        for lane in self.drawing.lanes:
            rows = self.lane_rows[lane.id]
            top, bottom = self.lane_y[rows.start], self.lane_end[rows.stop - 1]
            self.boxes[lane.id] = Box(POOL_HEAD, top, right - POOL_HEAD, bottom - top)
        assert low >= 0
        return Layout(self.drawing, frame, self.boxes, lines, labels)

    def _rows(self) -> None:
        """Each lane's rows: a node takes the row of who leads to it, when that is in the lane and free."""
        before = {edge.target: edge.source for edge in reversed(self.edges) if edge.kind != "back"}
        first = 0
        aside = ("refused", "missing")  # these make room for the way that most dossiers go
        order = sorted(self.drawing.nodes, key=lambda node: (self.column[node.id], node.kind in aside))
        for lane in self.drawing.lanes:
            used: set[tuple[int, int]] = set()
            for node in order:
                if node.lane != lane.id:
                    continue
                column = self.column[node.id]
                source = before.get(node.id, "")
                wish = self.row[source] - first if self._in_lane(source, lane.id) else 0
                rows = [wish, *range(len(self.drawing.nodes))]
                row = next(row for row in rows if (row, column) not in used)
                used.add((row, column))
                self.row[node.id] = first + row
            count = max((row for row, _ in used), default=0) + 1
            self.lane_rows[lane.id] = range(first, first + count)
            first += count
        self.count = first
        self.cells = {(self.row[node.id], self.column[node.id]) for node in self.drawing.nodes}

    def _in_lane(self, node_id: str, lane: str) -> bool:
        return node_id in self.row and self.nodes[node_id].lane == lane

    def _routes(self) -> list[_Route]:
        used: dict[int, set[int]] = defaultdict(set)
        routes = []
        for edge in self.edges:
            a, b = self.column[edge.source], self.column[edge.target]
            row, to = self.row[edge.source], self.row[edge.target]
            between = set(range(a, b))
            if a < b and row == to and not between & used[row] and self._free(row, a, b):
                used[row] |= between
                routes.append(_Route(edge, "straight"))
            elif b == a + 1 and row != to:
                track = self.channels[b].take(f"out {edge.source}", *sorted((row * 4.0, to * 4.0)))
                routes.append(_Route(edge, "near", above=to > row, out_track=track))
            else:
                routes.append(self._by_street(edge, a, b, row, to))
        return routes

    def _free(self, row: int, a: int, b: int) -> bool:
        return all((row, column) not in self.cells for column in range(a + 1, b))

    def _by_street(self, edge: Edge, a: int, b: int, row: int, to: int) -> _Route:
        """Out of the source into the channel behind it, along a street at its row, into the channel before the
        target."""
        above = to < row or (to == row and b <= a)
        low, high = sorted((float(a + 1), float(b)))
        street = self.streets[row, above].take(edge.id, low, high)
        level = row * 4.0 + (-1 if above else 1)
        out = self.channels[a + 1].take(f"out {edge.source}", *sorted((row * 4.0, level)))
        reach = to * 4.0
        inward = self.channels[b].take(f"in {edge.target} {level < reach}", *sorted((level, reach)))
        return _Route(edge, "street", level < reach, out, inward, street)

    def _columns_x(self) -> None:
        last = max(self.column.values(), default=0)
        widths = {
            c: max((size_of(n)[0] for n in self.drawing.nodes if self.column[n.id] == c), default=0)
            for c in range(last + 1)
        }
        self.left = POOL_HEAD + (LANE_HEAD if self.drawing.lanes else 0)
        self.channel_x: dict[int, float] = {}
        self.column_x: dict[int, tuple[float, float]] = {}
        worded = {
            self.column[route.edge.target]
            for route in self.routes
            if route.edge.label and route.kind != "street"
        }
        x = float(self.left)
        for c in range(last + 2):
            self.channel_x[c] = x + 14
            tracks = len(self.channels[c].taken)
            x += 28 + tracks * TRACK + (LABEL if c in worded else 0)
            if c <= last:
                self.column_x[c] = (x, x + widths[c])
                x += widths[c]
        self.width = x

    def _rows_y(self) -> None:
        heights: dict[int, float] = defaultdict(lambda: 60.0)
        below: dict[int, float] = defaultdict(lambda: 14.0)
        for node in self.drawing.nodes:
            row = self.row[node.id]
            heights[row] = max(heights[row], size_of(node)[1])
            if node.timers or (node.kind in ("start", "end", "refused", "missing") and node.label):
                below[row] = 30.0
        self.row_y: dict[int, tuple[float, float]] = {}
        self.street_y: dict[tuple[int, bool], float] = {}
        self.lane_y: dict[int, float] = {}
        self.lane_end: dict[int, float] = {}
        y = 0.0
        for row in range(self.count):
            self.lane_y[row] = y
            y += 14
            self.street_y[row, True] = y + STREET - 4
            y += len(self.streets[row, True].taken) * STREET + 14
            self.row_y[row] = (y, y + heights[row])
            y += heights[row] + below[row]
            self.street_y[row, False] = y + STREET - 4
            y += len(self.streets[row, False].taken) * STREET + 8
            self.lane_end[row] = y
        self.height = y

    def _place(self) -> None:
        for node in self.drawing.nodes:
            left, right = self.column_x[self.column[node.id]]
            top, bottom = self.row_y[self.row[node.id]]
            width, height = size_of(node)
            box = Box((left + right - width) / 2, (top + bottom - height) / 2, width, height)
            self.boxes[node.id] = box
            for n, inner in enumerate(node.inside):
                y = box.y + 32 + n * (INNER[1] + 10)
                self.boxes[inner.id] = Box(box.x + 14, y, *INNER)
            for n, timer in enumerate(node.timers):
                step = min(40, (box.width - 20) / len(node.timers))
                self.boxes[timer] = Box(box.x + 12 + n * step, box.bottom - EVENT / 2, EVENT, EVENT)

    def _track_x(self, channel: int, track: int) -> float:
        return self.channel_x[channel] + track * TRACK

    def _line(self, route: _Route) -> tuple[tuple[float, float], ...]:
        source, target = self.boxes[route.edge.source], self.boxes[route.edge.target]
        begin, y = source.right, source.middle
        end, goal = target.x, target.middle
        if route.kind == "straight":
            return (begin, y), (end, goal)
        a, b = self.column[route.edge.source], self.column[route.edge.target]
        if target.height >= TASK[1]:
            goal += -SHIFT if route.above else SHIFT
        out = self._track_x(a + 1, route.out_track)
        if route.kind == "near":
            return (begin, y), (out, y), (out, goal), (end, goal)
        row = self.row[route.edge.source]
        above = self._street_above(route)
        street = self.street_y[row, above] + route.street_track * STREET
        inward = self._track_x(b, route.in_track)
        return (begin, y), (out, y), (out, street), (inward, street), (inward, goal), (end, goal)

    def _street_above(self, route: _Route) -> bool:
        a, b = self.column[route.edge.source], self.column[route.edge.target]
        row, to = self.row[route.edge.source], self.row[route.edge.target]
        return to < row or (to == row and b <= a)

    def _labels(self, lines: dict[str, tuple[tuple[float, float], ...]]) -> dict[str, Box]:
        """Words stand above the line: on the street, or just before the target. Never on other words."""
        labels: dict[str, Box] = {}
        for route in self.routes:
            if not route.edge.label:
                continue
            line = lines[route.edge.id]
            if route.kind == "street":
                low, high = sorted((line[2][0], line[3][0]))
                width = max(min(len(route.edge.label) * 6.4 + 4, high - low - 6), LABEL)
                x = low + 4 if line[2][0] <= line[3][0] else max(high - width - 2, low + 4)
                box = Box(x, line[2][1] - LINE - 2, width, LINE)
            else:
                tall = LINE * len(wrapped(route.edge.label, LABEL, 11, 3))
                end, goal = line[-1]
                x = line[0][0] + 6 if route.kind == "straight" else end - LABEL - 8
                x = max(x, end - LABEL - 8) if route.kind == "straight" else x
                under = route.kind == "near" and not route.above
                box = Box(x, goal + 3 if under else goal - tall - 3, LABEL, tall)
                box = _clear(box, labels.values(), 1 if under else -1)
            labels[route.edge.id] = box
        return labels


def _clear(box: Box, others: Iterable[Box], way: int) -> Box:
    """The box, moved up or down until it lies on none of the others."""
    others = list(others)
    for _ in range(len(others) + 1):
        hit = next((o for o in others if _meet(box, o)), None)
        if hit is None:
            return box
        y = hit.bottom if way > 0 else hit.y - box.height
        box = Box(box.x, y, box.width, box.height)
    return box


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def _columns(nodes: tuple[Node, ...], edges: list[Edge]) -> dict[str, int]:
    """One column behind the last of those that lead there; arrows back, named so or found, do not count."""
    onward: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind != "back":
            onward[edge.source].append(edge)
    back = _circling(nodes, onward)
    incoming: dict[str, int] = defaultdict(int)
    for edge in edges:
        if edge.kind != "back" and edge.id not in back:
            incoming[edge.target] += 1
    column = {node.id: 0 if node.kind == "start" else 1 for node in nodes}
    ready = [node.id for node in nodes if not incoming[node.id]]
    while ready:
        here = ready.pop(0)
        for edge in onward[here]:
            if edge.id in back:
                continue
            column[edge.target] = max(column[edge.target], column[here] + 1)
            incoming[edge.target] -= 1
            if not incoming[edge.target]:
                ready.append(edge.target)
    return column


def _circling(nodes: tuple[Node, ...], onward: dict[str, list[Edge]]) -> set[str]:
    """Ids of arrows that lead back to where one came from, found by walking from the first node on."""
    back: set[str] = set()
    state: dict[str, int] = {}
    for root in nodes:
        if root.id in state:
            continue
        stack = [(root.id, iter(onward[root.id]))]
        state[root.id] = 1
        while stack:
            here, rest = stack[-1]
            edge = next(rest, None)
            if edge is None:
                state[here] = 2
                stack.pop()
            elif state.get(edge.target) == 1:
                back.add(edge.id)
            elif edge.target not in state:
                state[edge.target] = 1
                stack.append((edge.target, iter(onward[edge.target])))
    return back
