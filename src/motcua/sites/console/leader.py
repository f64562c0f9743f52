"""Who looks at the console: the account, its powers, and the figures that it may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from motcua.city import authority
from motcua.city.authority import HeldPost, PowerSet
from motcua.city.models import Account
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.insight.scope import SEE, Scope, scope_of
from motcua.sites.shell import menus

EDIT = "edit_catalogue"


@dataclass(frozen=True, slots=True)
class Leader:
    """The officer of a request, with all posts: figures are looked at, not acted on."""

    account: Account
    actor: Actor
    powers: PowerSet
    post: HeldPost
    now: datetime

    @property
    def scope(self) -> Scope:
        """The figures that this leader may see. No query."""
        return scope_of(self.powers)

    @property
    def places(self) -> set[int]:
        """The agencies named by the scope; empty for the whole city."""
        return set[int]().union(*(part.places or () for part in self.scope.reach))

    @property
    def own_unit(self) -> int | None:
        """The agency whose figures these are, when they are those of one: it is compared with its like."""
        return None if self.scope.everything else self.post.agency_id

    @property
    def sees(self) -> bool:
        return self.powers.holds_any(SEE)

    @property
    def keeps_the_system(self) -> bool:
        """Whether the inner state of the system is shown: to the whole city's leaders and to editors."""
        return self.powers.holds_any(EDIT) or self.scope.everything


def leader_of(account: Account, now: datetime) -> Leader | None:
    """The account as it may look at figures now; None for one that is closed, no officer or without a post."""
    if not account.is_active or not account.is_officer:
        return None
    powers = authority.powers_of(account.id, now)
    if not powers.posts:
        return None
    return Leader(account, authority.actor_for(account, now), powers, powers.posts[0], now)


type LeaderView[**P] = Callable[Concatenate[HttpRequest, Leader, P], HttpResponseBase]


def leader_page[**P](
    allowed: Callable[[Leader], bool],
) -> Callable[[LeaderView[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for officers for whom `allowed` holds. Visitors sign on, others see 403."""

    def decorate(view: LeaderView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        @never_cache
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            leader = leader_of(request.user, clock.now())
            if leader is None or not allowed(leader):
                return render(request, "403.html", status=403)
            return view(request, leader, *args, **kwargs)

        return page

    return decorate


def sees(leader: Leader) -> bool:
    return leader.sees


def keeps_the_system(leader: Leader) -> bool:
    return leader.keeps_the_system


def frame(leader: Leader, current: str, **more: Any) -> dict[str, Any]:
    """What every page of the console shows around its content."""
    post = leader.post
    return {
        "now": leader.now,
        "user_name": leader.account.display_name,
        "post": {"vi": post.title_vi, "en": post.title_en},
        "agency": {"vi": post.agency_name_vi, "en": post.agency_name_en},
        "console_menu": _menu(leader, current, more.get("query_string", "")),
        **more,
    }


def _menu(leader: Leader, current: str, query: str) -> list[dict[str, Any]]:
    rows = []
    if leader.sees:
        rows += [
            ("home", "Tổng quan", "Overview", "chart"),
            ("agencies", "Cơ quan", "Agencies", "building"),
            ("procedures", "Thủ tục", "Procedures", "papers"),
            *([("map", "Bản đồ", "Map", "pin")] if leader.scope.everything else []),
            ("dossiers", "Hồ sơ", "Dossiers", "folder"),
            ("letters", "Báo cáo qua thư", "Briefing by mail", "mail"),
        ]
    if leader.sees or leader.powers.holds_any(EDIT):
        rows.append(("processes", "Quy trình", "Processes", "clock"))
    if leader.keeps_the_system:
        rows.append(("system", "Hệ thống", "System", "shield"))
    suffix = f"?{query}" if query else ""
    return [
        {
            "label": {"vi": vi, "en": en},
            "icon": icon,
            "href": reverse(f"console:{key}")
            + (suffix if key not in ("system", "letters", "processes") else ""),
            "current": key == current,
        }
        for key, vi, en, icon in rows
    ] + [entry | {"current": entry["href"] == current} for entry in menus.entries("console", leader)]
