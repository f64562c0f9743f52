"""Places: what an old commune or district is called now, for systems that hold old addresses."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from motcua.city.places import finding
from motcua.city.places.index import Now, Place
from motcua.foundation import clock
from motcua.foundation.worktime import VN
from motcua.sites.api.answers import ok
from motcua.sites.api.caller import scope
from motcua.sites.api.shapes import REFUSALS, PlacePage, Text, upto

router = Router(tags=["Địa bàn · Places"])
SHOWN = 20


@router.get("/places", response={200: PlacePage, **REFUSALS}, summary="Địa chỉ cũ → mới · Old and new places")
@scope("catalogue:read")
def places(
    request: HttpRequest,
    q: Annotated[Text, upto(120, 1), Query(description="a place as people write it, of any time")],
):
    """Each place with the units of today in which it lies. `certain`: one unit holds all of it. Else every unit is a choice:
    the name alone does not say where an address lies."""
    on, known = clock.now().astimezone(VN).date(), finding.index()

    def line(place: Place) -> dict[str, object]:
        return {
            "code": place.code,
            "name": known.full_name(place),
            "level": place.level,
            "valid_from": place.valid_from.isoformat(),
            "valid_to": place.valid_to.isoformat() if place.valid_to else None,
        }

    def heir(now: Now) -> dict[str, object]:
        return line(now.place) | {"whole": now.whole, "largest_part": now.main}

    return ok(
        {
            "items": [
                line(fate.place) | {"certain": fate.certain, "now": [heir(now) for now in fate.now]}
                for fate in finding.find(q, on, SHOWN)
            ]
        }
    )
