"""Who sees which refunds: whoever keeps the accounts of the agency that collected, and the centre those of the city."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from motcua.city.models import Agency
from motcua.money.gateways import registry
from motcua.money.gateways.sweep import GIVE_TO_STAFF
from motcua.money.models import Attempt, Order, Refund
from motcua.sites.desk.officer import Officer, page_of_officers

POWER = "keep_accounts"


def keeps(officer: Any) -> bool:
    """For menus: no query."""
    return bool(officer.powers.holds_any(POWER))


keeper_page = page_of_officers(keeps)


def mine(officer: Officer, order: str = "order") -> Q:
    """The condition for orders that the officer's agencies collected; the centre keeps the accounts of the whole city. One query.

    `order`: the path from the row to its order.
    """
    agencies = officer.powers.agency_ids(POWER)
    if Agency.objects.filter(pk__in=agencies, kind=Agency.Kind.CENTRE).exists():
        return Q()
    prefix = f"{order}__" if order else ""
    return Q(**{f"{prefix}agency_id__in": agencies})


def refund_of(officer: Officer, number: int) -> Refund:
    """A refund of the officer's agencies. One query. Raises: Http404 for any other."""
    found = Refund.objects.select_related("order", "attempt").filter(mine(officer), pk=number).first()
    if found is None:
        raise Http404
    return found


def surplus_of(officer: Officer, number: int) -> Attempt:
    """Money that was paid too much to one of the officer's agencies. One query. Raises: Http404."""
    found = (
        Attempt.objects.select_related("order")
        .filter(mine(officer), pk=number, status=Attempt.Status.SURPLUS)
        .first()
    )
    if found is None:
        raise Http404
    return found


def silent_of(officer: Officer) -> QuerySet[Attempt]:
    """Tries at providers of which nothing is known three days after they ended, of the officer's agencies."""
    return Attempt.objects.select_related("order").filter(
        mine(officer),
        gateway__in=list(registry.GATEWAYS),
        status=Attempt.Status.PENDING,
        expires_at__lte=officer.now - GIVE_TO_STAFF,
    )


def paid_order(officer: Officer, code: str) -> Order | None:
    """The latest order of a dossier that was paid to one of the officer's agencies. One query."""
    return (
        Order.objects.filter(
            mine(officer, ""), subject=code, status__in=[Order.Status.PAID, Order.Status.PARTLY_REFUNDED]
        )
        .order_by("-pk")
        .first()
    )


def name_of(officer: Officer) -> str:
    """How the officer stands in a refund: two people with one name are still two."""
    return f"{officer.actor.name} ({officer.account.username})"[:200]
