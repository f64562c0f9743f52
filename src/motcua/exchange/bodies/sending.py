"""Messages leave the house: one at a time for each body, tried again after growing delays, each with its own id.

A message is claimed by a row that says until when; whoever dies in the middle leaves it to the next worker, and
the body knows a message that comes twice by its id. While a body does not answer, nothing else is tried there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import requests
from django.conf import settings
from django.core import signing
from django.db import transaction

from motcua.exchange.bodies import connectors, gathering, lines, signatures
from motcua.exchange.bodies.models import BodyHealth, BodyMessage
from motcua.foundation import audit
from motcua.foundation.actor import Actor

CONNECT_S, ANSWER_S = 3.0, 10.0
CLAIMED_FOR = timedelta(seconds=60)
GIVEN_UP_AFTER = timedelta(days=3)
"""A body that is away for longer is a matter for people: the message stands as failed and can be sent again."""
ENOUGH_TRIES = 6
PAPERS_FOR = timedelta(hours=48)
LONGEST_DELAY_S = 3600
PAPER_SALT = "motcua.exchange.bodies.papers"
State = BodyMessage.State
Clock = Callable[[], datetime]


class Unreachable(Exception):
    """No usable answer came: the body is away, slow, or its server failed. The message is tried again."""


class Refused(Exception):
    """The body read the message and will not take it, now or later."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the body said when it took the message."""

    reference: str
    acknowledged: bool


def delay_after(failures: int) -> timedelta:
    """10 s, 30 s, 90 s … and no longer than an hour, after so many failures in a row."""
    return timedelta(seconds=min(10 * 3 ** min(max(failures, 1) - 1, 8), LONGEST_DELAY_S))


def send_waiting(system: str, now: Clock, most: int = 200) -> datetime | None:
    """Send what waits for this body, oldest first. The moment at which to go on: the body is away, or more is waiting."""
    for _ in range(most):
        at = now()
        if BodyHealth.objects.filter(system=system, try_at__gt=at).exists():
            return None  # whoever found it away comes back, and the sweep of every minute does
        row = _claim(system, at)
        if row is None:
            return None
        try:
            heard = deliver(row, at)
        except Unreachable as error:
            return _failed(row, str(error), now())
        except Refused as error:
            _refused(row, str(error), now())
        else:
            _sent(row, heard, now())
    return now()


def deliver(row: BodyMessage, at: datetime) -> Heard:
    """One try over HTTP. Raises Unreachable, Refused. Redirects are not followed: personal data do not move house."""
    address, secret = lines.address_of(row.system), lines.secret_of(row.system)
    if not address or not secret:
        raise Unreachable("not connected: no address or no secret")
    body = orjson.dumps(body_of(row, at))
    headers = {"Content-Type": "application/json", **signatures.sign(secret, at, body)}
    try:
        answer = requests.post(
            address, data=body, headers=headers, timeout=(CONNECT_S, ANSWER_S), allow_redirects=False
        )
    except requests.RequestException as error:
        raise Unreachable(type(error).__name__) from error
    if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
        raise Unreachable(f"HTTP {answer.status_code}")
    if not 200 <= answer.status_code < 300:
        raise Refused(f"HTTP {answer.status_code}: {answer.text[:200]}")
    try:
        said = answer.json()
    except requests.JSONDecodeError:
        raise Unreachable("the answer is not JSON") from None
    if not isinstance(said, dict) or said.get("message_id") != str(row.uuid):
        raise Unreachable("the answer does not name our message")
    return Heard(str(said.get("reference") or "")[:120], said.get("acknowledged") is True)


def body_of(row: BodyMessage, at: datetime) -> dict[str, Any]:
    """The whole message as it leaves: the same content at every try, fresh addresses of papers."""
    base = f"{settings.PUBLIC_URL}/api/v1/external/{row.system}"
    whole: dict[str, Any] = {
        "message_id": str(row.uuid),
        "kind": row.kind,
        "system": row.system,
        "dossier": str(row.dossier),
        "code": row.dossier_code,
        "written_at": row.created_at.isoformat(),
        "answer_to": base,
        "about": str(row.about.uuid) if row.about else None,
        **row.content,
    }
    if row.kind == BodyMessage.Kind.ASK:
        whole["papers"] = [
            {
                "component": one["component"],
                "name": one["name"],
                "address": f"{base}/papers/{paper_token(row.uuid, one['file'], at)}",
                "until": (at + PAPERS_FOR).isoformat(),
            }
            for one in row.papers
        ]
    return whole


