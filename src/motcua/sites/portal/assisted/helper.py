"""Who sits at the keyboard for the client of this session: a relative with a leave, or a helper of a team.

The browser session only names the right; whether it still holds is asked anew with every request.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token

from motcua.city import authority, identities
from motcua.city.acting import errors, mandates, sessions
from motcua.city.acting.helped import Right
from motcua.city.acting.models import AssistedSession, Mandate
from motcua.city.models import Account, Person, Power
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor

KEY = "acting-for"
KEPT = ("_auth_user_id", "_auth_user_backend", "_auth_user_hash", "signon", "desk-post", "_language")
"""What a browser session keeps when it goes from one client to the next: who the helper is, nothing else."""
MOST_NOTED = 200
SHARED = "mc_shared"
"""Cookie that tells scripts: this device goes from hand to hand, keep nothing on it."""
OPEN = frozenset(
    {
        "portal:start", "portal:draft", "portal:draft-papers", "portal:draft-review",
        "portal:draft-discard", "portal:draft-page", "portal:dossiers", "portal:dossier", "portal:supplement",
        "portal:withdraw", "portal:document", "portal:pay", "portal:receipt", "portal:file",
    }
)  # fmt: skip
"""Pages that open for somebody who acts for the client. First page, inbox, own page and all other rooms do not."""


@dataclass(frozen=True, slots=True)
class Helper:
    """By which right somebody acts, and how far it reaches.

    `whole`: everything of the client (a parent of a minor); else only what was begun by this right.
    """

    actor: Actor
    right: Right
    procedure_code: str
    whole: bool
    purpose: str
    since: datetime

    @property
    def assisted(self) -> bool:
        """A helper of a team at a shared device, not a relative at home."""
        return self.right.session_id is not None

    @property
    def idle_seconds(self) -> int:
        return int(sessions.IDLE.total_seconds())

    def covers(self, procedure_code: str) -> bool:
        return self.procedure_code in ("", procedure_code)


@dataclass(frozen=True, slots=True)
class ActingFor:
    """The client, the account that the client's rows hang on, and the helper."""

    client: Person
    account: Account
    helper: Helper


def named(request: HttpRequest) -> bool:
    """Whether the session claims to act for somebody; no query beyond the session's own."""
    return bool(request.user.is_authenticated and request.session.get(KEY))


def of(request: HttpRequest) -> ActingFor | None:
    """For whom this request acts, if the right still holds. No query in a session of one's own, else two or three."""
    if not hasattr(request, "_acting_for"):
        request._acting_for = _read(request, clock.now()) if named(request) else None  # type: ignore[attr-defined]
    return request._acting_for  # type: ignore[attr-defined, no-any-return]


def open_here(request: HttpRequest) -> bool:
    """Whether the page of this request opens for helpers."""
    match = request.resolver_match
    return match is not None and match.view_name in OPEN


def note_look(request: HttpRequest, acting: ActingFor) -> None:
    """The client can read that this page of theirs was seen, once for each thing in a session. One statement or none."""
    match = request.resolver_match
    assert match is not None
    what = f"{match.view_name} {' '.join(str(value) for value in match.kwargs.values())}".strip()
    kept = request.session[KEY]
    if what in kept["noted"] or len(kept["noted"]) >= MOST_NOTED:
        return
    audit.log_read(
        acting.helper.actor,
        [acting.client.pk],
        purpose=acting.helper.purpose,
        what="acting",
        code="assisted",
        at=clock.now(),
    )
    request.session[KEY] = {**kept, "noted": [*kept["noted"], what]}


def begin_relative(request: HttpRequest, mandate: Mandate) -> None:
    """From the next request on this session acts for the client of the mandate."""
    forget(request)
    request.session[KEY] = {"kind": "relative", "id": mandate.pk, "noted": []}


def begin_assisted(request: HttpRequest, session: AssistedSession) -> None:
    """From the next request on this session acts for the client of the helper's session."""
    forget(request)
    request.session[KEY] = {"kind": "assisted", "id": str(session.uuid), "noted": []}


def forget(request: HttpRequest) -> None:
    """Nothing of the client stays in the session; it gets a new number and a new form key. A few statements."""
    for _ in get_messages(request):
        pass
    kept = {key: request.session[key] for key in KEPT if key in request.session}
    request.session.flush()
    for key, value in kept.items():
        request.session[key] = value
    rotate_token(request)
    request._acting_for = None  # type: ignore[attr-defined]


def clean_device(answer: HttpResponse) -> HttpResponse:
    """The browser drops what it kept of the client: pages, autosaved words, drafts on the device."""
    answer["Clear-Site-Data"] = '"cache", "storage"'
    answer["Cache-Control"] = "no-store"
    return answer


def over(request: HttpRequest) -> HttpResponse:
    """The right has ended (idle, revoked, until yesterday): the session forgets, the page tells."""
    kind = (request.session.get(KEY) or {}).get("kind", "")
    forget(request)
    return clean_device(HttpResponseRedirect("/lam-thay/het" if kind == "relative" else "/ho-tro/het"))


def _read(request: HttpRequest, at: datetime) -> ActingFor | None:
    kept = request.session[KEY]
    user = cast(Account, request.user)  # `named` has seen that somebody is signed on
    if kept["kind"] == "relative":
        if user.kind != Account.Kind.RESIDENT or user.person is None or user.organisation_id is not None:
            return None
        try:
            mandate = mandates.in_force(kept["id"], user.person, at.date())
        except errors.NotYours:
            return None
        client = mandate.client
        actor = Actor("resident", user.pk, user.person_id, user.person.full_name, for_person_id=client.pk)
        purpose = "Cha, mẹ làm thay con" if mandate.kind == Mandate.Kind.PARENT else "Người thân làm thay"
        helper = Helper(
            actor,
            Right(mandate_id=mandate.pk),
            mandate.procedure_code,
            mandate.kind == Mandate.Kind.PARENT,
            purpose,
            mandate.accepted_at or at,
        )
    else:
        session = sessions.running(kept["id"], user.pk, at) if user.is_officer else None
        if session is None or not authority.powers_of(user.pk, at).holds_any(Power.Name.ASSIST):
            return None
        client = session.client
        actor = Actor(
            "officer",
            user.pk,
            user.person_id,
            session.helper_name,
            session.post_id,
            session.agency_id,
            for_person_id=client.pk,
        )
        helper = Helper(
            actor,
            Right(session_id=session.pk),
            "",
            False,
            f"Hỗ trợ: {session.purpose}",
            session.started_at or at,
        )
    return ActingFor(client, account_of(client), helper)


def account_of(client: Person) -> Account:
    """The client's own account; one without a sign-on until the client signs on for the first time. One query."""
    found = (
        Account.objects.filter(kind=Account.Kind.RESIDENT, person=client, organisation=None)
        .order_by("pk")
        .first()
    )
    return found or identities.resident_account(client, f"person/{client.pk}")
