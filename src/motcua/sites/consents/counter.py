"""A consent on signed paper: the officer reads the text out, the person signs, the scan is its proof. Taking back too."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.city import identities
from motcua.city.models import Person
from motcua.foundation import audit
from motcua.foundation import text as spelling
from motcua.foundation.worktime import VN
from motcua.records import population
from motcua.records.consents import giving, rules, texts
from motcua.records.consents.models import Consent
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.consents import words
from motcua.sites.consents.mine import posted_id, small, spans_of
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import day as typed_day

PURPOSE = "Ghi nhận sự đồng ý tại quầy"
NOBODY = (
    "Không có người nào mang đủ số, họ tên, ngày sinh này.",
    "Nobody has this number, name and birth date together.",
)


def receives(officer: Officer) -> bool:
    """Who sits at a counter. No query."""
    return officer.receives


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def write(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Choose the text, then write down who signed it. The scan is kept with the consent. At most 14 queries."""
    if not receives(officer):
        return render(request, "403.html", status=403)
    offered = [one for one in texts.purposes() if one.receiver != "named"]
    text = next((one for one in offered if one.purpose == request.GET.get("van-ban")), None)
    if text is None:
        context = page_context(officer, reverse("consents:counter"), offered=offered)
        return render(request, "consents/counter_choose.html", context)
    faults: rules.Faults = {}
    if request.method == "POST":
        consent = _written(request, officer, text, faults)
        if consent is not None:
            messages.success(request, language.say("Đã ghi nhận.", "Noted."))
            return redirect("consents:counter-one", consent.uuid)
    fields = _fields(request, text, faults)
    context = page_context(
        officer,
        reverse("consents:counter"),
        text=text,
        rights=texts.RIGHTS,
        receiver=both(*words.RECEIVERS[text.receiver]),
        fields=fields,
        errors=named_errors(fields),
        id=uuid.uuid4(),
    )
    return render(request, "consents/counter.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def written(request: HttpRequest, officer: Officer, number: uuid.UUID) -> HttpResponse:
    """A consent that was signed at this agency; POST: the person takes it back. At most 8 queries. Raises: Http404."""
    found = (
        Consent.objects.select_related("person")
        .filter(uuid=number, agency_id=officer.post.agency_id, channel=Consent.Channel.COUNTER)
        .first()
    )
    if found is None or not receives(officer):
        raise Http404
    if request.method == "POST":
        giving.withdraw_at_counter(number, by=officer.actor, at=officer.now)
        messages.success(request, language.say("Đã rút lại, có hiệu lực ngay.", "Taken back at once."))
        return redirect("consents:counter-one", number)
    audit.log_read(
        officer.actor, [found.person_id], purpose=PURPOSE, what="consent", code="consent", at=officer.now
    )
    context = page_context(
        officer, reverse("consents:counter"), person=found.person, **words.line(found, officer.now)
    )
    return render(request, "consents/counter_one.html", context)


def _written(
    request: HttpRequest, officer: Officer, text: texts.Text, faults: rules.Faults
) -> Consent | None:
    """What was signed, stored; None when something is wrong, which `faults` says by field."""
    posted = request.POST
    person = _named(posted.get("pin", ""), posted.get("full_name", ""), typed_day(posted, "birth_date"))
    if person is None:
        faults["pin"] = NOBODY
    representative = None
    if posted.get("representative", "").strip():
        representative = identities.by_pin(spelling.nfc(posted["representative"]).replace(" ", ""))
        if representative is None or person is None or not _is_parent(representative, person):
            faults["representative"] = (
                "Người này không phải cha, mẹ theo dữ liệu dân cư.",
                "The population data do not name this person as a parent.",
            )
    paper = request.FILES.get("paper")
    if person is None:
        if paper is None:
            faults["paper"] = ("Hãy chụp văn bản có chữ ký.", "Scan the signed paper.")
        if not posted.getlist("data"):
            faults["data"] = ("Hãy chọn ít nhất một điều.", "Choose at least one point.")
        return None
    wanted = giving.Wanted(
        id=posted_id(posted),
        purpose=text.purpose,
        version=small(posted.get("version", "")),
        person_id=person.pk,
        data=posted.getlist("data"),
        days=small(posted.get("days", "")),
        representative_id=representative.pk if representative is not None else None,
        child_agrees=posted.get("child_agrees") == "yes",
        channel=Consent.Channel.COUNTER,
        language=language.active(),
        evidence={"act": "signed paper", "text": text.hash},
    )
    said = rules.Said(
        wanted.data, wanted.days, "", representative is not None, wanted.child_agrees, paper is not None
    )
    on = officer.now.astimezone(VN).date()
    faults |= rules.faults(text, said, born=person.birth_date, on=on, counter=True)
    if faults or paper is None:
        return None
    try:
        stored = storing.store(
            paper, purpose="other", owner_id=person.pk, by=officer.account.pk, at=officer.now
        )
        return giving.give(replace(wanted, paper=stored.uuid), by=officer.actor, at=officer.now)
    except RefusedFile as refused:
        faults["paper"] = (refused.vi, refused.en)
    except giving.CannotAgree as refused:
        faults |= refused.faults
    return None


def _named(pin: str, name: str, born: date | None) -> Person | None:
    """The person of these three, who stands there with the card; a name alone finds nobody. One query."""
    found = identities.by_pin(spelling.nfc(pin).replace(" ", "")[:12])
    if found is None or born != found.birth_date:
        return None
    return found if spelling.name_key(name) == spelling.name_key(found.full_name) else None


def _is_parent(parent: Person, child: Person) -> bool:
    record = population.lookup(child.pin)
    return record is not None and parent.pk in (record.father_id, record.mother_id)


def _fields(request: HttpRequest, text: texts.Text, faults: rules.Faults) -> list[Field]:
    typed = request.POST

    def error(*names: str) -> Any:
        return next((both(*faults[name]) for name in names if name in faults), "")

    born = {part: typed.get(f"birth_date-{part}", "") for part in ("day", "month", "year")}
    return [
        Field("pin", "pin", both("Số định danh", "Personal number"), value=typed.get("pin", ""),
              error=error("pin", "person")),
        Field("full_name", "text", both("Họ, chữ đệm, tên", "Full name"), value=typed.get("full_name", ""),
              max_length=120),
        Field("birth_date", "date", both("Ngày sinh", "Date of birth"), value=born),
        Field("representative", "pin", both("Số định danh của cha hoặc mẹ (khi là trẻ em)",
                                            "Number of the parent (for a child)"),
              value=typed.get("representative", ""), required=False, error=error("representative")),
        Field("child_agrees", "choices", both("Trẻ từ đủ 7 tuổi", "A child of seven or more"),
              value=typed.getlist("child_agrees"), required=False, error=error("child_agrees"),
              options=[Option("yes", both("Trẻ tự mình đồng ý và đã ký", "The child agrees and has signed"))]),
        Field("data", "choices", both("Đã chọn trên văn bản", "Chosen on the paper"), value=typed.getlist("data"),
              options=[Option(one.id, both(one.vi, one.en)) for one in text.data], error=error("data")),
        Field("days", "choice", both("Thời hạn", "For how long"), value=typed.get("days", ""),
              options=[Option(str(n), both(f"{n} ngày", f"{n} days")) for n in spans_of(text)],
              error=error("days")),
        Field("paper", "file", both("Văn bản có chữ ký", "The signed paper"), error=error("paper")),
    ]  # fmt: skip
