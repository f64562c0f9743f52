"""Payers, providers, officers and crashes do what comes into their heads with several orders: no đồng is lost or paid twice.

A simple model says what each payment must become; the ledger must say the same, and balance, after every step.
"""

import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.money import orders, paid, refunds
from motcua.money.errors import RefundRefused, WrongState
from motcua.money.gateways import http, registry
from motcua.money.gateways.provider import Answer, RefundAnswer
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.sweep import sweep
from motcua.money.ledger import balance
from motcua.money.ledger.models import Line
from motcua.money.models import Attempt, Order, Receipt, Refund
from tests.money.conftest import MORNING, le_phi
from tests.money.gateway_contract import PROVIDERS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.money.urls")]
WHICH = st.integers(0, 5)
OFTEN = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([False, False, False, True])
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))
HERE = {"paid", "refunded", "partly_refunded"}


@dataclass
class Try:
    """What the world knows of a try: whether the payer's money moved, and how much the provider sent back, by request."""

    provider: Any
    row: Attempt
    number: str
    moved: bool = False
    refused: bool = False
    given_back: dict[str, int] = field(default_factory=dict)
    expected: str = "pending"

    @property
    def decided(self) -> bool:
        return self.moved or self.refused


@dataclass
class Owed:
    """The simple model of an order."""

    row: Order
    tries: list[Try] = field(default_factory=list)
    cash: bool = False
    status: str = "pending"

    def hear_of_money(self, one: Try) -> None:
        if one.expected not in ("pending", "expired"):
            return
        if self.status in HERE | {"held"}:
            one.expected = "surplus"
        elif one.expected == "expired" or self.status in ("expired", "cancelled"):
            one.expected = self.status = "held"
        else:
            one.expected = self.status = "paid"

    def hear_of_nothing(self, one: Try, becomes: str) -> None:
        if one.expected not in ("pending", "expired"):
            return
        one.expected = becomes
        if self.status == "pending" and not any(other.expected == "pending" for other in self.tries):
            self.status = becomes


class PowerCut(Exception):
    pass


_ACTIONS: list[Any] = []


def does(weight: int, **drawn: Any) -> Any:
    """One of the things that happen, `weight` times as often."""

    def known(method: Any) -> Any:
        _ACTIONS.extend([st.tuples(st.just(method.__name__), st.fixed_dictionaries(drawn))] * weight)
        return method

    return known


