"""A commune's list of findings and one finding: propose the right value to the source, or say that it is no fault."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.authority import NotAllowed
from motcua.foundation import audit
from motcua.records.quality import mending
from motcua.records.quality.intake import folders, looking
from motcua.records.quality.intake.running import current
from motcua.records.quality.intake.sources import columns, source
from motcua.records.quality.models import Finding
from motcua.records.quality.rules import ASPECTS, SEVERITIES, rule, rules
from motcua.sites.quality.frame import (
    PURPOSE,
    Visitor,
    frame,
    mends,
    names_of_today,
    quality_page,
    source_names,
)
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import both, say

PAGE = 50
SEX = {"male": both("Nam", "Male"), "female": both("Nữ", "Female")}
TONES = {"blocks": "danger", "flags": "warn", "notes": "quiet"}


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Filters of the list as the address says them; what nobody knows is left out."""
    found = {"loai": request.GET.get("loai", ""), "xa": request.GET.get("xa", "")}
    if found["loai"] not in {one.id for one in rules() if one.listed}:
        found["loai"] = ""
    if not (len(found["xa"]) == 5 and found["xa"].isdecimal()):
        found["xa"] = ""
    return found


@require_safe
@quality_page(mends)
def listing(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Open findings, by commune and class; the page after another one goes on behind its last row. Three queries, and the log."""
    assert visitor.scope is not None
    chosen = _chosen(request)
    rows = mending.to_do(
        visitor.scope,
        rule_id=chosen["loai"],
        unit_code=chosen["xa"],
        after=_after(request.GET.get("sau", "")),
    )
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    _log(visitor, [one.person_id for one in found], say("Danh sách lỗi dữ liệu", "List of findings"))
    names = names_of_today(visitor)
    last = found[-1] if found else None
    context = frame(
        visitor, "findings",
        rows=[_line(one, names, chosen) for one in found],
        chosen=chosen, rules=[one for one in rules() if one.listed],
        communes=sorted(names.items(), key=lambda one: one[1]) if visitor.unit_code is None else [],
        commune=names.get(visitor.unit_code or "", ""),
        older="?" + urlencode({**chosen, "sau": f"{last.unit_code}-{last.rule}-{last.pk}"}) if more and last else "",
        newer="?" + urlencode(chosen) if request.GET.get("sau") else "",
    )  # fmt: skip
    return render(request, "quality/findings.html", context)


def _after(said: str) -> mending.Place | None:
    """The last row of the page before, as its address says it."""
    unit, _, rest = said.partition("-")
    id, _, number = rest.partition("-")
    return (unit, id, int(number)) if number.isdecimal() and len(number) < 18 else None


def _line(one: Finding, names: dict[str, str], chosen: dict[str, str]) -> dict[str, Any]:
    kept = rule(one.rule)
    return {
        "href": f"{reverse('quality:finding', args=[one.pk])}?{urlencode(chosen)}",
        "rule": kept,
        "tone": TONES[kept.severity],
        "severity": SEVERITIES[kept.severity],
        "value": shown(one.field, one.value) or say("(trống)", "(empty)"),
        "proposal": shown(one.field, one.proposal),
        "source": source_names().get(one.source),
        "record": one.record,
        "commune": names.get(one.unit_code, one.unit_code) or say("chưa rõ", "unknown"),
    }


def shown(field: str, value: str) -> str:
    """A value for people: sexes in words, days as they are written here."""
    if field == "sex" and value in SEX:
        return say(SEX[value]["vi"], SEX[value]["en"])
    if field in ("birth", "died") and len(value) == 10 and value[4] == "-":
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return value


def _one(visitor: Visitor, number: int) -> Finding:
    """A finding of the officer's communes in a load that counts. Raises: Http404."""
    assert visitor.scope is not None
    found = Finding.objects.filter(visitor.scope.condition(), pk=number).select_related("load").first()
    if found is None or found.load_id not in current(found.source).values():
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@quality_page(mends)
def one(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """One finding. POST `act`: `propose` or `dismiss`; 422 with what is missing. Raises: Http404."""
    found = _one(visitor, number)
    fault: tuple[str, str] | None = None
    act = request.POST.get("act", "")
    if request.method == "POST":
        officer = visitor.officer
        try:
            if act == "dismiss":
                mending.dismiss(
                    found.pk, reason=request.POST.get("reason", ""), by=officer.actor, at=officer.now
                )
                messages.success(request, say("Đã ghi: không phải lỗi.", "Noted: no fault."))
            else:
                mending.propose(
                    found.pk, value=request.POST.get("value", ""), grounds=request.POST.get("grounds", ""),
                    by=officer.actor, at=officer.now,
                )  # fmt: skip
                messages.success(request, say("Đã lập đề nghị gửi nguồn.", "The proposal is made."))
        except (mending.Refused, NotAllowed) as refused:
            fault = (refused.vi, refused.en)
        else:
            return redirect(_next(visitor, found, _chosen(request)))
    return _show(request, visitor, found, act, fault)


def _next(visitor: Visitor, done: Finding, chosen: dict[str, str]) -> str:
    """The next finding of the same list, or the list when there is none."""
    assert visitor.scope is not None
    place = (done.unit_code, done.rule, done.pk)
    after = mending.to_do(visitor.scope, rule_id=chosen["loai"], unit_code=chosen["xa"], after=place).first()
    if after is None:
        return f"{reverse('quality:findings')}?{urlencode(chosen)}"
    return f"{reverse('quality:finding', args=[after.pk])}?{urlencode(chosen)}"


def _show(
    request: HttpRequest, visitor: Visitor, found: Finding, act: str, fault: tuple[str, str] | None
) -> HttpResponse:
    assert visitor.scope is not None
    _log(visitor, [found.person_id], say("Lỗi dữ liệu", "Finding"))
    chosen, kept, names = _chosen(request), rule(found.rule), names_of_today(visitor)
    told = both(*fault) if fault else ""
    proposal = request.POST.get("value", found.proposal)
    empty = act == "propose" and bool(fault)
    fields = [
        Field("value", "text", both("Giá trị đúng", "The right value"), value=proposal, max_length=400,
              error=told if empty and not (request.POST.get("grounds", "").strip() == "" and proposal) else ""),
        Field("grounds", "longtext", both("Căn cứ", "Grounds"), value=request.POST.get("grounds", ""), max_length=1000,
              hint=both("Giấy tờ đã đối chiếu hoặc việc xác minh tại chỗ.", "The paper compared, or the look on the spot."),
              error=told if empty and request.POST.get("grounds", "").strip() == "" and proposal else ""),
    ]  # fmt: skip
    reasons = [
        Field("reason", "longtext", both("Vì sao không phải lỗi", "Why it is no fault"), value=request.POST.get("reason", ""),
              max_length=1000, error=told if act == "dismiss" else ""),
    ]  # fmt: skip
    others = Finding.objects.filter(
        visitor.scope.condition(), load_id=found.load_id, source=found.source, record=found.record
    ).exclude(pk=found.pk)  # fmt: skip
    context = frame(
        visitor, "findings", facts=_facts(found),
        found=found, rule=kept, tone=TONES[kept.severity], severity=SEVERITIES[kept.severity], aspect=ASPECTS[kept.aspect],
        value=shown(found.field, found.value), proposal=shown(found.field, found.proposal),
        column=next((column.name for column in columns() if column.id in (found.field, found.field.removesuffix("_code"))), None),
        source=source(found.source), commune=names.get(found.unit_code, "") or both("chưa rõ", "unknown"),
        others=[{"rule": rule(other.rule), "state": other.get_state_display(),
                 "href": reverse("quality:finding", args=[other.pk])} for other in others[:10]],
        state=Finding.State(found.state).label, open=found.state == Finding.State.OPEN,
        fields=fields, reasons=reasons, errors=errors_of(fields + reasons) if fault else [],
        query=urlencode(chosen), back=f"{reverse('quality:findings')}?{urlencode(chosen)}",
        skip=_next(visitor, found, chosen),
    )  # fmt: skip
    return render(request, "quality/finding.html", context, status=422 if fault else 200)


def _facts(found: Finding) -> list[dict[str, Any]]:
    """What else the record says of the person, so that it can be told who is meant."""
    seen = looking.record_of(folders.staged(found.load), found.record)
    if seen is None:
        return []
    names: dict[str, Any] = {column.id: column.name for column in columns()} | {
        "father_key": both("Cha", "Father"),
        "mother_key": both("Mẹ", "Mother"),
    }
    return [
        {"label": names[column], "value": shown(column, text)}
        for column in (
            "full_name",
            "birth",
            "sex",
            "pin",
            "cmnd",
            "father_key",
            "mother_key",
            "address",
            "phone",
            "died",
        )
        if column != found.field and (text := seen.text(column))
    ]


def _log(visitor: Visitor, people: list[int | None], what: str) -> None:
    audit.log_read(
        visitor.officer.actor, people, purpose=PURPOSE, what=what, code="data-quality", at=visitor.officer.now,
        others=None in people,
    )  # fmt: skip
