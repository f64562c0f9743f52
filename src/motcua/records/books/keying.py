"""Keying a page: claimed by one clerk at a time, typed in two rounds by two different clerks, compared when both are done.

The second clerk is never given what the first typed. What stands in a finished keying is never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records.books import tallies
from motcua.records.books.classing import classed
from motcua.records.books.comparing import Compared, compare_page
from motcua.records.books.entry_form import NUMBER, Asked, completed, faults, second
from motcua.records.books.errors import Faulty, NotPossible
from motcua.records.books.models import FIRST, SECOND, Entry, Keying, Page, Project, Turn
from motcua.records.books.projects import asked_by, definition_of
from motcua.records.books.values import NotRead, read

MOST_SLOTS = 60
MOST_STROKES = 20_000
"""Of one entry: a counter in the page says it, and a page can say anything."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """A claimed page with the entry that is being typed."""

    turn: Turn
    slot: int
    asked: tuple[Asked, ...]
    values: dict[str, str]
    earlier: int
    above: dict[str, str]
    """What the same clerk typed for the entry before: repeated by one key."""


def asked_of(project: Project, round_: int) -> tuple[Asked, ...]:
    """What the clerk of a round is asked. No query once the register is known."""
    whole = asked_by(project)
    return whole if round_ == FIRST else second(whole)


@transaction.atomic
def claim(project: Project, clerk_id: int, name: str, *, at: datetime) -> Turn | None:
    """The page that this clerk keys now: the one already claimed, else the next that waits for somebody else's eyes.

    None when there is none. One query when a claim is open, else four statements.
    """
    kept = (
        Turn.objects.select_related("page__book", "page__file")
        .filter(project=project, clerk_id=clerk_id, done_at=None)
        .first()
    )
    if kept is not None:
        return kept
    if project.closed_at is not None:
        return None
    page = (
        Page.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("book", "file")
        .filter(book__project=project, taken__lt=2, blank=False, file__isnull=False)
        .exclude(turns__clerk_id=clerk_id)
        .order_by("book_id", "position")
        .first()
    )
    if page is None:
        return None
    first_there = page.taken == 1 and Turn.objects.filter(page=page, round=FIRST).exists()
    turn = Turn.objects.create(
        page=page,
        project=project,
        round=SECOND if first_there else FIRST,
        clerk_id=clerk_id,
        clerk_name=name,
        claimed_at=at,
    )
    Page.objects.filter(pk=page.pk).update(taken=F("taken") + 1)
    return turn


@transaction.atomic
def give_back(turn_id: int, clerk_id: int) -> None:
    """Leave a page to others; what was typed of it is gone. Raises: NotPossible when it is not this clerk's or done."""
    turn = _own(turn_id, clerk_id)
    Page.objects.filter(pk=turn.page_id).update(taken=F("taken") - 1)
    turn.delete()


@transaction.atomic
def take_back(turn_id: int, project: Project, *, by: Actor, at: datetime) -> None:
    """An officer frees a page that a clerk has left lying. Raises: NotPossible when it is done meanwhile."""
    turn = Turn.objects.select_for_update().filter(pk=turn_id, project=project, done_at=None).first()
    if turn is None:
        raise NotPossible("Trang này đã nhập xong.", "This page is keyed already.")
    Page.objects.filter(pk=turn.page_id).update(taken=F("taken") - 1)
    events.record(
        project.chain,
        "books.taken_back",
        at=at,
        actor=by,
        data={"page": turn.page_id, "clerk": turn.clerk_id},
    )
    turn.delete()


def at_work(turn: Turn, slot: int | None = None) -> AtWork:
    """The entry of a turn that is typed now: its draft, and the entry above for repeating. Two queries."""
    typed = {row.slot: row for row in turn.keyings.all()}
    ready = [number for number, row in typed.items() if row.ready]
    here = slot if slot in typed or slot == len(ready) + 1 else max(ready, default=0) + 1
    assert here is not None
    draft = typed.get(here)
    before = typed.get(here - 1)
    above = before.values if before else _last_of(turn)
    return AtWork(
        turn, here, asked_of(turn.project, turn.round), dict(draft.values) if draft else {}, len(ready), above
    )


def _last_of(turn: Turn) -> dict[str, str]:
    last = (
        Keying.objects.filter(
            turn__project_id=turn.project_id, turn__clerk_id=turn.clerk_id, turn__done_at__isnull=False
        )
        .order_by("-turn__done_at", "-slot")
        .first()
    )
    return dict(last.values) if last else {}


@transaction.atomic
def save_draft(turn_id: int, clerk_id: int, slot: int, typed: Mapping[str, str], *, at: datetime) -> None:
    """Keep what is typed so far, as it is typed: it waits for the clerk. Raises: NotPossible."""
    turn = _own(turn_id, clerk_id)
    _check_slot(turn, slot)
    ids = {one.id for one in asked_of(turn.project, turn.round)}
    values = {name: str(value)[:4000] for name, value in typed.items() if name in ids}
    row, made = Keying.objects.get_or_create(
        turn=turn, slot=slot, defaults={"values": values, "saved_at": at}
    )
    if not made and not row.ready:
        row.values, row.saved_at = values, at
        row.save(update_fields=["values", "saved_at"])


