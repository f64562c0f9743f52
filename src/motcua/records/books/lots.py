"""Lots: a random sample is looked at again by somebody who keyed none of it; the lot is accepted or goes back whole."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.books import sampling, tallies
from motcua.records.books.classing import classed
from motcua.records.books.deciding import asked_of, locked, not_a_clerk
from motcua.records.books.entry_form import faults, subjects
from motcua.records.books.errors import Faulty, NotPossible, SamePerson
from motcua.records.books.keying import number_in
from motcua.records.books.models import Entry, Look, Lot, Project
from motcua.records.books.projects import definition_of
from motcua.records.books.values import same, tidy


@transaction.atomic
def make(project: Project, seed: str, *, by: Actor, at: datetime) -> Lot:
    """A lot of the entries that are ready, the oldest first, and its sample. Raises: NotPossible when none is ready."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    entries = list(
        Entry.objects.select_for_update()
        .filter(project=project, state=Entry.State.READY)
        .order_by("id")[: project.lot_size]
    )
    if not entries:
        raise NotPossible("Chưa có mục nào chờ vào lô.", "No entry waits for a lot.")
    plan = sampling.plan(len(entries), at.date(), project.quality_limit)
    number = (project.lots.aggregate(last=Max("number"))["last"] or 0) + 1
    lot = Lot.objects.create(
        project=project,
        number=number,
        entries_count=len(entries),
        seed=seed,
        quality_limit=plan.quality_limit,
        size=plan.size,
        accept=plan.accept,
        drawn_at=at,
        drawn_by=by.as_data(),
    )
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(state=Entry.State.IN_LOT, lot=lot)
    _shift(entries, Entry.State.IN_LOT)
    _draw(lot, [entry.pk for entry in entries])
    events.record(
        project.chain, "books.lot", at=at, actor=by,
        data={"lot": number, "entries": len(entries), "size": plan.size, "accept": plan.accept, "seed": seed},
    )  # fmt: skip
    return lot


def _draw(lot: Lot, entries: list[int]) -> None:
    drawn = sampling.draw(f"{lot.seed}/{lot.drawing}", entries, lot.size)
    Look.objects.bulk_create(
        Look(lot=lot, drawing=lot.drawing, place=place, entry_id=entry)
        for place, entry in enumerate(drawn, 1)
    )


def _shift(entries: list[Entry], state: str) -> None:
    """Count entries over to another state, book by book in the order of ids."""
    for book_id in sorted({entry.book_id for entry in entries}):
        moved = [entry for entry in entries if entry.book_id == book_id]
        changes: dict[str, int] = {}
        for entry in moved:
            changes[entry.state] = changes.get(entry.state, 0) - 1
        changes[state] = changes.get(state, 0) + len(moved)
        tallies.add(book_id, moved[0].project_id, changes)


def next_look(lot: Lot, account_id: int) -> Look | None:
    """The entry of the sample that this officer looks at next: not one that the same officer keyed or decided."""
    return (
        Look.objects.select_related("entry__page__file", "entry__book", "entry__project")
        .filter(lot=lot, drawing=lot.drawing, at=None)
        .exclude(entry__page__turns__clerk_id=account_id)
        .exclude(entry__decided_by_id=account_id)
        .order_by("place")
        .first()
    )


@transaction.atomic
def look(look_id: int, typed: Mapping[str, str], *, account_id: int, by: Actor, at: datetime) -> Look:
    """The sample's entry as the paper says it: what differs from the keyed values is a fault, and is set right at once.

    When the verdict cannot change any more, the lot is accepted or returned by the plan and nobody's wish.
    Raises: SamePerson, Faulty, NotPossible.
    """
    found = Look.objects.select_related("lot").get(pk=look_id)
    lot = Lot.objects.select_for_update().get(pk=found.lot_id)
    found = Look.objects.get(pk=look_id)
    if found.at is not None or lot.state != Lot.State.OPEN or found.drawing != lot.drawing:
        raise NotPossible("Mục này đã được kiểm tra.", "This entry has been looked at.")
    entry = locked(found.entry_id, {Entry.State.IN_LOT})
    other_eyes(entry, account_id)
    found.faults = set_right(entry, typed)
    found.by_id, found.by_name, found.at = account_id, by.name, at
    found.save(update_fields=["faults", "by_id", "by_name", "at"])
    lot.looked_at += 1
    lot.faulty += bool(found.faults)
    plan = sampling.Plan(lot.size, lot.accept, lot.quality_limit)
    verdict = sampling.accepted(plan, lot.faulty, lot.looked_at)
    if verdict is not None:
        _close(lot, verdict, by=by, at=at)
    lot.save()
    return found


