"""Words and tones for consents, in both languages."""

from datetime import datetime
from typing import Any

from motcua.records.consents import texts
from motcua.records.consents.models import Consent
from motcua.sites.shell.language import both

CHANNELS = {
    Consent.Channel.ONLINE: ("Trực tuyến", "Online"),
    Consent.Channel.COUNTER: ("Tại quầy, văn bản có chữ ký", "At the counter, on signed paper"),
    Consent.Channel.VNEID: ("Trên VNeID", "In VNeID"),
}
RECEIVERS = {
    "city": ("Các cơ quan của thành phố", "Offices of the city"),
    "public": ("Công chúng", "The public"),
}


def state(consent: Consent, at: datetime) -> dict[str, Any]:
    """How it stands now: words, tone, icon, and whether it may still be taken back."""
    if consent.withdrawn_at is not None:
        return _state("quiet", "stop", "Đã rút lại", "Taken back")
    if consent.barred_at is not None:
        return _state("danger", "stop", "Đã đóng: hỏi sai nhiều lần", "Closed: asked wrongly too often")
    if consent.single_use and consent.used_at is not None:
        return _state("quiet", "check", "Đã dùng một lần", "Used once")
    if consent.expires_at <= at:
        return _state("quiet", "clock", "Đã hết hạn", "Over")
    return _state("ok", "check", "Đang có hiệu lực", "Stands", alive=True)


def _state(tone: str, icon: str, vi: str, en: str, *, alive: bool = False) -> dict[str, Any]:
    return {"tone": tone, "icon": icon, "words": both(vi, en), "alive": alive}


def text_of(consent: Consent) -> texts.Text:
    """The words that were read when it was given."""
    return texts.version_of(consent.purpose, consent.version)


def receiver(consent: Consent, text: texts.Text) -> Any:
    return consent.receiver_name or both(*RECEIVERS.get(text.receiver, ("", "")))


def data(consent: Consent, text: texts.Text) -> list[Any]:
    """What was agreed to, in words."""
    return [datum for key in consent.data if (datum := text.datum(key)) is not None]


def line(consent: Consent, at: datetime, reader_id: int | None = None) -> dict[str, Any]:
    """A consent as lists and pages show it. `of`: for whom, when the reader agreed for a child."""
    text = text_of(consent)
    return {
        "consent": consent,
        "text": text,
        "receiver": receiver(consent, text),
        "data": data(consent, text),
        "state": state(consent, at),
        "channel": both(*CHANNELS[Consent.Channel(consent.channel)]),
        "of": consent.person.full_name if reader_id is not None and consent.person_id != reader_id else "",
    }
