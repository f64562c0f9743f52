"""What a newcomer finds in the national record, in publication and in reviews: doubtful points, decisions, a year of reviews."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.clock import VN
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.catalogue.notice import Kind
from motcua.procedures.gazette import changes as gazette
from motcua.procedures.gazette.models import Decision
from motcua.procedures.national import accepting
from motcua.procedures.review import changes, cost
from motcua.procedures.review.cost import Activity, Burden
from motcua.procedures.review.models import Review
from motcua.project.demo.identities import account_of

REVIEWS = 24
SHARE_SIMPLIFIED = 0.55
PROPOSALS = (
    ("time", "10 ngày làm việc", "7 ngày làm việc", "Nhiều hồ sơ xong sớm hơn thời hạn, có thể rút ngắn."),
    (
        "papers",
        "2 bản sao có chứng thực",
        "Không phải nộp, cơ quan tự tra cứu",
        "Dữ liệu đã có trong cơ sở dữ liệu dùng chung.",
    ),
    ("steps", "Nộp và nhận tại trụ sở", "Nộp trực tuyến, nhận bản điện tử", "Người dân phải đi lại hai lần."),
    (
        "forms",
        "Tờ khai 4 trang",
        "Tờ khai 1 trang, điền sẵn dữ liệu",
        "Tờ khai hỏi lại điều cơ quan đã biết.",
    ),
)


def fill(now: datetime, *, seed: int) -> int:
    """Everything once; how many reviews were made. What is there already stays."""
    accepting.adopt(by=SYSTEM, at=now)
    if Review.objects.exists():
        return 0
    draw = random.Random(seed)
    editor, issuer = _doer("editor", now), _doer("issuer", now)
    with transaction.atomic():
        if not Decision.objects.exists():
            _publish(now, editor, issuer)
        return _review(now, editor, issuer, draw)


def _doer(key: str, now: datetime) -> Actor:
    account = account_of(key)
    return authority.actor_for(account, now, authority.powers_of(account.pk, now).posts[0].post_id)


def _publish(now: datetime, editor: Actor, issuer: Actor) -> None:
    """Two issued decisions and one that waits."""
    rows = Procedure.objects.filter(internal=False, executable=False, field="Hộ tịch").order_by("code")
    codes = list(rows.values_list("code", flat=True)[:6])
    today = now.astimezone(VN).date()
    for number, (kind, age, some) in enumerate(
        ((Kind.AMENDED, 40, codes[:3]), (Kind.NEW, 20, codes[3:5]), (Kind.ABOLISHED, 1, codes[5:6])), 1
    ):
        if not some:
            continue
        decided = today - timedelta(days=age)
        dates = gazette.Dates(decided, decided + timedelta(days=15), decided if age > 1 else None)
        lines = [gazette.Line(code, kind) for code in some]
        made = gazette.propose(f"{1700 + number}/QĐ-UBND", "province", dates, lines, by=editor, at=now)
        if age > 1:
            gazette.issue(str(made.uuid), "", by=issuer, at=now)


def _review(now: datetime, editor: Actor, issuer: Actor, draw: random.Random) -> int:
    procedures = list(Procedure.objects.filter(internal=False, national=True).order_by("shelf_key")[:REVIEWS])
    figure = cost.hourly_on(now.date())
    for number, procedure in enumerate(procedures):
        part, was, then, reason = PROPOSALS[number % len(PROPOSALS)]
        persons, hours = draw.randrange(200, 9000, 50), Decimal(draw.randrange(4, 40))
        less = (hours * draw.randrange(40, 90) / 100).quantize(Decimal("0.5"))
        other = draw.randrange(0, 120_000, 10_000)
        proposed = changes.Proposed(
            reason, {part: (was, then)},
            Burden((Activity("prepare", hours, other=other), Activity("file", Decimal(2))), subjects=persons),
            Burden((Activity("prepare", less, other=other // 2), Activity("file", Decimal(1))), subjects=persons),
            figure.hourly, figure.source.vi,
        )  # fmt: skip
        review = changes.begin(procedure, by=editor, at=now)
        changes.save(str(review.uuid), proposed, seen=1, by=editor, at=now)
        if number < 2:
            wards = (
                Agency.objects.on(now.date()).filter(kind=Agency.Kind.COMMUNE).values_list("id", flat=True)
            )
            changes.ask(str(review.uuid), wards, 20, public=True, by=editor, at=now)
        elif number > 3:
            changes.submit(str(review.uuid), seen=2, by=editor, at=now)
        if number > 4:
            outcome = "approved" if draw.random() < SHARE_SIMPLIFIED else "kept"
            changes.decide(
                str(review.uuid), outcome, seen=2, number=f"{1800 + number}/QĐ-UBND", decided_on=now.astimezone(VN).date(),
                words="", by=issuer, at=now,
            )  # fmt: skip
    return len(procedures)
