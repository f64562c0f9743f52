"""Where one stands on the way from the first question to handing in."""

from typing import Any

from motcua.procedures.dossiers.models import Draft
from motcua.sites.portal import effort
from motcua.sites.portal.form_pages import Filling

PAPERS, REVIEW = "giay-to", "xem-lai"


def page_url(draft: Draft, page: str, back: str = "") -> str:
    """Address of a page of a draft; `back`: come back to the review afterwards."""
    return f"/nop/ban-nhap/{draft.id}/{page}{'?ve=1' if back else ''}"


def steps_of(draft: Draft, filling: Filling, here: str, papers: int = 0) -> dict[str, Any]:
    """What `shell/steps.html` and `portal/_progress.html` want. `here`: a screen, the papers or the review.

    A step is one page of the definition with all its screens; it is done when it lies before this one and nothing
    is missing on it. `papers`: how many are still to be brought, as far as is known here.
    """
    screens = filling.screens
    order = [*(screen.id for screen in screens), PAPERS, REVIEW]
    at = order.index(here)
    page_here = next((screen.page_id for screen in screens if screen.id == here), here)
    entries: list[tuple[str, Any, bool]] = [
        (page.id, filling.words_of(page).title, not filling.errors_of(page))
        for page in filling.pages
        if any(screen.page_id == page.id for screen in screens)
    ]
    entries.append((PAPERS, {"vi": "Giấy tờ", "en": "Papers"}, True))
    entries.append((REVIEW, {"vi": "Xem lại và nộp", "en": "Check and send"}, False))
    number = [page_id for page_id, _, _ in entries].index(page_here)
    ahead = effort.seconds_left(filling.open_kinds(screens[at:]), papers)
    return {
        "steps": [
            {
                "label": label,
                "href": page_url(draft, page_id),
                "state": "now" if place == number else "done" if place < number and done else "todo",
            }
            for place, (page_id, label, done) in enumerate(entries)
        ],
        "number": at + 1,
        "total": len(order),
        "minutes_left": effort.minutes(ahead),
    }
