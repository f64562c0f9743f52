"""The papers of a draft on the screen: what is wanted, what is there, what the city has already.

The store answers before any upload is asked for (Thông tư 01/2023/TT-VPCP Điều 10: look first, reuse what counts).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.procedures.dossiers.models import Draft
from motcua.procedures.forms import PaperNeeded
from motcua.procedures.sources import source_name
from motcua.records.papers.models import Paper
from motcua.records.population.facts import kinds_for
from motcua.sites.shell.fields import Field
from motcua.sites.shell.wording import number_words

MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
type Words = Mapping[str, str]


@dataclass(slots=True)
class Card:
    """One paper: `state` as `shell/upload_card.html` wants it, and own papers that would do."""

    field: Field
    state: str
    source: Any
    show_only: bool
    reusable: list[dict[str, Any]]
    lacking: tuple[str, Words] | None = None
    """A source that would stand in for the paper and has no data: the source and what people call it."""
    report: str = ""
    """Where the person says that these data are missing."""


def cards(
    needs: tuple[PaperNeeded, ...], draft: Draft, own: list[Paper], errors: Mapping[str, Any]
) -> list[Card]:
    """Papers in the order of the definition."""
    return [_card(need, draft.papers.get(need.paper.id) or {}, own, errors) for need in needs]


def missing(needs: tuple[PaperNeeded, ...], draft: Draft) -> list[PaperNeeded]:
    """What cannot be done without and is not there yet."""
    return [
        need
        for need in needs
        if need.asked and need.required and not need.paper.show_only and need.paper.id not in draft.papers
    ]


def kinds_of(need: PaperNeeded) -> set[str]:
    """Kinds of papers of the city's store that would serve: those named, those that prove the same data, and the one
    that bears the paper's own id. An original that has to be shown cannot come from a store."""
    paper = need.paper
    if paper.show_only:
        return set()
    named = {paper.id, paper.id.replace("_", "-"), *paper.kinds, *((paper.code,) if paper.code else ())}
    return named | kinds_for(paper.satisfied_by)


def size_words(size: int) -> str:
    return f"{number_words(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"


def _card(need: PaperNeeded, entry: dict[str, Any], own: list[Paper], errors: Mapping[str, Any]) -> Card:
    paper = need.paper
    shown = Field(
        f"paper-{paper.id}",
        "file",
        paper.name,
        hint=paper.hint or "",
        error=errors.get(paper.id, ""),
        required=need.required and not paper.show_only,
        accept=",".join(MEDIA[kind] for kind in paper.accepts),
        many=True,
        stored=[
            {
                "name": one["name"],
                "size": size_words(one["size"]),
                "url": f"/tep/{one['uuid']}",
                "remove": f"_remove-{paper.id}-{one['uuid']}",
            }
            for one in entry.get("files", [])
        ],
    )
    state = "known" if need.known_from and not entry else "there" if entry else "missing"
    kinds = kinds_of(need)
    reusable = [
        {
            "name": f"_reuse-{paper.id}-{one.pk}",
            "label": one.title or str(one),
            "number": one.number,
            "issued_on": one.issued_on,
            "issuer": one.issuer,
        }
        for one in own
        if one.kind in kinds and one.file is not None and not entry
    ]
    source = source_name(need.known_from) if need.known_from else ""
    lacking = None
    if state == "missing" and need.required and not paper.show_only and paper.satisfied_by:
        lacking = (paper.satisfied_by[0], source_name(paper.satisfied_by[0]))
    return Card(shown, state, source, paper.show_only, reusable, lacking)
