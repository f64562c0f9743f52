"""A second way into the same application, for machines: no session, no CSRF, no language, no pages.

Nine middlewares cost 100 to 200 µs a request and do nothing for a caller with a token or a signature. Breaks where a view
below `/api/v1/`, or one that providers and banks report to, begins to need a session: then it belongs among the pages.
"""

import json
import logging
from collections.abc import Callable, Iterable
from functools import lru_cache
from http.client import responses
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from motcua.foundation import clock
from motcua.money import urls as money_urls
from motcua.money.views import NOTICES, Answer, Came
from motcua.sites.api import filing
from motcua.sites.api.answers import JSON, UNKEPT, of_exception

log = logging.getLogger(__name__)
PREFIX = "/api/v1/"
PAGES = frozenset({"/api/v1/docs"})
URLS = "motcua.sites.api.urls"
FILING = "/api/v1/dossiers"
"""Goes straight to its decoder: request and answer objects, signals and middleware cost a sixth of a filing."""

MONEY = frozenset(f"/{one.pattern}" for one in money_urls.urlpatterns)
"""Where providers of payment and banks report."""

Environ = dict[str, Any]


def for_machines(path: str) -> bool:
    """Whether a path is served by the slim way."""
    return (path.startswith(PREFIX) and path not in PAGES) or path in MONEY


class SlimHandler(WSGIHandler):
    """Django's handler with the security headers and its own addresses only."""

    def __call__(  # type: ignore[override]  # a list of bytes is what WSGI asks for
        self, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == FILING:
            secured, raw = _security_headers(*_how_it_came(environ)), _whole_body(environ)
            if secured is not None and raw is not None:
                return _file(environ, raw, secured, start_response)
        method, answer = NOTICES.get(environ["PATH_INFO"], (None, None))
        if answer is not None and environ["REQUEST_METHOD"] == method:
            secured, came = _security_headers(*_how_it_came(environ)), _came(environ)
            if secured is not None and came is not None:
                return _hear(answer, came, secured, start_response)
        return super().__call__(environ, start_response)

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        inner: Callable[[HttpRequest], HttpResponse] = self._get_response  # type: ignore[attr-defined]
        answer: Callable[[HttpRequest], Any] = convert_exception_to_response(inner)

        def with_own_addresses(request: HttpRequest) -> HttpResponse:
            if request.method == "POST" and request.path_info == FILING:
                response = filing.submit(request)
            else:
                if request.path_info not in MONEY:
                    request.urlconf = URLS  # type: ignore[attr-defined]
                response = answer(request)
            # CommonMiddleware's work: without a length the server would send in chunks
            response.headers.setdefault("Content-Length", str(len(response.content)))
            return response

        self._middleware_chain = convert_exception_to_response(SecurityMiddleware(with_own_addresses))


def _file(
    environ: Environ, raw: bytes, secured: list[tuple[str, str]], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """As `filing.submit` between Django's signals, which here do one thing: close connections that are no good."""
    close_old_connections()
    try:
        status, body = filing.filed(raw, environ.get("HTTP_AUTHORIZATION", ""), clock.now())
        headers = {"Content-Type": JSON, **UNKEPT}
    except Exception as error:
        answer = of_exception(error)
        status, body, headers = answer.status_code, answer.content, dict(answer.items())
        close_old_connections()
    start_response(
        f"{status} {responses[status]}",
        [*secured, *headers.items(), ("Content-Length", str(len(body)))],
    )
    return [body]


def _came(environ: Environ) -> Came | None:
    """What a provider's server sent. None: the longer way looks at it, as at letters that a query must not have bare."""
    text = environ.get("QUERY_STRING", "")
    if not text.isascii():
        return None
    try:  # as `QueryDict` reads it, without its lists
        query = dict(
            parse_qsl(text, keep_blank_values=True, max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
        )
    except ValueError:  # too many names
        return None
    raw = _whole_body(environ) if environ["REQUEST_METHOD"] == "POST" else b""
    return Came(query, raw, environ.get("REMOTE_ADDR", "")) if raw is not None else None


def _hear(
    answer: Callable[[Came], Answer],
    came: Came,
    secured: list[tuple[str, str]],
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    """As `money.views.notice` between Django's signals, see `_file`."""
    close_old_connections()
    body, headers = b"", dict(UNKEPT)
    try:
        status, said = answer(came)
    except Exception:  # the provider repeats
        log.exception("a notice could not be answered")
        status, said = 500, None
    if said is not None:
        body, headers["Content-Type"] = json.dumps(said).encode(), "application/json"
    start_response(
        f"{status} {responses[status]}", [*secured, *headers.items(), ("Content-Length", str(len(body)))]
    )
    return [body]


def _whole_body(environ: Environ) -> bytes | None:
    """The body of a request that says how long it is and is not too long. None: the longer way looks at it."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return None
    return environ["wsgi.input"].read(int(length))


def _how_it_came(environ: Environ) -> tuple[str, str]:
    """What tells `SecurityMiddleware` whether the caller's line is secure."""
    header = settings.SECURE_PROXY_SSL_HEADER
    return environ.get("wsgi.url_scheme", "http"), environ.get(header[0], "") if header else ""


@lru_cache(maxsize=16)
def _security_headers(scheme: str, proxied: str) -> list[tuple[str, str]] | None:
    """What the security middleware puts on an answer; None where it answers itself (redirection to https)."""
    header = settings.SECURE_PROXY_SSL_HEADER
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": FILING, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
               "wsgi.url_scheme": scheme, "wsgi.input": BytesIO()}  # fmt: skip
    if header:
        environ[header[0]] = proxied
    empty = HttpResponse(status=204)
    own = {name for name, _ in empty.items()}
    answer = SecurityMiddleware(lambda request: empty)(WSGIRequest(environ))
    if answer is not empty:
        return None
    return [(name, value) for name, value in answer.items() if name not in own]
