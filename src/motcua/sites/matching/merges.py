"""Merging two persons: what becomes of each value, shown before; and parting them again, with a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.models import Account, Person, Unit
from motcua.exchange.models import Message
from motcua.foundation import audit
from motcua.money.models import Order
from motcua.procedures.dossiers.models import Dossier
from motcua.records.papers.models import Paper
from motcua.records.quality.models import Merge, Pair
from motcua.records.quality.pairs import merging, surviving
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from motcua.records.quality.pairs.merging import Preview, Side
from motcua.records.quality.pairs.models import Matter
from motcua.records.registers.models import RecordPart
from motcua.sites.matching.frame import PURPOSE, Looker, frame, looker_page
from motcua.sites.matching.looking import PAGE, listed
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.typed import whole_number

UNITS = {"home", "permanent", "temporary", "present"}
PEOPLE = {"father", "mother", "marriage"}
MANY = 20
"""Counted no further: what hangs on a person is told, not measured."""


@require_safe
@looker_page
def waiting(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Pairs that two officers hold for one person and that are two persons of the register still. Four queries."""
    return listed(request, looker, "matching:to-merge", Matter.Kind.MERGE, "matching:merge")


@require_http_methods(["GET", "HEAD", "POST"])
@looker_page
def merge(request: HttpRequest, looker: Looker, number: int) -> HttpResponseBase:
    """The preview, value by value, and the merge. 422 with every fault at its value. Raises: Http404."""
    found = Pair.objects.filter(looker.area.condition, pk=number, matter__kind=Matter.Kind.MERGE).first()
    if found is None:
        raise Http404
    officer = looker.officer
    seen = merging.preview(found, officer.now.date())
    if seen is None:
        Matter.objects.filter(pair=found).delete()
        messages.success(
            request, say("Hai bản ghi này đã là một người.", "These records are one person already.")
        )
        return redirect("matching:to-merge")
    raw = request.POST.get("survivor", request.GET.get("giu", ""))
    survivor = int(raw) if raw.isdecimal() and len(raw) < 18 else seen.proposed
    if survivor not in (seen.one.person.pk, seen.other.person.pk):
        survivor = seen.proposed
    if request.method != "POST":
        return _preview(request, looker, seen, survivor)
    if not fresh_proof(request):
        return ask_proof(request)
    choices = {
        group: value
        for group in surviving.GROUPS
        if (value := request.POST.get(f"v-{group}", "")) in (surviving.SURVIVOR, surviving.ABSORBED)
    }
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        row = merging.merge(number, survivor, choices, request.POST.get("reason", ""), looker.area, **does)
    except Faulty as faulty:
        return _preview(request, looker, seen, survivor, choices, faulty)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
        return redirect("matching:to-merge")
    assert row is not None
    messages.success(
        request, say("Đã gộp. Có thể hoàn tác bất cứ lúc nào.", "Merged. It can be undone at any time.")
    )
    return redirect("matching:merged", row.pk)


def _preview(
    request: HttpRequest,
    looker: Looker,
    seen: Preview,
    survivor: int,
    choices: dict[str, str] | None = None,
    faulty: Faulty | None = None,
) -> HttpResponse:
    officer = looker.officer
    keeps, goes = seen.side(survivor), seen.beside(survivor)
    ids = [*keeps.together, *goes.together]
    audit.log_read(
        officer.actor, ids, purpose=PURPOSE, what="merge-preview", code="data-quality", at=officer.now
    )
    faults = {name: {"vi": vi, "en": en} for name, (vi, en) in (faulty.fields if faulty else {}).items()}
    lines, alike = _lines(keeps, goes, choices or {}, faults)
    context = frame(
        looker, pair=seen.pair, keeps=keeps, goes=goes, lines=lines, alike=alike, proposed=seen.proposed == survivor,
        hanging=_hanging(goes.together), reason=request.POST.get("reason", ""), faults=faults,
        two_numbers=keeps.standing.number_valid and goes.standing.number_valid,
        errors=[{"href": f"#v-{name}" if name in surviving.GROUPS else f"#{name}", "text": pick(words)}
                for name, words in faults.items()],
    )  # fmt: skip
    return render(request, "matching/merge.html", context, status=422 if faulty else 200)


