"""How many a point takes in a day, who is invited, what a motorbike's booking lacks, who is visited when. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import floor
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")
SERVICE_MINUTES = {"card": 12, "level2": 8, "motorbike": 10}
"""Minutes a person takes at one kit: 10 to 15 for a card, 10 for the check of a vehicle; measured ones replace them."""
RESERVE = 0.20
"""Part of the places kept for whoever comes without a booking."""
MOST_OVERBOOKED = 0.10
SLOT_MINUTES = 30
LONGEST_DAY = timedelta(hours=15)
"""A team of 2021 worked from 7:00 to 22:00."""
MOST_VISITS = 12
"""Addresses that a team reaches in half a day."""
LOCK = timedelta(hours=24)
"""So long no second team takes a person whom one has taken in."""


def per_day(open_minutes: int, service_minutes: int, kits: int, reserve: float = RESERVE) -> int:
    """Places that can be booked at a point on a day: floor(open ÷ service) × kits × (1 − reserve), rounded down."""
    if open_minutes <= 0 or service_minutes <= 0 or kits <= 0:
        return 0
    return floor(round(open_minutes // service_minutes * kits * (1 - min(max(reserve, 0.0), 1.0)), 6))


def kept_for_walk_ins(open_minutes: int, service_minutes: int, kits: int, reserve: float = RESERVE) -> int:
    """Places of a day that nobody can book: what whoever comes without a booking may count on."""
    return per_day(open_minutes, service_minutes, kits, 0.0) - per_day(
        open_minutes, service_minutes, kits, reserve
    )


def overbooked(places: int, no_show: float) -> int:
    """Places offered where a part `no_show` (0 to 1) of those who booked did not come to this place: at most 10 % more."""
    return places + floor(round(places * min(max(no_show, 0.0), MOST_OVERBOOKED), 6))


@dataclass(frozen=True, slots=True)
class Span:
    """A span that can be booked, with its places."""

    starts_at: datetime
    ends_at: datetime
    seats: int


def spans(
    day: date,
    opens: time,
    closes: time,
    service_minutes: int,
    kits: int,
    reserve: float = RESERVE,
    no_show: float = 0.0,
) -> list[Span]:
    """The spans of a day. Their places together are exactly what the day takes, spread evenly.

    A span at the end that is shorter than the service of one person is left out. None for a day that ends before it begins.
    """
    begin, end = datetime.combine(day, opens, VN), datetime.combine(day, closes, VN)
    minutes = int((end - begin).total_seconds() // 60)
    total = overbooked(per_day(minutes, service_minutes, kits, reserve), no_show)
    step = max(SLOT_MINUTES, service_minutes)
    number = max(minutes // step, 1) if total else 0
    found = []
    for at in range(number):
        start = begin + timedelta(minutes=step * at)
        seats = total * (at + 1) // number - total * at // number
        found.append(Span(start, min(start + timedelta(minutes=step), end), seats))
    return [one for one in found if one.seats]


CARD_AGES = (14, 25, 40, 60)
"""Ages at which a card is exchanged (Luật Căn cước 2023 Điều 21)."""
EARLY = 2
"""A card issued within so many years before such an age counts until the next one (Điều 21.2)."""
TARGETS: dict[str, tuple[str, str]] = {
    "age_14": ("Đủ 14 tuổi trong năm", "Turn 14 this year"),
    "no_card": ("Chưa có thẻ", "No card yet"),
    "expired": ("Thẻ hết hạn theo tuổi", "Card ended with age"),
    "exam": ("Sắp thi vào lớp 10, thi tốt nghiệp", "Sit an examination this year"),
    "at_home": ("Từ 80 tuổi, phục vụ tại nhà", "80 or older, visited at home"),
}
"""Whom a drive may invite, in the order in which one reason goes before another."""
EXAM_AGES = (15, 18)
AT_HOME_AGE = 80


def card_ends(born: date, issued: date | None) -> date | None:
    """The day from which a card no longer counts; None when it counts for life or there is none.

    A card counts until the next of the ages 14, 25, 40, 60; one issued within two years before such an age counts until
    the following one. Source: Luật Căn cước 2023 Điều 21.
    """
    if issued is None:
        return None
    for age in CARD_AGES:
        birthday = years_on(born, age)
        if issued < years_on(born, age - EARLY):
            return birthday
    return None


def years_on(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # the 29th of February
        return date(born.year + years, 3, 1)


LEVEL2_FROM = 6
"""Age from which somebody has an account of level 2; until fourteen through the representative (NĐ 69/2024/NĐ-CP)."""


def age_faults(kind: str, born: date, on: date) -> dict[str, tuple[str, str]]:
    """Why nobody of this age is served by a drive of this kind, by field."""
    if kind == "level2" and on < years_on(born, LEVEL2_FROM):
        return {
            "owner": ("Trẻ dưới 6 tuổi không có tài khoản mức 2.", "Under six nobody has a level 2 account.")
        }
    return {}


FRAME = re.compile(r"[A-HJ-NPR-Z0-9]{6,17}")
INVOICE = re.compile(r"[0-9A-Z]{1,11}[/-]?[0-9]{1,8}")
RIDES_FROM, GUARDED_UNTIL = 15, 18


@dataclass(frozen=True, slots=True)
class Bike:
    """What somebody says about a motorbike that is to be registered."""

    frame: str
    motor: str
    invoice: str
    fee_paid: str
    guardian: str = ""


def bike_faults(bike: Bike, born: date, on: date, *, registered: bool) -> dict[str, tuple[str, str]]:
    """Why a booking cannot be taken, everything at once, by field.

    Under 15 nobody has a vehicle registered in their own name; until 18 a guardian agrees in writing.
    Source: Thông tư 79/2024/TT-BCA Điều 8, 10 (owner, papers: invoice, registration fee).
    """
    faults: dict[str, tuple[str, str]] = {}
    if not FRAME.fullmatch(bike.frame):
        faults["frame"] = ("Số khung gồm 6 đến 17 chữ và số.", "6 to 17 letters and digits.")
    elif registered:
        faults["frame"] = (
            "Số khung này đã đăng ký hoặc đã đặt lịch.",
            "This frame number is registered or booked.",
        )
    if not FRAME.fullmatch(bike.motor):
        faults["motor"] = ("Số máy gồm 6 đến 17 chữ và số.", "6 to 17 letters and digits.")
    if not INVOICE.fullmatch(bike.invoice):
        faults["invoice"] = ("Cần số hóa đơn điện tử.", "The number of the e-invoice is needed.")
    if not re.fullmatch(r"[0-9A-Z-]{6,30}", bike.fee_paid):
        faults["fee_paid"] = (
            "Chưa nộp lệ phí trước bạ: cần mã chứng từ.",
            "The registration fee is not paid: its code is needed.",
        )
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age < RIDES_FROM:
        faults["owner"] = ("Chủ xe chưa đủ 15 tuổi.", "The owner is under 15.")
    elif age < GUARDED_UNTIL and not bike.guardian.strip():
        faults["guardian"] = (
            "Chủ xe dưới 18 tuổi: ghi người giám hộ đồng ý.",
            "The owner is under 18: name the guardian.",
        )
    return faults


FAILURES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "card": {
        "fingerprints": ("Không lấy được vân tay", "Fingerprints cannot be taken"),
        "data_wrong": ("Dữ liệu dân cư sai, cần chỉnh trước", "Wrong data, to be corrected first"),
        "no_representative": ("Thiếu người đại diện", "The representative is missing"),
        "left": ("Người dân về giữa chừng", "Left before the end"),
    },
    "level2": {
        "data_wrong": ("Dữ liệu dân cư sai, cần chỉnh trước", "Wrong data, to be corrected first"),
        "phone": ("Số điện thoại không chính chủ", "The telephone is somebody else's"),
        "left": ("Người dân về giữa chừng", "Left before the end"),
    },
    "motorbike": {
        "papers": ("Giấy tờ xe không khớp", "The vehicle's papers do not match"),
        "frame_differs": ("Số khung, số máy khác khai báo", "Frame or motor number differs"),
        "fee": ("Lệ phí chưa nộp đủ", "The fee is not fully paid"),
        "left": ("Người dân về giữa chừng", "Left before the end"),
    },
}  # fmt: skip
"""Why somebody who came went without a result."""


@dataclass(frozen=True, slots=True)
class Half:
    """Half a day of one team, with whom it visits, in order."""

    day: date
    morning: bool
    team: int
    people: tuple[int, ...]


def routes(
    homes: Sequence[tuple[int, str, str]], days: Sequence[date], teams: int
) -> tuple[list[Half], list[int]]:
    """Who is visited when, and who is left over. `homes`: id, commune, address.

    Neighbours are visited together: by commune, then by address; at most `MOST_VISITS` in half a day. Mornings first.
    """
    order = sorted(homes, key=lambda home: (home[1], _street(home[2]), home[0]))
    halves = [
        (day, morning, team) for day in days for morning in (True, False) for team in range(1, teams + 1)
    ]
    found: list[Half] = []
    at = 0
    for day, morning, team in halves:
        if at >= len(order):
            break
        until, commune = at, order[at][1]
        # nobody is sent to two communes in one half day unless few are left there
        while until < len(order) and until - at < MOST_VISITS and order[until][1] == commune:
            until += 1
        found.append(Half(day, morning, team, tuple(home[0] for home in order[at:until])))
        at = until
    return found, [home[0] for home in order[at:]]


def _street(address: str) -> tuple[str, int, str]:
    """The street before the house number, so that a street is walked from one end to the other."""
    number = re.search(r"\d+", address)
    return (re.sub(r"[\d/]+", "", address).casefold().strip(), int(number.group()) if number else 0, address)
