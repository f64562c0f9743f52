"""Notes between officers on a dossier: written, put right by another note, taken back; never shown to the resident.

The words lie in the row, which the database does not let anybody change; the dossier's chain of events holds their
SHA-256, so that a changed word is found by `verify-chain` and this module together.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.city.models import Account, Appointment
from motcua.foundation import text
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers.concern import concerns
from motcua.procedures.dossiers.errors import NotComplete, NoteNeeded, NotYours, WrongState
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Dossier, Mention, Note, Task

MOST_LETTERS = 4000
MOST_NAMED = 10
MANY = 99
"""Unseen mentions are counted up to here; more is "99+"."""
AT = re.compile(r"(?<![\w@])@(\w)")


@transaction.atomic
def write(dossier_id: int, words: str, *, by: Actor, at: datetime, corrects: int | None = None) -> Note:
    """Put a note on a dossier. `@Full Name` names a colleague of an agency that has to do with it.

    One event `note-added`, which says who was named and the digest of the words, not the words. Raises NotAllowed,
    NoteNeeded, NotComplete (an unknown or unentitled name), WrongState (the corrected note is not one's own).
    """
    held = hold(dossier_id)
    require_business(held.dossier, by, at)
    words = words.strip()
    if not words:
        raise NoteNeeded
    if len(words) > MOST_LETTERS:
        raise NotComplete({"note": ("Ghi chú quá dài (tối đa 4.000 chữ).", "The note is too long.")})
    named = _named(held.dossier, words, at)
    if (
        corrects is not None
        and not Note.objects.filter(id=corrects, dossier_id=dossier_id, author_id=by.account_id).exists()
    ):
        raise WrongState("Chỉ đính chính ghi chú của chính mình.", "Only one's own note can be put right.")
    assert by.account_id is not None
    note = Note.objects.create(
        dossier_id=dossier_id,
        author_id=by.account_id,
        author_name=by.name,
        agency_id=by.agency_id,
        at=at,
        words=words,
        corrects_id=corrects,
    )
    Mention.objects.bulk_create(Mention(note=note, account_id=one) for one in named if one != by.account_id)
    held.tell(
        "note-added", at, by, note=note.id, corrects=corrects, named=named or None, digest=digest(words)
    )
    return note


@transaction.atomic
def withdraw(note_id: int, *, by: Actor, at: datetime) -> Note:
    """Take one's own note back: it no longer counts, and stays in the trail. Harmless again. Raises NotYours."""
    held, note = _own_note(note_id, by)
    if note.withdrawn_at is None:
        Note.objects.filter(id=note.id).update(withdrawn_at=at)
        Mention.objects.filter(note_id=note.id, seen_at=None).update(seen_at=at)
        note.withdrawn_at = at
        held.tell("note-withdrawn", at, by, note=note.id)
    return note


def restore(held: Held, note_id: int, by: Actor, at: datetime) -> None:
    """A note that was taken back counts again. For `changes.undo`, which holds the dossier."""
    Note.objects.filter(id=note_id, author_id=by.account_id).update(withdrawn_at=None)
    held.tell("note-restored", at, by, note=note_id)


def _own_note(note_id: int, by: Actor) -> tuple[Held, Note]:
    known = Note.objects.filter(id=note_id, author_id=by.account_id).values_list("dossier_id", flat=True)
    dossier_id = known.first()
    if dossier_id is None:
        raise NotYours
    held = hold(dossier_id)
    return held, Note.objects.get(id=note_id)


def digest(words: str) -> str:
    """What the event keeps of a note."""
    return hashlib.sha256(words.encode()).hexdigest()


def of_dossier(dossier_id: int) -> list[Note]:
    """The notes of a dossier, oldest first. One query."""
    return list(Note.objects.filter(dossier_id=dossier_id).order_by("id"))


def mentions_of(account_id: int) -> QuerySet[Mention]:
    """Where an officer is named, newest first; notes that were taken back are left out."""
    return (
        Mention.objects.select_related("note__dossier")
        .filter(account_id=account_id, note__withdrawn_at=None)
        .order_by("-id")
    )


def unseen(account_id: int) -> int:
    """How many mentions the officer has not seen, `MANY` + 1 at most. One query on an index of the unseen."""
    return Mention.objects.filter(account_id=account_id, seen_at=None)[: MANY + 1].count()


def seen(dossier_id: int, account_id: int, at: datetime) -> int:
    """The officer has opened the dossier: what names them there is seen. One statement."""
    return Mention.objects.filter(account_id=account_id, seen_at=None, note__dossier_id=dossier_id).update(
        seen_at=at
    )


def settle(account_id: int, mine: QuerySet[Dossier], at: datetime) -> None:
    """Mentions on dossiers that are no longer the officer's business are not new any more: no list shows them."""
    lost = Mention.objects.filter(account_id=account_id, seen_at=None).exclude(note__dossier__in=mine)
    lost.update(seen_at=at)


def agencies_of(dossier: Dossier) -> frozenset[int]:
    """The agencies that hold the dossier or were asked about it. One query."""
    asked = Task.objects.filter(dossier_id=dossier.id).values_list("agency_id", flat=True)
    return frozenset(
        {dossier.intake_agency_id, dossier.competent_agency_id, dossier.return_agency_id, *asked}
    )


def require_business(dossier: Dossier, by: Actor, at: datetime) -> None:
    """Raises NotAllowed for an officer whom the dossier does not concern in the post acted in."""
    if not concerns(authority.powers_of(by.account_id, at).in_post(by.post_id), dossier):
        raise NotAllowed("Hồ sơ không thuộc phạm vi của anh/chị.", "The dossier is not your business.")


def colleagues(agencies: Iterable[int], at: datetime, words: str = "") -> list[Account]:
    """Officers with a post in these agencies today, by name; `words`: names that have them. One query."""
    held = (
        Appointment.objects.on(at.date())
        .filter(post__agency_id__in=list(agencies), account__is_active=True)
        .select_related("account")
        .order_by("account__display_name")
    )
    people = {row.account_id: row.account for row in held}
    wanted = text.fold(words)
    return [one for one in people.values() if wanted in text.fold(one.display_name)]


def _named(dossier: Dossier, words: str, at: datetime) -> Sequence[int]:
    """Accounts named by `@Full Name`. The longest name wins; namesakes are all meant. Raises NotComplete."""
    places = [found.start(1) for found in AT.finditer(words)]
    if not places:
        return []
    if len(places) > MOST_NAMED:
        raise NotComplete(
            {"note": (f"Nhắc tối đa {MOST_NAMED} người.", f"Name {MOST_NAMED} people at most.")}
        )
    known = colleagues(agencies_of(dossier), at)
    found: dict[int, Account] = {}
    for place in places:
        said = text.fold(words[place : place + 80])
        fitting = [one for one in known if _begins(said, text.fold(one.display_name))]
        if not fitting:
            name = " ".join(re.split(r"[\n,.;:!?]", words[place : place + 40])[0].split()[:4])
            raise NotComplete(
                {
                    "note": (
                        f"Không có cán bộ tên “{name}” ở các cơ quan của hồ sơ này.",
                        f"No officer named “{name}” in the agencies of this dossier.",
                    )
                }
            )
        longest = max(len(one.display_name) for one in fitting)
        found |= {one.id: one for one in fitting if len(one.display_name) == longest}
    for one in found.values():
        if not concerns(authority.powers_of(one.id, at), dossier):
            raise NotComplete(
                {
                    "note": (
                        f"{one.display_name} không có quyền xem hồ sơ này.",
                        f"{one.display_name} may not see this dossier.",
                    )
                }
            )
    return sorted(found)


def _begins(said: str, name: str) -> bool:
    return said.startswith(name) and not said[len(name) : len(name) + 1].isalnum()
