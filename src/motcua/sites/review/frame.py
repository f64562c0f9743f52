"""Who may open the pages of this room, and the frame around them."""

from typing import Any

from django.urls import reverse

from motcua.sites.desk.officer import Officer, page_context, page_of_officers

EDIT, ISSUE = "edit_catalogue", "issue_catalogue"

type Both = dict[str, str]


def edits(officer: Officer) -> bool:
    return officer.powers.holds_any(EDIT)


def issues(officer: Officer) -> bool:
    return officer.powers.holds_any(ISSUE)


catalogue_page = page_of_officers(lambda officer: edits(officer) or issues(officer))


def frame(officer: Officer, route: str, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content. `route`: the entry of the menu that it belongs to."""
    return page_context(officer, reverse(route), edits=edits(officer), issues=issues(officer), **more)


def both(vi: str, en: str) -> Both:
    return {"vi": vi, "en": en}
