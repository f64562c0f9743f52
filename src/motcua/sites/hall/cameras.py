"""The register of cameras, and looks through them: a post that may, a purpose, written down, ten minutes."""

import uuid as uuids
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.views.decorators.http import require_POST

from motcua.city.hall import supervision
from motcua.city.hall.errors import NotYours, Refused
from motcua.city.hall.models import Camera, CameraView, Counter, Hall
from motcua.city.posts import KINDS
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.hall.whose import keeps, kept_halls, may_see_cameras
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import pick

PAGE = 30


def _cameras(officer: Officer) -> list[Camera]:
    """Cameras that this post may view or keeps. Two queries."""
    kept = {one.pk for one in kept_halls(officer)}
    rows = Camera.objects.select_related("hall__agency", "counter").filter(removed_at=None)
    kinds = [post.kind for post in officer.powers.posts]
    near = rows.filter(viewers__overlap=kinds) | rows.filter(hall__in=kept)
    found = [
        one
        for one in near.order_by("hall__agency__sort_key", "code")[:500]
        if one.hall_id in kept or supervision.may_view(one, officer.powers)
    ]
    return found


def _camera(officer: Officer, uuid: uuids.UUID) -> Camera:
    found = (
        Camera.objects.select_related("hall__agency", "counter").filter(uuid=uuid, removed_at=None).first()
    )
    if found is None or not (supervision.may_view(found, officer.powers) or keeps(officer, found.hall)):
        raise Http404
    return found


