"""The post for residents: how it works, which procedures, where a shipment is, asking the postman to come."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.exchange.post import packing, reading
from motcua.exchange.post.errors import NotYours, Refused
from motcua.exchange.post.packing import InPack, NewPack
from motcua.foundation import clock
from motcua.foundation.text import fold
from motcua.records import population
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.portal.views.tracking import may_ask
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import pick, say
from motcua.sites.ways import by_post, packing_form, post_words

CRUMBS = [
    {"label": {"vi": "Trang đầu", "en": "Home"}, "href": "/"},
    {"label": {"vi": "Bưu chính", "en": "Post"}, "href": "/buu-chinh/"},
]
OPEN_REQUESTS = 3
"""Requests that one person may have open: a household, not a prank."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """How the post carries dossiers, and the two lists that have to be published. No query of its own once kept."""
    at = clock.now()
    query = request.GET.get("q", "").strip()[:80]
    words = fold(query).split()

    def fits(one: by_post.Carried) -> bool:
        return all(word in fold(f"{one.code} {one.vi}") for word in words)

    context = {
        "query": query,
        "accepted": [one for one in by_post.accepted(at) if fits(one)],
        "refused": [one for one in by_post.refused(at) if fits(one)],
        "crumbs": [CRUMBS[0], {"label": CRUMBS[1]["label"]}],
    }
    return show(request, "ways/post_index.html", context)


@never_cache
@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """A shipment by its code: the way it went, nobody's name. Too many a minute are refused. Two queries."""
    typed = request.GET.get("ma", "").strip()[:40]
    context: dict[str, Any] = {
        "typed": typed,
        "crumbs": [*CRUMBS, {"label": {"vi": "Tra cứu bưu gửi", "en": "Track"}}],
    }
    status = 200
    if typed and not may_ask(request.META.get("REMOTE_ADDR", "")):
        context["too_many"], status = True, 429
    elif typed:
        found = reading.tracked(typed)
        if found is None:
            context["unknown"], status = True, 404
        else:
            shipment, way = found
            context |= {
                "s": shipment, "state": post_words.state_of(shipment), "way": post_words.timeline(way),
                "way_words": post_words.WAYS[shipment.way],
            }  # fmt: skip
    return show(request, "ways/post_track.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the postman to come. 422 with every fault at its question."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    at, post = clock.now(), request.POST
    offices, agencies = reading.offices(at), packing_form.receivers(at)
    fields = {
        one.name: one for one in _fields(resident, offices, agencies, post, request.GET.get("thu-tuc", ""))
    }
    status = 200
    if request.method == "POST":
        status = 422
        compiled = by_post.compiled_for(fields["procedure"].value, at)
        office = next((one for one in offices if str(one.pk) == fields["office"].value), None)
        agency = next((one for one in agencies if str(one.pk) == fields["agency"].value), None)
        for name, there in (("procedure", compiled), ("office", office), ("agency", agency)):
            if there is None:
                fields[name].error = packing_form.NEEDED
        for name in ("phone", "address"):
            if not fields[name].value:
                fields[name].error = packing_form.NEEDED
        under_way = reading.of_person(resident.person.pk)
        if sum(one.state == "requested" and one.way == "send" for one in under_way) >= OPEN_REQUESTS:
            fields["procedure"].error = {
                "vi": "Bạn đang có ba yêu cầu chờ bưu chính đến nhận.",
                "en": "Three requests of yours wait for the post already.",
            }
        if not any(one.error for one in fields.values()):
            assert compiled is not None and office is not None and agency is not None
            name = compiled.definition.name.vi
            new = NewPack(
                name=resident.person.full_name, phone=fields["phone"].value, address=fields["address"].value,
                person_id=resident.person.pk, at_home=True, result_by_post=fields["result_by_post"].value == "yes",
                dossiers=(InPack(compiled.code, name, resident.person.full_name, ()),),
            )  # fmt: skip
            try:
                made = packing.ask(new, office, agency, by=resident.actor, at=at)
                return redirect(f"/buu-chinh/tra-cuu?ma={made.code}")
            except Refused as refused:
                fields.get(refused.field, fields["address"]).error = {"vi": refused.vi, "en": refused.en}
    context = {
        "fields": list(fields.values()),
        "errors": errors_of(fields.values()),
        "crumbs": [*CRUMBS, {"label": {"vi": "Mời bưu chính đến nhận", "en": "Ask for collection"}}],
    }
    return show(request, "ways/post_ask.html", context, status=status)


def _fields(resident: Resident, offices: Any, agencies: Any, post: Any, wanted: str) -> list[Field]:
    person, at = resident.person, clock.now()
    home = population.one_line(person.unit, person.address_line)
    near = next((str(one.pk) for one in offices if one.unit_id == person.unit_id), "")
    get = lambda name, first="": post.get(name, "").strip()[:200] if post else first  # noqa: E731
    return [
        Field(
            "procedure", "select", {"vi": "Thủ tục", "en": "Procedure"}, value=get("procedure", wanted[:20]),
            options=[Option(one.code, one) for one in by_post.accepted(at)], attributes={"data-combobox": ""},
        ),
        Field(
            "agency", "select", {"vi": "Nộp tại", "en": "Filed at"}, value=get("agency", _branch(agencies, person.unit_id)),
            options=[Option(str(one.pk), one) for one in agencies], attributes={"data-combobox": ""},
            hint={"vi": "Nơi nào trong thành phố cũng nhận.", "en": "Any branch of the city takes it."},
        ),
        Field("office", "select", {"vi": "Bưu cục đến nhận", "en": "Post office"}, value=get("office", near),
              options=[Option(str(one.pk), one) for one in offices]),
        Field("address", "text", {"vi": "Địa chỉ đến nhận", "en": "Where to come"}, value=get("address", home), max_length=200),
        Field("phone", "phone", {"vi": "Điện thoại", "en": "Telephone"}, value=get("phone", person.phone), max_length=20),
        Field("result_by_post", "yes_no", {"vi": "Nhận kết quả qua bưu chính", "en": "Result by post"},
              value=get("result_by_post", "yes")),
    ]  # fmt: skip


def _branch(agencies: Any, unit_id: int | None) -> str:
    """The place of intake of one's own commune, kept for a while: one query."""
    if unit_id is None:
        return ""
    key = f"ways.branch.{unit_id}"
    found: str | None = cache.get(key)
    if found is None:
        ids = {one.pk for one in agencies if one.kind == "centre_branch"}
        through = agencies[0].__class__.serves.through.objects if agencies else None
        row = (
            through.filter(unit=unit_id, agency__in=ids).values_list("agency", flat=True).first()
            if through
            else None
        )
        found = str(row or "")
        cache.set(key, found, 300)
    return found


@require_POST
@resident_only
def cancel(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The request for a collection is taken back. Raises: Http404."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    try:
        made = packing.cancel_own(uuid, resident.person.pk, by=resident.actor, at=clock.now())
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, pick(refused))
        return redirect("portal:account")
    messages.success(request, say("Đã hủy yêu cầu.", "Cancelled."))
    return redirect(f"/buu-chinh/tra-cuu?ma={made.code}")
