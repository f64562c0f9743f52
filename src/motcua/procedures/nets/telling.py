"""Findings in words, with the way that leads there: what happens one after another, and where it ends."""

from collections.abc import Mapping

from .checking import Finding
from .graph import Graph

_WHAT = {
    "FLOW_DEADLOCK": (
        "Việc chờ mãi ở {where}: điều nó cần không thể xảy ra nữa.",
        "Work waits for ever at {where}: what it needs can no longer happen.",
    ),
    "FLOW_LIVELOCK": (
        "Từ {where} việc chỉ chạy vòng, không bao giờ đến khi kết thúc.",
        "From {where} work only goes round and never comes to the end.",
    ),
    "FLOW_LEFT_BEHIND": (
        "Hồ sơ đã kết thúc mà việc ở {where} còn dở.",
        "The dossier has ended while work is still open at {where}.",
    ),
    "FLOW_TWICE": (
        "{Where} được làm hai lần cùng lúc: các nhánh song song chưa được gộp lại.",
        "{Where} is done twice at once: parallel branches were not joined before.",
    ),
    "FLOW_NEVER": ("{Where} không bao giờ được làm.", "{Where} is never done."),
    "FLOW_TOO_LARGE": (
        "Quy trình có quá nhiều trạng thái nên không chứng minh được là thông suốt. Hãy bớt nhánh song song.",
        "The workflow has too many states to be proved sound. Use fewer parallel branches.",
    ),
}
MOST_OF_A_WAY = 14
"""So many stops of a way are told; of a longer one the first and the last."""


def tell(finding: Finding, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """The finding in Vietnamese and English. `names`: words of the elements; those without are left out of ways."""
    return _told(finding, names, 0), _told(finding, names, 1)


def tell_of_graph(finding: Finding, graph: Graph) -> tuple[str, str]:
    """As `tell`, in the words of a drawing: a node's name with its id; an arrow by where it leads."""
    names = {}
    for node in graph.nodes:
        words = f"“{node.name}” ({node.id})" if node.name.strip() else f"“{node.id}”"
        names[node.id] = (words, words)
    places = dict(names)
    for edge in graph.edges:
        if edge.target in names:
            vi, en = names[edge.target]
            places[edge.id] = (f"{vi} (mũi tên {edge.id})", f"{en} (arrow {edge.id})")
    return _told(finding, names, 0, places), _told(finding, names, 1, places)


def _told(
    finding: Finding,
    names: Mapping[str, tuple[str, str]],
    language: int,
    places: Mapping[str, tuple[str, str]] | None = None,
) -> str:
    known = places or names
    where = ", ".join(known[e][language] if e in known else f"“{e}”" for e in finding.elements)
    said = _WHAT[finding.code][language].format(where=where, Where=where[:1].upper() + where[1:])
    stops = [names[stop][language] for stop in finding.way if stop in names]
    if not stops:
        return said
    if len(stops) > MOST_OF_A_WAY:
        half = MOST_OF_A_WAY // 2
        stops = [*stops[:half], "…", *stops[-half:]]
    return f"{said} {('Đường đi', 'The way there')[language]}: {' → '.join(stops)}."