class MoneyCity:
    seen: ClassVar[Counter[str]] = Counter()

    def open_the_city(self, first):
        self.turns = iter(range(first, 10**6))
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.providers = {make.key: make() for make in PROVIDERS}
        self.owed: list[Owed] = []
        self.now = MORNING
        self.numbers = iter(range(1, 10**6))
        self.client = Client()
        self.lose_answer = self.refuse_refund = False
        self.real = dict(registry.GATEWAYS)
        for key, one in self.real.items():
            refund = self._provider_refunds if one.refund is not None else None
            registry.GATEWAYS[key] = replace(one, query=self._provider_knows, refund=refund)
        for n in range(2):
            self.owed.append(Owed(self._open(n)))

    def _open(self, n: int) -> Order:
        return orders.open_order(
            subject=f"H26.15-261121-{n:04d}", subject_id=uuid.uuid4(), fee=le_phi(50_000 + n), payer_name="Nguyễn Thị Thử",
            channel="online", at=MORNING,
        )  # fmt: skip

    # The world outside.

    def _find(self, attempt: Attempt) -> tuple[Owed, Try]:
        return next((owed, one) for owed in self.owed for one in owed.tries if one.row.pk == attempt.pk)

    def _provider_knows(self, attempt: Attempt, at: Any) -> Answer:
        _, one = self._find(attempt)
        outcome = Outcome.PAID if one.moved else Outcome.FAILED if one.refused else Outcome.NEVER_PAID
        return Answer(
            outcome, attempt.amount, "00", {"asked": attempt.txn_ref}, one.number if one.moved else ""
        )

    def _provider_refunds(self, refund: Refund, attempt: Attempt, at: Any) -> RefundAnswer:
        _, one = self._find(attempt)
        if self.refuse_refund and refund.request_id not in one.given_back:
            return RefundAnswer(False, "95", {})
        one.given_back[refund.request_id] = refund.amount  # the same request twice is one refund
        if self.lose_answer:
            raise http.GatewayUnreachable("lost")
        return RefundAnswer(True, "00", {})

    # What happens.

    def _one(self, which: int) -> Owed:
        return self.owed[which % len(self.owed)]

    def _try(self, which: int, *, decided: bool = False, news: bool = False) -> tuple[Owed, Try] | None:
        """Any try; one whose payer has decided; or one of which the city has not heard yet, as long as there is one."""
        known = [(owed, one) for owed in self.owed for one in owed.tries if one.decided or not decided]
        unheard = [pair for pair in known if pair[1].expected in ("pending", "expired")] if news else []
        known = unheard or known
        return known[which % len(known)] if known else None

    @does(5, which=WHICH, then=st.sampled_from(["pays", "pays", "pays", "refuses", "stares"]))
    def a_payer_begins(self, which, then):
        owed = self._one(which)
        key = list(self.providers)[next(self.turns) % len(self.providers)]
        if owed.status not in ("pending", "failed", "expired"):
            with pytest.raises(WrongState):
                orders.start_attempt(owed.row, gateway=key, at=self.now)
            return
        if len(owed.tries) < 4:
            row = orders.start_attempt(owed.row, gateway=key, at=self.now)
            owed.tries.append(Try(self.providers[key], row, str(next(self.numbers))))
            owed.status = "pending"
            owed.tries[-1].moved, owed.tries[-1].refused = then == "pays", then == "refuses"

    @does(2, which=WHICH, pays=st.sampled_from([True, True, True, False]))
    def a_payer_decides(self, which, pays):
        found = self._try(which)
        if found is not None and not found[1].decided:
            found[1].moved, found[1].refused = pays, not pays
            self.seen["payer paid" if pays else "payer refused"] += 1

    @does(5, which=WHICH, times=st.integers(1, 2), news=OFTEN)
    def a_notice_arrives(self, which, times, news):
        found = self._try(which, decided=True, news=news)
        if found is None:
            return
        owed, one = found
        if one.refused and not one.provider.sends_refusals:
            return
        for _ in range(times):
            answer = one.provider.heard(self._notice(one).to(self.client))
            assert answer in (one.provider.ANSWERS["confirmed"], one.provider.ANSWERS["already"])
            self._heard(owed, one)
        self.seen[f"notice of {one.provider.key}"] += 1

    @does(2, which=WHICH, by=st.sampled_from(["withdrawal", "time"]))
    def a_payment_comes_after_all(self, which, by):
        """The order is closed, or its tries have run out, and then the provider tells of money."""
        silent = [
            (owed, one)
            for owed in self.owed
            for one in owed.tries
            if one.expected == "pending" and not one.decided
        ]
        if not silent:
            return
        owed, one = silent[which % len(silent)]
        if by == "time":
            self.now += timedelta(days=1)
            self._sweep(timedelta(minutes=30))
        elif owed.status in ("pending", "failed", "expired"):
            orders.cancel_order(owed.row, "rút hồ sơ", self.now)
            owed.status = "cancelled"
        one.moved = True
        one.provider.heard(self._notice(one).to(self.client))
        self._heard(owed, one)

    def _notice(self, one: Try, **changes: Any) -> Any:
        return one.provider.notice(one.row, paid=one.moved, number=one.number, **changes)

    def _heard(self, owed: Owed, one: Try) -> None:
        if one.moved:
            owed.hear_of_money(one)
        else:
            owed.hear_of_nothing(one, "failed")
        self.seen[one.expected] += 1

    @does(1, which=WHICH, lie=st.sampled_from(["forged", "amount"]))
    def a_lie_arrives(self, which, lie):
        found = self._try(which)
        if found is None:
            return
        one = found[1]
        true = replace(one, moved=True)
        if lie == "forged":
            sent = self._notice(true, secret="somebody-elses-secret-0000000001")
            expected = "signature"
        else:
            times = 100 if one.provider.key == "vnpay" else 1
            sent = self._notice(true, amount=(one.row.amount + 1) * times)
            expected = "amount"
        assert one.provider.heard(sent.to(self.client)) == one.provider.ANSWERS[expected]
        self.seen[f"lie about {expected}"] += 1

    @does(1, which=WHICH)
    def the_power_fails_while_a_notice_is_booked(self, which):
        found = self._try(which, decided=True, news=True)
        if found is None or not found[1].moved:
            return
        owed, one = found
        books = one.expected == "pending" and owed.status in ("pending", "failed")

        def cut(orders, at):
            raise PowerCut

        paid.connect(cut)
        try:
            answer = one.provider.heard(self._notice(one).to(self.client))
        finally:
            paid.disconnect(cut)
        if books:
            assert answer == one.provider.ANSWERS["error"]
            self.seen["crash"] += 1
        else:
            self._heard(owed, one)

    @does(1, which=WHICH, sure=SELDOM)
    def the_counter_takes_cash(self, which, sure):
        owed = self._one(which)
        if not sure:
            return
        if owed.status in ("pending", "failed", "expired"):
            orders.mark_cash_paid(owed.row, "Thu ngân", self.now)
            owed.cash, owed.status = True, "paid"
            self.seen["cash"] += 1
        else:
            with pytest.raises(WrongState):
                orders.mark_cash_paid(owed.row, "Thu ngân", self.now)

    @does(1, which=WHICH, sure=SELDOM)
    def the_resident_withdraws(self, which, sure):
        owed = self._one(which)
        if not sure:
            return
        if owed.status in ("pending", "failed", "expired"):
            orders.cancel_order(owed.row, "rút hồ sơ", self.now)
            owed.status = "cancelled"

    @does(2, minutes=st.sampled_from([5, 5, 10, 50, 24 * 60]))
    def time_passes_and_the_sweep_asks(self, minutes):
        self.now += timedelta(minutes=minutes)
        self._sweep(timedelta(minutes=30))

    def _sweep(self, grace: timedelta) -> None:
        for key in self.providers:
            due = list(
                Attempt.objects.filter(gateway=key, status="pending", expires_at__lte=self.now - grace)
                .order_by("asked_at", "expires_at").values_list("pk", flat=True)
            )  # fmt: skip
            report = sweep(self.now, registry.GATEWAYS[key], grace=grace)
            still = set(Attempt.objects.filter(pk__in=due, status="pending").values_list("pk", flat=True))
            for pk in due:
                owed, one = self._find(Attempt(pk=pk))
                if pk not in still:
                    if one.decided:
                        self._heard(owed, one)
                    else:
                        owed.hear_of_nothing(one, "expired")
            self.seen["asked"] += report.settled

    @does(2, which=WHICH, accept=st.booleans())
    def an_officer_decides_on_held_money(self, which, accept):
        held = [owed for owed in self.owed if owed.status == "held"]
        if not held:
            return
        owed = held[which % len(held)]
        one = next(one for one in owed.tries if one.expected == "held")
        orders.release_held(owed.row, accept=accept, by="Kế toán", at=self.now)
        one.expected, owed.status = ("paid", "paid") if accept else ("surplus", "failed")
        self.seen["released"] += 1

    @does(3, which=WHICH, part=st.sampled_from([1, 20_000, 10**6, None]), sensible=OFTEN)
    def an_officer_asks_for_a_refund(self, which, part, sensible):
        here = [owed for owed in self.owed if owed.status in ("paid", "partly_refunded")] if sensible else []
        owed = here[which % len(here)] if here else self._one(which)
        amount = part or owed.row.payer_amount
        promised = sum(r.amount for r in self._own_refunds(owed) if r.status != "refused")
        fits = owed.status in ("paid", "partly_refunded") and amount <= owed.row.payer_amount - promised
        if fits:
            refunds.request(owed.row, amount, "giảm phí", "An", self.now)
        else:
            with pytest.raises(RefundRefused):
                refunds.request(owed.row, amount, "giảm phí", "An", self.now)

    def _own_refunds(self, owed: Owed) -> list[Refund]:
        return list(Refund.objects.filter(order=owed.row).exclude(attempt__status="surplus"))

    @does(1, which=WHICH)
    def an_officer_asks_for_a_surplus(self, which):
        over = [one for owed in self.owed for one in owed.tries if one.expected == "surplus"]
        if over:
            with suppress(RefundRefused):  # asked for already
                refunds.request_surplus(over[which % len(over)].row, "nộp hai lần", "An", self.now)

    @does(3, which=WHICH, does=st.sampled_from(["approve", "approve", "refuse"]))
    def another_officer_decides(self, which, does):
        waiting = list(Refund.objects.filter(status="requested").order_by("pk"))
        if waiting:
            refund = waiting[which % len(waiting)]
            with pytest.raises(RefundRefused):
                refunds.approve(refund, "An", self.now)
            getattr(refunds, does)(refund, "Bình", self.now)
            self._settle_order_status(refund)

    @does(4, which=WHICH, fate=st.sampled_from(["done", "done", "lost", "refused"]))
    def a_refund_is_sent(self, which, fate):
        ready = list(
            Refund.objects.filter(status__in=["approved", "unknown"], attempt__isnull=False).order_by("pk")
        )
        if not ready:
            return
        refund = ready[which % len(ready)]
        if refunds.by_hand(refund):
            refunds.sent_by_hand(refund, self.now)
        elif refund.status == "unknown" and refund.response_code:
            went = refund.request_id in self._find(refund.attempt)[1].given_back
            refunds.clear(refund, done=went, by="Bình", at=self.now)
        else:
            self.lose_answer, self.refuse_refund = fate == "lost", fate == "refused"
            refund = refunds.send(refund, self.now)
            self.seen[f"refund {refund.status}"] += 1
        self._settle_order_status(refund)

    def _settle_order_status(self, refund: Refund) -> None:
        owed = next(one for one in self.owed if one.row.pk == refund.order_id)
        back = sum(r.amount for r in self._own_refunds(owed) if r.status == "done")
        if back and owed.status in HERE:
            owed.status = "refunded" if back == owed.row.payer_amount else "partly_refunded"

    def goes_through(self, first, happenings):
        """Everything in its order; the rules hold after each."""
        self.open_the_city(first)
        try:
            for name, drawn in happenings:
                getattr(self, name)(**drawn)
                self.the_books_say_what_the_model_says()
                self.every_dong_is_somewhere()
                self.nobody_gets_back_more_than_came()
            self._everything_comes_to_light()
        finally:
            registry.GATEWAYS.update(self.real)
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # What must always hold.

    def the_books_say_what_the_model_says(self):
        found = dict(Order.objects.values_list("pk", "status"))
        tried = dict(Attempt.objects.values_list("pk", "status"))
        for owed in self.owed:
            assert found[owed.row.pk] == owed.status
            assert [tried[one.row.pk] for one in owed.tries] == [one.expected for one in owed.tries]
            paid_by = [one for one in owed.tries if one.expected == "paid"]
            assert len(paid_by) + owed.cash <= 1, "an order is paid once"

    def every_dong_is_somewhere(self):
        rows = balance.trial(*ALWAYS)
        assert balance.difference(rows) == 0
        have = {row.account: row.balance for row in rows}
        came = sum(
            one.row.amount
            for owed in self.owed
            for one in owed.tries
            if one.expected in ("paid", "held", "surplus")
        ) + sum(owed.row.payer_amount for owed in self.owed if owed.cash)
        went = sum(Refund.objects.filter(status="done").values_list("amount", flat=True))
        places = have.get("clearing", 0) + have.get("cash", 0) + have.get("bank", 0)
        belongs = have.get("le_phi", 0) + have.get("suspense", 0) + have.get("refund_due", 0)
        assert places == belongs == came - went
        held = sum(one.row.amount for owed in self.owed for one in owed.tries if one.expected == "held")
        assert have.get("suspense", 0) == held

    def nobody_gets_back_more_than_came(self):
        for owed in self.owed:
            for one in owed.tries:
                assert sum(one.given_back.values()) <= one.row.amount
            valid = Receipt.objects.filter(order=owed.row, cancelled_at=None)
            promised = sum(
                r.amount for r in self._own_refunds(owed) if r.status in ("approved", "done", "unknown")
            )
            due = owed.row.payer_amount - promised if owed.status in HERE else 0
            assert sum(one.amount for one in valid) == due, "the receipt says what was paid and kept"

    def _everything_comes_to_light(self) -> None:
        """In the end every notice arrives and every silence is asked about: what moved outside is in the books, by provider."""
        for owed in self.owed:
            for one in owed.tries:
                if one.moved:
                    one.provider.heard(self._notice(one).to(self.client))
                    owed.hear_of_money(one)
        self.the_books_say_what_the_model_says()
        self.every_dong_is_somewhere()
        for key, provider in self.providers.items():
            mine = [one for owed in self.owed for one in owed.tries if one.provider is provider and one.moved]
            known = sum(one.row.amount for one in mine)
            unsure = Refund.objects.filter(attempt__gateway=key, status__in=["unknown", "approved"])
            pending = sum(
                one.given_back.get(refund.request_id, 0)
                for refund in unsure
                for one in mine
                if one.row.pk == refund.attempt_id
            )
            outside = known - sum(sum(one.given_back.values()) for one in mine) + pending
            inside = sum(Line.objects.filter(account="clearing", detail=key).values_list("amount", flat=True))
            assert outside == inside, f"{key} holds {outside} đồng of ours and the books say {inside}"


