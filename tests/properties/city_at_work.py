"""A small office at work: some dossiers, everybody who may or may not touch them, and a clock that moves.

Used by the state machine: each attempt is made, and what was refused must have left no trace.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from motcua.city.authority import NotAllowed
from motcua.foundation.actor import Actor
from motcua.money import errors as money_errors
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.dossiers import changes, holding, timers
from motcua.procedures.dossiers.changes.ending import fetch_online
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Dossier, Supplement, Task
from motcua.procedures.dossiers.status import Status
from tests.conftest import hanoi
from tests.procedures import at_wide
from tests.procedures.at_work import HOME, certified_copies, filed_works, seat, works_at_counter
from tests.procedures.people import RECEIVED, filed_birth, officer, resident

REFUSALS = (ChangeRefused, NotAllowed, money_errors.WrongState, money_errors.NothingToPay)
BEGIN = hanoi("2026-03-02 08:30")
RESIDENTS = ("resident", "resident-single")
OFFICERS = ("counter", "justice", "land", "leader", "chair", "clerk", "construction")
DESKS = ("division_leader", "vice_chair", "specialist")
DEPARTMENTS = {"so-xay-dung": "construction", "so-y-te": "health", "so-tai-chinh": "finance"}
"""Who answers for a department that is asked."""
OUTSIDE = Actor("partner", name="Thuế thành phố")
DONE_RIGHT = {
    "answers": {
        "check": {"proposal": "grant"},
        "site_check": {"visited_on": "2026-03-02", "site_findings": "Đất trống", "needs_opinion": True},
        "appraise": {"proposal": "grant", "ground_level_cm": 20},
        "tax": {"tax_paid": True, "tax_due": 0},
    },
}
TABLES = (
    "dossiers_dossier", "dossiers_task", "dossiers_component", "dossiers_supplement", "dossiers_document",
    "dossiers_timer", "dossiers_alert", "dossiers_outsideanswer", "dossiers_turn",
    "foundation_event", "foundation_chainhead", "foundation_outboxentry",
    "foundation_numberseries", "money_order", "money_receipt", "records_storedfile", "procrastinate_jobs",
)  # fmt: skip


class Office:
    """The people, the moment, and the dossiers handed in so far."""

    def __init__(self) -> None:
        self.at = BEGIN
        self.people: dict[str, Actor] = {key: resident(BEGIN, key) for key in RESIDENTS}
        self.people |= {key: officer(key, BEGIN) for key in OFFICERS}
        self.people |= {post: seat(HOME, post, BEGIN) for post in DESKS}
        self.people |= {"health": seat("so-y-te", "specialist", BEGIN)}
        self.people |= {"finance": seat("so-tai-chinh", "specialist", BEGIN)}
        self.ids: list[int] = []
        self.written = 0
        self._seen: tuple[int, tuple[object, ...]] | None = None

    def begin(self, kind: str) -> Dossier:
        """Somebody hands something in."""
        make: dict[str, Callable[[datetime], Dossier]] = {
            "birth": filed_birth,
            "birth of last year": lambda at: filed_birth(at, child_birth_date="2025-10-01"),
            "permit at the counter": works_at_counter,
            "permit by post": filed_works,
            "copies at the counter": certified_copies,
            "copies online": lambda at: certified_copies(at, channel="online"),
            "wide": at_wide.filed,
            "wide, departments asked": at_wide.consulted,
            "wide, the tax office asked": lambda at: at_wide.consulted(at, city=False),
        }
        dossier = make[kind](self.at)
        self.ids.append(dossier.id)
        self.written += 1
        return dossier

    def pass_time(self, span: timedelta) -> None:
        """The clock moves and whatever was due meanwhile happens."""
        self.at += span
        timers.fire_due(self.at)
        self.written += 1

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change; True when it was made. What is refused must write nothing at all.

        No transaction around it: it is the change that must undo what it had begun.
        """
        before = self.traces()
        try:
            change()
        except REFUSALS as refusal:
            assert traces() == before, f"refused ({refusal!r}), but something was written"
            return False
        self.written += 1
        return True

    def traces(self) -> tuple[object, ...]:
        """The fingerprint as it is now; taken again only when something was written since."""
        if self._seen is None or self._seen[0] != self.written:
            self._seen = (self.written, traces())
        return self._seen[1]

    def proceed(self, dossier: Dossier) -> bool:
        """The next step as a good office would do it; False when nobody at the offices has anything to do."""
        task = Task.objects.filter(dossier=dossier, closed_at=None).order_by("branch").last()
        if dossier.status == Status.SUPPLEMENT and task is None:
            return self.attempt(
                lambda: changes.answer_supplement(dossier.uuid, (), "Đây", by=self.owner, at=self.at)
            )
        if dossier.finance == "due" and dossier.status in (Status.PAYMENT_DUTY, Status.REGISTERED):
            return self.pay(dossier)
        if task is None:
            return False
        by = self.right_officer(task)
        if dossier.status == Status.SUPPLEMENT:
            return self.attempt(
                lambda: changes.confirm_supplement(task.id, by=by, at=self.at, ticked=RECEIVED)
            )
        if dossier.step == "tax" and dossier.id % 2:
            return self.outside(dossier, dossier.id, paid=True)  # else an officer writes down what it said
        if task.kind == "receive":
            return self.attempt(lambda: changes.accept(task.id, by=by, at=self.at, ticked=RECEIVED))
        if task.kind == "return":
            return self.attempt(
                lambda: changes.hand_over(
                    task.id, "signature", {"received_by": "Minh Anh"}, by=by, at=self.at
                )
            )
        return self.step(task, by, 0, right=True)

    def step(self, task: Task, by: Actor, choice: int, *, right: bool) -> bool:
        """Leave the step of a task by one of its ways out, with everything filled in, or with nothing."""
        compiled = holding.compiled_version(task.dossier.version_id)
        step = compiled.step(task.step)
        if task.branch:
            stance = ("agree", "conditions", "object", "answered")[choice % 4]
            words = "Có lý do" if right else ""
            return self.attempt(lambda: changes.act(task.id, stance, by=by, at=self.at, note=words))
        action = step.actions[choice % len(step.actions)].id
        ticked = frozenset(item.id for item in step.step.checklist) if right else frozenset()
        answers = DONE_RIGHT["answers"].get(step.id, {}) if right and step.fields else {}
        return self.attempt(
            lambda: changes.act(
                task.id,
                action,
                by=by,
                at=self.at,
                answers=answers,
                ticked=ticked,
                note="Có lý do" if right else "",
            )
        )

    def pay(self, dossier: Dossier) -> bool:
        order = Order.objects.filter(subject_id=dossier.uuid).first()
        return order is not None and self.attempt(lambda: orders.mark_cash_paid(order, "Thủ quỹ", self.at))

    def fetch(self, dossier: Dossier, by: Actor) -> bool:
        return self.attempt(lambda: fetch_online(dossier.uuid, by=by, at=self.at))

    def right_officer(self, task: Task) -> Actor:
        """Whoever sits on the post of the task; the colleague who claimed it, when there is one."""
        if task.claimed_by_id is not None and task.closed_at is None:
            return next(by for by in self.people.values() if by.account_id == task.claimed_by_id)
        if task.branch:
            return self.people[DEPARTMENTS[task.agency.key]]
        by_post = {
            "specialist": "specialist",
            "reception": "counter", "justice_officer": "justice", "chair": "chair", "clerk": "clerk",
            "land_officer": "land", "division_leader": "division_leader", "": "construction",
        }  # fmt: skip
        return self.people[by_post[task.post_kind]]

    def outside(self, dossier: Dossier, number: int, paid: bool) -> bool:
        """The tax office sends a message, perhaps one that it has sent before."""
        told = {"tax_paid": paid, "tax_due": 0 if paid else 1000}
        return self.attempt(
            lambda: changes.external.answer(dossier.id, "tax", told, f"m{number}", by=OUTSIDE, at=self.at)
        )

    @property
    def owner(self) -> Actor:
        return self.people["resident"]

    def waiting_request(self, dossier: Dossier) -> Supplement | None:
        return Supplement.objects.filter(dossier=dossier).order_by("-id").first()


def traces() -> tuple[object, ...]:
    """A fingerprint of every table that a change may write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select "
            + ", ".join(
                f"(select coalesce(sum(hashtextextended(t::text, 0)), 0) from {name} t)" for name in TABLES
            )
        )
        return tuple(cursor.fetchone())
