"""What tests of the reform share: some districts, and officers who may write and approve a plan."""

from datetime import datetime

from motcua.city import authority
from motcua.city.models import Account
from motcua.foundation.actor import Actor

THREE_DISTRICTS = ("005", "021", "271")
"""Cầu Giấy and Bắc Từ Liêm, which were divided among one another's heirs, and Ba Vì, which kept other hours."""


def writer(at: datetime) -> Actor:
    """A vice chair of the city, who may reorganise."""
    return authority.actor_for(Account.objects.get(username="ubnd-thanh-pho.vice-chair-1"), at)


def approver(at: datetime) -> Actor:
    """The chair of the city."""
    return authority.actor_for(Account.objects.get(username="ubnd-thanh-pho.chair-1"), at)
