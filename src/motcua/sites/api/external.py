"""Answers of bodies outside the city: each token brings those of its own systems, each message counts once."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Router
from pydantic import Field

from motcua.city.partners import Partner
from motcua.foundation import clock
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.api.answers import NOT_IN_SCOPE, Refusal, ok
from motcua.sites.api.caller import actor_of, scope
from motcua.sites.api.shapes import REFUSALS, Done, Strict, Text, upto

router = Router(tags=["Cơ quan bên ngoài · Outside bodies"])


class ExternalIn(Strict):
    dossier: UUID = Field(description="id of the dossier that waits")
    message_id: Annotated[Text, upto(120, 1)] = Field(
        description="made by the caller; the same one again changes nothing"
    )
    answers: dict[Annotated[Text, upto(64)], Any] = Field(description="by field id of the step")


@router.post(
    "/external/{system}",
    response={200: Done, **REFUSALS},
    summary="Trả lời hồ sơ đang chờ · Answer a waiting dossier",
)
@scope("external:answer")
def answer(request: HttpRequest, system: Annotated[str, upto(80, 1), Path()], body: ExternalIn):
    """What an outside system answers to a dossier that waits for it: the dossier goes on.

    Only systems that the token names. 404 for a dossier that has nothing to do with the system, 409 when it does
    not wait any more. After a lost connection, send the same message again.
    """
    partner: Partner = request.auth  # type: ignore[attr-defined]
    if system not in partner.systems:
        raise Refusal(403, "not-in-scope", NOT_IN_SCOPE)
    at = clock.now()
    found = Dossier.objects.filter(uuid=body.dossier).first()
    if found is None or not changes.external.concerned(found, system):
        raise Http404
    if partner.procedures and found.procedure_code not in partner.procedures:
        raise Http404
    done = changes.external.answer(
        found.id, system, body.answers, body.message_id, by=actor_of(partner, at), at=at
    )
    dossier = done.dossier
    # an outside body is told that it was heard, not how the city goes on
    return ok(
        {
            "dossier": dossier.uuid,
            "code": dossier.code,
            "status": int(dossier.status),
            "step": dossier.step,
            "due_at": dossier.due_at,
            "open_task": None,
        }
    )
