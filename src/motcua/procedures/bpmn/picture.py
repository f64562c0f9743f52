"""A workflow's diagram as SVG, for pages without scripts, for paper, and for figures laid over it.

Every element carries its own class and `data-step`, `data-way` or `data-opinion`, and colours come from the page's
style sheet (`editor/picture.css`); nothing is styled here. `Mark`s lay a tone, a note and a thickness over elements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from .drawing import Edge, Node
from .layout import LINE, Box, Layout, wrapped

ARROW = 8
HEAD = 18
"""What a lane's name takes of the lane, besides the pool's head."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says about an element. `tone`: ok, warn, danger, info, quiet or way (part of a shown path), put on
    as class `is-<tone>`. `note`: a few words on a badge. `thick`: stroke of an arrow in pixels."""

    tone: str = ""
    note: str = ""
    thick: float | None = None


def picture(
    layout: Layout, *, label: str, marks: Mapping[str, Mark] | None = None, links: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    """The SVG. `label`: what a reader who does not see it hears. `marks` and `links` are by element id
    (`drawing.element("Step", "check")`, `drawing.element("Way", "check", "done")`); links lead from steps."""
    return _Painting(layout, marks or {}, links or {}).svg(label)


class _Painting:
    def __init__(self, layout: Layout, marks: Mapping[str, Mark], links: Mapping[str, str]) -> None:
        self.layout, self.marks, self.links = layout, marks, links

    def svg(self, label: str) -> str:
        frame = self.layout.frame
        drawing = self.layout.drawing
        inside = [
            *(self.lane(lane.label, self.layout.boxes[lane.id]) for lane in drawing.lanes),
            *(self.edge(edge) for edge in self._painted_last()),
            *(self.node(node) for node in drawing.nodes),
            *(self.badge(key) for key in (*(n.id for n in drawing.nodes), *(e.id for e in drawing.edges))),
        ]
        height = frame.height + 12
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="wf" role="img" aria-label="{escape(label)}" '
            f'width="{frame.width:g}" height="{height:g}" viewBox="0 0 {frame.width:g} {height:g}">'
            f"{''.join(inside)}</svg>"
        )

    def _painted_last(self) -> list[Edge]:
        """Marked arrows lie on top of the others."""
        drawn = [edge for edge in self.layout.drawing.edges if edge.id in self.layout.lines]
        return sorted(drawn, key=lambda edge: edge.id in self.marks)

    def css(self, key: str, *names: str) -> str:
        mark = self.marks.get(key)
        tone = [f"is-{mark.tone}"] if mark and mark.tone else []
        return " ".join([*names, *tone])

    def lane(self, label: str, box: Box) -> str:
        middle = box.middle
        lines = wrapped(label, box.height - 8, 12, 3)
        first = (box.x + HEAD) / 2 + 4 - (len(lines) - 1) * LINE / 2
        turned = "".join(
            f'<tspan x="0" y="{first + n * LINE:g}">{escape(line)}</tspan>' for n, line in enumerate(lines)
        )
        return (
            f'<g class="wf-lane"><rect x="0" y="{box.y:g}" width="{box.right:g}" height="{box.height:g}"/>'
            f'<path d="M{box.x + HEAD:g} {box.y:g}v{box.height:g}"/>'
            f'<text transform="translate(0 {middle:g}) rotate(-90)">{turned}</text></g>'
        )

    def edge(self, edge: Edge) -> str:
        line = self.layout.lines[edge.id]
        mark = self.marks.get(edge.id)
        thick = f' stroke-width="{mark.thick:g}"' if mark and mark.thick else ""
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in line)
        x, y = line[-1]
        head = f"M{x:g} {y:g}l{-ARROW} {-ARROW / 2:g}v{ARROW}z"
        names = ["wf-way", f"wf-{edge.kind}"]
        if edge.conditional:
            names.append("wf-conditional")
        data = f' data-step="{escape(edge.step)}" data-way="{escape(edge.action)}"' if edge.action else ""
        words = ""
        if edge.id in self.layout.labels:
            box = self.layout.labels[edge.id]
            most = max(round(box.height / LINE), 1)
            words = self.words(wrapped(edge.label, box.width, 11, most), box.x, box.y + 11, "wf-words")
        return (
            f'<g class="{self.css(edge.id, *names)}"{data}><title>{escape(edge.label)}</title>'
            f'<path class="wf-line" d="{path}"{thick}/><path class="wf-head" d="{head}"/>{words}</g>'
        )

    def words(self, lines: list[str], x: float, y: float, css: str, gap: float = LINE) -> str:
        spans = "".join(
            f'<tspan x="{x:g}" y="{y + n * gap:g}">{escape(line)}</tspan>' for n, line in enumerate(lines)
        )
        return f'<text class="{css}">{spans}</text>'

    def node(self, node: Node) -> str:
        box = self.layout.boxes[node.id]
        shape = self.shape(node, box)
        data = f' data-step="{escape(node.step)}"' if node.step and node.kind != "choice" else ""
        inner = "".join(self.inner(self.layout.boxes[one.id], one.label, one.opinion) for one in node.inside)
        timers = "".join(self.timer(self.layout.boxes[one]) for one in node.timers)
        names = self.css(node.id, "wf-node", f"wf-{node.kind}")
        drawn = f'<g class="{names}"{data}>{shape}{inner}{timers}</g>'
        href = self.links.get(node.id)
        return f'<a href="{escape(href)}">{drawn}</a>' if href else drawn

    def shape(self, node: Node, box: Box) -> str:
        middle = box.x + box.width / 2
        full = f"<title>{escape(node.label)}</title>"
        match node.kind:
            case "choice":
                return (
                    f'<path class="wf-shape" d="M{middle:g} {box.y:g}L{box.right:g} {box.middle:g}'
                    f'L{middle:g} {box.bottom:g}L{box.x:g} {box.middle:g}z"/>'
                    f'<path class="wf-sign" d="M{middle - 8:g} {box.middle - 8:g}l16 16m0 -16l-16 16"/>'
                )
            case "start" | "end" | "refused" | "missing":
                cross = ""
                if node.kind in ("refused", "missing"):
                    cross = (
                        f'<path class="wf-sign" d="M{middle - 6:g} {box.middle - 6:g}l12 12m0 -12l-12 12"/>'
                    )
                under = self.words(wrapped(node.label, 120, 11, 2), middle, box.bottom + 13, "wf-under", 13)
                return f'{full}<circle class="wf-shape" cx="{middle:g}" cy="{box.middle:g}" r="18"/>{cross}{under}'
        rect = self.rect(box, "wf-shape")
        if node.kind == "box":
            lines = wrapped(node.label, box.width - 16, 12, 1)
            return full + rect + self.words(lines, middle, box.y + 20, "wf-title", 16)
        lines = wrapped(node.label, box.width - 14, 12, 3 if node.foot else 4)
        y = box.middle - (len(lines) - 1) * 8 + (4 if not node.foot else -4)
        text = self.words(lines, middle, y, "wf-title", 16)
        beside = box.right - 34 if node.timers else middle
        foot = self.words([node.foot], beside, box.bottom - 9, "wf-foot") if node.foot else ""
        return full + rect + text + foot

    def rect(self, box: Box, css: str) -> str:
        return (
            f'<rect class="{css}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
            f'height="{box.height:g}" rx="9"/>'
        )

    def inner(self, box: Box, label: str, opinion: str) -> str:
        lines = wrapped(label, box.width - 12, 12, 3)
        y = box.middle - (len(lines) - 1) * 7.5 + 4
        text = self.words(lines, box.x + box.width / 2, y, "wf-title", 15)
        return f'<g class="wf-inner" data-opinion="{escape(opinion)}">{self.rect(box, "wf-shape")}{text}</g>'

    def timer(self, box: Box) -> str:
        x, y = box.x + box.width / 2, box.middle
        return (
            f'<g class="wf-timer"><circle class="wf-shape" cx="{x:g}" cy="{y:g}" r="10"/>'
            f'<path class="wf-sign" d="M{x:g} {y - 6:g}v6h5"/></g>'
        )

    def badge(self, key: str) -> str:
        mark = self.marks.get(key)
        if not mark or not mark.note:
            return ""
        wide = len(mark.note) * 6.6 + 14
        if key in self.layout.boxes:
            box = self.layout.boxes[key]
            x, y = box.x + box.width / 2, box.bottom + 7
        elif key in self.layout.lines:
            line = self.layout.lines[key]
            (x1, y1), (x2, y2) = line[len(line) // 2 - 1], line[len(line) // 2]
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
        else:
            return ""
        return (
            f'<g class="{self.css(key, "wf-badge")}"><rect x="{x - wide / 2:g}" y="{y - 10:g}" '
            f'width="{wide:g}" height="20" rx="10"/><text x="{x:g}" y="{y + 4:g}">{escape(mark.note)}</text></g>'
        )
