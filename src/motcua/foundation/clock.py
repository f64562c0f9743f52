"""The present moment. Rules never ask for it: sites and workers do, and pass it on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

VN = ZoneInfo("Asia/Ho_Chi_Minh")
_shift = timedelta()


class NotInTestMode(RuntimeError):
    """Somebody tried to move the clock of a real installation."""


def now() -> datetime:
    """The present moment, aware, in Vietnamese time."""
    return timezone.now().astimezone(VN) + _shift


def set_for_test(moment: datetime | None) -> None:
    """Let the clock stand at `moment` and run on from there; None brings it back. Test mode only."""
    global _shift
    if not settings.TEST_MODE:
        raise NotInTestMode
    _shift = timedelta() if moment is None else moment - timezone.now()
