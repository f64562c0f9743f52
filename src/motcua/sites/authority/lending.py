"""Lending a power: a form, a preview of what becomes possible, and the draft that goes before its signer."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from motcua.city import authority_reading
from motcua.city.authority import NotAllowed
from motcua.city.delegation import changes, errors
from motcua.city.delegation.terms import DELEGATION, STEP_POWERS, Terms
from motcua.city.models import Agency, Appointment, Post
from motcua.city.models.validity import valid_on
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.models import Task
from motcua.sites.authority.asking import Typed, both, day_of, listed
from motcua.sites.authority.decisions import shown
from motcua.sites.authority.frame import FIELD_NAMES, POWERS, Executable, executable, frame
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

LEADERS = ("chair", "vice_chair", "department_leader", "deputy_leader", "division_leader", "centre_head")
MOST_POSTS = 400
MANY = 1000
"""Waiting dossiers are counted to here: more are "over a thousand"."""


@officer_page
def lend(request: HttpRequest, officer: Officer) -> HttpResponse:
    """GET: the form. POST `buoc=xem`: what would become possible; `buoc=trinh`: the draft is put before its signer."""
    if request.method != "POST":
        return _form(request, officer, {}, {})
    if request.POST.get("buoc") == "sua":
        return _form(request, officer, request.POST, {})
    given, lender_id, faults = read(request.POST, officer)
    if faults:
        return _form(request, officer, request.POST, faults, 422)
    try:
        if request.POST.get("buoc") != "trinh":
            return _preview(request, officer, given, lender_id)
        row = changes.write(given, lender_id, by=officer.actor, at=officer.now)
    except errors.Faulty as faulty:
        return _form(request, officer, request.POST, faulty.fields, 422)
    except NotAllowed as refused:
        return _form(request, officer, request.POST, {"lender": (refused.vi, refused.en)}, 403)
    messages.success(request, say("Đã trình ký.", "Put before the signer."))
    return redirect("authority:decision", row.uuid)


def _preview(request: HttpRequest, officer: Officer, given: Terms, lender_id: int) -> HttpResponse:
    opened: list[int] = []

    def look() -> None:
        assert given.begins is not None and given.to_post_id is not None  # what is written has both
        people = Appointment.objects.on(given.begins).filter(post_id=given.to_post_id)
        sets = authority_reading.read(people.values_list("account_id", flat=True), given.begins)
        condition = Q(pk__in=[])
        for powers in sets.values():
            before = replace(powers, grants=tuple(grant for grant in powers.grants if not grant.lent))
            condition |= posts.tasks_of(powers) & ~posts.tasks_of(before)
        waiting = Task.objects.filter(condition, closed_at=None).values("pk")[:MANY]
        opened.append(len(waiting))

    seen = changes.preview(given, lender_id, by=officer.actor, at=officer.now, look=look)
    context = frame(
        officer,
        "authority:decisions",
        seen=seen,
        holders=[name for _, name in seen.holders],
        waiting=opened[0] if opened else 0,
        many=MANY,
        typed=[(name, value) for name in request.POST for value in request.POST.getlist(name)
               if name not in ("buoc", "csrfmiddlewaretoken")],
        **shown(seen.row, officer.now),
    )  # fmt: skip
    return render(request, "authority/preview.html", context, status=422 if seen.refused else 200)


def _form(
    request: HttpRequest,
    officer: Officer,
    typed: QueryDict | dict[str, Any],
    faults: dict[str, tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    fields = fields_of(officer, typed, faults)
    context = frame(officer, "authority:decisions", fields=fields, errors=errors_of(fields))
    return render(request, "authority/lend.html", context, status=status)


def fields_of(officer: Officer, typed: Any, faults: dict[str, tuple[str, str]]) -> list[Field]:
    """The questions of the form, with what was typed and what is wrong."""
    asked = Typed(typed, faults)
    told, many = asked.told, asked.many
    runs = executable()
    fields = sorted({one.field for one in runs})
    return [
        Field(
            "lender",
            "select",
            both("Ai giao quyền?", "Whose power is it?"),
            value=typed.get("lender", ""),
            options=lenders(officer),
            error=told("lender"),
            why=both(
                "Người này ký quyết định và chịu trách nhiệm về việc đã giao.",
                "This post signs the decision and answers for what is done.",
            ),
        ),
        Field(
            "to",
            "select",
            both("Giao cho ai?", "Who receives it?"),
            value=typed.get("to", ""),
            options=receivers(officer),
            error=told("to"),
        ),
        Field(
            "personal",
            "yes_no",
            both("Chỉ đích danh người đang giữ chức vụ này?", "Only the person who holds that post now?"),
            value=typed.get("personal", "no"),
            error=told("personal"),
        ),
        Field(
            "powers",
            "choices",
            both("Quyền được giao", "Powers"),
            value=many("powers") or ["sign"],
            options=[Option(key, both(vi.capitalize(), en.capitalize())) for key, (vi, en) in POWERS.items()],
            error=told("powers"),
        ),
        Field(
            "field",
            "select",
            both("Trong lĩnh vực", "In the field"),
            value=typed.get("field", ""),
            required=False,
            options=[
                Option("", both("Mọi lĩnh vực", "All fields")),
                *(Option(one, FIELD_NAMES.get(one, one)) for one in fields),
            ],
            error=told("field"),
        ),
        Field(
            "codes",
            "text",
            both(
                "Chỉ với các thủ tục (mã, cách nhau bằng dấu phẩy)",
                "For these procedures only (codes, with commas)",
            ),
            value=typed.get("codes", ""),
            required=False,
            example="2.000815, 2.000884",
            error=told("codes") or told("procedures"),
            max_length=400,
        ),
        Field(
            "cases",
            "text",
            both("Chỉ với các trường hợp (mã)", "For these cases only (ids)"),
            value=typed.get("cases", ""),
            required=False,
            example="paper",
            error=told("cases"),
            max_length=300,
            hint=both(
                "Chỉ ghi khi quyết định giới hạn theo trường hợp của một thủ tục.",
                "Only where the decision names cases of one procedure.",
            ),
        ),
        Field(
            "communes",
            "text",
            both("Địa bàn (mã xã, phường)", "Territory (commune codes)"),
            value=typed.get("communes", ""),
            required=False,
            example="00160, 00166",
            error=told("communes"),
            max_length=900,
        ),
        asked.conditions(),
        Field(
            "may_lend_on",
            "yes_no",
            both("Người nhận được giao lại cho người khác?", "May it be lent on?"),
            value=typed.get("may_lend_on", "no"),
            error=told("may_lend_on"),
            why=both(
                "Quyền ký thừa ủy quyền thường không được giao lại.",
                "A signature that was lent is as a rule not lent on.",
            ),
        ),
        asked.number(),
        *asked.decided(),
        asked.date("until", both("Đến hết ngày", "Until the end of")),
    ]


def lenders(officer: Officer) -> list[Option]:
    """Posts of the agency that may have something to lend: those who lead, and one's own."""
    rows = Post.objects.filter(agency_id=officer.post.agency_id).filter(
        Q(kind__in=LEADERS) | Q(id=officer.post.post_id)
    )
    return [Option(str(row.pk), both(row.title_vi, row.title_en)) for row in rows.order_by("id")]