def _close(lot: Lot, verdict: bool, *, by: Actor, at: datetime) -> None:
    lot.state = Lot.State.ACCEPTED if verdict else Lot.State.RETURNED
    lot.decided_at, lot.decided_by = at, by.as_data()
    if not verdict:
        entries = list(lot.entries.select_for_update().filter(state=Entry.State.IN_LOT))
        seen = set(lot.looks.filter(drawing=lot.drawing, at__isnull=False).values_list("entry_id", flat=True))
        lot.entries.filter(pk__in=[entry.pk for entry in entries if entry.pk in seen]).update(
            checked_again=True
        )
        lot.rechecked = sum(entry.pk in seen for entry in entries)
        again = [entry for entry in entries if entry.pk not in seen]
        lot.entries.filter(pk__in=[entry.pk for entry in again]).update(state=Entry.State.RECHECK)
        _shift(again, Entry.State.RECHECK)
    events.record(
        lot.project.chain, "books.lot_accepted" if verdict else "books.lot_returned", at=at, actor=by,
        data={"lot": lot.number, "looked_at": lot.looked_at, "faulty": lot.faulty, "accept": lot.accept},
    )  # fmt: skip


def next_recheck(lot: Lot, account_id: int) -> Entry | None:
    """The entry of a returned lot that this officer checks next."""
    return (
        Entry.objects.select_related("page__file", "book", "project")
        .filter(lot=lot, state=Entry.State.RECHECK)
        .exclude(page__turns__clerk_id=account_id)
        .order_by("id")
        .first()
    )


@transaction.atomic
def recheck(entry_id: int, typed: Mapping[str, str], *, account_id: int, by: Actor, at: datetime) -> Entry:
    """An entry of a returned lot, read against the paper once more. Raises: SamePerson, Faulty, NotPossible."""
    entry = locked(entry_id, {Entry.State.RECHECK})
    not_a_clerk(entry, account_id)
    set_right(entry, typed)
    was = (entry.state, entry.quality)
    entry.state, entry.checked_again = Entry.State.IN_LOT, True
    entry.save(update_fields=["state", "checked_again"])
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    assert entry.lot_id is not None
    Lot.objects.filter(pk=entry.lot_id).update(rechecked=F("rechecked") + 1)
    return entry


@transaction.atomic
def draw_again(lot: Lot, *, by: Actor, at: datetime) -> Lot:
    """A returned lot that was read whole is sampled anew, by the same plan. Raises: NotPossible before that."""
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    if lot.state != Lot.State.RETURNED or lot.entries.filter(state=Entry.State.RECHECK).exists():
        raise NotPossible("Lô chưa soát xong.", "The lot has not been read whole.")
    entries = sorted(lot.entries.filter(state=Entry.State.IN_LOT).values_list("id", flat=True))
    plan = sampling.plan(len(entries), at.date(), lot.quality_limit)
    lot.state, lot.drawing = Lot.State.OPEN, lot.drawing + 1
    lot.size, lot.accept, lot.entries_count = plan.size, plan.accept, len(entries)
    lot.faulty = lot.looked_at = 0
    lot.drawn_at, lot.drawn_by, lot.decided_at, lot.decided_by = at, by.as_data(), None, {}
    lot.save()
    _draw(lot, entries)
    events.record(
        lot.project.chain, "books.lot", at=at, actor=by,
        data={"lot": lot.number, "entries": len(entries), "size": plan.size, "accept": plan.accept,
              "seed": lot.seed, "drawing": lot.drawing},
    )  # fmt: skip
    return lot


def set_right(entry: Entry, typed: Mapping[str, str]) -> list[str]:
    """Take over what differs from the keyed values; the ids of those fields. The class is found anew when a value that
    matters for it changed; the decision of class C stands. The caller has the lock. Raises: Faulty."""
    asked = asked_of(entry)
    given = {one.id: tidy(typed.get(one.id, entry.values.get(one.id, ""))) for one in asked}
    if wrong := faults(asked, given):
        raise Faulty(wrong)
    changed = [
        one.id
        for one in asked
        if not same(one.kind, given[one.id], entry.values.get(one.id, ""), one.options)
    ]
    if not changed:
        return []
    for name in changed:
        entry.decisions[name] = {"value": given[name], "of": 0, "before": entry.values.get(name, "")}
        entry.values[name] = given[name]
    entry.number = number_in(entry.values)
    definition = definition_of(entry.project)
    weighs = {part for one in subjects(definition) for part in (one.name, one.birth, one.pin)} | {
        one.name for one in definition.people
    }
    was, state = (entry.state, entry.quality), entry.state
    if weighs & set(changed):
        classed(entry, definition)
        if entry.state == Entry.State.READY:
            entry.state = state
        else:
            entry.lot = None
    entry.save()
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    return changed


def other_eyes(entry: Entry, account_id: int) -> None:
    """Raises: SamePerson for whoever keyed the page or decided its differences."""
    not_a_clerk(entry, account_id)
    if entry.decided_by_id == account_id:
        raise SamePerson(
            "Anh/chị đã quyết định mục này; người khác kiểm mẫu.",
            "You decided this entry; somebody else checks the sample.",
        )


def checked(typed: Mapping[str, str]) -> None:
    """Refuse a form that lost its fields on the way: nothing would look like everything being wrong."""
    if not typed:
        raise Faulty({"": ("Biểu mẫu trống.", "The form is empty.")})