SHORT_OF_IT = {"paid", "surplus", "crash", "lie about signature", "refund done", "refund unknown"}
WORTH_SEEING = {
    "paid", "held", "surplus", "failed", "crash", "cash", "released", "lie about signature", "lie about amount",
    "refund done", "refund unknown", *(f"notice of {make.key}" for make in PROVIDERS),
}  # fmt: skip


SCENE = [
    ("a_payer_begins", {"which": 0, "then": "pays"}),
    ("a_lie_arrives", {"which": 0, "lie": "forged"}),
    ("the_power_fails_while_a_notice_is_booked", {"which": 0}),
    ("a_notice_arrives", {"which": 0, "times": 2, "news": True}),
    ("a_payer_begins", {"which": 1, "then": "pays"}),
    ("a_payer_begins", {"which": 1, "then": "pays"}),
    ("a_notice_arrives", {"which": 0, "times": 1, "news": True}),
    ("a_notice_arrives", {"which": 0, "times": 1, "news": True}),
    ("an_officer_asks_for_a_surplus", {"which": 0}),
    ("an_officer_asks_for_a_refund", {"which": 0, "part": 20_000, "sensible": True}),
    ("another_officer_decides", {"which": 0, "does": "approve"}),
    ("another_officer_decides", {"which": 0, "does": "approve"}),
    ("a_refund_is_sent", {"which": 0, "fate": "lost"}),
    ("a_refund_is_sent", {"which": 0, "fate": "done"}),
    ("a_refund_is_sent", {"which": 0, "fate": "done"}),
]
"""What the short form goes through at each provider, before chance has its turn."""


def run(examples: int, steps: int, settings_of: Any, *, same_every_time: bool) -> None:
    for make in PROVIDERS:
        setattr(settings_of, make.key.upper(), make().configured("http://127.0.0.1:9"))
    settings_of.MERCHANTS = {}
    MoneyCity.seen.clear()
    for first in range(len(PROVIDERS)):
        MoneyCity().goes_through(first, SCENE)
    how = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=same_every_time,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,) if same_every_time else tuple(Phase),
    )
    happenings = st.lists(st.one_of(_ACTIONS), min_size=steps, max_size=steps)
    how(given(WHICH, happenings)(lambda first, happenings: MoneyCity().goes_through(first, happenings)))()
    lacking = (WORTH_SEEING if not same_every_time else SHORT_OF_IT) - MoneyCity.seen.keys()
    assert not lacking, f"nothing is proved of {lacking}: it only got to {dict(MoneyCity.seen)}"


def test_no_dong_is_lost_or_paid_twice_whatever_happens(settings):
    run(5, 40, settings, same_every_time=True)


@pytest.mark.long
def test_no_dong_is_lost_or_paid_twice_whatever_happens_for_a_long_time(settings):
    run(80, 50, settings, same_every_time=False)
