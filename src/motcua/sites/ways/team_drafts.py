"""Drafts that tablets brought: what has to be looked at, which of two states is right, and on to the counter's form."""

import re
import uuid as uuids
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.city.mobile import planning, receiving, rules
from motcua.city.mobile.errors import NotYours, Refused
from motcua.city.mobile.models import Brought as Row
from motcua.city.models import Account
from motcua.foundation import audit
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion
from motcua.procedures.compile import CompiledGroup, CompiledProcedure
from motcua.procedures.definition import Field as Question
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.procedures.dossiers.status import OPEN
from motcua.sites.desk import brought
from motcua.sites.desk.brought import Brought
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import pick, say
from motcua.sites.ways import post_words

ORIGIN = "team"
IN_A_GROUP = re.compile(r"^([a-z][a-z0-9_]*)-(\d+)-(.+)$")
PIECES = re.compile(r"-(day|month|year|province|commune|line)$")


def row_for(officer: Officer, uuid: uuids.UUID) -> Row:
    """A draft of an outing of one's own agency or team. One or two queries. Raises: Http404."""
    rows = Row.objects.select_related("outing__agency", "outing__unit", "client")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    try:
        planning.for_officer(found.outing.uuid, officer.powers, officer.account.pk)
    except NotYours:
        raise Http404 from None
    return found


@require_safe
@officer_page
def draft(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One draft: doubts first, then the way to the intake. About ten queries. Raises: Http404."""
    return _show(request, officer, uuid)


def _show(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, refused: Refused | None = None
) -> HttpResponse:
    row = row_for(officer, uuid)
    audit.log_read(
        officer.actor, [row.client_id], purpose=f"Tiếp nhận hồ sơ tổ lưu động: {row.procedure_code}", what="mobile",
        code="mobile-team", at=officer.now, dossier_code=row.dossier_code,
    )  # fmt: skip
    version = publishing.version_for(row.procedure_code, officer.now)
    compiled = publishing.compiled(version) if version is not None else None
    found = rules.doubts(facts_of(row, version, compiled, officer.now))
    words = Wording(compiled)
    rows = []
    if row.other is not None:
        differing = rules.differences(_asked(row.answers), _asked(row.other["answers"]))
        rows = words.rows([list(one) for one in differing])
    context = page_context(
        officer, "/to-luu-dong/to/", row=row, doubts=found, stops=any(one.stops for one in found), rows=rows,
        name=compiled.definition.name if compiled else row.procedure_code, refused=refused,
        receives=officer.powers.holds("receive", agency_id=row.outing.agency_id), words=request.POST.get("reason", ""),
        corrections=[{"row": one, "rows": words.rows(one.changes)} for one in row.corrections.order_by("id")],
    )  # fmt: skip
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "ways/team_draft.html", context, status=status)


class Wording:
    """Names and values of the form in words, for whoever compares two states of it."""

    def __init__(self, compiled: CompiledProcedure | None) -> None:
        self._compiled, self._labels, self._groups = compiled, _labels(compiled), {}
        if compiled is not None:
            items = (item for page in compiled.pages for item in page.items)
            self._groups = {item.group.id: item for item in items if isinstance(item, CompiledGroup)}

    def rows(self, changes: Sequence[Sequence[str]]) -> list[dict[str, str]]:
        """`name, one, other` as a table shows them; the province of an address goes without saying."""
        shown = [one for one in changes if not one[0].endswith("-province")]
        return [
            {"label": self.label(name), "here": self.value(name, here), "there": self.value(name, there)}
            for name, here, there in shown
        ]

    def label(self, name: str) -> str:
        """The question of a name, with its row where it stands in a group."""
        plain = PIECES.sub("", name)
        if (match := IN_A_GROUP.match(plain)) and match[1] in self._groups:
            field = self._field(name)
            group = pick(self._groups[match[1]].group.label)
            return f"{group} {int(match[2]) + 1}: {pick(field.label) if field is not None else match[3]}"
        return self._labels.get(plain, plain)

    def value(self, name: str, told: str) -> str:
        """A choice as its option says it, yes or no; all else as it was typed."""
        field = self._field(name)
        if field is None or not told:
            return told
        if field.kind == "yes_no":
            return {"yes": say("Có", "Yes"), "no": say("Không", "No")}.get(told, told)
        options = {one.value: pick(one) for one in field.options}
        return ", ".join(options.get(one, one) for one in told.split(", ")) if options else told

    def _field(self, name: str) -> Question | None:
        plain = PIECES.sub("", name)
        if (match := IN_A_GROUP.match(plain)) and match[1] in self._groups:
            fields = {one.id: one.field for one in self._groups[match[1]].fields}
            return fields.get(match[3])
        if self._compiled is None or plain not in self._compiled.fields_by_id:
            return None
        return self._compiled.fields_by_id[plain].field


def _asked(answers: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {name: values for name, values in answers.items() if name != "_asked" and any(values)}


def facts_of(
    row: Row, version: ProcedureVersion | None, compiled: CompiledProcedure | None, at: datetime
) -> rules.Facts:
    """What there is to say about a draft now. Four queries."""
    procedure = Procedure.objects.filter(code=row.procedure_code).first()
    told = closing.closed(procedure, version, at) if procedure is not None and version is not None else None
    closed = (told.vi, told.en) if told else None
    if version is None:
        closed = ("đã bãi bỏ.", "abolished.")
    changed = version is not None and row.version_hash != version.content_hash
    gone, fresh = _changed_questions(row, compiled) if changed else ([], [])
    own = Dossier.objects.filter(owner=row.client_id, procedure_code=row.procedure_code)
    filed = own.filter(status__in=[one.value for one in OPEN]).exclude(uuid=row.uuid).order_by("-id")
    online = Draft.objects.filter(
        account__in=Account.objects.filter(person=row.client_id), version__procedure__code=row.procedure_code,
        sent_at=None,
    )  # fmt: skip
    return rules.Facts(
        entered_at=row.entered_at, received_at=row.received_at, apart=row.other is not None, closed=closed,
        changed=changed, gone=gone, fresh=fresh, filed=list(filed.values_list("code", flat=True)[:3]),
        online_draft=online.order_by("-updated_at").values_list("updated_at", flat=True).first(),
        taken=row.dossier_code,
    )  # fmt: skip


def _changed_questions(row: Row, compiled: CompiledProcedure | None) -> tuple[list[str], list[str]]:
    """Questions that were answered and are no longer asked, and those that the tablet did not ask."""
    if compiled is None:
        return [], []
    asked = set(row.answers.get("_asked", ()))
    now = {one for one in compiled.fields_by_id if compiled.fields_by_id[one].value is None}
    before = {name for name in asked if not IN_A_GROUP.match(name)}
    labels = _labels(compiled)
    answered = {PIECES.sub("", name) for name in _asked(row.answers)}
    gone = [name for name in sorted(before - now) if name in answered and name not in _groups(compiled)]
    fresh = [labels[name] for name in sorted(now - before) if name in labels]
    return gone[:5], fresh[:5]


def _groups(compiled: CompiledProcedure) -> set[str]:
    return {
        item.group.id for page in compiled.pages for item in page.items if isinstance(item, CompiledGroup)
    }


def _labels(compiled: CompiledProcedure | None) -> dict[str, str]:
    if compiled is None:
        return {}
    return {name: pick(one.field.label) for name, one in compiled.fields_by_id.items()}


@require_POST
@officer_page
def choose(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Which of two states is right. Raises: Http404."""
    row_for(officer, uuid)
    try:
        receiving.choose(
            uuid, request.POST.get("keep") == "tablet", officer.powers, by=officer.actor, at=officer.now
        )
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, pick(refused))
    return redirect("ways:team-draft", uuid)