@officer_page
def cameras(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The register of cameras, and a form for another. POST: 422 with the faults at their fields."""
    kept = kept_halls(officer)
    rows = _cameras(officer)
    if not kept and not rows and not may_see_cameras(officer):
        raise PermissionDenied
    fields = _camera_fields(request, kept) if kept else []
    if request.method == "POST":
        if not kept:
            raise PermissionDenied
        hall = next((one for one in kept if one.key == request.POST.get("hall", "")), None)
        if _camera_read(fields, hall) and hall is not None:
            new = supervision.NewCamera(
                code=fields[1].value,
                place=fields[2].value,
                purpose=fields[3].value,
                stream=fields[4].value,
                retention_days=int(fields[5].value),
                viewers=request.POST.getlist("viewers"),
                counter_id=_counter_of(hall, request.POST.get("counter", "")),
            )
            try:
                made = supervision.register(hall, new, by=officer.actor, at=officer.now)
                return redirect("hall:camera", made.uuid)
            except Refused as refused:
                wrong = next((one for one in fields if one.name == refused.field), fields[1])
                wrong.error = {"vi": refused.vi, "en": refused.en}
    errors = named_errors(fields)
    context = page_context(officer, "/quay/camera/", rows=rows, fields=fields, errors=errors)
    return render(request, "hall/cameras.html", context, status=422 if errors else 200)


def _camera_fields(request: HttpRequest, halls: list[Hall]) -> list[Field]:
    given = request.POST
    viewers = given.getlist("viewers") if request.method == "POST" else list(supervision.VIEWERS[:3])
    options = [Option(key, {"vi": KINDS[key].vi, "en": KINDS[key].en}) for key in supervision.VIEWERS]
    return [
        Field(
            "hall",
            "select",
            {"vi": "Sảnh", "en": "Hall"},
            value=given.get("hall", halls[0].key if len(halls) == 1 else ""),
            options=[Option(one.key, {"vi": one.name_vi, "en": one.name_en}) for one in halls],
        ),
        Field(
            "code",
            "text",
            {"vi": "Mã camera", "en": "Code"},
            value=given.get("code", "").strip(),
            max_length=40,
            width="m",
            example="CN1-Q01",
        ),
        Field(
            "place",
            "text",
            {"vi": "Vị trí", "en": "Place"},
            value=given.get("place", "").strip(),
            max_length=160,
            example={"vi": "Trần nhà, nhìn mặt trước quầy 1", "en": "Ceiling, front of counter 1"},
            hint={"vi": "Không hướng vào màn hình hay giấy tờ.", "en": "Not directed at screens or papers."},
        ),
        Field(
            "purpose",
            "text",
            {"vi": "Mục đích đặt", "en": "What it is for"},
            value=given.get("purpose", "").strip(),
            max_length=200,
            example={"vi": "Giám sát tiếp dân", "en": "Supervision of reception"},
        ),
        Field(
            "stream",
            "text",
            {"vi": "Địa chỉ tại cổng hình ảnh", "en": "Address at the video gateway"},
            value=given.get("stream", "").strip(),
            max_length=300,
            required=False,
            hint={
                "vi": "Không phải địa chỉ của thiết bị; không có mật khẩu.",
                "en": "Not the device's own; no password.",
            },
        ),
        Field(
            "retention_days",
            "integer",
            {"vi": "Lưu hình (ngày)", "en": "Kept (days)"},
            value=given.get("retention_days", supervision.RETENTION_DAYS),
            minimum=1,
            maximum=365,
            width="s",
        ),
        Field(
            "counter",
            "integer",
            {"vi": "Số quầy", "en": "Counter number"},
            value=given.get("counter", ""),
            required=False,
            width="s",
            hint={"vi": "Để trống nếu nhìn chung cả sảnh.", "en": "Empty for the whole hall."},
        ),
        Field(
            "viewers",
            "choices",
            {"vi": "Chức vụ được xem", "en": "Who may view"},
            value=viewers,
            options=options,
            hint={
                "vi": "Của cơ quan có sảnh hoặc cơ quan cấp trên.",
                "en": "Of the hall's agency or one above it.",
            },
        ),
    ]


def _camera_read(fields: list[Field], hall: Hall | None) -> bool:
    needed = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
    for one in fields[1:4]:
        if not one.value or len(one.value) > (one.max_length or 0):
            one.error = needed
    if hall is None:
        fields[0].error = needed
    raw = str(fields[5].value)
    if not raw.isdecimal() or not 1 <= int(raw) <= 365:
        fields[5].error = {"vi": "Từ 1 đến 365 ngày.", "en": "1 to 365 days."}
    if not fields[7].value:
        fields[7].error = needed
    if hall is not None and fields[6].value and _counter_of(hall, str(fields[6].value)) is None:
        fields[6].error = {"vi": "Sảnh không có quầy này.", "en": "The hall has no such counter."}
    return not any(pick(one.error) for one in fields)


def _counter_of(hall: Hall, raw: str) -> int | None:
    if not raw.isdecimal():
        return None
    return (
        Counter.objects.filter(hall=hall, number=int(raw[:4]), closed_on=None)
        .values_list("pk", flat=True)
        .first()
    )


@officer_page
def camera(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One camera: who looked and why, and the way to a look of one's own. POST begins one. Raises: Http404."""
    found = _camera(officer, uuid)
    may = supervision.may_view(found, officer.powers)
    field = Field(
        "purpose",
        "text",
        {"vi": "Mục đích xem", "en": "What you look for"},
        value=request.POST.get("purpose", "").strip()[:300],
        max_length=300,
        hint={
            "vi": "Được ghi lại cùng tên, chức vụ, thời điểm; cán bộ tại quầy đọc được.",
            "en": "Written down with name, post and time; the officers of the hall can read it.",
        },
        example={"vi": "Kiểm tra quầy vắng người lúc 9 giờ", "en": "Counter unstaffed at 9"},
    )
    if request.method == "POST":
        try:
            post = f"{officer.post.title_vi}, {officer.post.agency_name_vi}"
            view = supervision.look(
                found, field.value, post, officer.powers, by=officer.actor, at=officer.now
            )
            return redirect("hall:camera-look", view.uuid)
        except NotYours:
            raise PermissionDenied from None
        except Refused as refused:
            field.error = {"vi": refused.vi, "en": refused.en}
    looks = list(CameraView.objects.filter(camera=found).order_by("-id")[:PAGE])
    context = page_context(
        officer,
        "/quay/camera/",
        camera=found,
        fields=[field] if may else [],
        errors=named_errors([field]),
        looks=looks,
        viewers=[{"vi": KINDS[key].vi, "en": KINDS[key].en} for key in found.viewers if key in KINDS],
        keeps=keeps(officer, found.hall),
    )
    return render(request, "hall/camera.html", context, status=422 if pick(field.error) else 200)


@officer_page
def look(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The picture, for as long as the look lasts. It plays only from the city's gateway (MOTCUA_CAMERA_GATEWAY).

    Raises: Http404 for somebody else's look, and when it is over.
    """
    try:
        view = supervision.open_look(uuid, officer.account.pk, officer.now)
    except NotYours:
        raise Http404 from None
    plays = bool(view.camera.stream) and _origin(view.camera.stream) == _origin(settings.CAMERA_GATEWAY)
    context = page_context(
        officer,
        "/quay/camera/",
        view=view,
        camera=view.camera,
        stream=supervision.signed_stream(view, settings.CAMERA_SECRET) if plays else "",
        left=int((view.until - officer.now).total_seconds()),
    )
    answer = render(request, "hall/look.html", context)
    if plays:
        # only this page, only for pictures, only from the gateway
        images = [CSP.SELF, "data:", "blob:", _origin(view.camera.stream)]
        answer._csp_config = {**settings.SECURE_CSP, "img-src": images}  # type: ignore[attr-defined]
    return answer


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@require_POST
@officer_page
def camera_off(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Take a camera out of the register. Raises: Http404."""
    found = _camera(officer, uuid)
    if not keeps(officer, found.hall):
        raise PermissionDenied
    supervision.remove(found, by=officer.actor, at=officer.now)
    return redirect("hall:cameras")
