"""Going from dossier to dossier of a work list without going back to it.

The list travels in the address (`ds=waiting?due=overdue`): nothing is kept on the server, and two windows can walk
two lists. Where an officer stands in it is read from the task, so that a task that has left the list still has a place.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.authority import PowerSet
from motcua.procedures.dossiers import worklist
from motcua.procedures.dossiers.models import DeskHabit, Task
from motcua.procedures.dossiers.worklist import Cursor, Filters
from motcua.sites.desk.officer import Officer, back_to, officer_page

NAMES = ("kind", "channel", "procedure", "due", "order")
LISTS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "mine": ("desk:home", {"mine": True}, {"vi": "Việc của tôi", "en": "My work"}),
    "waiting": ("desk:waiting", {"unclaimed": True}, {"vi": "Chờ nhận", "en": "To claim"}),
    "online": (
        "desk:online",
        {"kind": "receive", "channel": "online"},
        {"vi": "Trực tuyến chờ trả lời", "en": "Online, to answer"},
    ),
}
"""Each list: its page, what is fixed in it, its name."""
GO_ON = frozenset(
    {"accept", "confirm", "supplement", "refuse", "act", "sign", "hand-over", "payment", "stop"}
)
"""Acts after which there is nothing left to do here, so that the next dossier opens."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A list with its filters."""

    tab: str
    query: str

    def __str__(self) -> str:
        return f"{self.tab}?{self.query}"

    @property
    def filters(self) -> Filters:
        return filters_of(self.tab, QueryDict(self.query))

    @property
    def href(self) -> str:
        """The list's own page."""
        return reverse(LISTS[self.tab][0]) + (f"?{self.query}" if self.query else "")

    @property
    def label(self) -> dict[str, str]:
        return LISTS[self.tab][2]

    def dossier(self, code: str, **more: str) -> str:
        """The address of a dossier of this list."""
        return f"{reverse('desk:dossier', args=[code])}?{urlencode({'ds': str(self), **more})}"


def filters_of(tab: str, query: QueryDict) -> Filters:
    """The filters that an address asks for within a list."""
    asked = {name: query.get(name, "") for name in NAMES}
    return Filters(**{**asked, "search": query.get("q", ""), **LISTS[tab][1]})


def of_list(tab: str, query: QueryDict) -> Walk:
    """The list that is being shown, without its page."""
    kept = [(name, query[name]) for name in (*NAMES, "q") if query.get(name)]
    return Walk(tab, urlencode(kept))


def read(raw: str) -> Walk | None:
    """The list that a `ds` names; None for anything else."""
    tab, _, query = raw.partition("?")
    if tab not in LISTS:
        return None
    known = [(name, value) for name, value in parse_qsl(query) if name in {*NAMES, "q"}]
    return Walk(tab, urlencode(known))


def beside(walk: Walk, powers: PowerSet, task: Task | None, now: datetime) -> dict[str, str]:
    """The dossiers before and after the one of this task. Two queries."""
    if task is None:
        return {}
    place = Cursor(task.due_at, task.id)
    before = worklist.neighbour(powers, walk.filters, now, place, before=True)
    after = worklist.neighbour(powers, walk.filters, now, place)
    return {
        "before": walk.dossier(before) if before else "",
        "after": walk.dossier(after) if after else "",
    }


def onward(walk: Walk, officer: Officer, task_id: int, done: str) -> str:
    """Where to go when the task is done: the next dossier of the list, from its top after its end, else the list."""
    task = Task.objects.get(id=task_id)
    filters = walk.filters
    found = worklist.neighbour(officer.powers, filters, officer.now, Cursor(task.due_at, task.id))
    if not found:
        found = next(
            (task.dossier.code for task in worklist.page(officer.powers, filters, officer.now, size=1).tasks),
            "",
        )
    return walk.href if found in {"", done} else walk.dossier(found, vua=done)


def opens_next(officer: Officer) -> bool:
    """Whether this officer wants the next dossier opened after an act; yes unless switched off. One query."""
    habit = (
        DeskHabit.objects.filter(account_id=officer.account.id).values_list("open_next", flat=True).first()
    )
    return habit is not False


@require_POST
@officer_page
def habit(request: HttpRequest, officer: Officer) -> Any:
    """Switch opening the next dossier on or off."""
    DeskHabit.objects.update_or_create(
        account_id=officer.account.id, defaults={"open_next": request.POST.get("open_next") == "yes"}
    )
    return back_to(request)
