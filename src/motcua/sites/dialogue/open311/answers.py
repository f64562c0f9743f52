"""Answers of GeoReport v2 in the form that the address asks for: `.json` or `.xml`. Errors are a list of code and words."""

import re
from typing import Any
from xml.etree import ElementTree

import orjson
from django.http import HttpResponse

NAMES = {
    "services": ("services", "service"),
    "service_definition": ("service_definition", ""),
    "requests": ("service_requests", "request"),
    "tokens": ("service_requests", "request"),
    "errors": ("errors", "error"),
    "attributes": ("attributes", "attribute"),
    "values": ("values", "value"),
}
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Wrong(Exception):
    """A request that is answered with an error. `status`: 400, 403 or 404."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code, self.words = status, code, words


def answer(what: str, data: Any, form: str, status: int = 200) -> HttpResponse:
    """`data` in the form `json` or `xml`. Anybody's program may read it."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    if form == "xml":
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
            _element(what, data), "utf-8"
        )
        return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8", headers=headers)
    return HttpResponse(
        orjson.dumps(data), status=status, content_type="application/json; charset=utf-8", headers=headers
    )


def problem(wrong: Wrong, form: str) -> HttpResponse:
    """The error as GeoReport wants it: a list of one."""
    return answer("errors", [{"code": wrong.code, "description": wrong.words}], form, wrong.status)


def _element(name: str, data: Any) -> ElementTree.Element:
    outer, inner = NAMES.get(name, (name, ""))
    element = ElementTree.Element(outer)
    if isinstance(data, list):
        element.extend(_element(inner or "item", one) for one in data)
    elif isinstance(data, dict):
        element.extend(_element(key, value) for key, value in data.items())
    elif isinstance(data, bool):
        element.text = "true" if data else "false"
    elif data is not None:
        element.text = _FORBIDDEN.sub("", str(data))
    return element
