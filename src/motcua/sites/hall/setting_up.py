"""A hall's groups and counters: what each takes, which counter serves what."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.hall import layout
from motcua.city.hall.errors import Refused
from motcua.city.hall.layout import NewGroup, Plan
from motcua.city.hall.models import Counter, Hall
from motcua.city.models import Agency, Power
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.hall.whose import keeps, kept_halls
from motcua.sites.shell.language import pick, say

HERE = "/quay/sanh/"
WITH_HALLS = (Agency.Kind.CENTRE, Agency.Kind.CENTRE_BRANCH, Agency.Kind.COMMUNE)
STANDARD = (
    NewGroup("Hộ tịch, chứng thực", "Civil status, certification", ("civil-status", "certification")),
    NewGroup(
        "Đất đai, xây dựng, kinh doanh",
        "Land, construction, business",
        ("construction", "land", "household-business", "roads"),
    ),
    NewGroup(
        "Lao động, xã hội, giáo dục, y tế",
        "Labour, social, education, health",
        ("social-protection", "education"),
    ),
    NewGroup("Trả kết quả và việc khác", "Results and everything else"),
)
"""What a new hall begins with; the keeper changes it."""
COUNTERS = 4
LONGEST = 120


@officer_page
def halls(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The halls that this post keeps, and agencies of it that have none yet. Three queries."""
    ids = officer.powers.agency_ids(Power.Name.KEEP_DEVICES) | officer.powers.agency_ids(Power.Name.ASSIGN)
    if not ids:
        raise PermissionDenied
    kept = kept_halls(officer)
    without = list(
        Agency.objects.on(officer.now.date())
        .filter(id__in=ids, kind__in=WITH_HALLS)
        .exclude(halls__closed_on=None, halls__isnull=False)
        .order_by("sort_key")[:200]
    )
    return render(request, "hall/setup.html", page_context(officer, HERE, rows=kept, without=without))


@require_POST
@officer_page
def begin(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A hall for an agency, with the standard groups. Raises: Http404 for an agency that is not kept."""
    raw = request.POST.get("agency", "")
    agency = (
        Agency.objects.on(officer.now.date()).filter(pk=int(raw[:12]), kind__in=WITH_HALLS).first()
        if raw.isdecimal()
        else None
    )
    if agency is None or not _keeps(officer, agency):
        raise Http404
    try:
        made = layout.set_up(agency, STANDARD, COUNTERS, by=officer.actor, at=officer.now)
    except Refused as refused:
        messages.warning(request, pick(refused))
        return redirect("hall:setup")
    return redirect("hall:setup-hall", made.key)


def _keeps(officer: Officer, agency: Agency) -> bool:
    return any(
        officer.powers.holds(power, agency_id=agency.pk)
        for power in (Power.Name.KEEP_DEVICES, Power.Name.ASSIGN)
    )


@officer_page
def hall(request: HttpRequest, officer: Officer, key: str) -> HttpResponse:
    """Groups and counters of a hall. Raises: Http404."""
    return _show(request, officer, _plan(officer, key))


def _show(
    request: HttpRequest, officer: Officer, plan: Plan, refused: Any = None, status: int = 200
) -> HttpResponse:
    fields = dict(
        Procedure.objects.filter(executable=True).order_by("field").values_list("field_key", "field")
    )
    context = page_context(
        officer,
        HERE,
        hall=plan.hall,
        refused=refused,
        groups=[{"row": one, "fields": _choices(fields, one.fields)} for one in plan.groups],
        new_fields=_choices(fields, []),
        counters=[
            {"row": one, "groups": [{"row": g, "on": g.pk in plan.served[one.pk]} for g in plan.groups]}
            for one in plan.counters
        ],
    )
    return render(request, "hall/setup_hall.html", context, status=status)


def _choices(fields: dict[str, str], chosen: list[str]) -> list[dict[str, Any]]:
    """Fields that procedures of this city run in, and those that the group names already."""
    known = fields | {key: key for key in chosen if key not in fields}
    return [{"key": key, "name": name, "on": key in chosen} for key, name in known.items()]


@require_POST
@officer_page
def change(request: HttpRequest, officer: Officer, key: str, name: str) -> HttpResponse:
    """One change of the plan; 422 with the words where it is refused. Raises: Http404."""
    plan = _plan(officer, key)
    given, by, at = request.POST, officer.actor, officer.now
    group = plan.group(given.get("group", ""))
    counter = next((one for one in plan.counters if str(one.pk) == given.get("counter", "")), None)
    wanted = [int(one) for one in given.getlist("groups") if one.isdecimal()]
    try:
        if name == "nhom-moi":
            layout.add_group(plan.hall, _group(request), by=by, at=at)
        elif name == "nhom" and group is not None:
            group.hall = plan.hall
            layout.change_group(group, _group(request), by=by, at=at)
        elif name == "quay-moi":
            layout.add_counter(plan.hall, wanted, by=by, at=at)
        elif name == "quay" and counter is not None:
            layout.serve(_of(plan.hall, counter), wanted, by=by, at=at)
        elif name == "bo-quay" and counter is not None:
            layout.close_counter(_of(plan.hall, counter), by=by, at=at)
        else:
            raise Http404
    except Refused as refused:
        return _show(request, officer, plan, refused, 422)
    layout.forget(plan.hall)
    messages.success(request, say("Đã lưu.", "Saved."))
    return redirect("hall:setup-hall", key)


def _of(hall: Hall, counter: Counter) -> Counter:
    counter.hall = hall
    return counter


def _group(request: HttpRequest) -> NewGroup:
    vi = " ".join(request.POST.get("vi", "").split())
    en = " ".join(request.POST.get("en", "").split())
    raw = request.POST.get("per_slot", "")
    if not vi or not en or len(vi) > LONGEST or len(en) > LONGEST:
        raise Refused("Ghi tên nhóm bằng hai thứ tiếng.", "Name the group in both languages.", "vi")
    if not raw.isdecimal() or int(raw) > 50:
        raise Refused("Số lượt hẹn mỗi khung: 0 đến 50.", "Bookings a slot: 0 to 50.", "per_slot")
    return NewGroup(vi, en, request.POST.getlist("fields")[:40], (), int(raw))


def _plan(officer: Officer, key: str) -> Plan:
    plan = layout.plan(key, officer.now)
    if plan is None or not keeps(officer, plan.hall):
        raise Http404
    return plan
