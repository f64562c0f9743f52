"""The consumer "linked" of the outbox: what happened to a dossier moves the set on to which it belongs.

Events of dossiers that belong to no set are passed over by one query a batch. Repeats and order do not matter:
each time the whole set is looked at as it stands (`advancing`).
"""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from motcua.foundation.actor import Actor
from motcua.foundation.events import Delivered
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.linked import advancing, repairing

RETURNED = "external-returned"
"""A body outside has sent a dossier back: what it was told is wrong."""


def hear(batch: Sequence[Delivered]) -> None:
    """Move on every set that the events of this batch concern, each once."""
    for event in batch:
        if event.kind == RETURNED:
            _send_back(event)
    last = {UUID(event.chain.split("/")[1]): event for event in batch if event.chain.startswith("dossier/")}
    sets: dict[int, Delivered] = {}
    rows = Dossier.objects.filter(uuid__in=last).values_list("uuid", "id", "part_of_id", "version_id")
    for uuid, dossier_id, parent_id, version_id in rows:
        if parent_id is not None or compiled_version(version_id).linked is not None:
            key, event = parent_id or dossier_id, last[uuid]
            if key not in sets or sets[key].at < event.at:
                sets[key] = event
    for parent_id, event in sorted(sets.items()):
        advancing.advance(parent_id, at=event.at)


def _send_back(event: Delivered) -> None:
    """What a body found wrong goes to the part that issued it. Not in the transaction of its message: that holds the
    part's dossier already, and sets are locked from their own dossier on."""
    found = Dossier.objects.filter(uuid=UUID(event.chain.split("/")[1]), part_of_id__isnull=False)
    dossier_id = found.values_list("id", flat=True).first()
    if dossier_id is None:
        return
    actor = event.actor
    by = Actor(actor["kind"], actor.get("account_id"), name=actor.get("name", ""))
    with suppress(ChangeRefused):  # somebody has sent it back, or ended it, since
        repairing.send_back_from_outside(dossier_id, str(event.data.get("words") or ""), by=by, at=event.at)
