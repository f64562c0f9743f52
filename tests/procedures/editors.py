"""The demo city's catalogue editor, the one who issues, and officers of two agencies, as doers."""

from datetime import datetime

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.project.demo import identities


def doer(key: str, at: datetime) -> Actor:
    """An officer of the demo, in the first post held."""
    account = identities.account_of(key)
    post = authority.powers_of(account.pk, at).posts[0]
    return authority.actor_for(account, at, post.post_id)


def editor(at: datetime) -> Actor:
    """May edit the catalogue."""
    return doer("editor", at)


def issuer(at: datetime) -> Actor:
    """May issue the catalogue, not edit it."""
    return doer("issuer", at)
