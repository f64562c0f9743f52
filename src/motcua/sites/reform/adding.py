"""Steps of a plan while it is written: one small form for each kind, and whole reforms from a file."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.city.models import Agency, Unit
from motcua.city.reform import composing, editing, importing, plans
from motcua.city.reform import content as contents
from motcua.city.reform.content import (
    AgencyChanges,
    AgencyEnds,
    Content,
    NotReadable,
    PersonMoves,
    PlaceRule,
    UnitBegins,
)
from motcua.city.reform.models import Plan
from motcua.city.reform.plans import PlanRefused
from motcua.foundation.text import fold
from motcua.sites.desk.officer import Officer
from motcua.sites.reform import forms
from motcua.sites.reform.frame import NEEDED, both, frame, organisers_page, plan_or_404
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, errors_of

HERE = "reform:plans"
MOST_BYTES = 20_000_000
WAYS = [
    {"key": "sap-nhap", "label": both("Sáp nhập phường, xã", "Merge communes"), "icon": "compare"},
    {"key": "chia-tach", "label": both("Chia một phường, xã", "Divide a commune"), "icon": "share"},
    {"key": "doi-ten", "label": both("Đổi tên cơ quan", "Rename a body"), "icon": "pen"},
    {"key": "ket-thuc", "label": both("Kết thúc, chuyển việc cho cơ quan khác", "End a body, hand its work on"), "icon": "stop"},
    {"key": "truc-thuoc", "label": both("Đổi cơ quan cấp trên", "Put a body under another"), "icon": "building"},
    {"key": "can-bo", "label": both("Bố trí một cán bộ", "Place an officer"), "icon": "person"},
    {"key": "duong-pho", "label": both("Đường, ngõ, thôn thuộc đâu", "Where a street or hamlet lies"), "icon": "pin"},
    {"key": "nhap-tep", "label": both("Nhập cả phương án từ tệp", "Import a whole plan"), "icon": "upload"},
]  # fmt: skip
_TITLES = {str(way["key"]): way["label"] for way in WAYS}


class Wrong(Exception):
    """What is wrong with a form, by field."""

    def __init__(self, **faults: Any) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_page
def add(request: HttpRequest, officer: Officer, uuid: UUID, kind: str) -> HttpResponseBase:
    """One step more for a plan that is being written. Raises: Http404."""
    plan = plan_or_404(uuid)
    if kind not in _FORMS or plan.state != Plan.State.DRAFT:
        raise Http404
    make, fields_of = _FORMS[kind]
    wrong: dict[str, Any] = {}
    asked_again = kind == "chia-tach" and ("one-more" in request.POST or "one-less" in request.POST)
    if request.method == "POST" and not asked_again:
        try:
            more = make(request, plan)
            whole = editing.add(contents.read(plan.document), more)
            seen = _number(request.POST.get("seen", ""))
            plans.write(uuid, whole, seen=seen, by=officer.actor, at=officer.now)
        except Wrong as faulty:
            wrong = faulty.faults
        except PlanRefused as refused:
            wrong = {"": both(refused.vi, refused.en)}
        else:
            messages.success(request, language.say("Đã thêm vào phương án.", "Added to the plan."))
            return redirect("reform:plan", uuid)
    fields = fields_of(request, plan, wrong)
    errors = errors_of(fields) + [
        {"href": "#form", "text": words} for at, words in wrong.items() if at in ("", "lines")
    ]
    context = frame(
        officer, HERE, plan=plan, title=_TITLES[kind], fields=fields, errors=errors, kind=kind,
        upload=kind == "nhap-tep", parts=forms.parts_of(request.POST) if kind == "chia-tach" else 0,
        most_parts=len(forms.PARTS), line_faults=wrong.get("lines_listed", ()),
    )  # fmt: skip
    return render(request, "reform/add.html", context, status=422 if wrong else 200)


@require_POST
@organisers_page
def take_out(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """Take one entry out of a plan that is being written. Raises: Http404."""
    plan = plan_or_404(uuid)
    section, number = request.POST.get("section", ""), _number(request.POST.get("number", ""))
    if plan.state != Plan.State.DRAFT or section not in editing.SECTIONS:
        raise Http404
    try:
        whole = editing.take_out(contents.read(plan.document), section, number)
        plans.write(uuid, whole, seen=_number(request.POST.get("seen", "")), by=officer.actor, at=officer.now)
    except PlanRefused as refused:
        messages.error(request, language.say(refused.vi, refused.en))
    return redirect("reform:plan", uuid)


def _merge(request: HttpRequest, plan: Plan) -> Content:
    """Two or more communes become one, under the name of a new unit."""
    post, old = request.POST, request.POST.getlist("old")
    wrong: dict[str, Any] = {}
    if len(old) < 2:
        wrong["old"] = both("Chọn ít nhất hai nơi.", "Choose two or more.")
    new = _new_commune(post, "", old, plan, wrong)
    if wrong or new is None:
        raise Wrong(**wrong)
    return composing.communes([new], on=plan.effective_on)


def _divide(request: HttpRequest, plan: Plan) -> Content:
    """One commune becomes two or more; the first is the main heir."""
    post, wrong = request.POST, dict[str, Any]()
    old = post.get("old", "")
    if not old:
        wrong["old"] = both("Chọn một nơi.", "Choose one.")
    prefixes = [prefix for prefix, _ in forms.PARTS[: forms.parts_of(post)]]
    for name, words in (("unit", "Mã đơn vị"), ("code", "Mã định danh"), ("name", "Tên")):
        said = [fold(post.get(prefix + name, "").strip()) for prefix in prefixes]
        for at, prefix in enumerate(prefixes):
            if said[at] and said[at] in said[:at]:
                wrong[prefix + name] = both(
                    f"{words} này đã dùng cho phần trên.", "An earlier part has it already."
                )
    parts = [
        _new_commune(post, prefix, [old], plan, wrong, main=not at) for at, prefix in enumerate(prefixes)
    ]
    made = [one for one in parts if one is not None]
    if wrong or len(made) < len(parts):
        raise Wrong(**wrong)
    return composing.communes(made, on=plan.effective_on)


def _new_commune(
    post: Any, prefix: str, takes: list[str], plan: Plan, wrong: dict[str, Any], *, main: bool = False
) -> composing.NewCommune | None:
    """What a form says of a new commune; its faults go into `wrong`."""
    values = {
        name: post.get(prefix + name, "").strip() for name in ("name", "english", "kind", "unit", "code")
    }
    for name in ("name", "kind", "unit", "code"):
        if not values[name]:
            wrong[prefix + name] = NEEDED
    if values["unit"] and not (values["unit"].isdecimal() and len(values["unit"]) == 5):
        wrong[prefix + "unit"] = both("Mã đơn vị cấp xã có 5 chữ số.", "A commune's code has five digits.")
    olds = list(Agency.objects.filter(key__in=takes).select_related("calendar", "unit__parent"))
    if takes and takes != [""] and len(olds) != len(set(takes)):
        wrong["old"] = both("Có nơi không tìm thấy.", "One of them cannot be found.")
    if any(at.startswith(prefix) for at in wrong) or not olds or "old" in wrong:
        return None
    ward = values["kind"] == "ward"
    full = f"{'Phường' if ward else 'Xã'} {values['name']}"
    english = values["english"] or values["name"]
    name = "-".join(fold(values["name"]).split())
    exists = Unit.objects.on(plan.effective_on).filter(code=values["unit"], level=3).exists()
    above = olds[0].unit.parent.code if olds[0].unit and olds[0].unit.parent else ""
    key = f"ubnd-{'phuong' if ward else 'xa'}-{name}"
    if Agency.objects.filter(key=key).exists():
        key = f"{key}-{plan.effective_on.year}"
    return composing.NewCommune(
        unit=values["unit"],
        key=key,
        code=values["code"],
        name_vi=f"Ủy ban nhân dân {full[0].lower()}{full[1:]}",
        name_en=f"People's Committee of {english} {'Ward' if ward else 'Commune'}",
        calendar=olds[0].calendar.key,
        takes=takes,
        main_of=takes if main else (),
        begins=None
        if exists
        else UnitBegins(
            code=values["unit"], level=3, kind=values["kind"], name_vi=values["name"], full_name_vi=full,
            name_en=english, slug=name, parent=above,
        ),
    )  # fmt: skip


def _rename(request: HttpRequest, plan: Plan) -> Content:
    values = _needed(request.POST, "agency", "name_vi", "name_en")
    return composing.renamed(values["agency"], values["name_vi"][:160], values["name_en"][:160])


def _end(request: HttpRequest, plan: Plan) -> Content:
    values = _needed(request.POST, "agency", "to")
    if values["agency"] == values["to"]:
        raise Wrong(to=both("Hãy chọn cơ quan khác.", "Choose another body."))
    people = "follow" if request.POST.get("people", "follow") == "follow" else "listed"
    ending = AgencyEnds(key=values["agency"], to=values["to"], people=people)  # type: ignore[arg-type]
    below = Agency.objects.on(plan.effective_on).filter(parent__key=values["agency"])
    moved = tuple(AgencyChanges(key=child.key, parent=values["to"]) for child in below.order_by("id"))
    return Content(end=(ending,), change=moved)


def _under(request: HttpRequest, plan: Plan) -> Content:
    values = _needed(request.POST, "agency", "to")
    if values["agency"] == values["to"]:
        raise Wrong(to=both("Hãy chọn cơ quan khác.", "Choose another body."))
    return Content(change=(AgencyChanges(key=values["agency"], parent=values["to"]),))


def _person(request: HttpRequest, plan: Plan) -> Content:
    values = _needed(request.POST, "account", "to", "post")
    title = request.POST.get("title", "").strip()[:120]
    return Content(
        people=(PersonMoves(account=values["account"], to=values["to"], post=values["post"], title_vi=title),)
    )


def _street(request: HttpRequest, plan: Plan) -> Content:
    values = _needed(request.POST, "unit", "words", "to")
    words = [line.strip() for line in values["words"].splitlines() if line.strip()]
    return Content(
        places=tuple(PlaceRule(unit=values["unit"], words=one[:120], to=values["to"]) for one in words)
    )


def _from_file(request: HttpRequest, plan: Plan) -> Content:
    """A JSON plan, or a table of what goes where."""
    given = request.FILES.get("file")
    if given is None:
        raise Wrong(file=NEEDED)
    if given.size is None or given.size > MOST_BYTES:
        raise Wrong(file=both("Tệp quá lớn (tối đa 20 MB).", "The file is too large (20 MB at most)."))
    try:
        text = given.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong(file=both("Tệp phải là văn bản UTF-8.", "The file must be text in UTF-8.")) from None
    if text.lstrip().startswith("{"):
        try:
            return contents.read(text)
        except NotReadable as unreadable:
            raise Wrong(file=both(unreadable.vi, unreadable.en)) from None
    keys = {key: key for key in Agency.objects.values_list("key", flat=True)}
    keys |= dict(Agency.objects.on(plan.effective_on).values_list("code", "key"))
    found, faults = importing.read_csv(text, keys)
    if faults:
        said = [both(f"Dòng {one.line}: {one.vi}", f"Line {one.line}: {one.en}") for one in faults[:50]]
        raise Wrong(
            file=both(f"{len(faults)} dòng không đọc được.", f"{len(faults)} lines cannot be read."),
            lines_listed=said,
        )
    return found


def _needed(post: Any, *names: str) -> dict[str, str]:
    values = {name: post.get(name, "").strip() for name in names}
    missing = {name: NEEDED for name, value in values.items() if not value}
    if missing:
        raise Wrong(**missing)
    return values


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


type _Make = Callable[[HttpRequest, Plan], Content]
type _Fields = Callable[[HttpRequest, Plan, Any], list[Field]]
_FORMS: dict[str, tuple[_Make, _Fields]] = {
    "sap-nhap": (_merge, forms.merge_fields),
    "chia-tach": (_divide, forms.divide_fields),
    "doi-ten": (_rename, forms.rename_fields),
    "ket-thuc": (_end, forms.end_fields),
    "truc-thuoc": (_under, forms.under_fields),
    "can-bo": (_person, forms.person_fields),
    "duong-pho": (_street, forms.street_fields),
    "nhap-tep": (_from_file, forms.file_fields),
}
