"""One document for officers: what it says, what became of it, its files, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import amounts, audit
from motcua.money.invoices import changing, issuing, sheets, units
from motcua.money.invoices.changing import Faulty, NotPossible, Payer
from motcua.money.invoices.models import Document
from motcua.sites.invoices.frame import (
    CODE,
    KINDS,
    NATURES,
    PURPOSE,
    Keeper,
    document_of,
    frame,
    keeper_page,
    row_of,
)
from motcua.sites.portal.views.papers import as_download
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import pick, say

ACTS = {
    "thay-the": ("Thay thế", "Replace", changing.may_replace),
    "dieu-chinh": ("Điều chỉnh", "Adjust", changing.may_adjust),
    "huy": ("Hủy hóa đơn", "Cancel", changing.may_cancel),
}
PROMISES = {
    "thay-the": ("Chứng từ cũ hết hiệu lực, chứng từ mới được lập trong ít phút.",
                 "The old one is out of force, the new one is made in a few minutes."),
    "dieu-chinh": ("Hóa đơn điều chỉnh được lập trong ít phút.", "The adjustment is made in a few minutes."),
    "huy": ("Hóa đơn đã hủy; số vẫn được giữ.", "The invoice is cancelled; its number stays used."),
}  # fmt: skip


@require_safe
@keeper_page
def one(request: HttpRequest, keeper: Keeper, uuid: Any) -> HttpResponse:
    """The page of a document. Five queries, and one note of the look."""
    row = document_of(keeper, uuid)
    _looked(keeper, row)
    later = list(row.later.defer("xml").order_by("id"))
    acts = [
        {"slug": slug, "label": {"vi": vi, "en": en}, "danger": slug == "huy"}
        for slug, (vi, en, may) in ACTS.items()
        if may(row)
    ]
    context = frame(
        keeper, **row_of(row), acts=acts, later=[row_of(one) for one in later], words=amounts.in_words(row.amount),
        before=row.original, can_retry=row.state == Document.State.FAULTY,
        original_kind=KINDS[row.kind], nature_words=NATURES.get(row.nature),
    )  # fmt: skip
    return render(request, "invoices/one.html", context)


def _looked(keeper: Keeper, row: Document) -> None:
    officer = keeper.officer
    audit.log_read(
        officer.actor, [row.person_id], purpose=PURPOSE, what="invoice", at=officer.now, dossier_code=row.subject, code=CODE
    )  # fmt: skip


@require_safe
@keeper_page
def file(request: HttpRequest, keeper: Keeper, uuid: Any, form: str) -> HttpResponse:
    """The signed file or its view. Raises: Http404 before there is one."""
    row = document_of(keeper, uuid)
    _looked(keeper, row)
    return file_of(row, form)


def file_of(row: Document, form: str) -> HttpResponse:
    """`xml` as it was signed, or `pdf`. Raises: Http404 for a document that was never signed, and for any other form."""
    if not row.xml or form not in ("xml", "pdf"):
        raise Http404
    if form == "xml":
        answer = HttpResponse(sheets.file_of(row), content_type="application/xml; charset=utf-8")
    else:
        answer = HttpResponse(sheets.pdf_of(row), content_type="application/pdf")
    result: HttpResponse = as_download(answer, f"{sheets.file_name(row)}.{form}")
    return result


@require_POST
@keeper_page
def retry(request: HttpRequest, keeper: Keeper, uuid: Any) -> HttpResponseBase:
    """Make a document that could not be made, now; or mail one again."""
    row = document_of(keeper, uuid)
    if request.POST.get("what") == "mail":
        if row.xml and row.email and row.state == Document.State.ISSUED:
            Document.objects.filter(pk=row.pk).update(mail=Document.Mail.WAITING)
            messages.success(request, say("Thư được gửi trong ít phút.", "It is mailed within minutes."))
        return redirect("invoices:one", uuid)
    units.forget()
    Document.objects.filter(pk=row.pk, state=Document.State.FAULTY).update(
        state=Document.State.WAITING, tries=0
    )
    issuing.issue_waiting(lambda: keeper.officer.now, only=row.pk)
    row.refresh_from_db(fields=["state", "problem"])
    if row.state == Document.State.ISSUED:
        messages.success(request, say("Đã lập và ký số.", "Made and signed."))
    else:
        messages.error(request, row.problem or say("Chưa lập được.", "Not made yet."))
    return redirect("invoices:one", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def act(request: HttpRequest, keeper: Keeper, uuid: Any, slug: str) -> HttpResponseBase:
    """Replace, adjust or cancel: first written, then seen as it will be, then done with a fresh proof. 422 with every fault."""
    row = document_of(keeper, uuid)
    if slug not in ACTS:
        raise Http404
    if not ACTS[slug][2](row):
        messages.error(request, say(changing.OVER.vi, changing.OVER.en))
        return redirect("invoices:one", uuid)
    if request.method != "POST":
        _looked(keeper, row)
        return _form(request, keeper, row, slug)
    faults, differences = _faults(request, row, slug)
    if faults or request.POST.get("step") != "done":
        _looked(keeper, row)
        return _form(request, keeper, row, slug, faults, differences, preview=not faults)
    if not fresh_proof(request):
        return ask_proof(request)
    return _done(request, keeper, row, slug, differences)


def _payer(request: HttpRequest, row: Document) -> Payer:
    told = request.POST if request.method == "POST" and "payer_name" in request.POST else None
    if told is None:
        return Payer(row.payer_name, row.payer_tax_code, row.payer_address)
    return Payer(
        told.get("payer_name", "").strip(),
        "".join(told.get("payer_tax_code", "").split())[:20],
        told.get("payer_address", "").strip(),
    )


def _faults(
    request: HttpRequest, row: Document, slug: str
) -> tuple[dict[str, tuple[str, str]], dict[str, int]]:
    faults: dict[str, tuple[str, str]] = {}
    differences: dict[str, int] = {}
    if slug == "thay-the":
        faults |= changing.faults_of_payer(_payer(request, row))
    if slug == "dieu-chinh":
        for number, line in enumerate(row.lines):
            typed = request.POST.get(f"line-{number}", "").replace(".", "").replace(" ", "").replace("−", "-")
            try:
                differences[line["code"]] = int(typed) if typed and len(typed) < 16 and typed.isascii() else 0
                if typed and not differences[line["code"]] and typed.strip("-0"):
                    raise ValueError(typed)
            except ValueError:
                faults[f"line-{number}"] = (
                    "Chỉ ghi số, dấu trừ khi giảm.",
                    "Digits only, a minus to take off.",
                )
        if not faults:
            faults |= changing.faults_of_differences(row, differences)
    return faults | changing.faults_of_reason(request.POST.get("reason", "")), differences


def _form(
    request: HttpRequest,
    keeper: Keeper,
    row: Document,
    slug: str,
    faults: dict[str, tuple[str, str]] | None = None,
    differences: dict[str, int] | None = None,
    *,
    preview: bool = False,
) -> HttpResponse:
    said = {name: {"vi": vi, "en": en} for name, (vi, en) in (faults or {}).items()}
    standing = changing.standing(row) if slug == "dieu-chinh" else row.lines
    change = differences or {}
    lines = [
        {
            "name": line["name"],
            "amount": line["amount"],
            "field": f"line-{number}",
            "typed": request.POST.get(f"line-{number}", "")[:20],
            "change": change.get(line["code"], 0),
            "becomes": line["amount"] + change.get(line["code"], 0),
            "error": said.get(f"line-{number}"),
        }
        for number, line in enumerate(standing)
    ]
    total = sum(change.values()) if slug == "dieu-chinh" else row.amount
    vi, en, _ = ACTS[slug]
    context = frame(
        keeper, **row_of(row), slug=slug, title={"vi": vi, "en": en}, faults=said, preview=preview, lines=lines, total=total,
        words=amounts.in_words(total), payer=_payer(request, row), reason=request.POST.get("reason", "")[:400],
        errors=[{"href": f"#{name}", "text": pick(words)} for name, words in said.items()],
    )  # fmt: skip
    return render(request, "invoices/act.html", context, status=422 if said else 200)


def _done(
    request: HttpRequest, keeper: Keeper, row: Document, slug: str, differences: dict[str, int]
) -> HttpResponseBase:
    officer, reason = keeper.officer, request.POST.get("reason", "")
    by, at = officer.account.display_name, officer.now
    try:
        if slug == "thay-the":
            changing.replace(row, _payer(request, row), reason, by, at)
        elif slug == "dieu-chinh":
            changing.adjust(row, differences, reason, by, at)
        else:
            changing.cancel(row, reason, by, at)
    except Faulty as faulty:
        return _form(request, keeper, row, slug, faulty.fields, differences)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
        return redirect("invoices:one", row.uuid)
    messages.success(request, say(*PROMISES[slug]))
    return redirect("invoices:one", row.uuid)
