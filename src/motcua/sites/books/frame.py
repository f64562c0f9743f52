"""The frame around the pages of old books, who may do what in a project, and what an address names."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from motcua.records.books.models import Book, Entry, Lot, Project
from motcua.records.books.progress import Standing
from motcua.records.books.quality import WORDS
from motcua.sites.desk.officer import Officer, page_context

KEYS, DECIDES, APPROVES, SEES = "process", "review", "approve", "see_statistics"
"""Powers: keying pages; inventory, differences, doubtful entries and samples; publishing; the targets."""
AT_WORK = (KEYS, DECIDES, APPROVES)


def takes_part(officer: Officer) -> bool:
    """Whether the post has anything to do in a project. No query."""
    return any(officer.powers.holds_any(power) for power in AT_WORK)


def may(officer: Officer, project: Project, power: str) -> bool:
    """Whether the post holds the power in the project's field at its agency. No query."""
    return officer.powers.holds(power, "", project.field, project.agency_id)


def project_of(officer: Officer, uuid: Any, power: str = "") -> Project:
    """A project of the officer's agency. Raises: Http404 for any other, PermissionDenied without the power."""
    found = Project.objects.filter(uuid=uuid).first()
    return allowed(officer, found, power)


def book_of(officer: Officer, uuid: Any, power: str = "") -> Book:
    found = Book.objects.select_related("project").filter(uuid=uuid).first()
    allowed(officer, found.project if found else None, power)
    assert found is not None
    return found


def lot_of(officer: Officer, uuid: Any, power: str = "") -> Lot:
    found = Lot.objects.select_related("project").filter(uuid=uuid).first()
    allowed(officer, found.project if found else None, power)
    assert found is not None
    return found


def entry_of(officer: Officer, number: int, power: str = "") -> Entry:
    rows = Entry.objects.select_related("project", "book", "page__file", "decided_by", "ruled_by", "lot")
    found = rows.filter(pk=number).first()
    allowed(officer, found.project if found else None, power)
    assert found is not None
    return found


def allowed(officer: Officer, project: Project | None, power: str) -> Project:
    if project is None or project.agency_id != officer.post.agency_id:
        raise Http404
    if not any(may(officer, project, one) for one in ((power,) if power else AT_WORK)):
        raise PermissionDenied
    return project


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    """What every page of the room shows around its content."""
    return page_context(officer, reverse("books:projects"), **more)


def project_frame(
    officer: Officer, project: Project, here: str, standing: Standing, **more: Any
) -> dict[str, Any]:
    """A page of one project with its tabs. `here`: the route of the present one."""
    state = standing.state
    waiting = state.get(Entry.State.DIFFERS, 0) + state.get(Entry.State.DOUBTFUL, 0)
    tabs = [
        ("books:project", "Tiến độ", "Progress", None),
        ("books:decide", "Chờ quyết định", "To decide", waiting),
        ("books:held", "Để ngoài", "Left outside", standing.held),
        ("books:lots", "Lô kiểm", "Lots", state.get(Entry.State.READY, 0) + standing.in_lots),
    ]
    return frame(
        officer,
        project=project,
        standing=standing,
        tabs=[
            {
                "href": reverse(route, args=[project.uuid]),
                "label": {"vi": vi, "en": en},
                "count": count or "",
                "current": route == here,
            }
            for route, vi, en, count in tabs
        ],
        may_key=may(officer, project, KEYS),
        may_decide=may(officer, project, DECIDES),
        may_approve=may(officer, project, APPROVES),
        **more,
    )


KINDS = {
    "civil_status": {"vi": "Sổ hộ tịch", "en": "Civil-status books"},
    "permits": {"vi": "Giấy phép", "en": "Permits"},
    "construction": {"vi": "Hồ sơ xây dựng", "en": "Construction files"},
    "cadastral": {"vi": "Hồ sơ địa chính", "en": "Cadastral files"},
}
PERIODS = {
    "any": {"vi": "Không chia theo thời kỳ", "en": "Not by period"},
    "1975": {"vi": "Đến 1975", "en": "Until 1975"},
    "1998": {"vi": "1976–1998", "en": "1976–1998"},
    "2005": {"vi": "1999–2005", "en": "1999–2005"},
    "2015": {"vi": "2006–2015 (mẫu NĐ 158/2005)", "en": "2006–2015 (forms of Decree 158/2005)"},
    "2019": {"vi": "2016–2019", "en": "2016–2019"},
    "later": {"vi": "Từ 2020", "en": "Since 2020"},
}
STATES = {
    "differs": ("Hai lần nhập khác nhau", "Keyings differ", "warn", "compare"),
    "doubtful": ("Chờ cán bộ quyết định", "An officer decides", "warn", "scale"),
    "held": ("Để ngoài", "Left outside", "danger", "stop"),
    "ready": ("Chờ vào lô", "Ready for a lot", "info", "check"),
    "in_lot": ("Trong lô kiểm", "In a lot", "info", "list"),
    "recheck": ("Soát lại", "To be read again", "warn", "refresh"),
    "published": ("Đã đưa vào sổ", "In the register", "ok", "check"),
    "dropped": ("Không phải một mục", "Not an entry", "quiet", "cross"),
}
LOT_STATES = {
    "open": ("Đang kiểm mẫu", "Being sampled", "info", "eye"),
    "returned": ("Trả lại, soát toàn bộ", "Returned, read whole", "danger", "undo"),
    "accepted": ("Đạt, chờ đưa vào sổ", "Accepted, to be published", "ok", "check"),
    "published": ("Đã đưa vào sổ", "In the register", "ok", "seal"),
}


def tag(states: dict[str, tuple[str, str, str, str]], state: str) -> dict[str, str]:
    vi, en, tone, icon = states[state]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


CLASSES = {str(one): {"vi": vi, "en": en} for one, (vi, en) in WORDS.items()}
"""The six classes in words."""
