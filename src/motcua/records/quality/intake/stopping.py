"""Whether a file may go on: its profile against what the source promises and against the last file. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.records.quality.intake.profiling import ColumnProfile, Profile
from motcua.records.quality.intake.sources import Column, SourceFile, columns

FEWER = 0.4
"""So much smaller than the last file is not the same thing any more."""
BROKEN = 0.001
"""Share of lines with too few or too many cells above which the file is broken; the few below it are left out and told."""
EMPTIED = 0.3
"""So much of a column's fullness may be lost from one file to the next; beyond that the column got lost."""
WORSE = 0.15
"""So much of a column's right form may be lost from one file to the next."""
REPEATED = 0.05
"""Share of keys that may stand twice."""
LOST = 0.005
"""Share of rows with unreadable letters."""
ENOUGH = 50
"""Rows below which a file is not compared with the last one."""

_FORM_WORDS = {
    "pin": ("số định danh", "personal numbers"),
    "birth": ("ngày tháng", "dates"),
    "sex": ("giới tính", "sexes"),
    "phone": ("số điện thoại", "telephone numbers"),
    "name": ("họ tên", "names"),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One reason: a code for machines, the column it is about, words and examples for people."""

    code: str
    column: str
    vi: str
    en: str
    examples: tuple[str, ...] = ()


def stops(source: SourceFile, now: Profile, last: Profile | None) -> list[Stop]:
    """Everything that speaks against this file, all at once; empty when it may go on."""
    if not now.rows:
        return [Stop("EMPTY_FILE", "", "Tệp không có dòng dữ liệu nào.", "The file has no rows.")]
    return [*_whole(now, last), *_columns(source, now, last)]


def _whole(now: Profile, last: Profile | None) -> Iterator[Stop]:
    if now.cut:
        yield Stop(
            "CUT", "", "Tệp bị cắt ngang: dòng cuối không đủ cột.", "The file is cut off: its last line is incomplete.",
            now.examples[-1:],
        )  # fmt: skip
    if now.broken > BROKEN * (now.rows + now.broken) and not (now.cut and now.broken == 1):
        yield Stop(
            "BROKEN", "", f"{_many(now.broken)} dòng có số ô không khớp tiêu đề.",
            f"{now.broken:,} lines do not have as many cells as the heading.", now.examples,
        )  # fmt: skip
    if now.lost > LOST * now.rows:
        yield Stop(
            "ENCODING", "full_name", f"{_many(now.lost)} dòng có chữ không đọc được: tệp không phải bảng mã đã nhận ra"
            f" ({now.encoding or 'UTF-8'}).",
            f"{now.lost:,} rows have letters that cannot be read: the file is not {now.encoding or 'UTF-8'}.",
        )  # fmt: skip
    if now.repeated > REPEATED * now.rows:
        yield Stop(
            "KEYS", "record", f"{_many(now.repeated)} dòng trùng khóa bản ghi.",
            f"{now.repeated:,} rows repeat a key.",
        )  # fmt: skip
    if last is not None and last.rows >= ENOUGH and now.rows < (1 - FEWER) * last.rows:
        yield Stop(
            "FEWER", "", f"Chỉ có {_many(now.rows)} dòng; lần trước {_many(last.rows)}.",
            f"Only {now.rows:,} rows; {last.rows:,} the last time.",
        )  # fmt: skip


def _columns(source: SourceFile, now: Profile, last: Profile | None) -> Iterator[Stop]:
    for column in columns():
        expected = source.columns.get(column.id)
        here = now.columns.get(column.id, ColumnProfile(False))
        before = last.columns.get(column.id) if last is not None and last.rows >= ENOUGH else None
        if not here.present:
            if (expected and expected.filled) or (before and before.present):
                yield Stop(
                    "MISSING",
                    column.id,
                    f"Không có cột “{column.name.vi}”.",
                    f'There is no column "{column.name.en}".',
                )
            continue
        emptied = before is not None and before.present and here.filled < before.filled - EMPTIED
        if emptied and before is not None:
            yield Stop(
                "EMPTIED", column.id,
                f"Cột “{column.name.vi}” chỉ có giá trị ở {_percent(here.filled)} số dòng; lần trước {_percent(before.filled)}.",
                f'Column "{column.name.en}" has a value in {_percent_en(here.filled)} of the rows;'
                f" {_percent_en(before.filled)} the last time.",
            )  # fmt: skip
        elif expected and here.filled < expected.filled:
            yield Stop(
                "EMPTY", column.id,
                f"Cột “{column.name.vi}” chỉ có giá trị ở {_percent(here.filled)} số dòng; cần ít nhất"
                f" {_percent(expected.filled)}.",
                f'Column "{column.name.en}" has a value in {_percent_en(here.filled)} of the rows; at least'
                f" {_percent_en(expected.filled)} are needed.",
            )  # fmt: skip
        worse = (
            before is not None and before.present and before.filled > 0 and here.right < before.right - WORSE
        )
        if here.filled and ((expected and here.right < expected.right) or worse):
            yield _wrong(column, here)


def _wrong(column: Column, here: ColumnProfile) -> Stop:
    vi = f"Cột “{column.name.vi}”: chỉ {_percent(here.right)} giá trị đúng dạng."
    en = f'Column "{column.name.en}": only {_percent_en(here.right)} of the values have its form.'
    if here.like:
        like_vi, like_en = _FORM_WORDS[here.like]
        vi += f" Các giá trị khác giống {like_vi}: cột có thể bị lệch."
        en += f" The others look like {like_en}: the columns may have shifted."
    return Stop("SHIFTED" if here.like else "WRONG", column.id, vi, en, here.wrong)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _percent_en(share: float) -> str:
    return f"{100 * share:.1f}%"


def _many(number: int) -> str:
    return f"{number:,}".replace(",", ".")
