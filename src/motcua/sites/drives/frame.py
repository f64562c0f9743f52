"""Who plans drives and who works at them, and words that several pages share."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from motcua.city.agencies import TIME_ZONE
from motcua.city.models import Agency, Power
from motcua.records.drives import planning
from motcua.records.drives.errors import NotYours
from motcua.records.drives.models import Drive, Point
from motcua.sites.desk.officer import Officer, page_context

PLANS = Power.Name.SEND_TEAMS
WORKS = (PLANS, Power.Name.RECEIVE, Power.Name.PROCESS)
BODIES = {Agency.Kind.COMMUNE, Agency.Kind.POLICE, Agency.Kind.CENTRE_BRANCH}
KINDS = {
    "card": {"vi": "Cấp thẻ căn cước, định danh điện tử", "en": "Identity cards and electronic identity"},
    "level2": {"vi": "Kích hoạt tài khoản định danh mức 2", "en": "Activation of level-2 accounts"},
    "motorbike": {"vi": "Đăng ký xe máy điện", "en": "Registration of electric motorbikes"},
}
SETTINGS = {
    "school": {"vi": "Trường học", "en": "School"},
    "office": {"vi": "Cơ quan, doanh nghiệp", "en": "Office"},
    "housing": {"vi": "Khu dân cư, chung cư", "en": "Housing area"},
    "hall": {"vi": "Trụ sở, nhà văn hóa", "en": "Hall"},
}
STATES = {
    "draft": ("Đang soạn", "Draft", "info", "pen"), "published": ("Đã công bố", "Published", "ok", "check"),
    "cancelled": ("Đã hủy", "Cancelled", "danger", "stop"),
}  # fmt: skip
BOOKING_STATES = {
    "booked": ("Đã đặt", "Booked", "info", "calendar"), "arrived": ("Đã đến", "Here", "accent", "person"),
    "done": ("Đã thu nhận", "Done", "ok", "check"), "equipment": ("Lỗi thiết bị", "Equipment failed", "warn", "alert"),
    "failed": ("Không thực hiện được", "Not possible", "danger", "cross"), "missed": ("Vắng", "Did not come", "quiet", "clock"),
    "cancelled": ("Đã hủy", "Cancelled", "quiet", "undo"),
}  # fmt: skip
DAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def tag(states: dict[str, tuple[str, str, str, str]], state: str) -> dict[str, str]:
    vi, en, tone, icon = states[state]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def day_words(day: date) -> dict[str, str]:
    return {
        "vi": f"{DAYS_VI[day.weekday()]} {day:%d/%m}", "en": f"{DAYS_EN[day.weekday()]} {day:%d/%m}"
    }  # fmt: skip


def moment_words(moment: Any) -> dict[str, str]:
    local = moment.astimezone(TIME_ZONE)
    words = day_words(local.date())
    return {
        "vi": f"{local:%H:%M}, {words['vi']}/{local:%Y}",
        "en": f"{local:%H:%M}, {words['en']}/{local:%Y}",
    }


def name_of(drive: Drive) -> dict[str, str]:
    return {"vi": drive.name_vi, "en": drive.name_en or drive.name_vi}


def takes_part(officer: Any) -> bool:
    """For menus: no query."""
    return officer.post.agency_kind in BODIES and any(officer.powers.holds_any(power) for power in WORKS)


def agencies_of(officer: Officer) -> frozenset[int]:
    """Agencies whose drives this post works at. No query."""
    if not takes_part(officer):
        raise PermissionDenied
    return frozenset({officer.post.agency_id})


def plans(officer: Officer) -> bool:
    """Whether this post plans drives of its agency. No query."""
    return bool(officer.powers.holds(PLANS, agency_id=officer.post.agency_id))


def drive_of(officer: Officer, uuid: Any, *, to_plan: bool = False) -> Drive:
    """A drive of the officer's agency. Raises: Http404 for any other, PermissionDenied without the power."""
    agencies = agencies_of(officer)
    try:
        found = planning.for_officer(uuid, agencies)
    except NotYours:
        raise Http404 from None
    if to_plan and not plans(officer):
        raise PermissionDenied
    return found


def point_of(officer: Officer, number: int) -> Point:
    """A point of a published drive of the officer's agency. Raises: Http404 for any other."""
    rows = Point.objects.select_related("drive", "unit").filter(drive__agency__in=agencies_of(officer))
    found = rows.filter(pk=number, drive__state=Drive.State.PUBLISHED).first()
    if found is None:
        raise Http404
    return found


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("drives:desk"), **more)
