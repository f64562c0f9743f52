"""What the city's budget owes in the payers' place, booked a day at a time: a dossier filed online costs its filer nothing
(NQ 77/2025/NQ-HĐND), and charges fixed by the ministry are still due."""

from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.foundation.worktime import VN
from motcua.money.ledger import rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post, reverse
from motcua.money.models import Order

OWED = (Order.Status.ZERO, Order.Status.PAID, Order.Status.PARTLY_REFUNDED, Order.Status.REFUNDED)


def book_until(yesterday: date) -> int:
    """Book all days up to and with `yesterday` from the last one that was booked on; how many orders were new."""
    booked = (
        Entry.objects.filter(kind=Entry.Kind.SUPPORT, source="order")
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
    )
    first = (
        Order.objects.filter(supported__gt=0)
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    since = booked or first
    if since is None:
        return 0
    begin = since.astimezone(VN).date()
    return sum(book_day(begin + timedelta(days=n)) for n in range((yesterday - begin).days + 1))


def book_day(day: date) -> int:
    """Book the support of all orders of a day that stand; how many were new. One statement an order, once each."""
    begin = datetime(day.year, day.month, day.day, tzinfo=VN)
    orders = Order.objects.filter(
        created_at__gte=begin, created_at__lt=begin + timedelta(days=1), supported__gt=0, status__in=OWED
    )
    return sum(_book(order) for order in orders.order_by("created_at", "id").iterator())


@transaction.atomic
def _book(order: Order) -> bool:
    parts = rules.support(order.lines, order.agency_id or 0)
    return post(Source("order", order.pk, "support"), Entry.Kind.SUPPORT, parts, order.created_at) is not None


@transaction.atomic
def withdraw(order: Order, at: datetime, reason: str) -> None:
    """The order is closed: its support is no longer owed, where it was booked. One query, two statements more."""
    entry = Entry.objects.filter(key=Source("order", order.pk, "support").key).first()
    if entry is not None:
        reverse(entry, at=at, by="", reason=reason)