@require_POST
@officer_page
def drop(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """It is not handed in. 422 without a reason. Raises: Http404."""
    row = row_for(officer, uuid)
    try:
        receiving.drop(uuid, request.POST.get("reason", ""), officer.powers, by=officer.actor, at=officer.now)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _show(request, officer, uuid, refused)
    return redirect("ways:team", row.outing.uuid)


@require_POST
@officer_page
def enter(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """On to the counter's form, filled with what the tablet brought. Raises: Http404."""
    known = Dossier.objects.filter(uuid=uuid).only("code").first()
    row = row_for(officer, uuid)
    if known is not None:
        return redirect("desk:dossier", known.code)
    found = brought.begin(request, officer, ORIGIN, row.uuid)
    if found.stops is not None:
        messages.warning(request, pick(found.stops))
        return redirect("ways:team-draft", uuid)
    return redirect("desk:counter-form", found.procedure_code, uuid)


def provide(number: UUID, officer: Officer) -> Brought | None:
    """What the counter's form begins with for a draft of a tablet. About six queries."""
    row = (
        Row.objects.select_related("outing", "client")
        .filter(
            uuid=number,
            state=Row.State.WAITING,
            outing__agency__in=officer.powers.agencies_over_all("receive"),
        )
        .first()
    )
    if row is None:
        return None
    version = publishing.version_for(row.procedure_code, officer.now)
    compiled = publishing.compiled(version) if version is not None else None
    doubts = rules.doubts(facts_of(row, version, compiled, officer.now))
    stop = next((one for one in doubts if one.stops), None)
    entered = post_words.moment(row.entered_at)
    return Brought(
        procedure_code=row.procedure_code,
        title={
            "vi": f"Tổ lưu động tại {row.outing.place}, điền lúc {entered}, gửi lên lúc {post_words.moment(row.received_at)}.",
            "en": f"Mobile team at {row.outing.place}, filled in at {entered}, sent at {post_words.moment(row.received_at)}.",
        },
        lines=[
            {
                "vi": "Thời hạn tính từ lúc tiếp nhận: mã và giấy hẹn có từ lúc này.",
                "en": "The limit runs from the intake: code and receipt are of this moment.",
            }
        ],
        warnings=[{"vi": one.vi, "en": one.en} for one in doubts if not one.stops],
        stops={"vi": stop.vi, "en": stop.en} if stop else None,
        posted=posted_of(row.answers),
        channel="counter",
        people={"applicant": row.client_id},
        files=row.photos,
        back=f"/to-luu-dong/ban/{row.uuid}/",
    )  # fmt: skip


def posted_of(answers: Mapping[str, Sequence[str]]) -> QueryDict:
    """The tablet's names as the counter's form has them: rows of a group are numbered with points there."""
    found = QueryDict(mutable=True)
    for name, values in answers.items():
        if name != "_asked" and any(values):
            match = IN_A_GROUP.match(name)
            found.setlist(".".join(match.groups()) if match else name, list(values))
    return found
