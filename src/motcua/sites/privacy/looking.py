"""Says for every request from where it comes and which screen answers, so that each look carries both."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from motcua.foundation import audit


class LookMiddleware:
    """The address is the one the web server gives (as everywhere else here), never one that the browser claims."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with audit.within(audit.Around(address_of(request), look=uuid4())):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is not None:
            audit.on_screen(match.view_name or match.route)


def address_of(request: HttpRequest) -> str:
    """The other side's IP; empty when the server does not say one."""
    raw = str(request.META.get("REMOTE_ADDR", ""))
    try:
        return str(ip_address(raw))
    except ValueError:
        return ""
