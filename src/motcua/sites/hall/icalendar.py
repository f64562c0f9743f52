"""A booking as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from motcua.city.hall.models import Booking


def event_of(booking: Booking, at: datetime) -> str:
    """One event; lines end with CR LF and are folded at 75 octets."""

    def stamp(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    address = f"{settings.PUBLIC_URL}{reverse('hall:booking', args=[booking.uuid])}"
    place = ", ".join(part for part in (booking.hall.name_vi, booking.hall.agency.address_line) if part)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mot Cua//Dat hen//VI",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{booking.uuid}@mot-cua",
        f"DTSTAMP:{stamp(at)}",
        f"SEQUENCE:{booking.changes}",
        f"DTSTART:{stamp(booking.starts_at)}",
        f"DTEND:{stamp(booking.ends_at)}",
        f"STATUS:{'CANCELLED' if booking.state == Booking.State.CANCELLED else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(f'Hẹn làm thủ tục: {booking.group.name_vi}')}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(f'Mã hẹn {booking.code}')}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT2H",
        f"DESCRIPTION:{_escaped(place)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets; the next begins with a blank, and no letter is cut."""
    parts: list[str] = []
    now = ""
    for letter in line:
        if len((now + letter).encode()) > (75 if not parts else 74):
            parts.append(now)
            now = ""
        now += letter
    return "\r\n ".join([*parts, now])
