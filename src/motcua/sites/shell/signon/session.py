"""What a session knows of its sign-on beyond the account: who acts for whom, how strongly proved."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from motcua.sites.shell.signon.claims import Claims, Difference

KEY = "signon"


@dataclass(frozen=True, slots=True)
class ActingAs:
    """The person at the keyboard as shown in this session, and the organisation acted for, if any.

    `name` is the token's where the register spells it otherwise. `differences` flags data quality.
    """

    name: str
    account_level: int = 0
    auth_level: int = 0
    org_code: str = ""
    org_name: str = ""
    differences: list[dict[str, str]] = field(default_factory=list)

    @property
    def for_organisation(self) -> bool:
        return bool(self.org_code)


@dataclass(frozen=True, slots=True)
class Proof:
    """At which authentication level the person proved who she is, and when, on the city's clock."""

    level: int
    at: datetime

    def holds(self, level: int, at: datetime, within: timedelta | None) -> bool:
        """Whether this proof is enough for `level`, and not older than `within` where that is asked."""
        return self.level >= level and (within is None or at - self.at <= within)


def start(
    request: HttpRequest,
    claims: Claims,
    found: Sequence[Difference],
    proof: Proof,
    *,
    id_token: str,
    logout_address: str,
) -> None:
    """Keep the sign-on in the session, which Django has just given a new number."""
    acting = ActingAs(
        name=claims.full_name,
        account_level=claims.account_level,
        auth_level=proof.level,
        org_code=claims.org_code,
        org_name=claims.org_name,
        differences=[asdict(one) for one in found],
    )
    request.session[KEY] = {
        "acting": asdict(acting),
        "id_token": id_token,
        "logout_address": logout_address,
        "claimed": claims.org_code,
        **_kept(proof),
    }


def prove(request: HttpRequest, proof: Proof, *, id_token: str) -> None:
    """The same person has proved herself anew: the session knows it from now on, under a new number."""
    kept = request.session[KEY]
    acting = replace(ActingAs(**kept["acting"]), auth_level=proof.level)
    request.session[KEY] = {**kept, "acting": asdict(acting), "id_token": id_token, **_kept(proof)}
    request.session.cycle_key()


def proof_of(request: HttpRequest) -> Proof | None:
    """What this session's person has proved; None for whoever did not come by the national identity."""
    kept = request.session.get(KEY) or {}
    if "proved_at" not in kept:
        return None
    return Proof(kept["acting"]["auth_level"], datetime.fromisoformat(kept["proved_at"]))


def claimed_organisation(request: HttpRequest) -> str:
    """The organisation for which the national identity itself signed this person on; empty for none."""
    return str((request.session.get(KEY) or {}).get("claimed", ""))


def act_for(request: HttpRequest, org_code: str, org_name: str) -> None:
    """From now on this sign-on acts for an organisation; with nothing, for oneself again."""
    kept = request.session.get(KEY)
    if kept:
        acting = replace(ActingAs(**kept["acting"]), org_code=org_code, org_name=org_name)
        request.session[KEY] = {**kept, "acting": asdict(acting)}


def _kept(proof: Proof) -> dict[str, str]:
    return {"proved_at": proof.at.isoformat()}


def acting_as(request: HttpRequest) -> ActingAs | None:
    """Who acts in this request; None for visitors. Officers act under their account's name."""
    if not request.user.is_authenticated:
        return None
    kept = request.session.get(KEY)
    return ActingAs(**kept["acting"]) if kept else ActingAs(name=request.user.get_full_name())


def provider_logout(request: HttpRequest) -> dict[str, Any] | None:
    """Where and with what to sign out at the provider, when this session came from there."""
    kept = request.session.get(KEY)
    return kept if kept and kept.get("logout_address") else None
