"""Who holds a power: the other way round than `authority`, for telling people that something waits for them."""

from datetime import datetime

from django.db.models import Q

from motcua.city import authority_reading
from motcua.city.models import Account, Appointment, Power
from motcua.foundation.worktime import VN


def holders(power: str, *, at: datetime, procedure_code: str = "", field: str = "") -> list[Account]:
    """Officers who may do it at a moment anywhere in the city, by name. Four queries, whatever their number.

    Only candidates are read: holders of posts, or kinds of posts, that some row gives the power to.
    """
    on = at.astimezone(VN).date()
    rows = Power.objects.on(on).filter(power=power, ended_at=None, withheld=False)
    held = Appointment.objects.on(on).filter(
        Q(post_id__in=rows.filter(post__isnull=False).values("post_id"))
        | Q(post__kind__in=rows.exclude(post_kind="").values("post_kind"))
    )
    found = list(
        Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by(
            "display_name", "pk"
        )
    )
    powers = authority_reading.read([one.pk for one in found], on)
    return [one for one in found if powers[one.pk].at(at).holds(power, procedure_code, field, None)]