@transaction.atomic
def finish_entry(
    turn_id: int,
    clerk_id: int,
    slot: int,
    typed: Mapping[str, str],
    *,
    at: datetime,
    strokes: int = 0,
    last: bool = True,
) -> Turn:
    """An entry is typed; with `last` the page is, and when both clerks are done its entries come out of it.

    Raises: Faulty with every fault, NotPossible when the page is not this clerk's.
    """
    turn = _own(turn_id, clerk_id)
    _check_slot(turn, slot)
    asked = asked_of(turn.project, turn.round)
    if found := faults(asked, typed):
        raise Faulty(found)
    values = completed(asked, typed)
    Keying.objects.update_or_create(
        turn=turn, slot=slot, defaults={"values": values, "saved_at": at, "ready": True}
    )
    turn.strokes += max(0, min(strokes, MOST_STROKES))
    if last or not turn.project.several:
        _finish(turn, at)
    else:
        turn.save(update_fields=["strokes"])
    return turn


@transaction.atomic
def finish_page(turn_id: int, clerk_id: int, *, at: datetime) -> Turn:
    """No further entry stands on this page. Raises: NotPossible, also when not one was typed."""
    turn = _own(turn_id, clerk_id)
    if not turn.keyings.filter(ready=True).exists():
        raise NotPossible(
            "Chưa nhập mục nào. Trang trắng thì báo cán bộ phụ trách đánh dấu.",
            "No entry is keyed. A blank page is marked by the officer in charge.",
        )
    turn.keyings.filter(ready=False).delete()
    _finish(turn, at)
    return turn


def _own(turn_id: int, clerk_id: int) -> Turn:
    turn = (
        Turn.objects.select_for_update(of=("self",))
        .select_related("page__book", "project")
        .filter(pk=turn_id, clerk_id=clerk_id)
        .first()
    )
    if turn is None or turn.done_at is not None:
        raise NotPossible("Trang này không còn do anh/chị nhập.", "This page is no longer yours to key.")
    return turn


def _check_slot(turn: Turn, slot: int) -> None:
    most = MOST_SLOTS if turn.project.several else 1
    if not 1 <= slot <= most:
        raise NotPossible(f"Một trang có tối đa {most} mục.", f"A page has at most {most} entries.")


def _finish(turn: Turn, at: datetime) -> None:
    turn.done_at = at
    turn.save(update_fields=["done_at", "strokes"])
    page = Page.objects.select_for_update(of=("self",)).select_related("book").get(pk=turn.page_id)
    page.keyed += 1
    page.save(update_fields=["keyed"])
    both = page.keyed == 2
    tallies.add(page.book_id, turn.project_id, {tallies.TWICE if both else tallies.ONCE: 1})
    found = _compare(page, turn.project, at) if both else []
    tallies.clerk(
        turn.project_id,
        turn.clerk_id,
        turn.clerk_name,
        at.astimezone(worktime.VN).date(),
        entries=turn.keyings.filter(ready=True).count(),
        strokes=turn.strokes,
    )
    if both:
        _count_compared(page, found)


def _compare(page: Page, project: Project, at: datetime) -> list[Compared]:
    typed: dict[int, dict[int, dict[str, str]]] = {FIRST: {}, SECOND: {}}
    for row in Keying.objects.filter(turn__page=page, ready=True).select_related("turn"):
        typed[row.turn.round][row.slot] = row.values
    found = compare_page(asked_by(project), typed[FIRST], typed[SECOND])
    entries = []
    for one in found:
        entry = Entry(
            page=page,
            book=page.book,
            project=project,
            slot=one.slot,
            number=number_in(one.values),
            values=one.values,
            state=Entry.State.DIFFERS,
            differing=list(one.differing),
            missing=one.missing,
        )
        if not one.differing and not one.missing:
            classed(entry, definition_of(project))
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    tallies.moved(page.book_id, project.pk, [], entries)
    return found


def _count_compared(page: Page, found: list[Compared]) -> None:
    """How many values of each clerk were compared; which were wrong is known when somebody has decided."""
    compared = sum(one.compared for one in found)
    for turn in Turn.objects.filter(page=page).order_by("clerk_id"):
        assert turn.done_at is not None
        day = turn.done_at.astimezone(worktime.VN).date()
        tallies.clerk(turn.project_id, turn.clerk_id, turn.clerk_name, day, compared=compared)


def number_in(values: Mapping[str, str]) -> int | None:
    """The entry's number when one can be read."""
    try:
        number = read("integer", values.get(NUMBER, ""))
    except NotRead:
        return None
    return number if isinstance(number, int) and 0 < number < 1_000_000 else None
