"""What an officer had sent when the session was over, or a proof was missing: kept for them, sealed, to be sent again."""

import json
from dataclasses import dataclass

from django.http import HttpRequest

from motcua.foundation.sealing import open_text, seal_text

KEY = "held"
COLUMN = "session.held"
MOST = 600_000
"""Characters; a long form has some 20,000, one with a drawn signature up to 400,000."""
NOT_KEPT = {"csrfmiddlewaretoken", "password", "code", "credential"}


@dataclass(frozen=True, slots=True)
class Held:
    """A form that waits. `files`: so many came along and have to be chosen again. `at_once`: only a proof was missing."""

    path: str
    fields: list[tuple[str, str]]
    files: int
    at_once: bool


def keep(request: HttpRequest, account_id: int, *, at_once: bool = False) -> bool:
    """Keep the request's form in its session, for this account only. False when it is too long to be kept."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    text = json.dumps([request.get_full_path(), fields, len(request.FILES), at_once], ensure_ascii=False)
    if len(text) > MOST:
        return False
    request.session[KEY] = seal_text(text, COLUMN, account_id)
    return True


def waits(request: HttpRequest) -> bool:
    return KEY in request.session


def take(request: HttpRequest, account_id: int) -> Held | None:
    """The form that waits, which then waits no more; None when there is none, or it is somebody else's."""
    sealed = request.session.pop(KEY, None)
    if sealed is None:
        return None
    try:
        path, fields, files, at_once = json.loads(open_text(sealed, COLUMN, account_id))
    except Exception:
        return None
    return Held(path, [(name, value) for name, value in fields], files, at_once)
