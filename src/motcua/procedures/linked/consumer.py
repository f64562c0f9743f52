"""The consumer "linked" of the outbox: what happened to a dossier moves the set on to which it belongs.

Events of dossiers that belong to no set are passed over by one query a batch. Repeats and order do not matter:
each time the whole set is looked at as it stands (`advancing`).
"""

from collections.abc import Sequence
from uuid import UUID

from motcua.foundation.events import Delivered
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.linked import advancing


def hear(batch: Sequence[Delivered]) -> None:
    """Move on every set that the events of this batch concern, each once."""
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
