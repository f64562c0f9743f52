"""How messages look: the badge of a state, what the public and the sender see of one, what happened in words."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from motcua.exchange.dialogue import masking, reading
from motcua.exchange.dialogue.kinds import Kind, categories, kind
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.offices import Office
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import shortened

LOOKS = {
    "waiting": ("info", "inbox"),
    "doing": ("accent", "clock"),
    "done": ("ok", "check"),
    "refused": ("quiet", "cross"),
}
COUNTERS = {
    "waiting": ("Chờ xử lý", "Waiting"),
    "doing": ("Đang xử lý", "In work"),
    "done": ("Đã xử lý", "Handled"),
    "refused": ("Từ chối", "Refused"),
}
HIDDEN_FROM_PUBLIC = frozenset({"propose", "send_back", "answer", "photo-released", "photo-withheld"})
"""What happens inside an office, before there is a result."""
BY_THE_SENDER = frozenset({"sent", "rate", "reopen", "supplement"})


def state_of(report: Report) -> dict[str, str]:
    """The badge of a message's state, as the templates want it."""
    state = kind(report.kind).states[report.state]
    tone, icon = LOOKS[state.counter]
    return {"vi": state.vi, "en": state.en, "tone": tone, "icon": icon}


def category_of(report: Report) -> dict[str, str]:
    """The category, with the closer description if there is one."""
    category = categories(report.kind)[report.category]
    detail = category.details.get(report.detail)
    if detail is None:
        return {"vi": category.vi, "en": category.en}
    return {"vi": f"{category.vi}: {detail.vi.lower()}", "en": f"{category.en}: {detail.en.lower()}"}


def address_of(report: Report) -> str:
    """Where a message is seen by residents."""
    route = "dialogue:question" if report.kind == "question" else "dialogue:report"
    return reverse(route, args=[report.code])


def line_of(report: Report, photos: list[Photo] | None = None) -> dict[str, Any]:
    """One message in a public list."""
    released = photos or []
    return {
        "code": report.code,
        "href": address_of(report),
        "text": report.public_text,
        "category": category_of(report),
        "state": state_of(report),
        "where": report.unit.full_name_vi if report.unit else "",
        "place": masking.masked(report.place),
        "at": report.sent_at,
        "photo": photo_address(released[0]) if released else "",
        "stars": report.stars,
    }


TONES = {"waiting": "info", "doing": "accent", "done": "ok", "refused": "quiet"}


def points(reports: Sequence[Report]) -> dict[str, Any]:
    """Messages with a place as points of a map (GeoJSON). No query."""
    features = []
    for one in reports:
        if one.lat is None or one.lon is None:
            continue
        state = kind(one.kind).states[one.state]
        text = one.public_text
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(one.lon, 5), round(one.lat, 5)]},
                "properties": {
                    "label": shortened(text, 90),
                    "note": f"{pick(category_of(one))} · {pick(state)}",
                    "tone": TONES[state.counter],
                    "icon": LOOKS[state.counter][1],
                    "href": address_of(one),
                    "link": say("Xem", "See"),
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def photo_address(photo: Photo) -> str:
    """Where the public copy of a photo is."""
    return reverse("dialogue:photo", args=[photo.uuid])


def pictures(photos: list[Photo], side: str) -> list[dict[str, Any]]:
    """Released photos of one side with words for those who do not see them."""
    words = {
        "before": ("Ảnh hiện trường", "Photo of the place"),
        "after": ("Ảnh sau khi xử lý", "Photo afterwards"),
    }
    vi, en = words[side]
    chosen = [photo for photo in photos if photo.side == side]
    return [
        {"src": photo_address(photo), "alt": {"vi": f"{vi} {n}", "en": f"{en} {n}"}}
        for n, photo in enumerate(chosen, 1)
    ]


def counters(kind_key: str, figures: dict[str, int], href: str) -> list[dict[str, Any]]:
    """The four public figures, each a filter of the list."""
    return [
        {"label": {"vi": vi, "en": en}, "value": figures[key], "href": f"{href}{key}", "key": key}
        for key, (vi, en) in COUNTERS.items()
    ]


def timeline(report: Report, offices: dict[int, Office], *, own: bool) -> list[dict[str, Any]]:
    """What happened, newest first; strangers do not see the inner steps, nobody sees names of officers."""
    sort: Kind = kind(report.kind)
    entries: list[dict[str, Any]] = []
    for one in reading.history(report):
        if one.name in HIDDEN_FROM_PUBLIC or (one.name == "late" and not own):
            continue
        office = offices.get(one.data.get("agency", 0))
        text = one.words if own else ""
        if reason := sort.reasons.get(one.data.get("reason", "")):
            text = {"vi": f"{reason.vi}. {text}".strip(), "en": f"{reason.en}. {text}".strip()}  # type: ignore[assignment]
        entries.append(
            {
                "title": {"vi": one.vi, "en": one.en},
                "at": one.at,
                "who": {"vi": office.name_vi, "en": office.name_en}
                if office and one.name not in BY_THE_SENDER
                else "",
                "text": text,
                "state": "late" if one.name == "late" else "done",
            }
        )
    entries.reverse()
    if entries and not sort.states[report.state].ended:
        entries[0]["state"] = "now"
        if report.clock:
            title = {"vi": "Hạn của bước này", "en": "Time limit of this step"}
            entries.insert(0, {"title": title, "at": report.due_at, "state": "todo"})
    return entries
