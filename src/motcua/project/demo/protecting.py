"""Data protection in the demo: looks of the last days, what rules propose, a question, a drill, an export."""

import random
from datetime import datetime, timedelta

from motcua.city import authority
from motcua.city.models import Person
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.foundation.audit import Around, partitions, within
from motcua.foundation.models import AccessLog
from motcua.insight.privacy import finding
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo.identities import account_of
from motcua.records.privacy import breaches, exports, questions
from motcua.records.privacy.breaches import Noted
from motcua.records.privacy.models import LookQuestion, Review

DAYS = 5
STRANGERS = 6


def fill(now: datetime, *, seed: int) -> int:
    """Invented looks at invented people, and what came of them; how many looks. None when there are questions already."""
    if LookQuestion.objects.exists() or Review.objects.exists():
        return 0
    partitions.ensure(now.date())
    chance, before = random.Random(seed), AccessLog.objects.count()
    anh = account_of("resident")
    assert anh.person_id is not None
    yesterday = (now - timedelta(days=1)).replace(hour=10, minute=5, second=0)
    for back in range(DAYS, 0, -1):
        morning = (now - timedelta(days=back)).replace(hour=8, minute=30, second=0)
        _work(morning, anh.person_id, chance)
    land = authority.actor_for(account_of("land"), yesterday)
    _look(land, [anh.person_id], "Đối chiếu, xác minh", "population", "checking", yesterday)
    seen = AccessLog.objects.filter(person_id=anh.person_id).latest("id").id
    strangers = (
        Person.objects.exclude(pk=anh.person_id).order_by("-pk").values_list("pk", flat=True)[:STRANGERS]
    )
    for minute, person in enumerate(strangers):
        _look(
            land,
            [person],
            "Đối chiếu, xác minh",
            "population",
            "checking",
            yesterday + timedelta(minutes=minute),
        )
    finding.run(yesterday.date(), at=now)
    me = Actor("resident", anh.pk, anh.person_id, anh.display_name)
    asked = questions.Asked(
        anh.person_id, [seen], f"{yesterday:%d/%m/%Y}: UBND phường Nghĩa Đô, để đối chiếu điều khai với dữ liệu đã có",
        "Tôi không có hồ sơ đất đai nào. Vì sao cán bộ địa chính xem dữ liệu của tôi?",
    )  # fmt: skip
    questions.ask(asked, by=me, at=now - timedelta(hours=3))
    _register(now)
    return AccessLog.objects.count() - before


def _work(at: datetime, person: int, chance: random.Random) -> None:
    """A day at the counter and at the desk: dossiers of the ward are opened by those who work on them."""
    for key in ("counter", "justice"):
        by = authority.actor_for(account_of(key), at)
        rows = Dossier.objects.filter(competent_agency__key="ubnd-phuong-nghia-do").order_by("-id")[:40]
        for row in chance.sample(list(rows), min(8, len(rows))):
            moment = at + timedelta(minutes=chance.randint(0, 400))
            _look(by, [row.owner_id], "Thẩm tra hồ sơ", "dossier", "dossier", moment, row.code)
    counter = authority.actor_for(account_of("counter"), at)
    _look(counter, [person], "Tiếp nhận: Đăng ký khai sinh", "population", "intake", at)


def _look(
    by: Actor, people: list[int | None], purpose: str, what: str, code: str, at: datetime, dossier: str = ""
) -> None:
    with within(Around("10.26.4.17", "demo")):
        audit.log_read(by, people, purpose=purpose, what=what, code=code, at=at, dossier_code=dossier)


def _register(now: datetime) -> None:
    """A drill that is open and an export that waits for a second officer."""
    by = authority.actor_for(account_of("dpo"), now)
    drill = Noted(
        title="Diễn tập: lộ mật khẩu của một tài khoản", drill=True, kinds=("basic", "contact"),
        happened="Giả định mật khẩu của một công chức bị lộ trong hai ngày.", begins=now - timedelta(days=2), ends=now,
        found_at=now - timedelta(hours=1), accounts=(account_of("land").pk,),
    )  # fmt: skip
    breaches.note(drill, by=by, at=now)
    wanted = exports.Wanted(
        "dossiers", ("age", "sex", "commune", "quarter", "channel"), "Đánh giá mức dùng dịch vụ trực tuyến theo lứa tuổi",
        "Viện Nghiên cứu phát triển mẫu", "Kế hoạch số 12/KH-UBND (dữ liệu mẫu)", 5,
    )  # fmt: skip
    exports.propose(wanted, by=by, at=now)
