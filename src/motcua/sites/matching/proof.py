"""Before two people are merged or parted, whoever does it proves anew who it is.

The room that keeps second factors offers the check; without it (an installation that has none) nothing is asked.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

type Check = Callable[[HttpRequest], HttpResponseBase | None]
"""The page that asks for the proof, or None when the last one is fresh enough."""
_checks: list[Check] = []


def offer(check: Check) -> None:
    """What is asked from now on, in place of what was."""
    _checks[:] = [check]


def wanted(request: HttpRequest) -> HttpResponseBase | None:
    """What has to come before the act, or None."""
    return _checks[0](request) if _checks else None