def receivers(officer: Officer) -> list[Option]:
    """Posts within the agency, heads of those below it, and (from a department) chairs of communes, with holders."""
    on = officer.now.date()
    mine = Q(agency_id=officer.post.agency_id)
    below = Q(agency__path__startswith=officer.post.agency_path, kind__in=LEADERS)
    if officer.post.agency_kind == "commune":
        below = Q(agency__path__startswith=officer.post.agency_path, agency__kind="commune_office")
    where = mine | below
    if officer.post.agency_kind == "department":
        where |= Q(agency__kind="commune", kind="chair")
    rows = (
        Post.objects.filter(where, valid_on(on, "agency__"))
        .select_related("agency")
        .order_by("agency__path", "id")[:MOST_POSTS]
    )
    found = list(rows)
    names: dict[int, list[str]] = {}
    held = Appointment.objects.on(on).filter(post__in=[row.pk for row in found], account__is_active=True)
    for post_id, name in held.values_list("post_id", "account__display_name").order_by("account_id"):
        names.setdefault(post_id, []).append(name)
    return [
        Option(
            str(row.pk),
            both(_told(row.title_vi, names.get(row.pk, [])), _told(row.title_en, names.get(row.pk, []))),
            group=both(row.agency.name_vi, row.agency.name_en),
        )
        for row in found
    ]


