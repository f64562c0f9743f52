"""What the identity provider remembers: people, its key, open requests, codes, tokens, browser sessions."""

import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

from sandbox.config import Config
from sandbox.faults import Faults

OWN_PEOPLE = Path(__file__).with_name("people.json")
FAULTS = frozenset(
    {
        "down", "slow", "token_500", "token_html", "userinfo_500",
        "bad_signature", "no_signature", "wrong_nonce", "no_nonce", "expired",
        "wrong_issuer", "wrong_audience", "other_subject", "shared_key", "unknown_key", "from_the_future",
        "another_party", "old_proof", "no_proof_time", "weaker", "one_factor", "no_pin", "renamed", "no_response_issuer",
        "wrong_response_issuer", "discovery_500", "other_discovery", "keys_500",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """Who signs in: a person, perhaps on behalf of an organisation. `key` is the PIN or `PIN/org code`."""

    key: str
    pin: str
    full_name: str
    birth_date: str
    sex: str
    phone: str
    email: str
    account_level: int
    org_code: str = ""
    org_name: str = ""
    org_representative: str = ""

    @property
    def sub(self) -> str:
        """A stable pseudonym; nobody learns the PIN from it who does not know the list."""
        return hashlib.sha256(f"sandbox-identity:{self.key}".encode()).hexdigest()[:32]

    def claims(self, auth_level: int) -> dict[str, Any]:
        """The claims of userinfo. An organisation's session carries the person who acts, too."""
        return {
            "sub": self.sub,
            "pin": self.pin,
            "full_name": self.full_name,
            "birth_date": self.birth_date,
            "sex": self.sex,
            "phone": self.phone,
            "email": self.email,
            "account_type": "organisation" if self.org_code else "citizen",
            "account_level": self.account_level,
            "auth_level": auth_level,
            "org_code": self.org_code,
            "org_name": self.org_name,
            "org_representative": self.org_representative,
        }


@dataclass(frozen=True)
class Asked:
    """One authorisation request that the provider accepted and that waits for the person."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    auth_level: int
    again: str = ""
    """Key of the person who must prove herself anew; nobody else is offered then."""


@dataclass
class Grant:
    """A code that was given out; `token` is set once it has been exchanged."""

    asked: Asked
    identity: Identity
    at: float
    proved: float
    sid: str
    token: str = ""


@dataclass
class Session:
    """Somebody signed on in a browser: when they last proved who they are, how strongly, for whom the city asked."""

    key: str
    sid: str
    proved: float
    level: int


class State:
    """All of it in memory, except the signing key. Safe for threads: each method holds the lock."""

    def __init__(self, config: Config) -> None:
        self.faults = Faults(FAULTS)
        self._key_path = config.data / "identity-key.json"
        self.key = _kept_key(self._key_path)
        self.former_key: RSAKey | None = None
        self.stranger_key = RSAKey.generate_key(2048, parameters={"kid": self.key.kid or ""})
        self._path = config.identities
        self._lock = threading.Lock()
        self._read: tuple[float, list[Identity]] = (-1.0, [])
        self._asked: dict[str, Asked] = {}
        self._grants: dict[str, Grant] = {}
        self._tokens: dict[str, tuple[Identity, int, float]] = {}
        self._sessions: dict[str, Session] = {}

    def identities(self) -> list[Identity]:
        """The people of the demo, read again when their file has changed."""
        path = self._path if self._path.exists() else OWN_PEOPLE
        with self._lock:
            changed = path.stat().st_mtime
            if self._read[0] != changed:
                self._read = (changed, read_identities(path))
            return self._read[1]

    def identity(self, key: str) -> Identity | None:
        return next((one for one in self.identities() if one.key == key), None)

    def wait(self, asked: Asked) -> str:
        """Keep an accepted request while the person chooses; returns its number."""
        number = secrets.token_urlsafe(16)
        with self._lock:
            self._asked[number] = asked
        return number

    def waiting(self, number: str) -> Asked | None:
        with self._lock:
            return self._asked.get(number)

    def rotate(self) -> None:
        """Sign with a new key from now on; the former one is still published, as providers do for a while."""
        with self._lock:
            self.former_key = self.key
            self._key_path.unlink(missing_ok=True)
            self.key = _kept_key(self._key_path)
            self.stranger_key = RSAKey.generate_key(2048, parameters={"kid": self.key.kid or ""})

    def published(self) -> list[dict[str, Any]]:
        """The public keys, the present one first."""
        keys = [self.key, self.former_key] if self.former_key else [self.key]
        return [key.as_dict(private=False) for key in keys]

    def grant(self, asked: Asked, identity: Identity, session: Session) -> str:
        """A fresh code for one exchange."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._grants[code] = Grant(asked, identity, time.time(), session.proved, session.sid)
        return code

    def grant_of(self, code: str) -> Grant | None:
        with self._lock:
            return self._grants.get(code)

    def exchange(self, code: str, lifetime: int) -> str | None:
        """An access token for the code, once. A second try also ends the first token (RFC 6749, 4.1.2)."""
        with self._lock:
            grant = self._grants[code]
            if grant.token:
                self._tokens.pop(grant.token, None)
                return None
            grant.token = secrets.token_urlsafe(32)
            self._tokens[grant.token] = (grant.identity, grant.asked.auth_level, time.time() + lifetime)
            return grant.token

    def holder(self, token: str) -> tuple[Identity, int] | None:
        """Whose access token this is, and at which authentication level, while it is valid."""
        with self._lock:
            identity, level, until = self._tokens.get(token, (None, 0, 0.0))
        return (identity, level) if identity and until > time.time() else None

    def remember(self, identity: Identity, level: int) -> tuple[str, Session]:
        """Open a browser session in which somebody has just proved who they are; the cookie's value and the session."""
        cookie = secrets.token_urlsafe(24)
        session = Session(identity.key, secrets.token_urlsafe(12), time.time(), level)
        with self._lock:
            self._sessions[cookie] = session
        return cookie, session

    def remembered(self, cookie: str) -> Session | None:
        with self._lock:
            return self._sessions.get(cookie)

    def forget(self, cookie: str) -> Session | None:
        with self._lock:
            return self._sessions.pop(cookie, None)

    def by_sub(self, sub: str) -> Identity | None:
        """Whose pseudonym this is."""
        return next((one for one in self.identities() if one.sub == sub), None)


def read_identities(path: Path) -> list[Identity]:
    """People of a JSON list; each entry of `organisations` adds an account that acts for it."""
    found = []
    for entry in json.loads(path.read_text(encoding="utf-8")):
        person = {
            name: str(entry.get(name) or "")
            for name in ("pin", "full_name", "birth_date", "sex", "phone", "email")
        }
        level = int(entry.get("account_level", 2))
        found.append(Identity(key=person["pin"], account_level=level, **person))
        for body in entry.get("organisations", []):
            key = f"{person['pin']}/{body['org_code']}"
            found.append(Identity(key=key, account_level=level, **person, **body))
    return found


def _kept_key(path: Path) -> RSAKey:
    if not path.exists():
        key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(key.as_dict(private=True)))
    return RSAKey.import_key(json.loads(path.read_text()))
