"""The resident's own corner: messages, what the city knows, and who looked at it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.city.models import Agency
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.records.population import facts as population
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.shell.countries import COUNTRY_NAMES
from motcua.sites.shell.signon import session
from motcua.sites.shell.wording import date_words

PAGE = 20
LOOKS = 50


@never_cache
@require_safe
@resident_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Messages, newest first. At most 6 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    rows = Message.objects.filter(person=resident.person).order_by("-id")
    before = request.GET.get("truoc", "")
    if before.isdigit() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "letters": found[:PAGE],
        "older": f"?truoc={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "newer": reverse("portal:inbox") if before else "",
    }
    return show(request, "portal/inbox.html", context, menu="inbox")


@never_cache
@require_safe
@resident_only
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it marks it as read. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    letter = Message.objects.filter(id=message_id, person=resident.person).first()
    if letter is None:
        raise Http404
    if letter.read_at is None and request.method == "GET":
        Message.objects.filter(id=letter.id, read_at=None).update(read_at=clock.now())
    return show(request, "portal/message.html", {"letter": letter}, menu="inbox")


@never_cache
@require_safe
@resident_only
def account(request: HttpRequest) -> HttpResponse:
    """What the city knows of me, and who looked at it, when and why. At most 8 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    person = resident.person
    facts = population.facts_for(person)
    looks = list(AccessLog.objects.filter(person_id=person.pk).order_by("-id")[:LOOKS])
    agencies = Agency.objects.in_bulk({look.reader_agency_id for look in looks if look.reader_agency_id})
    context = {
        "resident": resident,
        "acting": session.acting_as(request),
        "rows": [
            {"label": {"vi": vi, "en": en}, "value": value}
            for vi, en, value in (
                ("Họ, chữ đệm, tên", "Full name", person.full_name),
                ("Số định danh cá nhân", "Personal identification number", person.pin),
                ("Ngày sinh", "Date of birth", date_words(person.birth_date)),
                ("Giới tính", "Sex", {"vi": person.get_sex_display(), "en": person.sex.capitalize()}),
                ("Dân tộc", "Ethnic group", facts.get("population.ethnicity")),
                (
                    "Quốc tịch",
                    "Nationality",
                    COUNTRY_NAMES.get(facts.get("population.nationality_code", "VN")),
                ),
                ("Nơi cư trú", "Residence", facts.get("population.residence")),
                ("Số điện thoại", "Telephone", person.phone),
                ("Thư điện tử", "E-mail", person.email),
            )
            if value
        ],
        "looks": [{"look": look, "agency": agencies.get(look.reader_agency_id)} for look in looks],
    }
    return show(request, "portal/account.html", context, menu="account")
