"""Who works in this request: the account, the post chosen for the session, its powers, and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.city import authority
from motcua.city.authority import HeldPost, PowerSet
from motcua.city.contracts.reading import under_contract
from motcua.city.models import Account
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import inner_notes
from motcua.procedures.dossiers.posts import STEP_KINDS
from motcua.records.privacy import purposes
from motcua.sites.shell import menus
from motcua.sites.shell.language import both

KEY = "desk-post"


@dataclass(frozen=True, slots=True)
class Officer:
    """The officer of a request. `powers` are those of the chosen post only."""

    account: Account
    actor: Actor
    powers: PowerSet
    posts: tuple[HeldPost, ...]
    post: HeldPost
    now: datetime

    @property
    def receives(self) -> bool:
        """Whether the counter is part of the work."""
        return self.powers.holds_any("receive")

    @property
    def handles(self) -> bool:
        """Whether any step of any dossier is done in this post."""
        return any(self.powers.holds_any(power) for power in STEP_KINDS)


type OfficerView[**P] = Callable[Concatenate[HttpRequest, Officer, P], HttpResponseBase]


def officer_page[**P](view: OfficerView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for officers with a post; gives the view its `Officer`. Visitors sign on, others see 403."""

    @wraps(view)
    @never_cache
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        now = clock.now()
        held = authority.powers_of(request.user.id, now) if request.user.is_officer else authority.NOBODY
        if not held.posts:
            return render(request, "403.html", status=403)
        officer = _officer(request, request.user, held, now)
        if under_contract(officer.powers) and not _open_under_contract(request):
            return render(request, "403.html", status=403)
        return _watched(request, officer, lambda: view(request, officer, *args, **kwargs))

    return page


UNDER_CONTRACT = frozenset(
    {
        "desk",
        "security",
        "hall:desk",
        "hall:sit",
        "hall:act",
        "hall:find",
        "hall:give",
        "hall:slip",
    }
)
"""Sites (by namespace) and pages of officers that a firm's people at a counter have business with; all others are closed."""


def _open_under_contract(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and _named_under_contract(match.view_name)


def _named_under_contract(route: str) -> bool:
    return route in UNDER_CONTRACT or route.split(":")[0] in UNDER_CONTRACT


type GuestView[Guest, **P] = Callable[Concatenate[HttpRequest, Guest, P], HttpResponseBase]


def page_for[Guest, **P](
    admit: Callable[[HttpRequest, Officer], Guest | None],
) -> Callable[[GuestView[Guest, P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for officers whom `admit` lets in; it gives the view what they come as. Everybody else sees 403."""

    def decorate(view: GuestView[Guest, P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @officer_page
        @wraps(view)
        def page(
            request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            guest = admit(request, officer)
            if guest is None:
                return render(request, "403.html", status=403)
            return view(request, guest, *args, **kwargs)

        return page

    return decorate


def page_of_officers[**P](
    allowed: Callable[[Officer], bool],
) -> Callable[[OfficerView[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for officers for whom `allowed` holds; everybody else sees 403."""
    return page_for(lambda request, officer: officer if allowed(officer) else None)


def _watched(
    request: HttpRequest, officer: Officer, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The view's answer, or what is said of a look that is not to be. Refusals are written down after the view's own work
    has been rolled back."""

    def allows(code: str) -> bool:
        return purposes.may_use(code, {grant.power for grant in officer.powers.grants})

    try:
        with audit.in_post(allows):
            return answer()
    except audit.LookRefused as look:
        look.note()
        if not look.code:
            raise Http404 from None
        found = purposes.all_purposes().get(look.code)
        context = page_context(officer, "", purpose=both(found.name.vi, found.name.en) if found else None)
        return render(request, "desk/look_refused.html", context, status=403)


def _officer(request: HttpRequest, account: Account, held: PowerSet, now: datetime) -> Officer:
    wanted = request.session.get(KEY)
    post = next((post for post in held.posts if post.post_id == wanted), held.posts[0])
    return Officer(
        account=account,
        actor=authority.actor_for(account, now, post.post_id),
        powers=held.in_post(post.post_id),
        posts=held.posts,
        post=post,
        now=now,
    )


def page_context(officer: Officer, current: str, **more: Any) -> dict[str, Any]:
    """What every page of the desk shows around its content."""
    post = officer.post
    return {
        "officer": officer,
        "now": officer.now,
        "post": {"vi": post.title_vi, "en": post.title_en},
        "agency": {"vi": post.agency_name_vi, "en": post.agency_name_en},
        "desk_menu": menu(officer, current),
        **more,
    }


GROUP_OF = {"register": "books", "alerts": "watch"}
"""The desk's own entries that are not the day's work."""


def menu(officer: Officer, current: str) -> list[dict[str, Any]]:
    """The rail, in groups: only what this post has to do with. One query, for the mentions.

    `current`: a key, or the address of an entry of another room.
    """
    rows: list[tuple[str, str, str, str, str]] = [
        ("mine", "Việc của tôi", "My work", "inbox", reverse("desk:home")),
        ("waiting", "Chờ nhận", "To claim", "people", reverse("desk:waiting")),
    ]
    if officer.receives:
        rows += [
            ("online", "Trực tuyến chờ trả lời", "Online, to answer", "clock", reverse("desk:online")),
            ("counter", "Tiếp nhận tại quầy", "Counter intake", "plus", reverse("desk:counter")),
        ]
    rows += [
        ("all", "Hồ sơ của cơ quan", "All dossiers", "folder", reverse("desk:all")),
        ("register", "Sổ theo dõi", "Tracking register", "print", reverse("desk:register")),
        ("alerts", "Việc để lâu", "Left too long", "clock", reverse("desk:alerts")),
        ("mentions", "Nhắc tới tôi", "Mentions of me", "bell", reverse("desk:mentions")),
    ]
    named = inner_notes.unseen(officer.account.id)
    own = [
        {
            "label": {"vi": vi, "en": en},
            "icon": icon,
            "href": href,
            "group": GROUP_OF.get(key, "work"),
            "current": key == current,
            "count": min(named, inner_notes.MANY) if key == "mentions" and named else "",
        }
        for key, vi, en, icon, href in rows
    ]
    others = [entry | {"current": entry["href"] == current} for entry in menus.entries("desk", officer)]
    if under_contract(officer.powers):
        others = [entry for entry in others if _named_under_contract(resolve(entry["href"]).view_name)]
    return menus.grouped(own + others)


@require_POST
@officer_page
def choose_post(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Act in another of one's posts from now on, for this session."""
    raw = request.POST.get("post", "")
    if any(str(post.post_id) == raw for post in officer.posts):
        request.session[KEY] = int(raw)
    return back_to(request)


def back_to(request: HttpRequest) -> HttpResponse:
    """To the page of ours that the form names as `next`, else to the work list."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if ours else reverse("desk:home"))
