"""One's own consents: the list, agreeing for oneself or one's child, the receipt, taking back."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Person
from motcua.foundation import clock
from motcua.records import population
from motcua.records.consents import giving, holding, rules, texts
from motcua.records.consents.models import Consent
from motcua.sites.consents import receipts, words
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both
from motcua.sites.shell.signon import session
from motcua.sites.shell.typed import whole_number

TITLE = {"vi": "Tôi đã đồng ý những gì", "en": "What I agreed to"}


@never_cache
@require_safe
@resident_only
def listing(request: HttpRequest) -> HttpResponse:
    """What stands and what is over, newest first; and what one may agree to. At most 6 queries."""
    resident, at = resident_of(request), clock.now()
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    rows = holding.of_person(resident.person.pk, at, before, holding.PAGE + 1)
    context = {
        "rows": [words.line(one, at, resident.person.pk) for one in rows[: holding.PAGE]],
        "open_texts": [one for one in texts.purposes() if one.receiver != "named"],
        "older": f"?truoc={rows[holding.PAGE - 1].pk}" if len(rows) > holding.PAGE else "",
        "newer": request.path if before is not None else "",
        "crumbs": crumbs(TITLE),
    }
    return show(request, "consents/mine.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def one(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """What was agreed to, in the words that were read, and what was done under it. At most 6 queries. Raises: Http404."""
    resident, at = resident_of(request), clock.now()
    consent = own(number, resident)
    context = {
        **words.line(consent, at, resident.person.pk),
        "rights": texts.RIGHTS,
        "uses": receipts.uses_of(consent),
        "answers": receipts.answers_of(consent),
        "check_url": receipts.check_url(consent),
        "crumbs": crumbs(words.text_of(consent).title, "consents:mine"),
    }
    return show(request, "consents/one.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def agree(request: HttpRequest, purpose: str) -> HttpResponse:
    """The text in full, nothing ticked; POST agrees to what was ticked. At most 10 queries. Raises: Http404."""
    resident, at = resident_of(request), clock.now()
    text = next((one for one in texts.purposes() if one.purpose == purpose and one.receiver != "named"), None)
    if text is None:
        raise Http404
    children = minors_of(resident, at.astimezone(clock.VN).date())
    faults: rules.Faults = {}
    if request.method == "POST":
        whom = request.POST.get("person", "me")
        child = next((one for one in children if str(one.pk) == whom), None)
        if child is None and whom != "me":
            raise Http404
        wanted = giving.Wanted(
            id=posted_id(request.POST),
            purpose=purpose,
            version=small(request.POST.get("version", "")),
            person_id=child.pk if child is not None else resident.person.pk,
            data=request.POST.getlist("data"),
            days=small(request.POST.get("days", "")),
            representative_id=resident.person.pk if child is not None else None,
            child_agrees=child is not None and request.POST.get("child_agrees") == "yes",
            language=language.active(),
            evidence=evidence_of(request, text),
        )
        try:
            consent = giving.give(wanted, by=resident.actor, at=at)
        except giving.CannotAgree as refused:
            faults = refused.faults
        else:
            messages.success(request, language.say("Đã ghi nhận sự đồng ý.", "Your consent is noted."))
            return redirect("consents:one", consent.uuid)
    fields = _fields(text, request.POST, children, faults)
    context = {
        "text": text,
        "receiver": both(*words.RECEIVERS[text.receiver]),
        "rights": texts.RIGHTS,
        "fields": fields,
        "errors": named_errors(fields),
        "id": uuid.uuid4(),
        "crumbs": crumbs(text.title, "consents:mine"),
    }
    return show(request, "consents/agree.html", context, menu="account", status=422 if faults else 200)


@require_POST
@resident_only
def withdraw(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Take it back; it counts no more from this moment. Raises: Http404 for anybody else's."""
    resident = resident_of(request)
    try:
        giving.withdraw(number, speaker_id=resident.person.pk, by=resident.actor, at=clock.now())
    except Consent.DoesNotExist:
        raise Http404 from None
    messages.success(
        request,
        language.say("Đã rút lại, có hiệu lực ngay.", "Taken back; it counts no more from this moment."),
    )
    return redirect("consents:one", number)


