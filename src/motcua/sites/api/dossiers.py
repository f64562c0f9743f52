"""Dossiers of a partner: handing in files, filing, and asking how it goes. Every look at a person is logged."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest
from ninja import File, Query, Router
from ninja.files import UploadedFile

from motcua.city import authority
from motcua.city.partners import Partner
from motcua.foundation import audit, clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers.concern import concerned
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.linked import reading
from motcua.procedures.national.paper_flags import flags_of
from motcua.procedures.sources import source_name
from motcua.records import papers
from motcua.sites.api import filing
from motcua.sites.api.answers import ok
from motcua.sites.api.caller import Purpose, actor_of, scope
from motcua.sites.api.shapes import REFUSALS, DossierIn, DossierOut, Filed, StoredOut, Text, upto
from motcua.sites.shell.statuses import DOSSIER as STATUS_WORDS

router = Router(tags=["Hồ sơ · Dossiers"])


@router.post(
    "/files", response={201: StoredOut, **REFUSALS}, summary="Gửi tệp · Hand in a file", url_name="files"
)
@scope("dossiers:submit")
def hand_in(request: HttpRequest, file: File[UploadedFile]):
    """A PDF, JPEG or PNG for a paper of a dossier; its content is checked. Name its id when filing."""
    partner: Partner = request.auth  # type: ignore[attr-defined]
    stored = papers.store(file, purpose="dossier", owner_id=None, by=partner.account_id, at=clock.now())
    return ok(
        {
            "id": stored.uuid,
            "name": stored.name,
            "media_type": stored.media_type,
            "size": stored.size,
            "pages": stored.pages,
        },
        201,
    )


@router.post(
    "/dossiers",
    response={201: Filed, 200: Filed, **REFUSALS},
    summary="Nộp hồ sơ · File a dossier",
    url_name="dossiers",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DossierIn"}}},
        }
    },
)
def submit(request: HttpRequest):
    """The same id again gives the dossier that is there (200): after a lost connection, just send it again.

    422 names every fault by field, in both languages. Scope `dossiers:submit`.
    """
    return filing.submit(request)


@router.get("/dossiers", response={200: DossierOut, **REFUSALS}, summary="Tra cứu theo mã · By code")
@scope("dossiers:read")
def by_code(
    request: HttpRequest,
    purpose: Purpose,
    code: Annotated[Text, upto(60, 1), Query(description="such as H26.15-260302-0001")],
):
    """One dossier by its code. The look is logged with its purpose, and the person can see it."""
    return _shown(request, Q(code=code.strip().upper()), purpose)


@router.get("/dossiers/{uuid:id}", response={200: DossierOut, **REFUSALS}, summary="Một hồ sơ · One dossier")
@scope("dossiers:read")
def by_id(request: HttpRequest, id: UUID, purpose: Purpose):
    """One dossier by the id it was filed with. The look is logged with its purpose."""
    return _shown(request, Q(uuid=id), purpose)


def _shown(request: HttpRequest, which: Q, purpose: str):
    """Three statements for a partner: the dossier, the log, the papers. What may not be seen does not exist (404)."""
    partner: Partner = request.auth  # type: ignore[attr-defined]
    at = clock.now()
    by = actor_of(partner, at)
    rows = Dossier.objects.select_related("intake_agency", "competent_agency").filter(
        visible_to(partner, by, at), which
    )
    dossier = rows.first()
    if dossier is None:
        raise Http404
    audit.log_read(
        by,
        [dossier.owner_id, dossier.applicant_id, dossier.authorised_id],
        purpose=purpose,
        what="dossier",
        code="partner",
        at=at,
        dossier_code=dossier.code,
    )
    return ok({**_data(dossier, partner), "papers": _papers(dossier), **_linked(dossier, at)})


def _papers(dossier: Dossier) -> list[dict[str, Any]]:
    """What stands for each paper; where data do, which, and when they were looked up. One statement."""
    rows = Component.objects.filter(dossier=dossier).order_by("id")
    return [
        {
            "component": row.component_id,
            "name": row.name,
            "source": row.source,
            "data_source": row.data_source,
            "data": source_name(row.data_source) if row.data_source else None,
            "looked_up_at": dossier.submitted_at if row.data_source else None,
            "national": flags_of(row.source, row.data_source, bool(row.files)).as_message(),
        }
        for row in rows
    ]


def _linked(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """The parts of a linked set, or the set of a part; nothing for other dossiers, without a query."""
    told: dict[str, Any] = {"part_of": None, "parts": None, "expected_at": None}
    if dossier.part_of_id is not None:
        code = Dossier.objects.filter(id=dossier.part_of_id).values_list("code", flat=True).first()
        return {**told, "part_of": code}
    found = reading.of_parent(dossier, at)
    if found is None:
        return told
    return {**told, "expected_at": found.case.due_at, "parts": [_part(one) for one in found.parts]}


def _part(one: reading.PartShown) -> dict[str, Any]:
    look, child = STATUS_WORDS[one.dossier.status], one.dossier
    return {
        "part": one.item.part_id,
        "state": one.item.state,
        "id": child.uuid,
        "code": child.code,
        "procedure": child.procedure_code,
        "competent": {"vi": child.competent_agency.name_vi, "en": child.competent_agency.name_en},
        "status": {"number": child.status, "vi": look.vi, "en": look.en},
        "needs": one.item.needs,
        "due_at": child.due_at,
        "expected_at": one.item.expected_due,
        "reason": one.item.reason,
        "result_number": child.result_number,
    }


def visible_to(partner: Partner, by: Actor, at) -> Q:
    """The dossiers that a token may see: what it filed; for an officer's, what concerns the post."""
    if not partner.bound_to_officer:
        seen = Q(submitted_by_id=partner.account_id)
    else:
        powers = authority.powers_of(by.account_id, at).in_post(by.post_id)
        seen = concerned(powers)
    return seen & Q(procedure_code__in=sorted(partner.procedures)) if partner.procedures else seen


def _data(dossier: Dossier, partner: Partner) -> dict[str, Any]:
    look = STATUS_WORDS[dossier.status]
    officer = partner.bound_to_officer
    return {
        "id": dossier.uuid,
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "status": {"number": dossier.status, "vi": look.vi, "en": look.en},
        "step": dossier.step,
        "finance": dossier.finance,
        "fee": dossier.fee_total,
        "delivery": dossier.delivery,
        "applicant_name": dossier.applicant_name,
        "owner_name": dossier.owner_name,
        "intake": {"vi": dossier.intake_agency.name_vi, "en": dossier.intake_agency.name_en},
        "competent": {"vi": dossier.competent_agency.name_vi, "en": dossier.competent_agency.name_en},
        "submitted_at": dossier.submitted_at,
        "answer_due_at": dossier.answer_due_at,
        "accepted_at": dossier.accepted_at,
        "due_at": dossier.due_at,
        "ended_at": dossier.ended_at,
        "end_reason": dossier.end_reason,
        "result_number": dossier.result_number,
        "open_task": dossier.open_task_id if officer else None,
        "answers": dossier.answers if officer else None,
        "officer_answers": dossier.officer_answers if officer else None,
    }


__all__ = ["DossierIn", "router", "visible_to"]
