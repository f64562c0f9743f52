"""Sessions of helpers (mobile teams, digital groups of the neighbourhood): one client at a time, confirmed, then ended.

Data of the client are used with the client's consent for the purpose named (Luật Bảo vệ dữ liệu cá nhân 2025,
as practice in the wards has it): purpose and way of consent are kept, and every reading is logged by the caller.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from motcua.city.acting import errors
from motcua.city.acting.models import AssistedSession
from motcua.city.models import Person
from motcua.foundation.actor import Actor

IDLE = timedelta(minutes=10)
"""Without a page in so long the session is over: a tablet lies about."""
CODE_GOOD = timedelta(minutes=10)
TRIES = 5
TOUCH = timedelta(seconds=30)
"""How exactly the last use is kept: not every page writes."""

Ended = AssistedSession.Ended


@transaction.atomic
def ask(
    client: Person,
    *,
    by: Actor,
    helper_name: str,
    purpose: str,
    consent: str,
    at: datetime,
    consent_file: UUID | None = None,
) -> AssistedSession:
    """A session for this client, not yet confirmed; an open one of the same helper ends (`next`).

    The caller has checked the power to assist and that number, name and birth date agree.
    """
    assert by.account_id is not None and by.post_id is not None and by.agency_id is not None
    _close(AssistedSession.objects.filter(helper_id=by.account_id, ended_at=None), Ended.NEXT, at)
    return AssistedSession.objects.create(
        helper_id=by.account_id,
        helper_name=helper_name,
        post_id=by.post_id,
        agency_id=by.agency_id,
        client=client,
        purpose=purpose,
        consent=consent,
        consent_file=consent_file,
        asked_at=at,
        last_at=at,
    )


def pending(uuid: UUID, account_id: int) -> AssistedSession:
    """A session that waits to be confirmed. One query. Raises: NotYours."""
    found = (
        AssistedSession.objects.select_related("client")
        .filter(uuid=uuid, helper_id=account_id, started_at=None, ended_at=None)
        .first()
    )
    if found is None:
        raise errors.NotYours
    return found


def expect_code(session: AssistedSession, code: str, *, secret: str, at: datetime) -> None:
    """From now on this code confirms; an earlier one does not. One statement."""
    session.code_hash, session.code_sent_at = _hash(session, code, secret), at
    session.save(update_fields=["code_hash", "code_sent_at"])


@transaction.atomic
def confirm_by_code(session: AssistedSession, code: str, *, secret: str, at: datetime) -> AssistedSession:
    """The client has told the code. Raises: WrongCode (try again), NoMoreTries (the session is over), NotYours."""
    locked = _locked(session)
    late = locked.code_sent_at is None or at - locked.code_sent_at > CODE_GOOD
    if late or locked.tries >= TRIES:
        raise errors.NoMoreTries
    if not hmac.compare_digest(locked.code_hash, _hash(locked, code.strip(), secret)):
        raise errors.WrongCode
    return _start(locked, AssistedSession.Confirmed.CODE, at)


def count_try(session: AssistedSession, at: datetime) -> None:
    """A wrong code was told. After the last try the session is over."""
    rows = AssistedSession.objects.filter(pk=session.pk, ended_at=None)
    rows.update(tries=F("tries") + 1)
    _close(rows.filter(tries__gte=TRIES), Ended.GIVEN_UP, at)


@transaction.atomic
def confirm_by_card(
    session: AssistedSession, *, pin: str, name_agrees: bool, birth_agrees: bool, at: datetime
) -> AssistedSession:
    """The client's card lies on the table and was read. The QR proves no person: the helper has looked at the face.

    Raises: NotTheCard, NotYours.
    """
    locked = _locked(session)
    if not (pin and pin == locked.client.pin and name_agrees and birth_agrees):
        raise errors.NotTheCard
    return _start(locked, AssistedSession.Confirmed.CARD, at)


def running(uuid: UUID, account_id: int, at: datetime) -> AssistedSession | None:
    """The confirmed session of this helper if it still runs; one left alone for `IDLE` is ended here. One or two statements."""
    found = (
        AssistedSession.objects.select_related("client", "agency")
        .filter(uuid=uuid, helper_id=account_id, started_at__isnull=False, ended_at=None)
        .first()
    )
    if found is None:
        return None
    if at - found.last_at > IDLE:
        _close(AssistedSession.objects.filter(pk=found.pk, ended_at=None), Ended.IDLE, at)
        return None
    if at - found.last_at > TOUCH:
        AssistedSession.objects.filter(pk=found.pk, ended_at=None).update(last_at=at)
    return found


def end(uuid: UUID, account_id: int, why: str, at: datetime) -> None:
    """The helper is done, or walked away; twice is once."""
    _close(AssistedSession.objects.filter(uuid=uuid, helper_id=account_id, ended_at=None), why, at)


def of_helper(account_id: int, size: int = 20) -> list[AssistedSession]:
    """The helper's own last sessions, newest first. One query."""
    rows = AssistedSession.objects.filter(helper_id=account_id, started_at__isnull=False)
    return list(rows.order_by("-id")[:size])


def of_client(client_id: int, size: int = 20) -> list[AssistedSession]:
    """Who sat with this person, newest first. One query."""
    rows = AssistedSession.objects.select_related("agency").filter(
        client_id=client_id, started_at__isnull=False
    )
    return list(rows.order_by("-id")[:size])


def _locked(session: AssistedSession) -> AssistedSession:
    rows = AssistedSession.objects.select_related("client").select_for_update(of=("self",))
    found = rows.filter(pk=session.pk, started_at=None, ended_at=None).first()
    if found is None:
        raise errors.NotYours
    return found


def _start(session: AssistedSession, confirmed: str, at: datetime) -> AssistedSession:
    session.confirmed_by, session.started_at, session.last_at, session.code_hash = confirmed, at, at, ""
    session.save(update_fields=["confirmed_by", "started_at", "last_at", "code_hash"])
    return session


def _close(rows, why: str, at: datetime) -> None:
    rows.update(ended_at=at, ended_by=why, code_hash="")


def _hash(session: AssistedSession, code: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"{session.uuid}/{code}".encode(), hashlib.sha256).hexdigest()
