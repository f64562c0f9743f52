"""Which halls are whose business: to receive in, to set up, to inspect, to answer for. Powers decide, never a name."""

from typing import Any

from motcua.city.hall import layout, supervision
from motcua.city.hall.models import Hall
from motcua.city.models import Power
from motcua.sites.desk.officer import Officer


def supervised(officer: Officer) -> list[Hall]:
    """Halls whose figures and checks this post may see: by statistics, or as its own. One query."""
    ids = officer.powers.agency_ids(Power.Name.SEE_STATISTICS) | officer.powers.agencies_over_all(
        Power.Name.RECEIVE
    )
    return layout.halls_of(ids, officer.now) if ids else []


def inspects(officer: Officer, hall: Hall) -> bool:
    return officer.powers.holds(Power.Name.SEE_STATISTICS, agency_id=hall.agency_id)


def answers(officer: Officer, hall: Hall) -> bool:
    return officer.powers.holds(Power.Name.RECEIVE, agency_id=hall.agency_id) or officer.powers.holds(
        Power.Name.ASSIGN, agency_id=hall.agency_id
    )


def may_supervise(officer: Any) -> bool:
    """For menus: no query."""
    return officer.powers.holds_any(Power.Name.SEE_STATISTICS) or bool(
        officer.powers.agencies_over_all(Power.Name.RECEIVE)
    )


def keeps(officer: Officer, hall: Hall) -> bool:
    """Who sets a hall up: the keeper of its devices, or who assigns work there."""
    return officer.powers.holds(Power.Name.KEEP_DEVICES, agency_id=hall.agency_id) or officer.powers.holds(
        Power.Name.ASSIGN, agency_id=hall.agency_id
    )


def kept_halls(officer: Officer) -> list[Hall]:
    ids = officer.powers.agency_ids(Power.Name.KEEP_DEVICES) | officer.powers.agency_ids(Power.Name.ASSIGN)
    return layout.halls_of(ids, officer.now) if ids else []


def may_see_cameras(officer: Any) -> bool:
    """For menus: no query."""
    kinds = {post.kind for post in officer.powers.posts}
    return bool(kinds & set(supervision.VIEWERS)) or officer.powers.holds_any(Power.Name.KEEP_DEVICES)


def may_keep(officer: Any) -> bool:
    """For menus: no query."""
    return officer.powers.holds_any(Power.Name.KEEP_DEVICES) or officer.powers.holds_any(Power.Name.ASSIGN)
