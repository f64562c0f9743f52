"""Fee rules and exemptions, and what a made-up applicant would pay by them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path as route
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.foundation import clock, worktime
from motcua.procedures import forms
from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes.references import names_of
from motcua.procedures.binding import Context
from motcua.procedures.forms.answers import parse_answer
from motcua.procedures.forms.messages import Refused
from motcua.sites.desk.officer import Officer
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Choice, Control, Section, Tree, both
from motcua.sites.editor.frame import copy_for, editing_page
from motcua.sites.editor.showing import runnable
from motcua.sites.editor.workbench import Bench, Tab, list_outline, page_of, part_head
from motcua.sites.shell.wording import dong_words

FEE = r"fees\[\d+\]"
REASONS = tuple(Choice(code, both(vi, en)) for code, (vi, en) in names.GROUNDS.items())


def first(tree: Tree) -> str:
    return "fees[0]" if changes.has(tree, "fees[0]") else "payment"


def sections(bench: Bench) -> list[Section]:
    at = bench.at
    if at == "payment":
        return [
            Section(
                None,
                (
                    Control(
                        "payment.when",
                        "choice",
                        both("Khi nào phải nộp tiền", "When it is paid"),
                        choices=words.PAID,
                        default="at_filing",
                    ),
                ),
            )
        ]
    if not at:
        return []
    known = names.of_dossier(bench.tree)
    return [
        Section(
            None,
            (
                Control(f"{at}.name", "words", both("Tên khoản thu", "Name"), keep=True),
                Control(
                    f"{at}.amount",
                    "amount",
                    both("Mức thu: số đồng, hoặc biểu thức", "Amount: whole đồng, or an expression"),
                    keep=True,
                    width="half",
                    hint=both("Ví dụ: 15000 hoặc 8000 * so_ban", "For example 15000, or 8000 * copies"),
                ),
                Control(f"{at}.unit", "words", both("Tính theo", "Counted by"), keep=True),
                Control(
                    f"{at}.kind",
                    "choice",
                    both("Loại", "Kind"),
                    choices=words.FEE_KINDS,
                    keep=True,
                    width="half",
                ),
                Control(
                    f"{at}.set_by",
                    "choice",
                    both("Cơ quan quy định mức thu", "Set by"),
                    choices=words.SET_BY,
                    keep=True,
                    width="half",
                ),
                Control(f"{at}.legal_ref", "line", both("Căn cứ pháp lý", "Legal reference"), keep=True),
                Control(
                    f"{at}.is_appraisal",
                    "flag",
                    both("Là phí thẩm định", "It is an appraisal fee"),
                    default=False,
                ),
            ),
        ),
        Section(
            both("Khi nào thu", "When it is charged"),
            (Control(f"{at}.when", "condition", both("Chỉ thu khi", "Charged only when"), known=known),),
        ),
        Section(
            both("Miễn theo luật", "Exemptions by law"),
            (
                Control(
                    f"{at}.free_when",
                    "rows",
                    both("Được miễn khi", "Free when"),
                    columns=lambda row: _free(row, known),
                    hint=both(
                        "Luật Phí và lệ phí 2015, Điều 10: ai được miễn phí, lệ phí.",
                        "Law on fees and duties 2015, article 10.",
                    ),
                ),
            ),
        ),
    ]


def _free(row: str, known: tuple[names.Known, ...]) -> list[Control]:
    return [
        Control(f"{row}.reason", "choice", both("Diện", "Ground"), choices=REASONS, keep=True, width="half"),
        Control(f"{row}.legal_ref", "line", both("Điều luật", "Law and article"), keep=True, width="half"),
        Control(f"{row}.name", "words", both("Tên", "Name"), keep=True),
        Control(f"{row}.when", "condition", both("Khi", "When"), keep=True, known=known),
    ]


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    def note(item: dict[str, Any]) -> dict[str, str]:
        amount = item.get("amount")
        said = dong_words(amount) if isinstance(amount, int) else str(amount or "")
        free = len(item.get("free_when") or ())
        return both(
            f"{said} · {free} diện miễn" if free else said, f"{said} · {free} exemptions" if free else said
        )

    outline = list_outline(bench, "fees", both("Các khoản thu", "Fees"), both("Khoản thu", "Fee"), note)
    outline[0]["rows"].append(
        {
            "href": bench.href("payment"),
            "path": "payment",
            "label": both("Cách nộp", "Payment"),
            "note": None,
            "current": bench.at == "payment",
            "wrong": bench.faults_at("payment"),
        }
    )
    posted = request.POST if request.method == "POST" else QueryDict()
    return {
        "outline_template": "editor/_outline.html",
        "outline": outline,
        "part": part_head(
            bench, both("Khoản thu", "Fee") if bench.at != "payment" else both("Cách nộp", "Payment")
        ),
        "beside_template": "editor/_fee_preview.html",
        "bench_class": "ed-work--three",
        "paid": paid(bench.tree, posted),
        "preview_url": reverse("editor:fee-preview", args=[bench.copy.uuid]),
    }


def paid(tree: Tree, posted: QueryDict) -> dict[str, Any]:
    """What the applicant with these sample answers would pay, line by line, and the questions that matter for it.

    Pure. Answers stay as typed; those that are not valid count as not given.
    """
    compiled = runnable(tree, "form", "cases", "fees")
    if compiled is None:
        return {"asked": [], "lines": [], "total": 0, "grounds": ()}
    today = clock.now().astimezone(worktime.VN).date()
    wanted: set[str] = set()
    sources = [
        *(
            text
            for fee in compiled.definition.fees
            for text in (str(fee.amount), fee.when, *(one.when for one in fee.free_when))
        ),
        *(case.when for case in compiled.definition.cases),
    ]
    for source in sources:
        wanted |= names_of(source) if source else set()
    grounds = [one for one in posted.getlist("~grounds") if one in names.GROUNDS]
    person = {"kind": "citizen", "full_name": "Trần Thị Mẫu", "exemptions": grounds}
    given = {name.removeprefix("~q~"): posted.getlist(name) for name in posted if name.startswith("~q~")}
    raw = {
        name: values if compiled.fields_by_id[name].field.kind == "choices" else values[-1]
        for name, values in given.items()
        if name in compiled.fields_by_id
    }
    channel = posted.get("~channel", "online")
    channel = channel if channel in ("online", "counter", "postal") else "online"
    clean = forms.validate(compiled, raw, today=today, partial=True, channel=channel, applicant=person).clean
    # a question may be closed by an answer that this preview does not ask for: what was typed for it counts here
    for name, value in raw.items():
        if name in clean or value in ("", []):
            continue
        try:
            item = compiled.fields_by_id[name]
            read = parse_answer(
                item.field, value, today=today, options=frozenset(one.value for one in item.field.options)
            )
        except Refused:
            continue
        if read is not None:
            clean[name] = read
    context = Context(today=today, channel=channel, applicant=person)
    case = compiled.case_for(clean, context)
    lines = forms.fee_lines(
        compiled, clean, Context(today=today, channel=channel, applicant=person, case=case.id)
    )
    asked = [
        {
            "item": item,
            "name": f"~q~{name}",
            "value": given.get(name, [""])[-1],
            "values": given.get(name, []),
        }
        for name, item in compiled.fields_by_id.items()
        if name in wanted and item.value is None and item.field.kind not in ("address", "unit")
    ]
    return {
        "asked": asked,
        "channel": channel,
        "channels": names.of_form({})[0].choices,
        "grounds": REASONS,
        "chosen": grounds,
        "case": case.name if len(compiled.cases) > 1 else None,
        "lines": lines,
        "total": sum(one.payable for one in lines),
        "left_out": len(compiled.fees) - len(lines),
    }


@require_POST
@editing_page
def preview(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponse:
    """The sum for other sample answers; nothing is kept. Two queries."""
    copy = copy_for(uuid)
    context = {
        "paid": paid(copy.tree, request.POST),
        "preview_url": reverse("editor:fee-preview", args=[copy.uuid]),
    }
    return render(request, "editor/_fee_preview.html", context)


TAB = Tab("editor:fees", (FEE,), first, sections, around, fixed={"payment": ("payment",)})
routes = [
    route("<uuid:uuid>/phi/", page_of(TAB), name="fees"),
    route("<uuid:uuid>/phi/xem/", preview, name="fee-preview"),
]
