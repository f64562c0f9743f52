"""The demo's cashless city: a pilot street and a market with three months of takings, a class with fees, drawers of the ward.

Invented, seeded; made by the acts themselves but for the takings, which are many.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from motcua.city import authority
from motcua.city.models import Account, Organisation, Person, Unit
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.money.bank import config, paying
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.merchants import changes as merchants
from motcua.money.merchants import rules
from motcua.money.merchants.models import Merchant, Taking, Zone
from motcua.money.models import Order
from motcua.money.orders import PAYABLE
from motcua.money.school_fees import changes as school
from motcua.money.school_fees import rules as school_rules
from motcua.money.school_fees.models import Campaign
from motcua.money.till import counting, drawers
from motcua.money.till.models import Drawer
from motcua.money.till.rules import read_count
from motcua.project.demo.identities import HOME, account_of

STALLS = (
    "Bún chả Bà Mẫu", "Phở Gia Truyền", "Cà phê Góc Phố", "Tạp hóa Cô Ba", "Bánh mì Sáng", "Hoa tươi Mẫu", "Sửa xe Anh Tư",
    "Trà chanh Hè", "Rau sạch Nhà Vườn", "Thịt tươi Chị Năm", "Cá sông Đà", "Trái cây Bốn Mùa", "Gạo quê", "Đồ khô Mẫu",
)  # fmt: skip
DAYS = 92
PUPILS = (
    "Lê Bảo An", "Trần Gia Bình", "Phạm Minh Châu", "Vũ Khánh Chi", "Đỗ Hải Đăng", "Ngô Thùy Dương", "Bùi Đức Duy", "Lý Thu Hà",
    "Đặng Quang Huy", "Mai Khánh Linh", "Hồ Gia Long", "Dương Hà My", "Tạ Bảo Nam", "Đinh Yến Nhi", "Cao Minh Phúc",
    "Lưu Anh Thư",
)  # fmt: skip
PAID_OF_THE_CLASS = 9
_ADD_UP = """
insert into merchants_tally (merchant_id, period, begin, payments, amount)
select merchant_id, period, date_trunc(period, at at time zone 'Asia/Ho_Chi_Minh')::date, count(*), sum(amount)
from merchants_taking, (values ('day'), ('month')) as p (period)
group by 1, 2, 3 on conflict (merchant_id, period, begin) do nothing"""


def fill(now: datetime, *, seed: int) -> int:
    """Everything above, where it is not there yet; how many merchants there are."""
    if not Zone.objects.exists():
        with transaction.atomic():
            _zones(now, Random(f"merchants {seed}"))
    if not Campaign.objects.exists():
        with transaction.atomic():
            a_class(now)
    if not Drawer.objects.filter(opened_at__gte=now - timedelta(hours=12)).exists():
        with transaction.atomic():
            ward_drawer(now)
    return Merchant.objects.count()


def _actor(key: str, at: datetime) -> Actor:
    return authority.actor_for(account_of(key), at)


def _zones(now: datetime, rng: Random) -> None:
    ward = Unit.objects.get(code="00160", code_list="2025")
    began = now - timedelta(days=DAYS + 3)
    leader, owner = _actor("leader", began), _actor("resident", began)
    street = merchants.open_zone(
        "Phố Nghĩa Tân", "Nghĩa Tân Street", "street", began.date(), by=leader, at=began
    )
    market = merchants.open_zone(
        "Chợ Nghĩa Tân", "Nghĩa Tân Market", "market", began.date(), by=leader, at=began
    )
    bodies = list(Organisation.objects.exclude(number="0009999999").order_by("id")[: len(STALLS)])
    made: list[tuple[Merchant, Actor]] = []
    for number, name in enumerate(STALLS[: len(bodies) + 1]):
        zone = street if number < len(STALLS) // 2 else market
        # the first is the demo resident's own, whose page can be looked at; the others belong to invented businesses
        by = owner if number == 0 else Actor("system", name="Mẫu", for_organisation_id=bodies[number - 1].pk)
        told = rules.Application(
            f"{name} (mẫu)",
            zone.kind,
            zone.name_vi,
            "970436",
            f"99{number:08d}",
            False,
            "NGUYEN VAN MAU",
            True,
        )
        one = merchants.apply(told, ward, by=by, at=began)
        made.append((merchants.decide(one.uuid, True, "", zone, by=leader, at=began), by))
    takings(now, [one for one, _ in made], rng)
    for month in rules.months_back(now.astimezone(VN).date(), 4)[1:-1]:
        for number, (one, by) in enumerate(made):
            if number % 6 != 5:
                merchants.declare(one.uuid, month, rng.randint(4, 30) * 500_000, by=by, at=now)
    waiting = rules.Application(
        "Trông xe Nhà văn hóa (mẫu)",
        "parking",
        "Nhà văn hóa",
        "970422",
        "VQRMAU0001",
        True,
        "TRAN THI MAU",
        True,
    )
    merchants.apply(waiting, ward, by=_actor("resident-single", now), at=now - timedelta(hours=5))


def takings(now: datetime, made: Sequence[Merchant], rng: Random) -> None:
    """Three months of payments by code, growing; sums added up at once."""
    today = now.astimezone(VN).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = []
    for back in range(DAYS, -1, -1):
        begin = today - timedelta(days=back)
        for one in made:
            for turn in range(rng.randint(0, 2 + (DAYS - back) // 18)):
                at = begin + timedelta(minutes=rng.randint(6 * 60, 21 * 60))
                if at < now:
                    amount = rng.choice((15, 25, 30, 35, 45, 55, 60, 90, 120, 250)) * 1000
                    rows.append(
                        Taking(
                            merchant=one, reference=f"FT{begin:%y%m%d}{one.pk}{turn}", amount=amount, at=at
                        )
                    )
    Taking.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP)


def a_class(now: datetime) -> Campaign | None:
    """A class of the ward's school, the demo mother's child among it; some have paid. None where there is no such school."""
    place = Account.objects.filter(username=f"{HOME.replace('ubnd', 'tieu-hoc', 1)}.specialist-1").first()
    if place is None:
        return None
    by = authority.actor_for(place, now)
    fees = [
        school_rules.Fee(1, "Tiền ăn bán trú trong tháng", 660_000, True, "Thỏa thuận với cha mẹ học sinh"),
        school_rules.Fee(2, "Chăm sóc bán trú", 235_000, True, "Mức thu theo nghị quyết của HĐND thành phố"),
        school_rules.Fee(3, "Nước uống", 16_000, True, "Mức thu theo nghị quyết của HĐND thành phố"),
        school_rules.Fee(4, "Câu lạc bộ mỹ thuật", 180_000, False),
    ]
    mother = account_of("resident").person
    grown = Person.objects.exclude(pin="").filter(birth_date__range=(date(1975, 1, 1), date(1998, 1, 1)))
    guardians = [mother, *grown.exclude(pk=mother.pk if mother else 0).order_by("id")[: len(PUPILS) - 2]]
    pins = [one.pin if one is not None else "" for one in guardians]
    listed = [
        school_rules.Listed(
            number + 2, f"2026{number:04d}", name, pins[number] if number < len(pins) else "",
            reduction=50 if number == 4 else 0, reason="con hộ cận nghèo" if number == 4 else "",
        )
        for number, name in enumerate(PUPILS)
    ]  # fmt: skip
    title = f"Thu bán trú tháng {now.astimezone(VN):%m/%Y}"
    made = school.write(
        title, "3A2", now.date() + timedelta(days=6), fees, listed, by=by, at=now - timedelta(days=2)
    )
    school.open_(made.uuid, by=by, at=now - timedelta(days=2))
    account = config.account()
    if account is not None:
        for pupil in made.pupils.select_related("order").order_by("position")[1 : PAID_OF_THE_CLASS + 1]:
            assert pupil.order is not None
            attempt = paying.begin(pupil.order, now - timedelta(days=1))
            told = Told(
                account.number, f"FTHP{made.pk}{pupil.position}", now.date(), attempt.amount, attempt.txn_ref
            )
            take(told, BankLine.Way.MESSAGE, {}, now - timedelta(hours=20))
    made.refresh_from_db()
    return made


def ward_drawer(now: datetime) -> Drawer:
    """Yesterday's drawer of the ward's counter waits for the leader with a shortage; today's is open."""
    before = now - timedelta(days=1)
    by = _actor("handover", before)
    if not Drawer.objects.filter(account=by.account_id).exists():
        old = drawers.open_counted(read_count({"50000": "6", "10000": "10"}), by=by, at=before)
        _takes(by, before, 3)
        in_it = old.float_amount + drawers.moved(old)
        short = 5_000 if in_it > old.float_amount else 0
        counted = read_count({str(value): str(count) for value, count in _notes(in_it - short)})
        counting.count(
            old.pk, counted, "trả lại thừa cho khách" if counted.total != in_it else "", by=by, at=before
        )
        counting.offer(old.pk, by=by, at=before)
    today = drawers.open_counted(
        read_count({"50000": "6", "10000": "15", "5000": "10"}), by=by, at=now - timedelta(hours=1)
    )
    _takes(by, now - timedelta(minutes=40), 3)
    return today


def _takes(by: Actor, at: datetime, count: int) -> None:
    waiting = Order.objects.filter(
        status__in=PAYABLE,
        agency_id=by.agency_id,
        payer_amount__gt=0,
        created_at__lt=at,
        subject__startswith="H",
    )
    for order in waiting.exclude(attempts__status="pending").order_by("id")[:count]:
        drawers.take_cash(order, by=by, at=at)


def _notes(amount: int) -> list[tuple[int, int]]:
    found = []
    for value in (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500):
        count, amount = divmod(amount, value)
        if count:
            found.append((value, count))
    return found
