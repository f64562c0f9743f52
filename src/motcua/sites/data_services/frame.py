"""Who may see these pages, and the words for states and uses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from motcua.exchange.data_services import services
from motcua.exchange.data_services.agreements import SHARE
from motcua.exchange.data_services.models import Agreement
from motcua.records import registers
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import both

STATES = {
    "proposed": ("warn", "clock", "Chờ người thứ hai duyệt", "Waits for a second officer"),
    "active": ("ok", "check", "Đang hiệu lực", "In effect"),
    "refused": ("quiet", "cross", "Không được duyệt", "Refused"),
    "stopped": ("quiet", "pause", "Đã dừng", "Stopped"),
}
USES = {
    "query": ("Tra cứu bản ghi", "Look records up"),
    "verify": ("Xác minh đúng, sai", "Verify values"),
    "changes": ("Theo dõi thay đổi", "Follow changes"),
}


def sharing_page[**P](
    view: Callable[Concatenate[HttpRequest, Officer, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for officers who make or decide agreements; everybody else sees 403."""

    @officer_page
    @wraps(view)
    def page(request: HttpRequest, officer: Officer, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not officer.powers.holds_any(SHARE):
            return render(request, "403.html", status=403)
        return view(request, officer, *args, **kwargs)

    return page


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("data_services:listing"), **more)


def state_of(agreement: Agreement, today: Any) -> dict[str, Any]:
    """How an agreement stands today, for its tag."""
    if agreement.state == Agreement.State.ACTIVE and agreement.valid_to < today:
        return {"tone": "quiet", "icon": "clock", "words": both("Đã hết hạn", "Over")}
    if agreement.state == Agreement.State.ACTIVE and today < agreement.valid_from:
        return {"tone": "info", "icon": "clock", "words": both("Chưa đến ngày", "Not yet")}
    tone, icon, vi, en = STATES[agreement.state]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}


def use_words(uses: list[str]) -> dict[str, str]:
    pairs = [USES[one] for one in uses]
    return both("; ".join(vi for vi, _ in pairs), "; ".join(en for _, en in pairs))


def register_name(key: str) -> Any:
    """What the register is called; its key when it is no longer kept."""
    try:
        return services.described(key).name
    except registers.NoSuchRegister:
        return key
