"""Everything that a provider tells us is kept as it came: bounded, and without what PostgreSQL cannot hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from motcua.foundation.columns import Insert
from motcua.money.models import Attempt, GatewayNotice

# Anybody can call the addresses for notices: what is kept of an unsigned call is bounded.
MOST_PARAMS = 40
LONGEST_VALUE = 512


def keep(
    gateway: str,
    kind: GatewayNotice.Kind,
    params: Mapping[str, object],
    verdict: str,
    at: datetime,
    *,
    attempt: Attempt | None = None,
    alert: GatewayNotice.Alert = GatewayNotice.Alert.NONE,
    remote: str = "",
) -> GatewayNotice:
    """Keep one message. One statement."""
    notice = kept(gateway, kind, params, verdict, at, attempt=attempt, alert=alert, remote=remote)
    keep_each([notice])
    return notice


def kept(
    gateway: str,
    kind: GatewayNotice.Kind,
    params: Mapping[str, object],
    verdict: str,
    at: datetime,
    *,
    attempt: Attempt | None = None,
    alert: GatewayNotice.Alert = GatewayNotice.Alert.NONE,
    remote: str = "",
) -> GatewayNotice:
    """The row of a message, for `keep_each`."""
    row: GatewayNotice = _KEPT.new(
        gateway=gateway,
        kind=kind,
        attempt_id=attempt.pk if attempt is not None else None,
        params={_storable(str(k)): _storable(str(v)) for k, v in islice(params.items(), MOST_PARAMS)},
        verdict=verdict[:10],
        alert=alert,
        remote=_storable(remote)[:60],
        at=at,
    )
    return row


def keep_each(rows: Sequence[GatewayNotice]) -> None:
    """Keep many messages. One statement."""
    _KEPT.add_each(rows)


_KEPT = Insert(GatewayNotice)


def _storable(text: str) -> str:
    if text.isascii() and text.isprintable():  # almost all that comes
        return text[:LONGEST_VALUE]
    return text[:LONGEST_VALUE].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
