"""Step-up: some acts ask for a stronger or a fresher proof of who stands there than signing in gave.

Levels 1 to 4 are those of Nghị định 69/2024/NĐ-CP. From level 3 on the proof has to be fresh (`STEP_UP_MINUTES`): whoever
finds an open window cannot sell somebody's house in it.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from motcua.sites.shell.signon.session import proof_of

FRESH_FROM = 3
"""From this level on the age of the proof counts."""
LEVELS = (2, 3, 4)
"""What may be asked for."""


def enough(request: HttpRequest, level: int, at: datetime) -> bool:
    """Whether this session's proof suffices for an act of `level`. No query beyond the session's."""
    proof = proof_of(request)
    within = timedelta(minutes=settings.STEP_UP_MINUTES) if level >= FRESH_FROM else None
    return proof is not None and proof.holds(level, at, within)


def address(level: int, next_url: str) -> str:
    """The page that asks for the proof and leads to `next_url` afterwards."""
    return f"{reverse('signon_step_up')}?{urlencode({'muc': level, 'next': next_url})}"
