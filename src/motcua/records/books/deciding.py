"""What a third person decides: differences between two keyings, doubtful matches, entries that stay outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records.books import tallies
from motcua.records.books.classing import classed
from motcua.records.books.entry_form import Asked
from motcua.records.books.errors import Faulty, NotPossible, SamePerson
from motcua.records.books.keying import number_in
from motcua.records.books.models import FIRST, SECOND, Entry, Keying, Turn
from motcua.records.books.projects import asked_by, definition_of
from motcua.records.books.quality import Quality
from motcua.records.books.values import NotRead, read, same, tidy

DROP = "drop"
"""The lonely entry of one clerk is none: a heading, a line struck out."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two clerks typed differently."""

    asked: Asked
    first: str
    second: str


def asked_of(entry: Entry) -> tuple[Asked, ...]:
    return asked_by(entry.project)


def keyed(entry: Entry) -> dict[int, dict[str, str]]:
    """What each round typed for this entry. One query."""
    rows = Keying.objects.filter(turn__page_id=entry.page_id, slot=entry.slot, ready=True)
    return {row.turn.round: row.values for row in rows.select_related("turn")}


def differences(entry: Entry) -> list[Difference]:
    """The fields to decide, with both values. One query."""
    typed = keyed(entry)
    return [
        Difference(one, typed.get(FIRST, {}).get(one.id, ""), typed.get(SECOND, {}).get(one.id, ""))
        for one in asked_of(entry)
        if one.id in entry.differing
    ]


@transaction.atomic
def decide(
    entry_id: int, chosen: Mapping[str, str], *, clerk_id: int, by: Actor, at: datetime, missing: str = ""
) -> Entry:
    """Settle every difference of an entry with the image: `chosen` is the right value, by field.

    `missing`: "keep" or "drop" for an entry that only one clerk saw. Raises: SamePerson for either of the clerks,
    Faulty, NotPossible when somebody was faster.
    """
    entry = locked(entry_id, {Entry.State.DIFFERS})
    not_a_clerk(entry, clerk_id)
    was = (entry.state, entry.quality)
    if entry.missing and missing not in ("keep", DROP):
        raise Faulty({"missing": ("Chọn giữ hay bỏ mục này.", "Keep this entry or drop it.")})
    if entry.missing and missing == DROP:
        entry.state = Entry.State.DROPPED
        entry.decisions = {"": {"value": DROP}}
    else:
        _settle(entry, chosen)
        classed(entry, definition_of(entry.project))
    entry.decided_by_id, entry.decided_at = clerk_id, at
    entry.save()
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    events.record(
        entry.project.chain, "books.decided", at=at, actor=by,
        data={"entry": entry.pk, "fields": sorted(entry.decisions), "state": entry.state},
    )  # fmt: skip
    return entry


def _settle(entry: Entry, chosen: Mapping[str, str]) -> None:
    faults: dict[str, tuple[str, str]] = {}
    wrong = {FIRST: 0, SECOND: 0}
    decisions: dict[str, Any] = {}
    for one in differences(entry):
        value = tidy(chosen.get(one.asked.id, ""))
        if fault := _fault(one.asked, value):
            faults[one.asked.id] = fault
            continue
        whose = 0
        for round_, typed in ((FIRST, one.first), (SECOND, one.second)):
            if same(one.asked.kind, value, typed, one.asked.options):
                whose = whose or round_
            else:
                wrong[round_] += 1
        decisions[one.asked.id] = {"value": value, "of": whose, "first": one.first, "second": one.second}
        entry.values[one.asked.id] = value
    if faults:
        raise Faulty(faults)
    entry.decisions, entry.number = decisions, number_in(entry.values)
    for turn in Turn.objects.filter(page_id=entry.page_id).order_by("clerk_id"):
        if wrong[turn.round] and turn.done_at:
            day = turn.done_at.astimezone(worktime.VN).date()
            tallies.clerk(entry.project_id, turn.clerk_id, turn.clerk_name, day, wrong=wrong[turn.round])


def _fault(asked: Asked, value: str) -> tuple[str, str] | None:
    if not value:
        return "Chọn một giá trị hoặc ghi giá trị đúng.", "Choose a value or write the right one."
    try:
        read(asked.kind, value, asked.options)
    except NotRead as error:
        return error.vi, error.en
    return None


@transaction.atomic
def rule(
    entry_id: int,
    person: int | None,
    words: str,
    *,
    clerk_id: int,
    by: Actor,
    at: datetime,
    out: bool = False,
) -> Entry:
    """Decide a doubtful entry with the image: who it is about (one of the candidates, or nobody), or that it stays out.

    `words`: the ground, kept with the entry. Raises: Faulty, SamePerson, NotPossible.
    """
    entry = locked(entry_id, {Entry.State.DOUBTFUL})
    not_a_clerk(entry, clerk_id)
    words = " ".join(words.split())[:1000]
    faults: dict[str, tuple[str, str]] = {}
    if not words:
        faults["words"] = ("Ghi căn cứ của quyết định.", "Say what the decision rests on.")
    offered = {one["person"]: one["role"] for one in entry.candidates}
    if person is not None and person not in offered:
        faults["person"] = ("Chọn một người trong danh sách.", "Choose a person of the list.")
    if faults:
        raise Faulty(faults)
    was = (entry.state, entry.quality)
    if out:
        entry.state, entry.quality = Entry.State.HELD, str(Quality.D)
    else:
        entry.state = Entry.State.READY
        if person is not None:
            entry.persons = {**entry.persons, offered[person]: person}
    entry.ruling, entry.ruled_by_id = words, clerk_id
    entry.save(update_fields=["state", "quality", "persons", "ruling", "ruled_by"])
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    events.record(
        entry.project.chain, "books.ruled", at=at, actor=by,
        data={"entry": entry.pk, "state": entry.state, "person": person},
    )  # fmt: skip
    return entry


@transaction.atomic
def classify_anew(entry_id: int, *, by: Actor, at: datetime) -> Entry:
    """Look again at an entry that stays outside: the person may be known meanwhile, the conflict corrected."""
    entry = locked(entry_id, {Entry.State.HELD, Entry.State.DOUBTFUL})
    was = (entry.state, entry.quality)
    classed(entry, definition_of(entry.project))
    entry.save()
    tallies.moved(entry.book_id, entry.project_id, [was], [entry])
    events.record(
        entry.project.chain,
        "books.classed",
        at=at,
        actor=by,
        data={"entry": entry.pk, "class": entry.quality},
    )
    return entry


def locked(entry_id: int, states: set[Entry.State]) -> Entry:
    """The entry under lock, when it stands where the act begins. Raises: NotPossible."""
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("project", "book", "page__file")
        .filter(pk=entry_id)
        .first()
    )
    if entry is None or entry.state not in states:
        raise NotPossible("Mục này đã được người khác xử lý.", "Somebody has dealt with this entry already.")
    return entry


def not_a_clerk(entry: Entry, account_id: int) -> None:
    """Raises: SamePerson when the account keyed the page in either round. One query."""
    if Turn.objects.filter(page_id=entry.page_id, clerk_id=account_id).exists():
        raise SamePerson(
            "Anh/chị đã nhập trang này; người thứ ba quyết định.",
            "You keyed this page; a third person decides.",
        )
