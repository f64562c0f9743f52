"""The agency's side of the post: records to sign, dossiers to take in, results to hand out."""

import uuid as uuids
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.city.contracts.reading import under_contract
from motcua.city.models import Agency
from motcua.exchange.post import handing, reading
from motcua.exchange.post.errors import NotYours, Refused
from motcua.exchange.post.models import Enclosed, Record, Shipment
from motcua.exchange.post.rules import State, Way
from motcua.foundation import audit
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.desk import brought
from motcua.sites.desk.brought import Brought
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.ways import post_words

HERE = "/buu-chinh/co-quan/"
ORIGIN = "post"
SHOWN = 100


def deals_with_post(officer: Any) -> bool:
    """For menus: no query. Records with the post are signed by the agency's own officers."""
    if under_contract(officer.powers):
        return False
    return officer.powers.holds_any(handing.RECEIVES) or officer.powers.holds_any(handing.RETURNS)


def _only(officer: Officer) -> None:
    if not deals_with_post(officer):
        raise PermissionDenied


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """To sign, to take in, results to hand out, signed lately. Six queries."""
    _only(officer)
    return _show(request, officer)


def _show(request: HttpRequest, officer: Officer, refused: Refused | None = None) -> HttpResponse:
    receives = officer.powers.agency_ids(handing.RECEIVES)
    returns = officer.powers.agency_ids(handing.RETURNS)
    records = Record.objects.select_related("office", "agency")
    results = list(
        Shipment.objects.filter(agency__in=returns, way=Way.RETURN, state=State.REQUESTED, record=None)
        .prefetch_related("enclosed")
        .order_by("id")[:SHOWN]
    )
    waiting = list(to_enter(receives))
    shipments = {one.shipment_id: one.shipment.person_id for one in waiting} | {
        one.id: one.person_id for one in results
    }
    audit.log_list(
        officer.actor,
        shipments.values(),
        purpose="Hồ sơ qua bưu chính",
        what="list:post",
        code="post",
        at=officer.now,
    )
    context = page_context(
        officer, HERE,
        to_sign=list(records.filter(agency__in=receives, way=Way.SEND, signed_at=None).order_by("id")[:SHOWN]),
        to_enter=waiting, results=[{"row": one, "inside": list(one.enclosed.all())} for one in results],
        offices=reading.offices(officer.now) if results else [],
        past=list(records.filter(agency__in=receives | returns).order_by("-id")[:15]), refused=refused,
    )  # fmt: skip
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "ways/post_agency.html", context, status=status)


def to_enter(agencies: frozenset[int]) -> list[Enclosed]:
    """Dossiers of signed packs that nobody has entered yet, the longest filed first. One query."""
    rows = Enclosed.objects.select_related("shipment__record").filter(
        dossier_code="", dossier_uuid=None, shipment__agency__in=agencies, shipment__state=State.HANDED
    )
    return list(rows.order_by("id")[:SHOWN])


@require_POST
@officer_page
def enter(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Open the counter's form for a dossier that came by post; the dossier itself where it is there. Raises: Http404."""
    _only(officer)
    known = Dossier.objects.filter(uuid=uuid).only("code").first()
    if known is not None:
        return redirect("desk:dossier", known.code)
    found = brought.begin(request, officer, ORIGIN, uuid)
    return redirect("desk:counter-form", found.procedure_code, uuid)


def provide(number: UUID, officer: Officer) -> Brought | None:
    """What the counter's form begins with for a dossier of a pack. One query, and the log of who saw the sender."""
    one = reading.brought(number)
    if one is None or one.shipment.agency_id not in officer.powers.agencies_over_all(handing.RECEIVES):
        return None
    shipment, record = one.shipment, one.shipment.record
    assert record is not None
    audit.log_read(
        officer.actor, [shipment.person_id], purpose=f"Tiếp nhận qua bưu chính: {one.procedure_name}", what="post",
        code="post", at=officer.now, dossier_code=one.dossier_code,
    )  # fmt: skip
    posted = QueryDict(mutable=True)
    person = shipment.person
    same = person is not None and one.owner_name == shipment.name
    if person is None or not same:
        posted["typed_name"] = one.owner_name
        posted["typed_unit-line"] = shipment.address
    posted["phone"] = shipment.phone
    if shipment.result_by_post:
        posted["delivery"] = "post"
    papers = "; ".join(
        f"{paper['name']} ({paper['originals']} bản chính, {paper['copies']} bản sao)" for paper in one.papers
    )
    lines = [
        {
            "vi": f"Người gửi: {shipment.name}, {shipment.address}.",
            "en": f"Sender: {shipment.name}, {shipment.address}.",
        },
        {"vi": f"Theo phiếu gửi: {papers}.", "en": f"On the slip: {papers}."},
    ]
    if shipment.fee_path != "none":
        words = dict(post_words.FEES)[shipment.fee_path]
        more = f" {shipment.fee_amount:,} đ".replace(",", ".") if shipment.fee_amount else ""
        proof = f" ({shipment.fee_proof})" if shipment.fee_proof else ""
        lines.append({"vi": f"Phí: {words['vi']}{more}{proof}.", "en": f"Fee: {words['en']}{more}{proof}."})
    return Brought(
        procedure_code=one.procedure_code,
        title={
            "vi": f"Hồ sơ gửi qua bưu chính, phiếu {shipment.code}. Tính là nộp lúc {_moment(record.signed_at)}.",
            "en": f"Came by post, slip {shipment.code}. Filed at {_moment(record.signed_at)}.",
        },
        lines=lines,
        warnings=[_SAME_DAY] if one.same_day else [],
        posted=posted,
        filed_at=record.signed_at,
        channel="postal",
        people={"applicant": person.pk} if person is not None and same else {},
        back=f"/buu-chinh/bien-ban/{record.uuid}/",
    )


_SAME_DAY = {
    "vi": "Thủ tục trả trong ngày: báo bưu chính đến lấy kết quả ngay.",
    "en": "Due today: tell the post to fetch the result at once.",
}


def _moment(at: datetime | None) -> str:
    return post_words.moment(at) if at is not None else ""


@require_POST
@officer_page
def give(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Results for one post office, on a slip. Raises: Http404 for results of another agency."""
    _only(officer)
    chosen = [int(one[:18]) for one in request.POST.getlist("rows") if one.isdecimal()]
    office = next(
        (one for one in reading.offices(officer.now) if str(one.pk) == request.POST.get("office")), None
    )
    try:
        if office is None:
            raise Refused("Chọn bưu cục.", "Choose the post office.", "office")
        agencies = set(Shipment.objects.filter(pk__in=chosen).values_list("agency", flat=True))
        if len(agencies) > 1:
            raise Refused("Mỗi phiếu chỉ của một nơi giao.", "One slip, one agency.", "rows")
        agency_id = agencies.pop() if agencies else officer.post.agency_id
        made = handing.give_results(
            Agency.objects.get(pk=agency_id), office, chosen, officer.powers, by=officer.actor, at=officer.now
        )
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _show(request, officer, refused)
    return redirect("ways:post-record", made.uuid)
