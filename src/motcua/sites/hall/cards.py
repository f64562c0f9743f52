"""What other pages say of the halls: the queues on a commune's page, bookings on one's own, the way to book."""

from datetime import datetime

from django.core.cache import cache
from django.urls import reverse

from motcua.city.hall import layout
from motcua.city.hall.models import Booking
from motcua.sites.hall import wording
from motcua.sites.hall.lines import now
from motcua.sites.shell.my_page import Card, Line

KEPT_S = 30


def of_commune(unit_id: int, at: datetime) -> Card | None:
    """The queues now of the halls that a commune's people go to. No query for half a minute after the first."""
    key = f"hall.commune.{unit_id}"
    kept: list[Line] | None = cache.get(key)
    if kept is None:
        kept = []
        for hall in layout.halls_serving(unit_id, at):
            note = now(hall, at)
            if note is None:
                continue
            kept.append(
                Line({"vi": hall.name_vi, "en": hall.name_en}, reverse("hall:hall", args=[hall.key]), note)
            )
        cache.set(key, kept, KEPT_S)
    if not kept:
        return None
    return Card(
        "queues",
        {"vi": "Xếp hàng lúc này", "en": "The queues now"},
        kept,
        {"vi": "", "en": ""},
        href=reverse("hall:book-where"),
        more={"vi": "Đặt hẹn một giờ", "en": "Book a time"},
    )


def of_person(person_id: int, at: datetime) -> Card | None:
    """A person's bookings that are still to come. One query."""
    rows = Booking.objects.select_related("hall").filter(person=person_id, state=Booking.State.BOOKED)
    found = list(rows.filter(ends_at__gte=at).order_by("starts_at")[:4])
    return Card(
        "bookings",
        {"vi": "Lịch hẹn tại quầy", "en": "Bookings at the counter"},
        [
            Line(
                wording.when_words(one.starts_at, one.ends_at),
                reverse("hall:booking", args=[one.uuid]),
                {"vi": f"{one.hall.name_vi} · mã {one.code}", "en": f"{one.hall.name_en} · code {one.code}"},
            )
            for one in found
        ],
        {"vi": "Bạn chưa đặt hẹn.", "en": "You have booked nothing."},
        href=reverse("hall:book-where"),
        more={"vi": "Đặt hẹn", "en": "Book a time"},
    )


def of_procedure(code: str) -> Card:
    """The way to a counter for a procedure. No query."""
    return Card(
        "counter",
        {"vi": "Làm tại quầy", "en": "At the counter"},
        [],
        {
            "vi": "Mọi chi nhánh trong thành phố đều nhận. Đặt giờ trước để không phải chờ.",
            "en": "Every branch of the city takes it. Book a time and do not wait.",
        },
        href=f"{reverse('hall:book-where')}?thu-tuc={code}",
        more={"vi": "Đặt hẹn, xem hàng chờ", "en": "Book a time"},
    )
