"""The papers of a draft on the screen: what is wanted, what is there, what the city has already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.procedures.dossiers.models import Draft
from motcua.procedures.forms import PaperNeeded
from motcua.records.papers.models import Paper
from motcua.sites.shell.fields import Field
from motcua.sites.shell.wording import number_words

MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
SOURCES = {
    "population.identity": ("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    "population.residence": ("Cơ sở dữ liệu về cư trú", "Residence database"),
    "population.family": ("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    "civil_status": ("Cơ sở dữ liệu hộ tịch điện tử", "Civil status register"),
    "health": ("Dữ liệu của ngành y tế", "Health data"),
    "land": ("Cơ sở dữ liệu đất đai", "Land database"),
    "construction": ("Dữ liệu cấp phép xây dựng", "Building permit register"),
    "business": ("Cơ sở dữ liệu đăng ký kinh doanh", "Business register"),
    "social": ("Cơ sở dữ liệu trợ giúp xã hội", "Social protection register"),
    "judicial": ("Cơ sở dữ liệu lý lịch tư pháp", "Judicial records"),
}
"""Where a paper's content is known from, by source or its first part."""


@dataclass(frozen=True, slots=True)
class Card:
    """One paper: `state` as `shell/upload_card.html` wants it, and own papers that would do."""

    field: Field
    state: str
    source: Any
    show_only: bool
    reusable: list[dict[str, Any]]


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
    """Kinds of papers of the city's store that would serve."""
    return {kind for kind in (need.paper.id, need.paper.code, *need.paper.satisfied_by) if kind}


def size_words(size: int) -> str:
    return f"{number_words(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"


def source_words(source: str) -> dict[str, str]:
    vi, en = (
        SOURCES.get(source) or SOURCES.get(source.split(".")[0]) or ("Dữ liệu của thành phố", "City data")
    )
    return {"vi": vi, "en": en}


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
            "label": str(one),
            "issued_on": one.issued_on,
            "issuer": one.issuer,
        }
        for one in own
        if one.kind in kinds and one.file is not None and not entry
    ]
    source = source_words(need.known_from) if need.known_from else ""
    return Card(shown, state, source, paper.show_only, reusable)
