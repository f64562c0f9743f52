"""Asking about one's own data: the copy at once, the rest as a request with a clock; one's list and each request's state."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import clock, worktime
from motcua.records import documents
from motcua.records.documents import forms
from motcua.records.documents.results import Row, Sheet, SheetBlock
from motcua.records.subject_requests import changes, holdings, marks, reading, rules
from motcua.records.subject_requests.models import SubjectRequest
from motcua.sites.consents import request_words as words
from motcua.sites.consents.mine import posted_id, resident_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import whole_number

TITLE = {"vi": "Yêu cầu về dữ liệu của tôi", "en": "Requests about my data"}
ASKED = ("correct", "delete", "restrict", "object", "withdraw")
"""Kinds that are asked for here; seeing and having a copy need nobody's decision and are given at once."""
MOST_PRINTED = 400
"""Lines of the printed copy; the JSON file holds all."""


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """What one may ask for, what one asked, what is stopped for one. At most 6 queries."""
    resident, at = resident_of(request), clock.now()
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    rows = reading.of_claimant(resident.person.pk, before, reading.PAGE + 1)
    today = at.astimezone(clock.VN).date()
    limits = rules.limits_on(today)
    context = {
        "kinds": [
            {"kind": kind, "name": both(*words.KINDS[kind]), "hint": both(*words.HINTS[kind]), "days": limits.of(kind).days}
            for kind in ASKED
        ],
        "rows": [words.line(one, at) for one in rows[: reading.PAGE]],
        "stopped": [
            {"mark": one, "words": both(*marks.PURPOSES.get(one.purpose, words.EVERYTHING))}
            for one in marks.of_person(resident.person.pk)
        ],
        "older": f"?truoc={rows[reading.PAGE - 1].pk}" if len(rows) > reading.PAGE else "",
        "newer": request.path if before is not None else "",
        "crumbs": crumbs(TITLE),
    }  # fmt: skip
    return show(request, "consents/requests.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """One request: what of, in one's own words. At most 8 queries. Raises: Http404 for a kind that does not exist."""
    if kind not in ASKED:
        raise Http404
    resident, at = resident_of(request), clock.now()
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        wanted = changes.Wanted(
            posted_id(request.POST),
            kind,
            resident.person.pk,
            request.POST.getlist("scope"),
            request.POST.get("words", ""),
            language.active(),
        )
        try:
            made = changes.ask(wanted, by=resident.actor, at=at)
        except changes.CannotAsk as refused:
            faults = refused.faults
        else:
            messages.success(request, language.say("Đã gửi yêu cầu.", "Your request has been sent."))
            return redirect("consents:request", made.uuid)
    fields = _fields(request, kind, faults)
    limits = rules.limits_on(at.astimezone(clock.VN).date())
    context = {
        "kind": kind,
        "name": both(*words.KINDS[kind]),
        "hint": both(*words.HINTS[kind]),
        "days": limits.of(kind).days,
        "receipt": limits.receipt_working_days,
        "fields": fields,
        "errors": named_errors(fields),
        "id": uuid.uuid4(),
        "crumbs": crumbs(both(*words.KINDS[kind]), "consents:requests"),
    }
    return show(request, "consents/ask.html", context, menu="account", status=422 if faults else 200)


@never_cache
@require_safe
@resident_only
def one(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """One request and where it stands. At most 5 queries. Raises: Http404 for anybody else's."""
    found = reading.own(number, resident_of(request).person.pk)
    if found is None:
        raise Http404
    context = {
        **words.line(found, clock.now()),
        "scope": words.scope(found),
        "done": words.effect(found),
        "crumbs": crumbs(both(*words.KINDS[found.kind]), "consents:requests"),
    }
    return show(request, "consents/request.html", context, menu="account")


@require_POST
@resident_only
def take_back(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Take it back while it is open. Raises: Http404 for anybody else's."""
    try:
        changes.take_back(number, by=resident_of(request).actor, at=clock.now())
    except SubjectRequest.DoesNotExist:
        raise Http404 from None
    except changes.NotOpen as ended:
        messages.info(request, language.pick(ended))
    else:
        messages.success(request, language.say("Đã rút yêu cầu.", "Taken back."))
    return redirect("consents:request", number)


@require_POST
@resident_only
def allow_again(request: HttpRequest) -> HttpResponse:
    """End a restriction of one's own, at once."""
    marks.lift(resident_of(request).person.pk, request.POST.get("purpose", "")[:60], clock.now())
    messages.success(request, language.say("Đã cho phép lại.", "Allowed again."))
    return redirect("consents:requests")


@never_cache
@require_safe
@resident_only
def copy_as_json(request: HttpRequest) -> HttpResponse:
    """Everything that rooms hold about oneself, to be read by programs. Own data: nothing is logged."""
    person = resident_of(request).person
    body = {"made_at": clock.now().isoformat(), "person": person.pin, "data": holdings.copy_of(person.pk)}
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return answer


@never_cache
@require_safe
@resident_only
def copy_as_pdf(request: HttpRequest) -> HttpResponse:
    """The same to be read by people, as PDF/A."""
    person, at = resident_of(request).person, clock.now()
    blocks, left = [], MOST_PRINTED
    for part in holdings.copy_of(person.pk).values():
        rows = part["rows"][:left]
        left -= len(rows)
        cut = [] if len(rows) == len(part["rows"]) else ["Còn nữa trong tệp dữ liệu (JSON)."]
        blocks.append(
            SheetBlock(
                heading=part["vi"],
                paragraphs=([] if rows else ["Không có."]) + cut,
                rows=[_printed(row) for row in rows],
            )
        )
    sheet = Sheet(
        head=forms.Letterhead(agency="ỦY BAN NHÂN DÂN THÀNH PHỐ", on=at.astimezone(worktime.VN).date()),
        signer=forms.Signer(post="CỔNG DỊCH VỤ MỘT CỬA", name=""),
        title="BẢN SAO DỮ LIỆU VỀ BẠN",
        blocks=blocks,
        recipients=[person.full_name],
        keep="không",
    )
    answer = HttpResponse(documents.render_form(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.pdf"'
    return answer


def _printed(row: Any) -> Row:
    if "label" in row:
        return Row(label=str(row["label"]), value=_words(row["value"]))
    values = list(row.items())
    return Row(
        label=_words(values[0][1]), value="; ".join(f"{key}: {_words(one)}" for key, one in values[1:] if one)
    )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    return "" if value is None else str(value)


def _fields(request: HttpRequest, kind: str, faults: dict[str, tuple[str, str]]) -> list[Field]:
    def error(name: str) -> Any:
        return both(*faults[name]) if name in faults else ""

    fields = []
    possible = changes.scope_of(kind)
    if possible:
        kept = {one.key: one.kept for one in holdings.all_holdings() if one.delete is None}
        fields.append(
            Field(
                "scope", "choices", both(*words.SCOPES[kind]), value=request.POST.getlist("scope"), error=error("scope"),
                options=[
                    Option(
                        key, both(vi, en),
                        both(f"Thường phải giữ theo {kept[key][0]}", f"Usually kept by {kept[key][1]}")
                        if kind == "delete" and key in kept else "",
                    )
                    for key, (vi, en) in possible.items()
                ],
            )
        )  # fmt: skip
    fields.append(
        Field(
            "words", "longtext",
            both("Điều gì sai, đúng là gì?", "What is wrong, and what is right?") if kind == "correct"
            else both("Bạn muốn nói thêm điều gì?", "Is there more you want to say?"),
            value=request.POST.get("words", ""), required=kind == "correct", error=error("words"),
            max_length=changes.LONGEST,
        )
    )  # fmt: skip
    return fields


def crumbs(label: Any, route: str = "") -> list[dict[str, Any]]:
    back = [{"label": TITLE, "href": reverse(route)}] if route else []
    return [
        {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
        *back,
        {"label": label, "href": ""},
    ]
