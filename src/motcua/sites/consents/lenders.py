"""A bank asks: who, what for, how long, point by point; the person agrees to some of it, or refuses."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.exchange.credit_trust import asking
from motcua.exchange.credit_trust.checks import SERVICE
from motcua.exchange.credit_trust.models import Request
from motcua.foundation import clock
from motcua.records.consents import giving, rules, texts
from motcua.sites.consents.mine import crumbs, evidence_of, posted_id, resident_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The lender's link, for whoever signed on; POST answers it once, for oneself. At most 14 queries.

    A link that does not open says only that, whatever the reason.
    """
    resident, at = resident_of(request), clock.now()
    faults: rules.Faults = {}
    text = texts.newest(SERVICE)
    try:
        asked = asking.find(token[:200], at)
        if request.method == "POST":
            if request.POST.get("answer") == "refuse":
                asking.refuse(token, person_id=resident.person.pk, by=resident.actor, at=at)
                messages.success(
                    request,
                    language.say(
                        "Bạn đã từ chối; bên cho vay chỉ biết là bạn không đồng ý.",
                        "You refused; the lender learns only that.",
                    ),
                )
                return redirect("consents:mine")
            try:
                consent = asking.agree(
                    token,
                    request.POST.getlist("data"),
                    id_=posted_id(request.POST),
                    person_id=resident.person.pk,
                    language=language.active(),
                    evidence=evidence_of(request, text),
                    by=resident.actor,
                    at=at,
                )
            except giving.CannotAgree as refused:
                faults = refused.faults
            else:
                messages.success(
                    request,
                    language.say(
                        "Đã đồng ý. Bạn thấy mỗi lần hỏi ở đây và rút lại được bất cứ lúc nào.",
                        "You agreed. You see each question here, and can take it back at any time.",
                    ),
                )
                return redirect("consents:one", consent.uuid)
    except asking.NotOpen:
        return show(request, "consents/closed.html", {"crumbs": []}, menu="account", status=404)
    fields = _fields(asked, text, request.POST.getlist("data"), faults)
    context = {
        "asked": asked,
        "lender": asked.account.display_name,
        "text": text,
        "rights": texts.RIGHTS,
        "fields": fields,
        "errors": named_errors(fields),
        "id": uuid.uuid4(),
        "crumbs": crumbs(text.title, "consents:mine"),
    }
    return show(request, "consents/lender.html", context, menu="account", status=422 if faults else 200)


def _fields(asked: Request, text: texts.Text, chosen: list[str], faults: rules.Faults) -> list[Field]:
    wrong: Any = next((both(*words) for words in faults.values()), "")
    options = [
        Option(key, both(datum.vi, datum.en))
        for key in asked.checks
        if (datum := text.datum(key)) is not None
    ]
    return [
        Field(
            "data", "choices", both("Bạn cho phép trả lời điều nào?", "What may be answered?"), value=chosen,
            options=options, error=wrong,
            hint=both("Không có gì được chọn sẵn.", "Nothing is chosen for you."),
        )
    ]  # fmt: skip
