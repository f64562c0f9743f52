"""Who works in the newsroom: officers whose post may write or publish for some body."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from motcua.exchange.publishing import reading
from motcua.exchange.publishing.changes import PUBLISH, WRITE
from motcua.exchange.publishing.models import Article
from motcua.sites.desk.officer import Officer, page_context, page_of_officers


def writes_or_publishes(officer: Officer) -> bool:
    """Whether this post may write or publish for some body."""
    return officer.powers.holds_any(WRITE) or officer.powers.holds_any(PUBLISH)


editor_page = page_of_officers(writes_or_publishes)


def article_for(officer: Officer, number: int) -> Article:
    """An article of a body that this post writes or publishes for. One query. Raises: Http404."""
    found = reading.for_editor(number, officer.powers)
    if found is None:
        raise Http404
    return found


def may_write(officer: Officer, article: Article) -> bool:
    return officer.powers.holds(WRITE, agency_id=article.agency_id)


def may_publish(officer: Officer, article: Article) -> bool:
    return officer.powers.holds(PUBLISH, agency_id=article.agency_id)


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    """What every page of the newsroom shows around its content."""
    return page_context(officer, reverse("public:newsroom"), **more)
