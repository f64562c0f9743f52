"""Sets for pages and partners: each part with its agency, its days and its words; what belongs to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.definition import Text
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.procedures.linked import dues, paths
from motcua.procedures.linked.models import WITHOUT_RESULT, LinkedCase, LinkedItem, State

TO_CHANGE = frozenset({Status.REGISTERED, Status.ACCEPTED, Status.IN_PROGRESS, Status.SUPPLEMENT})
"""Statuses of a part in which its owner may still leave it out."""


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part as people see it. `waits_for`: names of the parts whose results it waits for now."""

    item: LinkedItem
    name: Text
    procedure: Text
    dossier: Dossier
    waits_for: tuple[Text, ...]
    results: tuple[Document, ...]
    critical: bool
    optional: bool

    @property
    def status(self) -> Status:
        return Status(self.dossier.status)

    @property
    def may_drop(self) -> bool:
        """Whether the owner may still leave it out: optional, begun or not, and nothing decided or under correction."""
        return (
            self.optional
            and self.item.state in {State.WAITING, State.OPEN}
            and self.status in TO_CHANGE
            and not self.dossier.corrections
            and not self.results
        )


@dataclass(frozen=True, slots=True)
class SetShown:
    """A set as it stands. `addable`: optional parts that may still be asked for, by id and name."""

    case: LinkedCase
    parent: Dossier
    name: Text
    parts: tuple[PartShown, ...]
    addable: tuple[tuple[str, Text], ...]
    path: tuple[Text, ...]
    compiled: CompiledProcedure

    @property
    def done(self) -> int:
        return sum(1 for part in self.parts if part.item.state == State.DONE)

    @property
    def later_than_promised(self) -> bool:
        due = self.parent.due_at
        return due is not None and self.case.due_at is not None and self.case.due_at > due


def of_parent(parent: Dossier, at: datetime) -> SetShown | None:
    """The set of a dossier that is one and has begun; None for every other. No query for what is no set, else three."""
    compiled = compiled_version(parent.version_id)
    if compiled.linked is None:
        return None
    case = LinkedCase.objects.filter(parent_id=parent.id).first()
    return _shown(case, parent, compiled, at) if case is not None else None


def of_child(child: Dossier, at: datetime) -> tuple[SetShown, PartShown] | None:
    """The set to which a dossier belongs, and its part in it; None for every other. Four queries."""
    if child.part_of_id is None:
        return None
    case = LinkedCase.objects.select_related("parent").filter(parent_id=child.part_of_id).first()
    if case is None:
        return None
    shown = _shown(case, case.parent, compiled_version(case.parent.version_id), at)
    return shown, next(part for part in shown.parts if part.item.dossier_id == child.id)


def _shown(case: LinkedCase, parent: Dossier, compiled: CompiledProcedure, at: datetime) -> SetShown:
    assert compiled.linked is not None
    rows = LinkedItem.objects.select_related("dossier", "dossier__competent_agency").filter(case=case)
    items = {item.part_id: item for item in rows.order_by("place")}
    children = {item.dossier_id: item.dossier for item in items.values()}
    legs = dues.legs_of(items, children, at)
    path = paths.critical(legs, paths.plan(legs, case.started_at, not_before=at))
    results = _results(list(children))
    linked = compiled.linked
    parts = tuple(
        PartShown(
            item=item,
            name=linked.part(item.part_id).part.name,
            procedure=compiled_version(item.dossier.version_id).definition.name,
            dossier=item.dossier,
            waits_for=tuple(
                linked.part(name).part.name
                for name in _waited(item)
                if items[name].state not in {State.DONE, *WITHOUT_RESULT}
            ),
            results=tuple(results.get(item.dossier_id, ())),
            critical=item.part_id in path,
            optional=linked.part(item.part_id).part.optional,
        )
        for item in items.values()
    )
    return SetShown(
        case=case,
        parent=parent,
        name=compiled.definition.name,
        parts=parts,
        addable=_addable(case, parent, compiled, items),
        path=tuple(linked.part(name).part.name for name in path),
        compiled=compiled,
    )


def _waited(item: LinkedItem) -> list[str]:
    return [*item.needs, *([item.follows] if item.follows else [])] if item.state == State.WAITING else []


def _addable(
    case: LinkedCase, parent: Dossier, compiled: CompiledProcedure, items: Mapping[str, LinkedItem]
) -> tuple[tuple[str, Text], ...]:
    """Optional parts that are not there, while the set is open; one that was left out may be asked for again."""
    assert compiled.linked is not None
    if case.ended_at is not None or Status(parent.status) not in OPEN:
        return ()
    context = Context(today=case.started_at.date(), channel=parent.channel, case=parent.case_id)
    values = compiled.values(parent.answers, context)
    return tuple(
        (one.id, one.part.name)
        for one in compiled.linked.parts
        if one.part.optional
        and (one.when is None or one.when.holds(values))
        and (one.id not in items or items[one.id].state == State.DROPPED)
    )


def _results(dossiers: list[int]) -> dict[int, list[Document]]:
    """What each dossier has issued, newest first. One query."""
    found: dict[int, list[Document]] = {}
    rows = Document.objects.filter(dossier_id__in=dossiers, kind="result", for_resident=True)
    for row in rows.exclude(state=Document.State.REPLACED).order_by("-id"):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def lines_of(dossiers: Sequence[Dossier]) -> dict[int, tuple[int, int]]:
    """How many parts of each set among these dossiers are done, and how many there are, for lists. At most one query."""
    sets = [one.id for one in dossiers if compiled_version(one.version_id).linked is not None]
    if not sets:
        return {}
    told: dict[int, tuple[int, int]] = {}
    rows = LinkedItem.objects.filter(case__parent_id__in=sets).values_list("case__parent_id", "state")
    for parent_id, state in rows:
        if state != State.DROPPED:
            done, whole = told.get(parent_id, (0, 0))
            told[parent_id] = (done + (state == State.DONE), whole + 1)
    return told


__all__ = ["PartShown", "SetShown", "lines_of", "of_child", "of_parent"]
