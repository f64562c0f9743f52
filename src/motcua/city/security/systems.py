"""The systems of the city that sign their people on through us: registered, shown a secret once, ended."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction

from motcua.city import authority
from motcua.city.models import Account, Power
from motcua.city.security.models import Subject, System
from motcua.foundation import events
from motcua.foundation.actor import Actor

KEEP = Power.Name.KEEP_SIGN_ON
SCOPES = {
    System.Audience.OFFICERS: ("openid", "officer"),
    System.Audience.RESIDENTS: ("openid", "profile"),
}
"""What may be asked about whom: an officer's account, name, posts and agency; of a resident no more than the name."""


class NotPossible(ValueError):
    """`problems` says at which field, in both languages."""

    def __init__(self, problems: dict[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class NewSystem:
    """What the IT office typed. `returns`: the exact addresses to which people are sent back."""

    name: str
    purpose: str
    audience: str
    contact: str
    returns: tuple[str, ...]
    leaves: tuple[str, ...] = ()


def problems_of(new: NewSystem) -> dict[str, tuple[str, str]]:
    """Everything that is wrong with it, by field."""
    found: dict[str, tuple[str, str]] = {}
    if not new.name.strip():
        found["name"] = ("Nhập tên hệ thống.", "Type the system's name.")
    if not new.purpose.strip():
        found["purpose"] = (
            "Ghi hệ thống dùng để làm gì: người dùng đọc đúng lời này.",
            "Say what it is for.",
        )
    if not new.contact.strip():
        found["contact"] = ("Ghi người chịu trách nhiệm và cách liên hệ.", "Say who answers for it.")
    if new.audience not in System.Audience.values:
        found["audience"] = ("Chọn ai đăng nhập.", "Choose who signs on.")
    if not new.returns:
        found["returns"] = ("Nhập ít nhất một địa chỉ quay về.", "Type at least one address.")
    for name, given in (("returns", new.returns), ("leaves", new.leaves)):
        wrong = [one for one in given if not exact(one)]
        if wrong:
            found[name] = (
                f"{wrong[0]}: cần https://, không có dấu * và phần sau dấu #.",
                f"{wrong[0]}: must be https://, without * and without a fragment.",
            )
    return found


def exact(address: str) -> bool:
    """Whether people may be sent there: https (or this machine), a host, no wildcard, no fragment, no name in it."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises for a port that is none)
    except ValueError:
        return False
    near = parts.hostname in {"localhost", "127.0.0.1"}
    good = parts.scheme == "https" or (parts.scheme == "http" and near)
    plain = not any(char in address for char in "*\\ \t\r\n") and "@" not in parts.netloc
    return good and bool(parts.hostname) and plain and "#" not in address and len(address) <= 500


@transaction.atomic
def register(new: NewSystem, *, by: Actor, at: datetime) -> tuple[System, str]:
    """The system and its secret, in clear this once. Raises: NotPossible, NotAllowed."""
    authority.require(by, KEEP, at=at)
    assert by.account_id is not None
    if problems := problems_of(new):
        raise NotPossible(problems)
    secret = secrets.token_urlsafe(32)
    client = Client(id=uuid.uuid4().hex, name=new.name.strip(), type=Client.Type.CONFIDENTIAL)
    client.set_secret(secret)
    client.set_scopes(list(SCOPES[System.Audience(new.audience)]))
    client.set_default_scopes(["openid"])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    client.set_response_types([Client.ResponseType.CODE])
    client.set_redirect_uris(list(new.returns))
    client.set_post_logout_redirect_uris(list(new.leaves))
    client.save()
    row = System.objects.create(
        client_id=client.id, name=client.name, purpose=new.purpose.strip(), audience=new.audience,
        keeper_id=by.agency_id, contact=new.contact.strip(), registered_at=at, registered_by_id=by.account_id,
    )  # fmt: skip
    events.record(chain_of(row), "system-registered", at=at, actor=by, data={"returns": list(new.returns)})
    return row, secret


@transaction.atomic
def new_secret(row: System, *, by: Actor, at: datetime) -> str:
    """Another secret; the old one is refused from now on. Raises: NotAllowed, Client.DoesNotExist once it has ended."""
    authority.require(by, KEEP, at=at)
    secret = secrets.token_urlsafe(32)
    client = Client.objects.select_for_update().get(id=row.client_id)
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    events.record(chain_of(row), "system-new-secret", at=at, actor=by)
    return secret


@transaction.atomic
def end(row: System, *, by: Actor, at: datetime) -> None:
    """Nobody signs on there any more: its client and with it every token go, the row stays. Raises: NotAllowed."""
    authority.require(by, KEEP, at=at)
    row = System.objects.select_for_update().get(pk=row.pk)
    if row.ended_at is not None:
        return
    Client.objects.filter(id=row.client_id).delete()
    row.ended_at, row.ended_by_id = at, by.account_id
    row.save(update_fields=["ended_at", "ended_by"])
    events.record(chain_of(row), "system-ended", at=at, actor=by)


def of_client(client_id: str) -> System | None:
    """The system behind a client that has not ended. One statement."""
    return System.objects.filter(client_id=client_id, ended_at=None).first()


def subject(client_id: str, account: Account) -> Subject:
    """By which name a system knows the account; made at the first sign-on there. One or two statements."""
    system = System.objects.get(client_id=client_id)
    return Subject.objects.get_or_create(system=system, account=account, defaults={"sub": uuid.uuid4()})[0]


def agree(client_id: str, account: Account, scopes: list[str], at: datetime) -> None:
    """Remember what the person agreed to pass on to this system."""
    row = subject(client_id, account)
    row.scopes, row.agreed_at = " ".join(sorted(scopes)), at
    row.save(update_fields=["scopes", "agreed_at"])


def chain_of(row: System) -> str:
    return f"sign-on-system:{row.client_id}"
