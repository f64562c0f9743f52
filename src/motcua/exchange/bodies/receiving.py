"""What comes in the name of a body: is it theirs, is it new, what became of it. Each message leaves a row."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction

from motcua.exchange.bodies import connectors, lines, signatures
from motcua.exchange.bodies.models import OPEN, BodyHealth, BodyMessage, Incoming

Verdict = Incoming.Verdict
State = BodyMessage.State
COUNTED = (Verdict.TAKEN, Verdict.LATE)


class OtherContent(Exception):
    """The id was used before for something else."""


def check_signature(system: str, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
    """Raises Forged, TooOld. A system without a connector has no line and signs nothing: its token is enough."""
    if connectors.of(system) is None:
        return
    signatures.check(
        lines.secret_of(system),
        headers.get(signatures.TIME_HEADER, ""),
        headers.get(signatures.SIGNATURE_HEADER, ""),
        body,
        at,
    )


def digest_of(said: Mapping[str, Any]) -> str:
    """SHA-256 of what a message says, however its keys were ordered."""
    return hashlib.sha256(orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def known(system: str, message_id: str, dossier: UUID, digest: str) -> bool:
    """Whether exactly this was taken in before. Raises OtherContent."""
    row = Incoming.objects.filter(system=system, message_id=message_id, verdict__in=COUNTED).first()
    if row is None:
        return False
    if row.dossier != dossier or row.digest != digest:
        raise OtherContent
    return True


def taken(
    system: str, message_id: str, dossier: UUID, outcome: str, digest: str, at: datetime, **more: Any
) -> None:
    """Count the message, in the transaction of what it changes. Raises IntegrityError when it was counted already."""
    Incoming.objects.create(
        system=system, message_id=message_id, dossier=dossier, outcome=outcome, digest=digest, at=at,
        **{"verdict": Verdict.TAKEN, **more},
    )  # fmt: skip


def was_late(system: str, message_id: str) -> None:
    """The message that was just counted came after the dossier's end."""
    Incoming.objects.filter(system=system, message_id=message_id, verdict=Verdict.TAKEN).update(
        verdict=Verdict.LATE
    )


def note(
    system: str, message_id: str, verdict: Incoming.Verdict, at: datetime, *, dossier: UUID | None = None,
    outcome: str = "", digest: str = "", detail: str = "", remote: str = "",
) -> None:  # fmt: skip
    """Write down what was not taken in, and why. Nothing happens when another row says the same of this id."""
    try:
        with transaction.atomic():
            Incoming.objects.create(
                system=system[:80], message_id=message_id[:120], verdict=verdict, at=at, dossier=dossier,
                outcome=outcome[:12], digest=digest, detail=detail[:300], remote=remote[:60],
            )  # fmt: skip
    except IntegrityError:
        return


def spoke(system: str, dossier: UUID, state: BodyMessage.State, at: datetime, reference: str = "") -> None:
    """The body spoke of a dossier: its open question moves on. An answer after our cancelling changes nothing."""
    changed: dict[str, Any] = {"heard_at": at, "state": state}
    if reference:
        changed["reference"] = reference[:120]
    rows = BodyMessage.objects.filter(
        system=system, dossier=dossier, kind=BodyMessage.Kind.ASK, state__in=_before(state)
    )
    rows.update(**changed)
    BodyHealth.objects.filter(system=system).update(last_good_at=at)


def _before(state: BodyMessage.State) -> Iterable[BodyMessage.State]:
    """States from which `state` is a step forward: messages may overtake one another."""
    if state == State.ACKNOWLEDGED:
        return (State.QUEUED, State.SENT)
    return (*OPEN, State.FAILED)
