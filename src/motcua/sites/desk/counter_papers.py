"""The papers that lie on the counter: which the case wants, which came, how many originals and copies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from motcua.procedures import forms
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.sources import source_name
from motcua.records.papers.models import StoredFile
from motcua.sites.desk.entering import Entry


def needed(entry: Entry) -> tuple[forms.PaperNeeded, ...]:
    """The papers of this case, with the register that stands in for one."""
    return forms.components_needed(entry.compiled, entry.clean, entry.sources, entry.context)


def wanted(entry: Entry) -> set[str]:
    """Ids of the papers that the page shows."""
    return {need.paper.id for need in needed(entry)}


def known(entry: Entry) -> set[str]:
    """Ids of the papers that data answer."""
    return {need.paper.id for need in needed(entry) if need.known_from}


def rows(entry: Entry, faults: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every paper of the procedure; those that this case does not want are hidden."""
    wants = {need.paper.id: need for need in needed(entry)}
    numbers = [one for kept in entry.ticket.files.values() for one in kept]
    files = {str(one.uuid): one for one in StoredFile.objects.filter(uuid__in=numbers)} if numbers else {}
    shown = []
    for item in entry.compiled.papers:
        paper, need = item.paper, wants.get(item.paper.id)
        name = f"paper.{paper.id}"
        shown.append(
            {
                "id": paper.id,
                "name": name,
                "label": paper.name,
                "shown": need is not None,
                "known": need.known_from if need else None,
                "source": source_name(need.known_from) if need and need.known_from else "",
                "show_only": paper.show_only,
                "required": need.required if need else item.required is True,
                "given": bool(entry.posted.get(name)) or bool(entry.ticket.files.get(paper.id)),
                "originals": entry.posted.get(f"{name}.originals", str(paper.originals)),
                "copies": entry.posted.get(f"{name}.copies", str(paper.copies)),
                "files": [files[one] for one in entry.ticket.files.get(paper.id, []) if one in files],
                "error": faults.get(f"papers.{paper.id}"),
            }
        )
    return shown


def given(entry: Entry) -> tuple[GivenPaper, ...]:
    """The papers that were handed in; those answered by data are left to the data."""
    handed_in = []
    for item in entry.compiled.papers:
        paper, name = item.paper, f"paper.{item.paper.id}"
        files = tuple(UUID(one) for one in entry.ticket.files.get(paper.id, []))
        if files or entry.posted.get(name):
            handed_in.append(
                GivenPaper(
                    paper.id,
                    "shown" if paper.show_only and not files else "scan",
                    files,
                    originals=_count(entry.posted.get(f"{name}.originals", ""), paper.originals),
                    copies=_count(entry.posted.get(f"{name}.copies", ""), paper.copies),
                )
            )
    return tuple(handed_in)


def _count(raw: str, usual: int) -> int:
    """A number of sheets as typed; what the definition wants when it is none."""
    return min(int(raw), 99) if raw.strip().isdecimal() else usual
