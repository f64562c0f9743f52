"""A request, an answer and a route table over WSGI: all that the stand-ins need of a web framework."""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 4 * 1024 * 1024
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Request:
    """One HTTP request, read once."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        # WSGI hands the path over as Latin-1 text of UTF-8 bytes
        self.path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        self.query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        length = min(int(environ.get("CONTENT_LENGTH") or 0), MOST_BYTES)
        self.body: bytes = environ["wsgi.input"].read(length) if length else b""

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> Any:
        """Raises ValueError when the body is not JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        return self.environ.get("HTTP_" + name.upper().replace("-", "_"), "")

    def cookie(self, name: str) -> str:
        morsel = SimpleCookie(self.header("Cookie")).get(name)
        return morsel.value if morsel else ""


@dataclass
class Response:
    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)


def json_response(value: Any, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False)
    return Response(body, status, "application/json", [("Cache-Control", "no-store")])


def redirect(location: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    return Response("", 303, headers=[("Location", location), *headers])


def page(title: str, body: str, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A page in the sandbox's plain look. `body` is markup; the caller has escaped what came from outside."""
    markup = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{esc(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/style.css"></head>'
        '<body><p class="banner">Môi trường thử nghiệm: không phải hệ thống thật '
        '<span lang="en">(sandbox, not the real system)</span></p>'
        f"<main>{body}</main></body></html>"
    )
    return Response(markup, status, headers=[("Content-Security-Policy", PAGE_POLICY), *headers])


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


Handler = Callable[..., Response]


class Routes:
    """Routes by method and pattern; `{name}` in a pattern matches one path segment."""

    def __init__(self, table: Mapping[tuple[str, str], Handler]) -> None:
        self._table = [
            (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + r"\Z"), handler)
            for (method, pattern), handler in table.items()
        ]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        return send(self.answer(request), request.method, start)

    def answer(self, request: Request) -> Response:
        allowed = set()
        method = "GET" if request.method == "HEAD" else request.method
        for wanted, pattern, handler in self._table:
            if match := pattern.match(request.path):
                if wanted == method:
                    return handler(request, **match.groupdict())
                allowed.add(wanted)
        if allowed:
            return Response("", 405, headers=[("Allow", ", ".join(sorted(allowed)))])
        return page("Không tìm thấy", "<h1>Không tìm thấy trang</h1>", 404)


def send(response: Response, method: str, start: StartResponse) -> Iterable[bytes]:
    body = response.body.encode() if isinstance(response.body, str) else response.body
    headers = [
        ("Content-Type", response.content_type),
        ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        *response.headers,
    ]
    start(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
    return [] if method == "HEAD" else [body]


def mounted(apps: Mapping[str, WSGIApplication], otherwise: WSGIApplication) -> WSGIApplication:
    """Hand `/name/rest` to the app called `name`, which sees the path below its own name."""

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        name = path.split("/", 2)[1] if path.startswith("/") else ""
        if name not in apps:
            return otherwise(environ, start)
        below = environ | {
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + "/" + name,
            "PATH_INFO": path[len(name) + 1 :],
        }
        return apps[name](below, start)

    return application
