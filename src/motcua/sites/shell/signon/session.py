"""What a session knows of its sign-on beyond the account: who acts for whom, how strongly proved."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
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


def start(
    request: HttpRequest, claims: Claims, found: Sequence[Difference], *, id_token: str, logout_address: str
) -> None:
    """Keep the sign-on in the session, which Django has just given a new number."""
    acting = ActingAs(
        name=claims.full_name,
        account_level=claims.account_level,
        auth_level=claims.auth_level,
        org_code=claims.org_code,
        org_name=claims.org_name,
        differences=[asdict(one) for one in found],
    )
    request.session[KEY] = {"acting": asdict(acting), "id_token": id_token, "logout_address": logout_address}


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
