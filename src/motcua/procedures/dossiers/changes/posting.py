"""A finished result on its way home by post: with the post, delivered, back at the counter, lost.

Told by the shipment's own events (`sites.ways`): the post's officer has no power over the dossier, the record that both
sides signed is what allows it. Source: QĐ 45/2016/QĐ-TTg.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes.ending import returned
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Delivery, Status


@transaction.atomic
def with_post(uuid: UUID, code: str, *, by: Actor, at: datetime) -> Dossier | None:
    """The post signed for the result. None when it is not there any more; harmless again."""
    return _put(uuid, Delivery.ON_THE_WAY, "result-with-post", code, by, at)


@transaction.atomic
def back_at_counter(uuid: UUID, code: str, *, by: Actor, at: datetime) -> Dossier | None:
    """The post gave the result back: its owner fetches it."""
    return _put(uuid, Delivery.READY, "result-back-from-post", code, by, at)


@transaction.atomic
def lost(uuid: UUID, code: str, *, by: Actor, at: datetime) -> Dossier | None:
    """The post lost the result: the agency makes it again (`correct`), at the post's cost."""
    return _put(uuid, Delivery.READY, "result-lost-by-post", code, by, at)


@transaction.atomic
def delivered(uuid: UUID, details: dict[str, Any], *, by: Actor, at: datetime) -> Dossier | None:
    """The result is in its owner's hands. `9 → 10`  None when somebody else has ended it; harmless again."""
    held = _done(uuid)
    return None if held is None else returned(held, "post", details, by, at)


def _done(uuid: UUID) -> Held | None:
    dossier = Dossier.objects.select_for_update().filter(uuid=uuid).first()
    if dossier is None or dossier.status != Status.DONE:
        return None
    return Held(dossier, compiled_version(dossier.version_id))


def _put(uuid: UUID, delivery: Delivery, kind: str, code: str, by: Actor, at: datetime) -> Dossier | None:
    held = _done(uuid)
    if held is None:
        return None
    if held.dossier.delivery != delivery.value or kind == "result-lost-by-post":
        held.dossier.delivery = delivery.value
        held.dossier.save(update_fields=["delivery"])
        held.tell(kind, at, by, shipment=code)
    return held.dossier
