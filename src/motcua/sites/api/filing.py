"""Filing by a partner system: the hot path, so that it decodes and writes without the layers of the other calls."""

import time
import uuid
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse

from motcua.city.partners import Partner
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue import closing
from motcua.procedures.catalogue.models import ProcedureVersion, Status
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes.filing import Filed, file_for_partner
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.submission import GivenPaper, Submission
from motcua.records.papers.models import StoredFile
from motcua.sites.api import applicants
from motcua.sites.api.answers import (
    BAD_JSON,
    NOT_IN_SCOPE,
    NOT_VALID,
    Refusal,
    Words,
    as_json,
    of_bytes,
    of_exception,
)
from motcua.sites.api.caller import actor_of, partner_by

VERSIONS_KEPT_S = 5.0
"""A version that has just been published is used by every process so much later at most."""
NOT_FILED_HERE = ("Thủ tục này không nộp được tại đây.", "This procedure cannot be filed here.")
NOT_YOURS = ("Mã hồ sơ này đã được dùng.", "This id is taken.")
NO_SUCH_FILE = ("Không có tệp này.", "There is no such file.")
NO_DELIVERY = ("Không có cách trả kết quả này.", "The result is not delivered that way.")


class Paper(msgspec.Struct, forbid_unknown_fields=True):
    component: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    files: Annotated[list[uuid.UUID], msgspec.Meta(min_length=1, max_length=50)]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What `shapes.DossierIn` documents."""

    id: uuid.UUID
    procedure: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    answers: dict[str, Any]
    applicant: applicants.Given
    owner: applicants.Given | None = None
    papers: Annotated[list[Paper], msgspec.Meta(max_length=50)] = []
    delivery_by: str = ""
    language: str = "vi"


_decoder = msgspec.json.Decoder(Body)


def submit(request: HttpRequest) -> HttpResponse:
    """File a dossier: 201, or 200 when this partner has filed the same id before."""
    try:
        status, body = filed(request.body, request.META.get("HTTP_AUTHORIZATION", ""), clock.now())
    except Exception as error:
        return of_exception(error)
    return of_bytes(body, status)


def filed(raw: bytes, authorization: str, at: datetime) -> tuple[int, bytes]:
    """Status and body of the answer to a request that is fine. Raises what `answers.of_exception` words."""
    filed, new = _file(raw, partner_by(authorization), at)
    return 201 if new else 200, as_json(filed)


def _file(raw: bytes, partner: Partner, at: datetime) -> tuple[dict[str, Any], bool]:
    body = _decoded(raw)
    if not partner.allows("dossiers:submit") or not partner.may_submit(body.procedure):
        raise Refusal(403, "not-in-scope", NOT_IN_SCOPE)
    by = actor_of(partner, at)
    filed = file_for_partner(_submission(body, partner, by, at), by=by, at=at)
    if filed.submitted_by_id != partner.account_id:
        raise Refusal(409, "id-taken", NOT_YOURS)
    return _shown(filed), filed.new


def _decoded(raw: bytes) -> Body:
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        words, _, path = str(error).partition(" - at `$")
        field = path.strip("`.") or "body"
        raise Refusal(
            422, "not-valid", NOT_VALID, {field: (f"Giá trị không hợp lệ: {words}", words)}
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(400, "bad-json", BAD_JSON) from None


def _submission(body: Body, partner: Partner, by: Actor, at: datetime) -> Submission:
    version_id = _version_for(body.procedure, at)
    if version_id is None:
        raise _wrong("procedure", NOT_FILED_HERE)
    compiled = compiled_version(version_id)
    definition = compiled.definition
    if not definition.channels.online:
        raise _wrong("procedure", NOT_FILED_HERE)
    delivery = body.delivery_by or definition.result.delivery[0]
    if delivery not in definition.result.delivery:
        raise _wrong("delivery_by", NO_DELIVERY)
    for name, given in (("applicant", body.applicant), ("owner", body.owner)):
        if given is not None:
            _refuse_odd(name, given)
    try:
        asked = "owner"
        owner, sources = (
            applicants.party_of(body.owner, compiled, by, at)
            if body.owner is not None
            else (None, frozenset())
        )
        asked = "applicant"
        applicant, own = applicants.party_of(body.applicant, compiled, by, at)
    except applicants.OtherPerson:
        raise _wrong(f"{asked}.full_name", applicants.OTHER_NAME) from None
    return Submission(
        id=body.id,
        version_id=version_id,
        compiled=compiled,
        channel="online",
        answers=body.answers,
        papers=_papers(body.papers, partner),
        applicant=applicant,
        owner=owner or applicant,
        language="en" if body.language == "en" else "vi",
        delivery_by=delivery,
        known_sources=sources if owner else own,
        submitted_by_id=partner.account_id,
    )


_LIMITS = {"full_name": 100, "pin": 12, "unit": 5, "address": 200, "phone": 20, "email": 254}


def _refuse_odd(name: str, given: applicants.Given) -> None:
    """Texts of a length and without control characters; a number of twelve digits or none."""
    faults = {}
    for field, longest in _LIMITS.items():
        value = getattr(given, field)
        if len(value) > longest or not value.isprintable():
            faults[f"{name}.{field}"] = ("Quá dài hoặc có ký tự lạ.", "Too long, or with odd characters.")
    if not given.full_name.strip():
        faults[f"{name}.full_name"] = ("Cần có họ tên.", "A name is needed.")
    if given.pin and not (len(given.pin) == 12 and given.pin.isascii() and given.pin.isdecimal()):
        faults[f"{name}.pin"] = ("Số định danh gồm 12 chữ số.", "The number has 12 digits.")
    if faults:
        raise NotComplete(faults)


def _papers(given: list[Paper], partner: Partner) -> tuple[GivenPaper, ...]:
    """Only files that this partner has handed in itself. One query when there are papers."""
    wanted = {file for paper in given for file in paper.files}
    if wanted:
        rows = StoredFile.objects.filter(uuid__in=wanted, uploaded_by_id=partner.account_id)
        missing = wanted - set(rows.values_list("uuid", flat=True))
        if missing:
            raise NotComplete(
                {f"papers.{p.component}": NO_SUCH_FILE for p in given if missing.intersection(p.files)}
            )
    return tuple(GivenPaper(paper.component, "upload", tuple(paper.files)) for paper in given)


def _wrong(field: str, words: Words) -> Refusal:
    return Refusal(422, "not-valid", NOT_VALID, {field: words})


_versions: dict[str, tuple[float, list[tuple[int | None, datetime]]]] = {}


def _version_for(code: str, at: datetime) -> int | None:
    """As `publishing.version_for`, from memory; versions published for later begin to the second."""
    kept = _versions.get(code)
    if kept is None or kept[0] < time.monotonic():
        rows = (
            ProcedureVersion.objects.filter(procedure__code=code)
            .exclude(procedure__status=Status.ABOLISHED)
            .order_by("-valid_from", "-number")
            .values_list("id", "valid_from", "number", "procedure__closed_for_new")
        )
        # A version that is closed for new requests is not followed by an older one: nothing is filed then.
        found = [
            (None if closing.told_closed(told, number, at) else version_id, valid_from)
            for version_id, valid_from, number, told in rows
        ]
        if not found:
            return None  # not kept: codes that do not exist must not fill the memory
        kept = _versions[code] = (time.monotonic() + VERSIONS_KEPT_S, found)
    return next((version_id for version_id, valid_from in kept[1] if valid_from <= at), None)


def forget() -> None:
    """For tests, whose version ids come back with other content."""
    _versions.clear()


def _shown(filed: Filed) -> dict[str, Any]:
    return {
        "id": filed.id,
        "code": filed.code,
        "status": filed.status,
        "answer_due_at": filed.answer_due_at,
        "fee": filed.fee,
    }
