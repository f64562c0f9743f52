"""What a tablet sends after a time without a line: received once, never over what the server knows better."""

import hashlib
import json
import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.city.authority import PowerSet
from motcua.city.mobile import rules
from motcua.city.mobile.errors import Faulty, NotYours, Refused, WrongState
from motcua.city.mobile.models import Brought, Correction, Done, Outing
from motcua.city.mobile.rules import Outcome
from motcua.city.models import Power
from motcua.foundation import events
from motcua.foundation.actor import Actor

type Answers = dict[str, list[str]]
MOST_PHOTOS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A draft as a tablet sends it. `digest` names what was typed, `base` what the tablet sent before ("" for nothing).

    Both are made by the tablet; they are compared with each other only.
    """

    uuid: uuids.UUID
    procedure_code: str
    version_hash: str
    client_id: int
    consent: uuids.UUID
    answers: Mapping[str, Sequence[str]]
    digest: str
    base: str
    entered_at: datetime


def digest_of(answers: Mapping[str, Sequence[str]]) -> str:
    """A name for what was typed, whatever the order of the questions."""
    return hashlib.sha256(json.dumps(sorted(answers.items()), ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def receive(sent: Sent, outing: Outing, *, by: Actor, at: datetime) -> tuple[Brought, Outcome]:
    """Keep a draft. The same one twice is one; one that was changed here meanwhile stands beside it until somebody chose.

    The caller has checked that the officer goes with the team. Raises: NotYours for an id of another team or person.
    """
    answers = {name: list(values) for name, values in sent.answers.items()}
    digest = sent.digest
    row = Brought.objects.select_for_update().filter(uuid=sent.uuid).first()
    if row is not None and (row.outing_id, row.procedure_code, row.client_id) != (
        outing.pk, sent.procedure_code, sent.client_id,
    ):  # fmt: skip
        raise NotYours
    done = rules.outcome(
        row.digest if row else None, sent.base, digest, row is not None and row.state != Brought.State.WAITING
    )
    if row is None:
        try:
            with transaction.atomic():
                row = Brought.objects.create(
                    uuid=sent.uuid, outing=outing, procedure_code=sent.procedure_code, answers=answers, digest=digest,
                    version_hash=sent.version_hash, client_id=sent.client_id, consent=sent.consent,
                    entered_at=sent.entered_at, received_at=at, received_name=by.name,
                )  # fmt: skip
        except IntegrityError:  # the same draft over two lines at once
            return Brought.objects.get(uuid=sent.uuid), Outcome.KNOWN
        events.record(row.chain, "team-draft-received", at=at, actor=by, data=_told(row))
    elif done is Outcome.CHANGED:
        row.answers, row.digest, row.entered_at, row.received_at = answers, digest, sent.entered_at, at
        row.version_hash, row.received_name = sent.version_hash, by.name
        row.save()
        events.record(row.chain, "team-draft-changed", at=at, actor=by, data=_told(row))
    elif done is Outcome.APART:
        row.other = {"answers": answers, "entered_at": sent.entered_at.isoformat()}
        row.save(update_fields=["other"])
        events.record(row.chain, "team-draft-apart", at=at, actor=by, data=_told(row))
    return row, done


def _told(row: Brought) -> dict[str, object]:
    return {"outing": row.outing.uuid, "procedure": row.procedure_code, "entered_at": row.entered_at}


@transaction.atomic
def add_photo(uuid: uuids.UUID, paper: str, file: uuids.UUID) -> None:
    """Put a picture to a paper of a waiting draft; the same one twice is one. Raises: WrongState."""
    row = _waiting(uuid)
    there = row.photos.setdefault(paper, [])
    if str(file) not in there and sum(map(len, row.photos.values())) < MOST_PHOTOS:
        there.append(str(file))
        row.save(update_fields=["photos"])


@transaction.atomic
def edit(
    uuid: uuids.UUID,
    answers: Mapping[str, Sequence[str]],
    reason: str,
    powers: PowerSet,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> Brought:
    """An officer at the desk puts something right before the intake; what was changed is kept with the reason.

    `seen`: digest of the state that the officer had on the screen. Raises: NotYours; WrongState when the tablet or a
    colleague has changed it meanwhile, or two states wait for a choice; Faulty without a reason or a change.
    """
    row = _waiting(uuid, powers)
    if row.digest != seen or row.other is not None:
        raise WrongState(
            "Bản này vừa được thay đổi từ nơi khác. Xem lại rồi sửa tiếp.",
            "It has been changed elsewhere meanwhile. Look at it again.",
        )
    now = {name: list(values) for name, values in answers.items()}
    changed = [list(one) for one in rules.differences(row.answers, now) if one[1] or one[2]]
    faults = {}
    if not reason.strip():
        faults["reason"] = ("Ghi lý do sửa.", "Say why.")
    if not changed:
        faults["answers"] = ("Chưa có gì được sửa.", "Nothing has been changed.")
    if faults:
        raise Faulty(faults)
    row.answers, row.digest = now, digest_of(now)
    row.save(update_fields=["answers", "digest"])
    Correction.objects.create(
        brought=row,
        changes=changed,
        reason=reason.strip()[:300],
        by_id=by.account_id,
        by_name=by.name[:200],
        at=at,
    )
    names = [name for name, _, _ in changed]
    events.record(
        row.chain,
        "team-draft-corrected",
        at=at,
        actor=by,
        data=_told(row) | {"names": names, "reason": reason[:300]},
    )
    return row


@transaction.atomic
def choose(uuid: uuids.UUID, tablet: bool, powers: PowerSet, *, by: Actor, at: datetime) -> Brought:
    """Which of two states is right: the tablet's or the server's. Raises: NotYours, WrongState."""
    row = _waiting(uuid, powers)
    if row.other is None:
        raise WrongState("Đã có người chọn rồi.", "Somebody has chosen already.")
    if tablet:
        row.answers, row.entered_at = row.other["answers"], datetime.fromisoformat(row.other["entered_at"])
        row.digest = digest_of(row.answers)
    row.other = None
    row.save(update_fields=["answers", "entered_at", "digest", "other"])
    events.record(row.chain, "team-draft-chosen", at=at, actor=by, data={"tablet": tablet})
    return row


@transaction.atomic
def drop(uuid: uuids.UUID, reason: str, powers: PowerSet, *, by: Actor, at: datetime) -> Brought:
    """It is not handed in after all; what was typed goes. Raises: NotYours, WrongState, Refused without a reason."""
    row = _waiting(uuid, powers)
    if not reason.strip():
        raise Refused("Ghi lý do không nộp.", "Say why.", "reason")
    row.state, row.reason, row.answers, row.other = Brought.State.DROPPED, reason.strip()[:300], {}, None
    row.save(update_fields=["state", "reason", "answers", "other"])
    row.corrections.update(changes=[])
    events.record(row.chain, "team-draft-dropped", at=at, actor=by, data={"reason": row.reason})
    return row


def _waiting(uuid: uuids.UUID, powers: PowerSet | None = None) -> Brought:
    rows = Brought.objects.select_for_update(of=("self",)).select_related("outing").filter(uuid=uuid)
    if powers is not None:
        rows = rows.filter(outing__agency__in=powers.agencies_over_all(Power.Name.RECEIVE))
    row = rows.first()
    if row is None:
        raise NotYours
    if row.state != Brought.State.WAITING:
        raise WrongState("Bản này đã được xử lý.", "It has been dealt with.")
    return row


def corrected(uuid: uuids.UUID) -> list[Correction]:
    """What was put right in a draft that has not become a dossier yet. One query."""
    return list(
        Correction.objects.filter(brought__uuid=uuid, brought__state=Brought.State.WAITING).order_by("id")
    )


@transaction.atomic
def taken_in(uuid: uuids.UUID, code: str, at: datetime) -> bool:
    """The dossier of a draft is there: its answers stand in it now and go from here. Whether there was such a draft."""
    row = Brought.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        return False
    if row.state != Brought.State.TAKEN:
        row.state, row.dossier_code, row.answers, row.other = Brought.State.TAKEN, code, {}, None
        row.save(update_fields=["state", "dossier_code", "answers", "other"])
    count(row.outing_id, code, Done.Kind.INTAKE, at, offline=True)
    return True


def count(outing_id: int, code: str, kind: str, at: datetime, *, offline: bool = False) -> None:
    """A dossier counts once for an outing and kind."""
    Done.objects.get_or_create(
        outing_id=outing_id, dossier_code=code, kind=kind, defaults={"at": at, "offline": offline}
    )
