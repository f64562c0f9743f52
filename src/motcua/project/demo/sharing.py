"""Agreements on data with invented systems: one in effect with a week of use, one that
waits for a second officer, and a bank that asks a resident to agree to answers about them."""

import random
from datetime import date, datetime, timedelta

from django.conf import settings

from motcua.city import authority
from motcua.city.models import Account
from motcua.exchange import notices
from motcua.exchange.credit_trust import asking
from motcua.exchange.credit_trust.checks import SERVICE
from motcua.exchange.data_services import agreements
from motcua.exchange.data_services.agreements import Terms
from motcua.exchange.data_services.models import Agreement, Call
from motcua.exchange.notices import Notice
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.project.demo.identities import account_of

BANK = ("partner.bank", "Ngân hàng Mẫu")
HOSPITAL = ("partner.children-hospital", "Bệnh viện Nhi Mẫu")
COUNTERS = ("Giao dịch viên 04", "Giao dịch viên 11", "Giao dịch viên 27")


def fill(now: datetime, *, seed: int) -> int:
    """The sample agreements; how many. None when there are some already."""
    if Agreement.objects.exists():
        return 0
    today = now.astimezone(worktime.VN).date()
    proposer, decider = (authority.actor_for(account_of(key), now) for key in ("organiser", "city"))
    bank = agreements.propose(_bank(today), by=proposer, at=now - timedelta(days=20))
    agreements.approve(bank.id, by=decider, at=now - timedelta(days=19))
    _use(bank, today, now, random.Random(seed))
    agreements.propose(_hospital(today), by=proposer, at=now - timedelta(days=1))
    trust = agreements.propose(_trust(today), by=proposer, at=now - timedelta(days=18))
    agreements.approve(trust.id, by=decider, at=now - timedelta(days=17))
    _asked(trust, now)
    return 3


def _asked(agreement: Agreement, now: datetime) -> None:
    """The bank asks the resident of the demo: its link lies in the inbox, as if the bank had sent it."""
    resident = account_of("resident")
    wanted = asking.Wanted("vay-mua-nha-2601", "Xét vay mua nhà, hồ sơ 2601", ["identity", "resident"], 30)
    bank = agreement.account
    by = Actor("partner", bank.id, None, bank.display_name)
    request = asking.ask(bank.id, bank.username, wanted, by=by, at=now - timedelta(hours=2))
    notices.send(
        [
            Notice(
                key=f"demo-credit-trust/{request.uuid}", person_id=resident.person_id, address="", language="vi",
                subject="Ngân hàng Mẫu gửi bạn một liên kết xin phép",
                body="Ngân hàng Mẫu xin phép hỏi thành phố vài điều về bạn khi xét vay. Bạn tự quyết định.",
                link=f"{settings.PUBLIC_URL}/dong-y/tin-nhiem/{request.token}", dossier_code="",
                at=now - timedelta(hours=2),
            )
        ]
    )  # fmt: skip


def _trust(today: date) -> Terms:
    return Terms(
        _partner(BANK), SERVICE, "Trả lời khả tín khi xét vay", ("identity", "resident"), ("verify",),
        "Đánh giá tín nhiệm khi bạn xin vay", "NĐ 356/2025/NĐ-CP; sự đồng ý của người vay",
        today - timedelta(days=17), today + timedelta(days=300), per_minute=60, per_day=2000,
    )  # fmt: skip


def _partner(name: tuple[str, str]) -> int:
    account, _ = Account.objects.get_or_create(
        username=name[0],
        defaults={"display_name": name[1], "kind": Account.Kind.PARTNER, "password": "!"},
    )
    return account.id


def _bank(today: date) -> Terms:
    return Terms(
        _partner(BANK), "births", "Xác minh khai sinh khi mở tài khoản cho con",
        ("child_name", "child_birth_date", "mother_name", "father_name"), ("verify",),
        "Xác minh quan hệ cha mẹ khi mở tài khoản cho trẻ", "Luật Các tổ chức tín dụng; sự đồng ý của cha mẹ",
        today - timedelta(days=20), today + timedelta(days=300), per_minute=120, per_day=4000,
    )  # fmt: skip


def _hospital(today: date) -> Terms:
    return Terms(
        _partner(HOSPITAL), "births", "Cập nhật tên trẻ sau khai sinh",
        ("child_name", "child_birth_date", "child_pin"), ("query", "changes"),
        "Gắn tên khai sinh vào hồ sơ sức khỏe của trẻ", "Luật Khám bệnh, chữa bệnh; thỏa thuận với Sở Y tế",
        today, today + timedelta(days=360), feed_fields=("child_name",),
    )  # fmt: skip


def _use(agreement: Agreement, today: date, now: datetime, chance: random.Random) -> None:
    """Two weeks of figures and some calls, invented as figures: nobody's data was looked at."""
    for back in range(13, -1, -1):
        asked = chance.randint(180, 420) if back % 7 not in (0, 6) else chance.randint(0, 40)
        agreement.days.create(
            day=today - timedelta(days=back), minute=now, in_minute=0, asked=asked, found=asked * 94 // 100,
            refused=chance.choice((0, 0, 0, 3)),
        )  # fmt: skip
    Call.objects.bulk_create(
        Call(
            agreement=agreement, request_id=f"mau-{n:06}", body_hash="", use="verify",
            at=now - timedelta(minutes=7 * (40 - n)), officer=chance.choice(COUNTERS),
            case_number=f"TK-{2600 + n}", asked=1, found=1,
        )
        for n in range(40)
    )  # fmt: skip