def _lines(
    keeps: Side, goes: Side, choices: dict[str, str], faults: dict[str, dict[str, str]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Values that differ, with the proposal; and the labels of those that do not. Two queries for names."""
    named = _names(keeps, goes)
    lines, alike = [], []
    for group, (vi, en, _, _) in surviving.GROUPS.items():
        mine, theirs = keeps.values[group], goes.values[group]
        if surviving.same(mine, theirs):
            if not surviving.empty(mine):
                alike.append(pick({"vi": vi, "en": en}))
            continue
        asked = group in surviving.ASKED
        ruled = surviving.taken(group, mine, theirs)
        chosen = choices.get(group) or (
            "" if asked else surviving.ABSORBED if ruled == theirs else surviving.SURVIVOR
        )
        lines.append(
            {
                "group": group, "label": {"vi": vi, "en": en}, "mine": _words(group, mine, named),
                "theirs": _words(group, theirs, named), "chosen": chosen, "asked": asked, "error": faults.get(group),
            }
        )  # fmt: skip
    return lines, alike


def _names(keeps: Side, goes: Side) -> dict[tuple[str, int], str]:
    units, people = set(), set()
    for side in (keeps, goes):
        units |= {side.values[group][0] for group in UNITS if side.values[group]}
        people |= {side.values[group][-1] for group in PEOPLE if side.values[group]}
    found = {("unit", one.pk): one.full_name_vi for one in Unit.objects.filter(pk__in=units - {None})}
    rows = Person.objects.filter(pk__in=people - {None}).values_list("pk", "full_name")
    return found | {("person", pk): name for pk, name in rows}


MARRIED = {
    "single": "Chưa kết hôn",
    "married": "Đang có vợ, chồng",
    "divorced": "Đã ly hôn",
    "widowed": "Góa",
}
SEX = {"male": "Nam", "female": "Nữ"}


def _words(group: str, value: list[Any], named: dict[tuple[str, int], str]) -> str:
    """A value as people read it; empty when there is none."""
    if surviving.empty(value):
        return ""
    if group in UNITS:
        return ", ".join(one for one in (value[1], named.get(("unit", value[0]), "")) if one)
    if group in ("father", "mother"):
        return named.get(("person", value[0]), "")
    if group == "marriage":
        return ", ".join(
            one for one in (MARRIED.get(value[0], value[0]), named.get(("person", value[1]), "")) if one
        )
    if group == "sex":
        return SEX.get(value[0], value[0])
    if group in ("birth", "death", "card"):
        year, month, day = str(value[0]).split("-")
        words = f"{day}/{month}/{year}"
        if group == "birth":
            return year if value[1] == "year" else f"{month}/{year}" if value[1] == "month" else words
        return ", ".join(str(one) for one in (words, *value[1:]) if one)
    return ", ".join(str(one) for one in value if one)


def _hanging(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """What hangs on the absorbed person, counted to `MANY`. Six queries by index."""
    things = (
        ("hồ sơ", "dossiers", Dossier.objects.filter(owner_id__in=ids)),
        ("giấy tờ", "papers", Paper.objects.filter(owner_id__in=ids)),
        ("bản ghi trong sổ đăng ký", "records of registers", RecordPart.objects.filter(person_id__in=ids)),
        ("tin nhắn", "messages", Message.objects.filter(person_id__in=ids)),
        ("tài khoản", "accounts", Account.objects.filter(person_id__in=ids)),
        ("khoản phải trả", "payments", Order.objects.filter(
            subject_id__in=Dossier.objects.filter(owner_id__in=ids).order_by("-id").values("uuid")[:MANY])),
    )  # fmt: skip
    found = []
    for vi, en, rows in things:
        number = len(rows.order_by().values_list("pk", flat=True)[:MANY])
        if number:
            found.append({"vi": vi, "en": en, "number": f"{MANY}+" if number == MANY else str(number)})
    return found


@require_safe
@looker_page
def done(request: HttpRequest, looker: Looker) -> HttpResponse:
    """Merges of one's communes, the newest first. Four queries."""
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    found = merging.merges(looker.area, PAGE + 1, before)
    shown = found[:PAGE]
    ids = [one for row in shown for one in (row.survivor_id, row.absorbed_id)]
    audit.log_read(
        looker.officer.actor, ids, purpose=PURPOSE, what="merges", code="data-quality", at=looker.officer.now
    )
    context = frame(
        looker, "matching:merges", rows=shown, older=f"?truoc={shown[-1].pk}" if len(found) > PAGE else "",
        newer="?" if before else "",
    )  # fmt: skip
    return render(request, "matching/merges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@looker_page
def one(request: HttpRequest, looker: Looker, number: int) -> HttpResponseBase:
    """One merge: who, when, what it changed; POST parts the two again. Raises: Http404, PermissionDenied."""
    row = Merge.objects.select_related("pair", "survivor", "absorbed").filter(pk=number).first()
    if row is None or not looker.area.covers(row.pair.unit_code):
        raise Http404
    officer, faulty = looker.officer, None
    if request.method == "POST":
        if not looker.settles:
            raise PermissionDenied
        if not fresh_proof(request):
            return ask_proof(request)
        try:
            merging.undo(
                number, request.POST.get("reason", ""), looker.area, by=officer.actor, at=officer.now
            )
            messages.success(request, say("Đã tách. Hai cán bộ được báo.", "Parted. Both officers are told."))
            return redirect("matching:merged", number)
        except Faulty as wrong:
            faulty = wrong
        except NotPossible as refused:
            messages.error(request, say(refused.vi, refused.en))
            return redirect("matching:merged", number)
    people = [row.survivor_id, row.absorbed_id]
    audit.log_read(officer.actor, people, purpose=PURPOSE, what="merge", code="data-quality", at=officer.now)
    faults = {name: {"vi": vi, "en": en} for name, (vi, en) in (faulty.fields if faulty else {}).items()}
    was, became = row.before["values"], row.became["values"]
    named: dict[tuple[str, int], str] = {}
    if any(was[group] != became[group] for group in UNITS | PEOPLE):
        named = _stored_names(was, became)
    context = frame(
        looker, row=row, faults=faults, reason=request.POST.get("reason", ""),
        changed=[
            {"label": {"vi": vi, "en": en}, "was": _words(group, was[group], named),
             "became": _words(group, became[group], named)}
            for group, (vi, en, _, _) in surviving.GROUPS.items() if was[group] != became[group]
        ],
        officers=[*row.by["said"], row.by["merged"]],
        errors=[{"href": f"#{name}", "text": pick(words)} for name, words in faults.items()],
        back=reverse("matching:merges"),
    )  # fmt: skip
    return render(request, "matching/merged.html", context, status=422 if faulty else 200)


def _stored_names(*stored: dict[str, list[Any]]) -> dict[tuple[str, int], str]:
    units = {values[group][0] for values in stored for group in UNITS if values[group]}
    people = {values[group][-1] for values in stored for group in PEOPLE if values[group]}
    found = {("unit", one.pk): one.full_name_vi for one in Unit.objects.filter(pk__in=units - {None})}
    rows = Person.objects.filter(pk__in=people - {None}).values_list("pk", "full_name")
    return found | {("person", pk): name for pk, name in rows}
