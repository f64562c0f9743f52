"""What guardians are told of fees: that a school asks for them; while they are unpaid, three days before, on the day and three
days after; and when a school nudges."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from motcua.exchange import notices
from motcua.foundation.amounts import format_dong
from motcua.foundation.worktime import VN
from motcua.money.orders import PAYABLE
from motcua.money.school_fees import rules
from motcua.money.school_fees.models import Campaign, Pupil


def remind(at: datetime) -> int:
    """Today's reminders of all open campaigns; how many were sent or had been sent. A repeat sends nothing twice."""
    today = at.astimezone(VN).date()
    days = [today - timedelta(days=days) for days in rules.REMINDED]
    count = 0
    for campaign in Campaign.objects.select_related("agency").filter(
        state=Campaign.State.OPEN, due_on__in=days
    ):
        which = rules.reminded_today(campaign.due_on, today)
        count += tell(campaign, unpaid(campaign), f"{which}", at)
    return count


def unpaid(campaign: Campaign) -> list[Pupil]:
    """Pupils whose guardian is known and whose order waits. One query."""
    rows = campaign.pupils.select_related("guardian", "order").filter(
        guardian__isnull=False, order__status__in=PAYABLE
    )
    return list(rows.order_by("position"))


NEW = ("Khoản thu mới của {name}, hạn {day}", "New school fees of {name}, due {day}")
UNPAID = ("Khoản thu của {name}, hạn {day}", "School fees of {name}, due {day}")


@transaction.atomic
def tell(
    campaign: Campaign, pupils: Iterable[Pupil], which: str, at: datetime, title: tuple[str, str] = UNPAID
) -> int:
    """One message a guardian and pupil; `which` makes it one of its kind. Two or three statements each."""
    count = 0
    day = f"{campaign.due_on:%d/%m/%Y}"
    vi, en = title
    for pupil in pupils:
        assert pupil.guardian is not None and pupil.order is not None
        amount = pupil.order.payer_amount
        notices.tell(
            pupil.guardian, f"school-fees:{pupil.uuid}:{which}",
            (vi.format(name=pupil.name, day=day), en.format(name=pupil.name, day=day)),
            (
                f"{campaign.agency.name_vi}, lớp {campaign.class_name}: {campaign.title}. "
                f"Còn {format_dong(amount)} chưa nộp, hạn {day}.",
                f"{campaign.agency.name_en}, class {campaign.class_name}: {campaign.title}. "
                f"{format_dong(amount, 'en')} are unpaid, due {day}.",
            ),
            f"/hoc-phi/{pupil.uuid}/", at,
        )  # fmt: skip
        count += 1
    return count
