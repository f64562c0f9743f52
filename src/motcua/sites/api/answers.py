"""How the interface answers: JSON with letters as they are, and every refusal in one shape and two languages."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from motcua.city.agencies import NoCompetentAgency, SeveralCompetent
from motcua.city.authority import NotAllowed
from motcua.city.units import SeveralSuccessors, UnknownUnit
from motcua.foundation.clock import VN
from motcua.procedures.dossiers.errors import ChangeRefused, NotComplete, NotYours
from motcua.records.papers import RefusedFile

log = logging.getLogger(__name__)
JSON = "application/json; charset=utf-8"
UNKEPT = {"Cache-Control": "no-store"}
Words = tuple[str, str]

NOT_FOUND = ("Không tìm thấy.", "Not found.")
NO_TOKEN = ("Thiếu mã truy cập hợp lệ.", "A valid token is needed.")
NOT_IN_SCOPE = ("Mã truy cập không có quyền này.", "The token does not allow this.")
BAD_JSON = ("Nội dung gửi lên không phải JSON hợp lệ.", "The body is not valid JSON.")
TOO_BIG = ("Nội dung gửi lên quá lớn.", "The body is too large.")
NOT_VALID = ("Yêu cầu có chỗ chưa đúng.", "Something in the request is not right.")
TOO_FAST = (
    "Mã truy cập này gọi quá nhanh; hãy đợi theo Retry-After.",
    "This token calls too fast; wait as Retry-After says.",
)
NOT_NOW = ("Hệ thống đang bận, hãy thử lại.", "The service is busy, try again.")
OUR_FAULT = ("Hệ thống gặp lỗi; chúng tôi đã ghi nhận.", "Something failed on our side; it has been noted.")
WRONG_METHOD = ("Địa chỉ này không nhận phương thức đó.", "This address does not take that method.")


class Refusal(Exception):
    """A request that is answered with a status other than success; see `problem`."""

    def __init__(
        self,
        status: int,
        code: str,
        words: Words,
        fields: Mapping[str, Words] | None = None,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.fields = status, code, words, fields
        self.retry_after = retry_after


def ok(data: Any, status: int = 200) -> HttpResponse:
    """`data` as JSON. Personal data are never kept by caches on the way."""
    return of_bytes(as_json(data), status)


def of_bytes(body: bytes, status: int) -> HttpResponse:
    """The answer with this body, which is JSON."""
    return HttpResponse(body, status=status, content_type=JSON, headers=UNKEPT)


def as_json(data: Any) -> bytes:
    """`data` as JSON, moments on the clock of Việt Nam."""
    return orjson.dumps(data, _plain, orjson.OPT_PASSTHROUGH_DATETIME)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(VN).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not JSON")


def problem(
    status: int,
    code: str,
    words: Words,
    fields: Mapping[str, Words] | None = None,
    retry_after: int | None = None,
) -> HttpResponse:
    """A refusal: a stable `code`, words in both languages, and faults by field where there are some.

    `retry_after`: seconds after which the same call may succeed.
    """
    error: dict[str, Any] = {"code": code, "vi": words[0], "en": words[1]}
    if fields:
        error["fields"] = {path: {"vi": vi, "en": en} for path, (vi, en) in fields.items()}
    response = ok({"error": error}, status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="mot-cua"'
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


class Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class StrictParser(Parser):
    """orjson refuses what PostgreSQL could not keep: half surrogates, NaN, numbers without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError:
            raise Refusal(400, "bad-json", BAD_JSON) from None


def of_exception(error: Exception) -> HttpResponse:
    """The answer to any exception; what nobody expected is logged and told as 500."""
    match error:
        case Refusal():
            return problem(error.status, error.code, error.words, error.fields, error.retry_after)
        case NotComplete():
            return problem(422, error.code, (error.vi, error.en), error.fields)
        case NotYours() | NotAllowed() | Http404() | ObjectDoesNotExist():
            return problem(404, "not-found", NOT_FOUND)
        case ChangeRefused():
            return problem(409, error.code, (error.vi, error.en))
        case NoCompetentAgency() | RefusedFile():
            return problem(422, getattr(error, "code", "no-competent-agency"), (error.vi, error.en))
        case ValidationError():
            return problem(422, "not-valid", NOT_VALID, dict(_faults(error.errors)))
        case RequestDataTooBig():
            return problem(413, "too-big", TOO_BIG)
        case DataError() | UnicodeEncodeError() | UnknownUnit() | SeveralSuccessors() | SeveralCompetent():
            # text with NUL, a number beyond the column, a place that does not exist
            log.info("refused as data: %s", error)
            return problem(422, "not-valid", NOT_VALID)
        case SuspiciousOperation():
            return problem(400, "bad-request", NOT_VALID)
        case HttpError():
            code, words = _HTTP.get(error.status_code, ("bad-request", NOT_VALID))
            return problem(error.status_code, code, words)
        case OperationalError() | InterfaceError():
            log.error("database: %s", error)
            return problem(503, "not-now", NOT_NOW, retry_after=5)
    log.error("unexpected", exc_info=error)
    return problem(500, "our-fault", OUR_FAULT)


_HTTP = {
    400: ("bad-json", BAD_JSON),
    401: ("no-token", NO_TOKEN),
    403: ("not-in-scope", NOT_IN_SCOPE),
    404: ("not-found", NOT_FOUND),
}


def _faults(errors: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Words]]:
    """Pydantic's faults by path; its words are English, the Vietnamese ones name the kind of fault."""
    for error in errors:
        path = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
        yield path, (f"Giá trị không hợp lệ ({error['type']}).", str(error["msg"]))


def handle_all(api: NinjaAPI) -> None:
    """Every refusal in our shape, also those that ninja would word itself."""

    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        return of_exception(error)

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, answer)
