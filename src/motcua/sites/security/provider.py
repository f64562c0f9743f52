"""What the city says about people to its other systems: as little as was asked for and agreed to.

Each system knows a person by a name of its own. Of an officer: account, name, posts, agency. Of a resident: the name, when
the resident agreed. Nothing else exists here.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey
from django.conf import settings

from motcua.city import authority
from motcua.city.models import Account
from motcua.city.security import systems
from motcua.city.security.models import Subject
from motcua.foundation import clock
from motcua.foundation.worktime import VN
from motcua.sites.security import provider_keys


class CityProvider(DefaultOIDCAdapter):
    """allauth's provider with the city's keys, names and claims."""

    def get_issuer(self) -> str:
        return settings.PUBLIC_URL.rstrip("/")

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[PrivateKey]:
        keys = provider_keys.keyring(settings.PROVIDER_KEYS)
        if not keys and (settings.DEMO or settings.TEST_MODE):
            provider_keys.ensure(
                Path(settings.PROVIDER_KEYS), datetime.now(VN).date()
            )  # true time, as tokens
            keys = provider_keys.keyring(settings.PROVIDER_KEYS)
        return filter_keys(keys, did_activate=did_activate, is_active=is_active)

    def get_user_sub(self, client: Client, user: Any) -> str:
        """The name of this account at this system alone."""
        return str(systems.subject(client.id, user).sub)

    def get_user_by_sub(self, client: Client, sub: str) -> Any:
        """Whose name it is there; nobody when the account is closed, or its officer holds no post any more."""
        try:
            wanted = uuid.UUID(sub)
        except ValueError:
            return None
        rows = Subject.objects.select_related("account").filter(sub=wanted, system__client_id=client.id)
        account = next((row.account for row in rows if row.account.is_active), None)
        if account is None or (account.is_officer and not authority.powers_of(account.pk, clock.now()).posts):
            return None
        return account

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Any,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """The subject in the ID token; the rest is asked for at userinfo."""
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if purpose == "id_token" or not isinstance(user, Account):
            return claims
        if user.is_officer and "officer" in scopes:
            claims |= officer_claims(user)
        if not user.is_officer and "profile" in scopes:
            claims["name"] = user.person.full_name if user.person else user.display_name
        return claims


def officer_claims(account: Account) -> dict[str, Any]:
    """Account, name, posts and agencies of today. Two statements at most."""
    posts = authority.powers_of(account.pk, clock.now()).posts
    return {
        "account": account.username,
        "name": account.display_name,
        "posts": [
            {"title": post.title_vi, "agency": post.agency_name_vi, "agency_id": post.agency_id}
            for post in posts
        ],
    }