@never_cache
@require_safe
@resident_only
def receipt(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """The receipt as PDF/A, with the code by which anybody checks it. Raises: Http404 for anybody else's."""
    consent = own(number, resident_of(request))
    answer = HttpResponse(receipts.pdf(consent), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="bien-nhan-dong-y-{consent.code}.pdf"'
    return answer


def own(number: uuid.UUID, resident: Resident) -> Consent:
    """A consent of this person, or given by them. One query. Raises: Http404."""
    found = (
        Consent.objects.select_related("person", "representative")
        .filter(holding.of_speaker(resident.person.pk, clock.now()), uuid=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def minors_of(resident: Resident, on: date) -> list[Person]:
    """Children of this person by the register who are not of age. At most three queries."""
    found = population.family(resident.person.pin)
    return [one for one in found.children if rules.needs_representative(one.birth_date, on)] if found else []


def evidence_of(request: HttpRequest, text: texts.Text) -> dict[str, Any]:
    """How it was said: the act, the language shown, how the person was signed on."""
    acting = session.acting_as(request)
    return {
        "act": "button",
        "text": text.hash,
        "language": language.active(),
        "account_level": acting.account_level if acting else 0,
        "auth_level": acting.auth_level if acting else 0,
    }


def _fields(text: texts.Text, typed: QueryDict, children: list[Person], faults: rules.Faults) -> list[Field]:
    def error(name: str) -> Any:
        return both(*faults[name]) if name in faults else ""

    fields = []
    if children:
        options = [Option("me", both("Tôi", "Me"))]
        options += [Option(str(one.pk), one.full_name) for one in children]
        fields.append(
            Field("person", "choice", both("Cho ai?", "For whom?"), value=typed.get("person", "me"),
                  options=options, error=error("person"))
        )  # fmt: skip
    fields += [
        Field(
            "data", "choices", both("Bạn đồng ý cho dùng những gì?", "What may be used?"),
            value=typed.getlist("data"), options=[Option(one.id, both(one.vi, one.en)) for one in text.data],
            error=error("data"),
            hint=both("Không có gì được chọn sẵn; chỉ chọn điều bạn muốn.", "Nothing is chosen for you."),
        ),
        Field(
            "days", "choice", both("Trong bao lâu?", "For how long?"), value=typed.get("days", ""),
            options=[Option(str(n), both(f"{n} ngày", f"{n} days")) for n in spans_of(text)], error=error("days"),
        ),
    ]  # fmt: skip
    if children:
        fields.append(
            Field(
                "child_agrees", "choices", both("Nếu đồng ý cho con từ đủ 7 tuổi", "For a child of seven or more"),
                value=typed.getlist("child_agrees"), required=False, error=error("child_agrees"),
                options=[Option("yes", both("Con đã được nghe giải thích và tự mình đồng ý",
                                            "The child has heard the explanation and agrees"))],
            )
        )  # fmt: skip
    return fields


def spans_of(text: texts.Text) -> list[int]:
    """Lengths that a form offers, in days."""
    return [n for n in (7, 30, 90, 180, 365, 730) if n <= text.longest_days]


def crumbs(label: Any, route: str = "") -> list[dict[str, Any]]:
    back = [{"label": TITLE, "href": reverse(route)}] if route else []
    return [
        {"label": {"vi": "Của tôi", "en": "My page"}, "href": reverse("portal:account")},
        *back,
        {"label": label, "href": ""},
    ]


def resident_of(request: HttpRequest) -> Resident:
    return request.resident  # type: ignore[attr-defined,no-any-return]  # set by `resident_only`


def posted_id(posted: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(posted.get("id", ""))
    except ValueError:
        return uuid.uuid4()


def small(raw: str) -> int:
    return whole_number(raw, 4) or 0
