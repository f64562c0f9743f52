"""A resident's own page: what waits, dossiers, papers, payments, messages, and what the city knows of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier
from motcua.records.population import facts as population
from motcua.records.quality.pairs import same_person
from motcua.sites.portal import own_things
from motcua.sites.portal.drafts import unsent_of
from motcua.sites.portal.frame import show
from motcua.sites.portal.own_dossiers import entries_of, own_list
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.shell import contesting, my_page
from motcua.sites.shell.countries import COUNTRY_NAMES
from motcua.sites.shell.signon import session
from motcua.sites.shell.typed import whole_number
from motcua.sites.shell.wording import date_words

NEWEST = 3
PAGE = 20
MINE = {"vi": "Của tôi", "en": "My page"}


def _name_of(dossier: Dossier) -> Any:
    return compiled_version(dossier.version_id).definition.name


def before_id(request: HttpRequest) -> int | None:
    """The key that an older page begins under; nonsense is the first page."""
    asked = request.GET.get("truoc", "")
    return whole_number(asked)


def _crumbs(vi: str, en: str) -> list[dict[str, Any]]:
    return [
        {"label": MINE, "href": reverse("portal:account")},
        {"label": {"vi": vi, "en": en}, "href": ""},
    ]


@never_cache
@require_safe
@resident_only
def account(request: HttpRequest) -> HttpResponse:
    """Everything of mine at a glance. At most 14 queries, and two for each card of another room."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    person, at = resident.person, clock.now()
    cards = my_page.cards(person.pk, at)
    unsent = unsent_of(resident)
    todo = own_things.todo(entries_of(own_things.waiting(resident), at), unsent, cards)
    recent = own_list(resident, size=NEWEST)
    paid, _ = own_things.payments(resident, _name_of, None, NEWEST)
    context = {
        "resident": resident,
        "acting": session.acting_as(request),
        "todo": todo,
        "entries": entries_of(recent, at),
        "papers": own_things.papers(person.pk, at.date(), None, NEWEST),
        "payments": paid,
        "letters": list(
            Message.objects.filter(person_id__in=same_person(person.pk)).order_by("-id")[:NEWEST]
        ),
        "cards": cards,
        "crumbs": [],
    }
    return show(request, "portal/my_page.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def payments(request: HttpRequest) -> HttpResponse:
    """What I paid and what is due, with receipts. At most 8 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    before = before_id(request)
    lines, last = own_things.payments(resident, _name_of, before, PAGE)
    context = {
        "payments": lines,
        "older": f"?truoc={last.pk}" if last is not None else "",
        "newer": request.path if before is not None else "",
        "crumbs": _crumbs("Khoản phải trả và đã trả", "Payments"),
    }
    return show(request, "portal/my_payments.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def data(request: HttpRequest) -> HttpResponse:
    """What the city knows of me, and who looked at it, when and why. At most 8 queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    before = before_id(request)
    looks = own_things.looks(resident.person, before, PAGE + 1)
    context = {
        "rows": _known(resident) if before is None else [],
        "looks": looks[:PAGE],
        "older": f"?truoc={looks[PAGE - 1].look.pk}#ai-da-xem" if len(looks) > PAGE else "",
        "newer": f"{request.path}#ai-da-xem" if before is not None else "",
        "acting": session.acting_as(request),
        "crumbs": _crumbs("Dữ liệu về tôi", "Data about me"),
    }
    return show(request, "portal/my_data.html", context, menu="account")


def _known(resident: Resident) -> list[dict[str, Any]]:
    """What the registers say of the person, without what they leave open. One query."""
    person = resident.person
    facts = population.facts_for(person)
    nationality = COUNTRY_NAMES.get(facts.get("population.nationality_code", "VN"))
    told = (
        ("Họ, chữ đệm, tên", "Full name", person.full_name, "full_name"),
        ("Số định danh cá nhân", "Personal identification number", person.pin, ""),
        ("Ngày sinh", "Date of birth", date_words(person.birth_date), "birth_date"),
        ("Giới tính", "Sex", {"vi": person.get_sex_display(), "en": person.sex.capitalize()}, "sex"),
        ("Dân tộc", "Ethnic group", facts.get("population.ethnicity"), "ethnic_group"),
        ("Quốc tịch", "Nationality", nationality, "nationality"),
        ("Nơi cư trú", "Residence", facts.get("population.residence"), "residence"),
        ("Quê quán", "Home town", facts.get("population.hometown"), "home_town"),
        ("Số điện thoại", "Telephone", person.phone, ""),
        ("Thư điện tử", "E-mail", person.email, ""),
    )
    return [
        {
            "label": {"vi": vi, "en": en},
            "value": value,
            "contest": contesting.address_of_fact(fact) if fact else "",
        }
        for vi, en, value, fact in told
        if value
    ]