def paper_token(message: UUID, file: str, at: datetime) -> str:
    """What opens one file for the body that one message asks, for a time."""
    return signing.dumps([str(message), file, int((at + PAPERS_FOR).timestamp())], salt=PAPER_SALT)


def paper_of(token: str, system: str, at: datetime) -> tuple[BodyMessage, str] | None:
    """The message and the file's id behind an address of ours; None when it is not, is too old or not theirs."""
    try:
        message, file, until = signing.loads(token, salt=PAPER_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if at.timestamp() > until:
        return None
    row = BodyMessage.objects.filter(uuid=message, system=system).exclude(state=State.CANCELLED).first()
    if row is None or file not in {one["file"] for one in row.papers}:
        return None
    return row, file


def again(message: UUID, at: datetime) -> bool:
    """An officer has it sent again: a failed one, or one that the body seems to have lost. False: nothing to send."""
    found = BodyMessage.objects.filter(
        uuid=message, state__in=[State.FAILED, State.SENT, State.QUEUED]
    ).update(state=State.QUEUED, next_at=at, attempts=0, last_error="")
    if not found:
        return False
    row = BodyMessage.objects.get(uuid=message)
    BodyHealth.objects.filter(system=row.system).update(try_at=None)
    return True


@transaction.atomic
def _claim(system: str, at: datetime) -> BodyMessage | None:
    """The oldest message that may be tried now, ours for a minute. One that nobody needs any more is dropped."""
    while True:
        row = (
            BodyMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("about")
            .filter(system=system, state=State.QUEUED, next_at__lte=at)
            .order_by("next_at", "id")
            .first()
        )
        if row is None:
            return None
        if row.kind == BodyMessage.Kind.ASK and not _still_waits(row):
            row.state = State.CANCELLED
            row.save(update_fields=["state"])
            continue
        row.attempts += 1
        row.next_at = at + CLAIMED_FOR
        row.save(update_fields=["attempts", "next_at"])
        return row


def _still_waits(row: BodyMessage) -> bool:
    found = gathering.waiting([row.dossier]).get(row.dossier)
    return found is not None and found.task_id == row.task_id


@transaction.atomic
def _sent(row: BodyMessage, heard: Heard, at: datetime) -> None:
    """The data have left: noted where the person can read it. An answer that was faster stands."""
    state = State.ACKNOWLEDGED if heard.acknowledged else State.SENT
    if row.kind == BodyMessage.Kind.CANCEL:
        state = State.SENT
    BodyMessage.objects.filter(id=row.id, state=State.QUEUED).update(state=state)
    changed: dict[str, Any] = {"sent_at": at, "last_error": ""}
    if heard.reference:
        changed["reference"] = heard.reference
    BodyMessage.objects.filter(id=row.id).update(**changed)
    if row.sent_at is None and row.kind == BodyMessage.Kind.ASK:
        _note_reading(row, at)
    BodyHealth.objects.update_or_create(
        system=row.system,
        defaults={"last_good_at": at, "failing_since": None, "failures": 0, "last_error": "", "try_at": None},
    )


def _note_reading(row: BodyMessage, at: datetime) -> None:
    connector = connectors.of(row.system)
    if connector is None:
        return
    told = ", ".join(sorted(row.content.get("data", {})))
    audit.log_read(
        Actor("partner", name=connector.name.vi),
        row.person_ids,
        purpose=connector.purpose.vi,
        what=f"body:{row.system} {told}"[:200].strip(),
        code="outside-body",
        at=at,
        dossier_code=row.dossier_code,
    )


@transaction.atomic
def _failed(row: BodyMessage, error: str, at: datetime) -> datetime:
    """The body did not answer: it is left alone for a while. The moment of the next try."""
    given_up = at - row.created_at > GIVEN_UP_AFTER and row.attempts >= ENOUGH_TRIES
    BodyMessage.objects.filter(id=row.id, state=State.QUEUED).update(
        state=State.FAILED if given_up else State.QUEUED, last_error=error[:300], next_at=at
    )
    health, _ = BodyHealth.objects.select_for_update().get_or_create(system=row.system)
    health.failures += 1
    health.failing_since = health.failing_since or at
    health.last_error = error[:300]
    health.try_at = at + delay_after(health.failures)
    health.save()
    return health.try_at


@transaction.atomic
def _refused(row: BodyMessage, error: str, at: datetime) -> None:
    BodyMessage.objects.filter(id=row.id, state=State.QUEUED).update(
        state=State.FAILED, last_error=error[:300], next_at=at
    )
    BodyHealth.objects.update_or_create(
        system=row.system,
        defaults={"last_good_at": at, "failing_since": None, "failures": 0, "try_at": None},
    )
