"""What the national database said of the people of a dossier: asked when it comes in, shown to officers, asked again by hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from motcua.exchange.population import verifying
from motcua.exchange.population.models import Verification
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events import Delivered
from motcua.foundation.worktime import VN
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import ENDED
from motcua.records.population import relations
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.dossier_page import Part
from motcua.sites.shell.language import both

CONSUMER = "verifications"
KINDS = frozenset({"submitted", "taken-in"})
TOLD: dict[str, tuple[str, str, dict[str, str]]] = {
    "waiting": ("warn", "clock", both("Chưa xác minh", "Not verified yet")),
    "match": ("ok", "check", both("Trùng khớp với CSDL quốc gia", "Matches the national database")),
    "no_match": (
        "danger",
        "alert",
        both("Không tìm thấy thông tin trùng khớp", "No matching information found"),
    ),
    "denied": ("warn", "lock", both("Thủ tục này không được phép hỏi", "This procedure may not ask")),
    "unavailable": (
        "warn",
        "alert",
        both("Không hỏi được, hãy xem thẻ", "Could not be asked: look at the card"),
    ),
}
ROLES = {"applicant": both("Người nộp", "Who files"), "owner": both("Chủ hồ sơ", "Owner")}


def hear(batch: Sequence[Delivered]) -> None:
    """Dossiers that came in: their people are to be verified. One statement a batch, one more a dossier."""
    if not verifying.configured():
        return
    came = {UUID(event.chain.removeprefix("dossier/")): event.at for event in batch}
    dossiers = Dossier.objects.select_related("applicant", "owner").filter(uuid__in=came)
    for dossier in dossiers.exclude(status__in=sorted(ENDED)):
        people = [(dossier.applicant, "applicant"), (dossier.owner, "owner")]
        verifying.ask(
            [(person, role) for person, role in people if person is not None],
            dossier=dossier.uuid,
            dossier_code=dossier.code,
            procedure_code=dossier.procedure_code,
            purpose="Giải quyết hồ sơ",
            by=SYSTEM,
            at=came[dossier.uuid],
        )


def of_dossier(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """The verdicts on a dossier's page, and how who files is related to whose matter it is.

    One query where the services are connected, five more where somebody files for another person.
    """
    relation = _relation(dossier, at)
    rows = verifying.of_dossier(dossier.uuid) if verifying.configured() else []
    if not rows and relation is None:
        return None
    shown = [
        {
            "name": row.person.full_name,
            "role": ROLES.get(row.role, ROLES["owner"]),
            "tone": TOLD[row.verdict][0],
            "icon": TOLD[row.verdict][1],
            "words": TOLD[row.verdict][2],
            "at": row.answered_at,
            "tries": row.tries,
            "href": reverse("population:verify", args=[row.uuid]) if row.verdict != "match" else "",
        }
        for row in rows
    ]
    return Part("population/_verdicts.html", {"rows": shown, "relation": relation})


def _relation(dossier: Dossier, at: datetime) -> dict[str, Any] | None:
    """What who files is to the owner by the register of people; None where it is one person, or an organisation's matter."""
    files, owner = dossier.applicant, dossier.owner
    if files is None or owner is None or files.pk == owner.pk or dossier.owner_organisation_id is not None:
        return None
    found = relations.between(files.pk, owner.pk, at.astimezone(VN).date())
    if found.kinds:
        vi, en = relations.WORDS[found.kinds[0]]
        words = both(
            f"{files.full_name} là {vi} {owner.full_name}", f"{files.full_name} is {en} {owner.full_name}"
        )
        return {"words": words, "tone": "ok", "icon": "check"}
    if not found.known:
        words = both("Chưa đủ dữ liệu dân cư để nói quan hệ", "The register does not know enough to tell")
    else:
        words = both(
            "Không thấy quan hệ trong dữ liệu dân cư: xem giấy tờ, ủy quyền",
            "No relation in the register: look at papers or a mandate",
        )
    return {"words": words, "tone": "warn", "icon": "alert"}


@require_POST
@officer_page
def again(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponse:
    """An officer who sees the dossier asks at once; back to the dossier. Others get 404."""
    row = Verification.objects.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    dossier = rights.dossier_for(officer.powers, row.dossier_code)
    verifying.verify_now(row.uuid, by=officer.actor, at=officer.now)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("desk:dossier", args=[dossier.code])
    return redirect(back)
