"""Rating at a device in the hall, right after the hand-over, by whoever holds the receipt."""

from datetime import datetime, timedelta

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import hold
from motcua.procedures.dossiers.models import Dossier

RATE_WITHIN = timedelta(days=3)
"""A receipt found in the bin a week later rates nobody."""


def may_rate(dossier: Dossier, agency_id: int, at: datetime) -> bool:
    """Whether this dossier can be rated in this agency's hall: handed over here just now and not rated yet."""
    return (
        dossier.rating is None
        and dossier.returned_at is not None
        and at - dossier.returned_at <= RATE_WITHIN
        and dossier.return_agency_id == agency_id
    )


@transaction.atomic
def rate_in_hall(dossier_id: int, stars: int, *, agency_id: int, device: str, at: datetime) -> Dossier:
    """1 to 5 stars, once for a dossier. Raises WrongState: not handed over here, too long ago, or rated already."""
    held = hold(dossier_id)
    if not 1 <= stars <= 5 or not may_rate(held.dossier, agency_id, at):
        raise WrongState(
            "Hồ sơ này không đánh giá được ở đây: đã đánh giá rồi, hoặc chưa trả kết quả tại nơi này.",
            "This dossier cannot be rated here: it has been rated, or was not handed over in this place.",
        )
    held.dossier.rating = stars
    held.dossier.save(update_fields=["rating"])
    held.tell("rated", at, Actor("system", name=device, agency_id=agency_id), stars=stars, channel="kiosk")
    return held.dossier
