"""Reminders of bookings, a day before, to residents who booked signed on."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from motcua.city.hall.models import Booking
from motcua.exchange import notices
from motcua.exchange.notices import Notice
from motcua.sites.hall import wording

BEFORE = timedelta(hours=24)
BATCH = 200


@transaction.atomic
def remind(at: datetime) -> int:
    """Remind of what begins within a day; how many. Each booking once for a time; any number of these may run."""
    rows = list(
        Booking.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("hall__agency", "person")
        .filter(
            state=Booking.State.BOOKED,
            reminded_at=None,
            person__isnull=False,
            starts_at__gt=at,
            starts_at__lte=at + BEFORE,
        )
        .order_by("starts_at")[:BATCH]
    )
    notices.send([_notice(one, at) for one in rows])
    Booking.objects.filter(pk__in=[one.pk for one in rows]).update(reminded_at=at)
    return len(rows)


def _notice(one: Booking, at: datetime) -> Notice:
    when = wording.when_words(one.starts_at, one.ends_at)
    lang = one.language if one.language in ("vi", "en") else "vi"
    name = one.hall.name_en if lang == "en" else one.hall.name_vi
    subject = {"vi": f"Nhắc hẹn: {when['vi']}", "en": f"Your booking: {when['en']}"}[lang]
    body = {
        "vi": f"Bạn có hẹn tại {name}, {when['vi']}. Mã hẹn: {one.code}. Không đến được? Hãy hủy hoặc đổi giờ để nhường chỗ.",
        "en": f"You are expected at {name}, {when['en']}. Code: {one.code}. Cannot come? Please cancel or move it.",
    }[lang]
    return Notice(
        key=f"hall-booking/{one.uuid}/{one.changes}",
        person_id=one.person_id,
        address=one.person.email if one.person else "",
        language=lang,
        subject=subject,
        body=body,
        link=f"{settings.PUBLIC_URL}{reverse('hall:booking', args=[one.uuid])}",
        dossier_code=one.dossier_code,
        at=at,
    )
