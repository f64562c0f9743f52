"""A tablet's draft put right at the desk before its intake: with a reason, each change kept, nothing written over unseen."""

import re
import uuid as uuids
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.city.mobile import receiving, rules
from motcua.city.mobile.errors import Faulty, NotYours, WrongState
from motcua.city.mobile.models import Brought as Row
from motcua.city.models import Person
from motcua.exchange import notices
from motcua.foundation import audit
from motcua.procedures.catalogue import publishing
from motcua.procedures.compile import CompiledProcedure
from motcua.sites.desk.counter_questions import Questions
from motcua.sites.desk.entering import Entry
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.desk.tickets import Ticket
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import pick
from motcua.sites.ways.team_drafts import Wording, posted_of, row_for

HERE = "/to-luu-dong/to/"
IN_A_ROW = re.compile(r"^([a-z][a-z0-9_]*)\.(\d+)\.(.+)$")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def correct(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The answers of a waiting draft as a form. 409 with both states when it changed meanwhile, 422 with every fault.

    About ten queries. Raises: Http404, PermissionDenied.
    """
    row = row_for(officer, uuid)
    if not officer.powers.holds("receive", agency_id=row.outing.agency_id):
        raise PermissionDenied
    version = publishing.version_for(row.procedure_code, officer.now)
    if version is None or row.state != Row.State.WAITING or row.other is not None:
        return redirect("ways:team-draft", uuid)
    compiled = publishing.compiled(version)
    audit.log_read(
        officer.actor, [row.client_id], purpose=f"Sửa bản của tổ lưu động: {row.procedure_code}", what="mobile",
        code="mobile-team", at=officer.now,
    )  # fmt: skip
    entry = Entry(
        number=row.uuid, version_id=version.pk, compiled=compiled, officer=officer, ticket=Ticket(), people={},
        posted=request.POST if request.method == "POST" else posted_of(row.answers),
    )  # fmt: skip
    if request.method != "POST":
        return _show(request, officer, row, entry)
    answers = typed_over(row.answers, request.POST, _fields(entry, row))
    try:
        row = receiving.edit(
            uuid, answers, request.POST.get("_reason", ""), officer.powers, seen=request.POST.get("_seen", ""),
            by=officer.actor, at=officer.now,
        )  # fmt: skip
    except NotYours:
        raise Http404 from None
    except Faulty as faulty:
        return _show(request, officer, row, entry, faulty.fields)
    except WrongState as late:
        return _late(request, officer, row, compiled, answers, late)
    _tell(row, compiled, officer)
    return redirect("ways:team-draft", uuid)


def _tell(row: Row, compiled: CompiledProcedure, officer: Officer) -> None:
    """The person hears at once what an officer put right in their request, and why. Two queries."""
    made = row.corrections.latest("id")
    names = ", ".join(dict.fromkeys(one["label"] for one in Wording(compiled).rows(made.changes)))
    client = Person.objects.get(pk=row.client_id)
    vietnamese = client.language != "en"
    title = compiled.definition.name
    notices.send(
        [
            notices.Notice(
                key=f"team-corrected/{made.pk}", person_id=client.pk, address="", language=client.language,
                subject=f"Đã sửa biểu mẫu của bạn: {title.vi}" if vietnamese else f"Your form was corrected: {title.en}",
                body=(
                    f"{officer.actor.name} đã sửa trước khi tiếp nhận: {names}. Lý do: {made.reason}. "
                    "Nếu không đúng, hãy báo ngay cho bộ phận một cửa."
                    if vietnamese
                    else f"{officer.actor.name} corrected before taking it in: {names}. Reason: {made.reason}. "
                    "If this is wrong, tell the one-stop counter at once."
                ),
                link=f"{settings.PUBLIC_URL}/ca-nhan/du-lieu#ai-da-xem", dossier_code="", at=officer.now,
            )
        ]
    )  # fmt: skip


def _fields(entry: Entry, row: Row) -> list[dict[str, Any]]:
    """The form's pages with the questions that are asked now, or were answered."""
    answered = {asking_name(name) for name, values in row.answers.items() if any(values)}
    shown = []
    for page in Questions(entry).pages({}):
        fields: list[Field] = [
            one["f"]
            for one in page["fields"]
            if (one["shown"] or one["path"] in answered) and not one["f"].locked
        ]
        if fields:
            shown.append({"title": page["title"], "fields": fields})
    return shown


def asking_name(name: str) -> str:
    """The question to which a posted name belongs: `birth-day` is one piece of `birth`."""
    return name.split("-", 1)[0]


def typed_over(
    before: Mapping[str, Sequence[str]], post: Any, pages: Sequence[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """The draft's answers with what stood on the page as it was sent; what was not on the page stays as it is."""
    found = {name: list(values) for name, values in before.items()}
    for page in pages:
        for field in page["fields"]:
            plain = stored_name(field.name)
            for name in [one for one in found if one == plain or one.startswith(f"{plain}-")]:
                del found[name]
            for name in post:
                if name == field.name or name.startswith(f"{field.name}-"):
                    found[stored_name(name)] = [one.strip()[:4000] for one in post.getlist(name)]
    return found


def stored_name(name: str) -> str:
    """A name of the counter's form as tablets have it: rows of a group are numbered with dashes there."""
    match = IN_A_ROW.match(name)
    return "-".join(match.groups()) if match else name


def _show(
    request: HttpRequest, officer: Officer, row: Row, entry: Entry,
    faults: Mapping[str, tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    told = {name: {"vi": vi, "en": en} for name, (vi, en) in (faults or {}).items()}
    context = page_context(
        officer, HERE, row=row, name=entry.compiled.definition.name, pages=_fields(entry, row), faults=told,
        seen=request.POST.get("_seen", row.digest), typed=request.POST.get("_reason", ""),
        errors=[{"href": f"#{name}", "text": pick(words)} for name, words in told.items()],
    )  # fmt: skip
    return render(request, "ways/team_correct.html", context, status=422 if told else 200)


def _late(
    request: HttpRequest, officer: Officer, row: Row, compiled: CompiledProcedure,
    answers: Mapping[str, Sequence[str]], late: WrongState,
) -> HttpResponse:  # fmt: skip
    """Somebody was faster: what was typed stands beside what is there now, nothing is lost and nothing written over."""
    row.refresh_from_db()
    differing = [list(one) for one in rules.differences(row.answers, answers) if one[1] or one[2]]
    context = page_context(
        officer,
        HERE,
        row=row,
        name=compiled.definition.name,
        refused=late,
        rows=Wording(compiled).rows(differing),
    )
    return render(request, "ways/team_correct.html", context, status=409)
