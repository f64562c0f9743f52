"""Where one stands on the way from the first question to handing in."""

from typing import Any

from motcua.procedures.dossiers.models import Draft
from motcua.sites.portal.form_pages import Filling

PAPERS, REVIEW = "giay-to", "xem-lai"


def page_url(draft: Draft, page: str, back: str = "") -> str:
    """Address of a page of a draft; `back`: come back to the review afterwards."""
    return f"/nop/ban-nhap/{draft.id}/{page}{'?ve=1' if back else ''}"


def steps_of(draft: Draft, filling: Filling, here: str) -> dict[str, Any]:
    """What `shell/steps.html` wants. A page is done when it lies before this one and nothing is missing on it."""
    entries: list[tuple[str, Any, bool]] = [
        (page.id, filling.words_of(page).title, not filling.errors_of(page)) for page in filling.pages
    ]
    entries.append((PAPERS, {"vi": "Giấy tờ", "en": "Papers"}, True))
    entries.append((REVIEW, {"vi": "Xem lại và nộp", "en": "Check and send"}, False))
    ids = [page_id for page_id, _, _ in entries]
    number = ids.index(here)
    return {
        "steps": [
            {
                "label": label,
                "href": page_url(draft, page_id),
                "state": "now" if at == number else "done" if at < number and done else "todo",
            }
            for at, (page_id, label, done) in enumerate(entries)
        ],
        "number": number + 1,
        "total": len(entries),
    }
