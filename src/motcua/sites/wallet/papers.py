"""The document wallet: what the city issued to somebody or digitised for them, and one paper of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.records import signing
from motcua.records.papers import storing
from motcua.records.papers.models import Paper
from motcua.records.signing.checking import WORDS as FINDINGS
from motcua.records.wallet import store
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.views.papers import send
from motcua.sites.shell.typed import whole_number
from motcua.sites.wallet import words

PAGE = 20
FEW = 5
"""So many papers are seen at a glance: nobody needs to narrow them by kind."""
THEIRS = "to-chuc"
"""Value of `cua` under which the store of the organisation acted for is shown."""
CRUMB = {"vi": "Của tôi", "en": "My page"}
TITLE = {"vi": "Ví giấy tờ", "en": "My papers"}


@dataclass(frozen=True, slots=True)
class Line:
    """One paper as a list shows it."""

    paper: Paper
    title: str
    issuer: Any
    source: words.Words
    state: words.Words
    tone: str


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """The store by kind, newest first, and what is looked for in it. At most 7 queries."""
    resident, on = _resident(request), clock.now().date()
    whose, theirs = whose_of(request, resident)
    asked, kind = request.GET.get("q", "").strip()[:100], request.GET.get("loai", "")[:60]
    before = _number(request.GET.get("truoc", ""))
    rows = (
        store.found(whose, asked, PAGE)
        if asked
        else store.page(whose, kind=kind, before=before, size=PAGE + 1)
    )
    kept = {name: value for name, value in (("cua", THEIRS if theirs else ""), ("loai", kind)) if value}
    here = reverse("wallet:papers")
    kinds = store.kinds(whose)
    context = {
        "lines": [line_of(paper, on) for paper in rows[:PAGE]],
        "asked": asked,
        "kinds": [
            {
                "label": {"vi": "Tất cả", "en": "All"},
                "href": here + _query(kept | {"loai": ""}),
                "current": not kind,
            },
            *(
                {
                    "label": one.name,
                    "href": here + _query(kept | {"loai": one.key}),
                    "current": one.key == kind,
                    "count": one.count,
                }
                for one in kinds
            ),
        ]
        if len(kinds) > 1 and sum(one.count for one in kinds) > FEW
        else [],
        "whose": _whose_tabs(resident, theirs),
        "theirs": theirs,
        "older": "?" + urlencode(kept | {"truoc": rows[PAGE - 1].pk})
        if not asked and len(rows) > PAGE
        else "",
        "newer": here + _query(kept) if before is not None else "",
        "crumbs": crumbs(),
    }
    return show(request, "wallet/papers.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A paper: what it says of itself, whether it counts, and its signatures when asked. At most 6 queries.

    Raises: Http404 for anybody else's.
    """
    resident, at = _resident(request), clock.now()
    paper, theirs = paper_of(resident, number)
    checks = None
    if "kiem-tra" in request.GET and paper.file is not None and paper.file.media_type == "application/pdf":
        checks = [
            {
                "name": report.name,
                "words": {"vi": FINDINGS[report.code][0], "en": FINDINGS[report.code][1]},
                "holds": report.holds,
                "at": report.signed_at,
                "agency": report.role == "agency",
            }
            for report in signing.check_pdf(storing.content(paper.file), now=at)
        ]
    context = {
        "line": line_of(paper, at.date()),
        "paper": paper,
        "checks": checks,
        "theirs": theirs,
        "shareable": paper.file is not None,
        "crumbs": [*crumbs("wallet:papers"), {"label": words.title(paper), "href": ""}],
    }
    return show(request, "wallet/paper.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The paper's file, as a download. Raises: Http404 for anybody else's."""
    resident = _resident(request)
    paper, _ = paper_of(resident, number)
    if paper.file is None:
        raise Http404
    return send(paper.file, resident.actor)


def paper_of(resident: Resident, number: int) -> tuple[Paper, bool]:
    """A paper of the person's own store or of the organisation's acted for, and whether it is the latter's.

    One or two queries. Raises: Http404.
    """
    found = store.one(store.Whose(resident.person.pk), number)
    if found is not None:
        return found, False
    if resident.organisation is not None and resident.sees_all:
        found = store.one(store.Whose(resident.person.pk, resident.organisation.pk), number)
    if found is None:
        raise Http404
    return found, True


def whose_of(request: HttpRequest, resident: Resident) -> tuple[store.Whose, bool]:
    """Whose store is looked at: one's own, or on request that of the organisation acted for."""
    values = request.POST if request.method == "POST" else request.GET
    theirs = resident.sees_all and values.get("cua") == THEIRS
    organisation = resident.organisation.pk if theirs and resident.organisation else None
    return store.Whose(resident.person.pk, organisation), theirs


def line_of(paper: Paper, on: date) -> Line:
    state, tone = words.validity(paper, on)
    return Line(paper, words.title(paper), words.issuer(paper), words.SOURCES[paper.source], state, tone)


def crumbs(*routes: str) -> list[dict[str, Any]]:
    """The way from one's own page to the store; the store itself is a link where more follows."""
    href = reverse(routes[0]) if routes else ""
    return [{"label": CRUMB, "href": reverse("portal:account")}, {"label": TITLE, "href": href}]


def _whose_tabs(resident: Resident, theirs: bool) -> list[dict[str, Any]]:
    if resident.organisation is None or not resident.sees_all:
        return []
    here = reverse("wallet:papers")
    return [
        {"label": {"vi": "Của tôi", "en": "Mine"}, "href": here, "current": not theirs},
        {"label": resident.organisation.name, "href": f"{here}?cua={THEIRS}", "current": theirs},
    ]


def _resident(request: HttpRequest) -> Resident:
    return request.resident  # type: ignore[attr-defined,no-any-return]  # set by `resident_only`


def _number(raw: str) -> int | None:
    return whole_number(raw)


def _query(values: dict[str, Any]) -> str:
    filled = {name: value for name, value in values.items() if value}
    return f"?{urlencode(filled)}" if filled else ""
