"""The documentation page: written from the OpenAPI document, without scripts or anything from elsewhere."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from motcua.city.models import PartnerToken
from motcua.foundation.text import fold
from motcua.sites.api.interface import description
from motcua.sites.api.words import FIELDS, OPERATIONS

METHODS = ("get", "post")


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and gives, and a first call to copy. No query."""
    schema = description()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = _operation(path, method, methods[method], schema)
                groups.setdefault(operation["tag"], []).append(operation)
    return render(
        request,
        "api/documentation.html",
        {
            "groups": [
                {"title": _pair(tag), "id": slugify(fold(tag)), "operations": rows}
                for tag, rows in groups.items()
            ],
            "scopes": [{"key": key, "label": label} for key, label in PartnerToken.Scope.choices],
            "per_minute": settings.API_CALLS_PER_MINUTE,
            "address": f"{settings.PUBLIC_URL}/api/v1",
        },
    )


def _operation(path: str, method: str, operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    shape = next((kind["schema"] for kind in body.values()), None)
    return {
        "id": slugify(f"{method} {path.removeprefix('/api/v1/')}".replace("/", " ")),
        "tag": operation["tags"][0],
        "method": method.upper(),
        "path": path.removeprefix("/api/v1"),
        "title": _pair(operation["summary"]),
        "words": {"vi": OPERATIONS[_function(operation)], "en": operation.get("description", "")},
        "parameters": [
            {
                "name": parameter["name"],
                "where": parameter["in"],
                "required": parameter.get("required", False),
                "kind": _kind(parameter["schema"]),
                "words": _words(parameter["name"], parameter.get("description", "")),
            }
            for parameter in operation.get("parameters", ())
        ],
        "fields": _fields(shape, schema) if shape else [],
        "example": _example(path, method, shape, schema),
        "codes": sorted(int(code) for code in operation["responses"]),
    }


def _function(operation: dict[str, Any]) -> str:
    """The name of the function behind an operation: the end of its id, after its module."""
    return str(operation["operationId"]).split("_api_", 1)[1].split("_", 1)[1]


def _words(name: str, english: str) -> dict[str, str]:
    return {"vi": FIELDS[name], "en": english} if english else {"vi": "", "en": ""}


def _pair(words: str) -> dict[str, str]:
    vi, _, en = words.partition(" · ")
    return {"vi": vi, "en": en or vi}


def _resolved(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in shape:  # a body that may be left out
        shape = next((one for one in shape["anyOf"] if "$ref" in one), shape)
    if "$ref" in shape:
        return schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    return shape


def _fields(shape: dict[str, Any], schema: dict[str, Any], before: str = "") -> list[dict[str, Any]]:
    """The fields of a body; those of a part stand after it as `applicant.pin` and `papers[].files`."""
    whole = _resolved(shape, schema)
    required = set(whole.get("required", ()))
    rows = []
    for name, part in whole.get("properties", {}).items():
        rows.append(
            {
                "name": f"{before}{name}",
                "kind": _kind(part),
                "required": name in required,
                "words": _words(name, part.get("description", "")),
            }
        )
        inner, dots = (part["items"], "[].") if "$ref" in part.get("items", {}) else (part, ".")
        if "$ref" in inner:
            rows += _fields(inner, schema, f"{before}{name}{dots}")
    return rows


def _kind(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return part["$ref"].rsplit("/", 1)[1]
    if "anyOf" in part:
        return " | ".join(_kind(one) for one in part["anyOf"])
    kind = part.get("format") or part.get("type", "any")
    if part.get("type") == "array":
        return f"[{_kind(part.get('items', {}))}]"
    return str(kind)


_FILED = {
    "id": "7a3f7c0e-1d5c-4a55-9d0e-0f4a6a1c2b3d",
    "procedure": "2.000815",
    "applicant": {"full_name": "Nguyễn Thị Minh Anh", "unit": "00160"},
    "answers": {
        "applicant_name": "Nguyễn Thị Minh Anh",
        "applicant_phone": "0912345678",
        "copy_form": "paper",
        "originals": [{"title": "Bằng tốt nghiệp", "pages": 2, "copies": 1, "issued_by_foreign": False}],
    },
}


def _example(path: str, method: str, shape: dict[str, Any] | None, schema: dict[str, Any]) -> str:
    """A call to copy; `$TOKEN` and `$API` stand for the token and the address."""
    address = path.removeprefix("/api/v1").replace("{", "$").replace("}", "")
    lines = [f'curl -X {method.upper()} "$API{address}"', '  -H "Authorization: Bearer $TOKEN"']
    if "dossiers" in path and method == "get":
        lines[0] = lines[0][:-1] + ('?code=$CODE"' if path.endswith("dossiers") else '"')
        lines.append('  -H "X-Purpose: check%20the%20status"')
    if path.endswith("/files"):
        lines.append("  -F file=@bang-tot-nghiep.pdf")
    elif path.endswith("/dossiers") and method == "post":
        lines.append(f"  --json '{orjson.dumps(_FILED, option=orjson.OPT_INDENT_2).decode()}'")
    elif shape:
        fields = {
            field["name"]: "…"
            for field in _fields(shape, schema)
            if field["required"] and "." not in field["name"]
        }
        lines.append(f"  --json '{orjson.dumps(fields).decode()}'")
    return " \\\n".join(lines)
