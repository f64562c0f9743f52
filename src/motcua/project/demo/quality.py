"""Files of sources about the demo's residents, with the mistakes that such files have, brought through the real machine.

Two states of the population a month apart, one file of the insurance, one of the schools whose columns have shifted.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import IO, cast

from motcua.city import authority
from motcua.foundation.legacy_text import decode_vni
from motcua.foundation.text import ascii_key
from motcua.foundation.worktime import VN
from motcua.project.demo.identities import account_of
from motcua.project.demo.people import SyntheticPerson
from motcua.records.quality import mending
from motcua.records.quality.intake import running
from motcua.records.quality.models import Finding, Load

POPULATION, INSURED, PUPILS = 6_000, 2_000, 600
"""People in each file: enough for every page, few enough for a demo that starts in a minute."""
BEFORE, NOW = 0.045, 0.022
"""Share of people with a mistake in last month's file and in this month's."""
HOME_UNIT, HOMES_SHARE = "00160", 5.0
"""The ward of the demo's officers has enough to do."""
HEADINGS = ["Mã bản ghi", "Số định danh", "Họ và tên", "Ngày sinh", "Giới tính", "Họ tên cha", "Họ tên mẹ", "Mã xã", "Địa chỉ",
            "Điện thoại", "Mã số BHXH", "Cập nhật lúc"]  # fmt: skip
_VNI = {
    decode_vni(pair): pair
    for pair in ("aên", "Vaên", "oã", "uõ", "aâ", "öô", "aù", "aø", "oø", "oâ", "eâ", "ò", "ñ", "Ñ")
}

Row = list[str]


def fill(people: Sequence[SyntheticPerson], now: datetime, seed: int) -> int:
    """The loads, if there is none yet; how many. Some five seconds."""
    if Load.objects.exists():
        return 0
    rng = Random(f"quality {seed}")
    rows = [_row(one, people, now) for one in people[:POPULATION]]
    # the mistakes of now are some of those of last month: the others were mended
    spoilt = [n for n in range(len(rows)) if rng.random() < BEFORE * _care(rows[n][7])]
    still = [n for n in spoilt if rng.random() < NOW / BEFORE]
    today = now.astimezone(VN).date()
    made = [
        _bring("population", "dan-cu-truoc.csv", _spoilt(rows, spoilt, seed), today - timedelta(days=32), now, publish=True),
        _bring("population", "dan-cu.csv", _spoilt(rows, still, seed), today - timedelta(days=2), now, publish=True),
    ]  # fmt: skip
    insured = _spoilt(
        rows[:INSURED], rng.sample(range(min(INSURED, len(rows))), k=len(rows[:INSURED]) // 40), seed + 1
    )
    made.append(_bring("insurance", "bao-hiem.csv", insured, today - timedelta(days=5), now, publish=False))
    pupils = [[row[0], *row[2:4], row[1], *row[4:]] for row in rows if row[3].endswith(_SCHOOL_YEARS)][
        :PUPILS
    ]
    made.append(
        _bring("school", "hoc-sinh-lech-cot.csv", pupils, today - timedelta(days=1), now, publish=False)
    )
    _propose(now)
    return len(made)


_SCHOOL_YEARS = tuple(str(year) for year in range(2009, 2020))


def _row(one: SyntheticPerson, people: Sequence[SyntheticPerson], now: datetime) -> Row:
    def name(index: int | None) -> str:
        return people[index].full_name if index is not None else ""

    return [
        f"DC{one.index:07d}", one.pin, one.full_name, f"{one.birth_date:%d/%m/%Y}", "Nam" if one.sex == "male" else "Nữ",
        name(one.father), name(one.mother), one.unit_code, one.address_line, one.phone, f"01{one.index:08d}",
        f"{now - timedelta(days=40 + one.index % 900):%Y-%m-%d}",
    ]  # fmt: skip


def _care(unit: str) -> float:
    """Communes differ: some clerks make few mistakes, some many."""
    return HOMES_SHARE if unit == HOME_UNIT else (0.12, 0.3, 0.8, 1.6, 2.2)[int(unit or "0") % 5]


def _spoilt(rows: list[Row], which: Sequence[int], seed: int) -> list[Row]:
    """The rows with mistakes in the chosen ones; the same row is spoilt in the same way by the same seed."""
    found = [list(row) for row in rows]
    for n in which:
        rng = Random(f"{seed} {found[n][0]}")
        _MISTAKES[rng.randrange(len(_MISTAKES))](found[n], rng)
    return found


def _no_number(row: Row, rng: Random) -> None:
    row[1] = ""


def _lost_zero(row: Row, rng: Random) -> None:
    row[1] = row[1].lstrip("0")


def _other_sex(row: Row, rng: Random) -> None:
    row[4] = "Nữ" if row[4] == "Nam" else "Nam"


def _no_marks(row: Row, rng: Random) -> None:
    row[2] = ascii_key(row[2]).title()


def _turned_name(row: Row, rng: Random) -> None:
    words = row[2].split()
    row[2] = " ".join([words[-1], *words[:-1]])


def _no_such_day(row: Row, rng: Random) -> None:
    row[3] = f"31/02/{row[3][-4:]}"


def _exchanged_day(row: Row, rng: Random) -> None:
    row[3] = f"{row[3][3:5]}/{rng.randint(13, 28)}/{row[3][-4:]}"


def _other_year(row: Row, rng: Random) -> None:
    row[3] = f"{row[3][:6]}{int(row[3][-4:]) - rng.randint(1, 3)}"


def _wrong_decoding(row: Row, rng: Random) -> None:
    row[2] = row[2].encode().decode("cp1252", "ignore")


def _old_font(row: Row, rng: Random) -> None:
    for letters, typed in _VNI.items():
        row[2] = row[2].replace(letters, typed)


def _no_commune(row: Row, rng: Random) -> None:
    row[7] = ""


def _filler(row: Row, rng: Random) -> None:
    row[1] = "000000000000"


_MISTAKES = (
    _no_number, _lost_zero, _other_sex, _no_marks, _no_marks, _turned_name, _no_such_day, _exchanged_day, _other_year,
    _wrong_decoding, _old_font, _no_commune, _filler,
)  # fmt: skip


def _bring(source: str, name: str, rows: list[Row], day: date, now: datetime, *, publish: bool) -> Load:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    content = cast(IO[bytes], io.BytesIO(text.getvalue().encode()))
    by = authority.actor_for(account_of("organiser"), now)
    load = running.receive(content, name=name, source_id=source, taken_on=day, by=by, at=now)
    while running.advance(load.pk, at=now):
        continue
    load.refresh_from_db()
    if publish and load.state in running.CURRENT:
        running.publish(load, by=authority.actor_for(account_of("city"), now), at=now)
    return load


def _propose(now: datetime) -> None:
    """The ward's officer has decided two findings: they wait to be sent."""
    by = authority.actor_for(account_of("justice"), now)
    scope = mending.scope_of(by, now)
    if scope is None:
        return
    for one in mending.to_do(scope).exclude(proposal="")[:2]:
        mending.propose(
            one.pk, value=one.proposal, grounds="Đối chiếu giấy khai sinh lưu tại phường.", by=by, at=now
        )
    for one in Finding.objects.filter(scope.condition(), rule="DQ18", state="open").order_by("id")[:1]:
        mending.dismiss(one.pk, reason="Công dân xác nhận giấy tờ gốc viết không dấu.", by=by, at=now)
