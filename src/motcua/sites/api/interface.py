"""The interface put together: routes, token, answers, and its own description."""

from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.operation import PathView

from motcua.sites.api import catalogue, dossiers, external, lenders, notices, places, registers, tasks
from motcua.sites.api.answers import WRONG_METHOD, Orjson, StrictParser, handle_all, ok, problem
from motcua.sites.api.caller import Bearer
from motcua.sites.api.shapes import DossierIn

DESCRIPTION = f"""Giao diện máy của Một Cửa cho hệ thống đối tác; cùng quy tắc với các trang web.
The machine interface of Một Cửa for partner systems; the same rules as the pages.

Every call needs `Authorization: Bearer <token>`. A refusal is `{{"error": {{code, vi, en, fields}}}}`.
Calls that show a person's data need `X-Purpose`; the look is logged and the person can see it.

Một mã truy cập gọi tối đa {settings.API_CALLS_PER_MINUTE} lần một phút ở mỗi tiến trình máy chủ;
nhanh hơn nhận 429 với `Retry-After` (giây).
A token may call {settings.API_CALLS_PER_MINUTE} times a minute at each server process;
faster calls get 429 with `Retry-After` (seconds)."""

api = NinjaAPI(
    title="Một Cửa",
    version="1.0.0",
    description=DESCRIPTION,
    auth=Bearer(),
    renderer=Orjson(),
    parser=StrictParser(),
    docs=Swagger(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
handle_all(api)
for router in (
    catalogue.router,
    places.router,
    dossiers.router,
    tasks.router,
    external.router,
    notices.router,
    registers.router,
    lenders.router,
):
    api.add_router("", router)


def _wrong_method(view: PathView) -> HttpResponse:
    response = problem(405, "wrong-method", WRONG_METHOD)
    response["Allow"] = ", ".join(sorted({method for one in view.operations for method in one.methods}))
    return response


PathView._not_allowed = _wrong_method  # type: ignore[method-assign, assignment]  # ninja answers in plain text


RETRY_AFTER = {
    "Retry-After": {
        "description": "whole seconds after which the call may be made again",
        "schema": {"type": "integer", "minimum": 1},
    }
}


def _response(operation: dict[str, Any], code: str) -> dict[str, Any]:
    """The description of an answer; ninja's keys are numbers, those of other tools are texts."""
    answers = operation["responses"]
    return answers[int(code)] if int(code) in answers else answers[code]


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    schema = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    # The hot path decodes by itself; its shape is told here, and a test holds both to the same fields.
    shape = DossierIn.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = shape.pop("$defs", {})
    schema["components"]["schemas"] |= {**parts, "DossierIn": shape}
    for methods in schema["paths"].values():
        for operation in methods.values():
            for code in {"429", "503"} & {str(one) for one in operation["responses"]}:
                _response(operation, code)["headers"] = RETRY_AFTER
    return orjson.loads(orjson.dumps(schema, option=orjson.OPT_NON_STR_KEYS))


def openapi(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/openapi.json`; public, it holds no data."""
    return ok(description())
