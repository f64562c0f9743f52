"""Ended dossiers of bodies that are no more: they are the business of the main heir, who also mends their results.

A dossier keeps the body that decided it; only what is done from now on is done by whoever took over. Who took over only
a part is not asked: its part was open work, and that has moved (`moving`).
"""

from dataclasses import replace
from datetime import datetime

from motcua.city import agencies
from motcua.city.authority import PowerSet
from motcua.city.models import Agency
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.office import heirs


def with_former(powers: PowerSet) -> PowerSet:
    """These powers, held over what the bodies left behind whose main heir they are held at."""
    taken_over = heirs(powers.on)
    if not taken_over:
        return powers
    more = []
    for grant in powers.grants:
        reached = grant.agencies
        old = frozenset(one for one, heir in taken_over.items() if heir in reached) - reached
        if old:
            more.append(replace(grant, wide=True, below=old, only=old))
    return replace(powers, grants=(*powers.grants, *more)) if more else powers


def heir_of(agency_id: int, at: datetime) -> int:
    """Who answers today for what this body decided: itself while it is there, else its main heir. Raises: WrongState."""
    try:
        return agencies.heir(Agency.objects.get(id=agency_id), agencies.day(at)).id
    except agencies.NoCompetentAgency:
        raise WrongState(
            "Cơ quan đã giải quyết không còn và không có cơ quan kế thừa chính; cần phương án sắp xếp nêu rõ.",
            "The body that decided is gone and no main heir is named; a plan of organisation must say who it is.",
        ) from None