def _told(title: str, names: list[str]) -> str:
    return f"{title} · {', '.join(names[:3])}{'…' if len(names) > 3 else ''}" if names else title


def read(given: QueryDict, officer: Officer) -> tuple[Terms, int, dict[str, tuple[str, str]]]:
    """The form as terms, the lending post, and the faults that only the form has. A post elsewhere is not taken."""
    faults: dict[str, tuple[str, str]] = {}
    lender = _post(given.get("lender", ""), {option.value for option in lenders(officer)})
    if lender is None:
        faults["lender"] = ("Chọn người giao quyền.", "Choose whose power it is.")
    to = _post(given.get("to", ""), {option.value for option in receivers(officer)})
    if to is None:
        faults["to"] = ("Chọn người nhận.", "Choose who receives it.")
    runs = {one.code: one for one in executable()}
    codes = listed(given.get("codes", ""))
    if strange := [code for code in codes if code not in runs]:
        faults["codes"] = (f"Không có thủ tục {strange[0]}.", f"There is no procedure {strange[0]}.")
    field = given.get("field", "")
    if field and field not in {one.field for one in runs.values()}:
        faults["field"] = ("Chọn một lĩnh vực trong danh sách.", "Choose a field of the list.")
    cases = listed(given.get("cases", ""))
    if cases and (wrong := _cases_fault(cases, codes, runs)):
        faults["cases"] = wrong
    communes = listed(given.get("communes", ""))
    here = Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__code__in=communes)
    known = set(here.values_list("unit__code", flat=True)) if communes else set()
    if strange := [code for code in communes if code not in known]:
        faults["communes"] = (
            f"Không có xã, phường mã {strange[0]}.",
            f"No commune has the code {strange[0]}.",
        )
    days = {name: day_of(given, name, faults) for name in ("decided_on", "begins", "until")}
    person = None
    if to is not None and given.get("personal") == "yes":
        held = Appointment.objects.on(days["begins"] or officer.now.date()).filter(
            post_id=to, account__is_active=True
        )
        ids = list(held.values_list("account_id", flat=True)[:2])
        if len(ids) != 1:
            faults["personal"] = (
                "Chức vụ này không phải do đúng một người giữ.",
                "That post is not held by exactly one person.",
            )
        else:
            person = ids[0]
    terms = Terms(
        kind=DELEGATION,
        number=given.get("number", ""),
        decided_on=days["decided_on"],
        powers=tuple(one for one in given.getlist("powers") if one in STEP_POWERS),
        begins=days["begins"],
        until=days["until"],
        procedures=tuple((code, runs[code].field) for code in codes if code in runs),
        fields=(field,) if field and not codes else (),
        cases=cases,
        communes=communes,
        conditions=given.get("conditions", ""),
        may_lend_on=given.get("may_lend_on") == "yes",
        to_post_id=to,
        to_account_id=person,
    )
    return terms, lender or 0, faults


def _cases_fault(
    cases: Iterable[str], codes: tuple[str, ...], runs: dict[str, Executable]
) -> tuple[str, str] | None:
    if len(codes) != 1 or codes[0] not in runs:
        return "Giới hạn theo trường hợp thì ghi đúng một thủ tục.", "Cases are of exactly one procedure."
    known = {one.id for one in runs[codes[0]].cases}
    if strange := [one for one in cases if one not in known]:
        names = ", ".join(sorted(known))
        return f"Không có trường hợp {strange[0]}; có: {names}.", f"No case {strange[0]}; there are: {names}."
    return None


def _post(raw: str, known: set[str]) -> int | None:
    return int(raw) if raw in known else None
