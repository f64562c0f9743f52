"""Pictures of `docs/matching.md`, drawn as plain SVG from a trial run: `python -m bench.matching_pictures [--records N]`.

A run of its own on invented people; nothing of a city is read.
"""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 64, 52, 34
ONE, TWO, GREY, INK = "#0b6e4f", "#c2571a", "#8a8f98", "#22262b"
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.matching_pictures")
    parser.add_argument("--records", type=int, default=200_000)
    chosen = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="motcua-matching-") as folder:
        con = _run(Path(folder), chosen.records)
        (FOLDER / "matching-weights.svg").write_text(_weights(con, chosen.records), encoding="utf-8")
        (FOLDER / "matching-thresholds.svg").write_text(_thresholds(con, chosen.records), encoding="utf-8")
        (FOLDER / "matching-reasons.svg").write_text(_reasons(con, chosen.records), encoding="utf-8")
        con.close()
    return 0


def _run(folder: Path, records: int) -> Any:
    import duckdb

    from motcua.project.synthetic import make_people
    from motcua.records.quality.intake import cleaning
    from motcua.records.quality.matching import engine, keys

    made = make_people(folder, records)
    con = duckdb.connect()
    keys.tune(con)
    cleaning.clean(con, made.files["population"], "population", date(2026, 11, 1))
    engine.match_all(con)
    con.execute(f"""
        create table owner as select p.uid, t.person as who from people p
        join read_parquet('{made.truth}') t on t.source = p.source and t.record = p.record
    """)
    con.execute("""
        create table truth as select l.uid as uid_l, r.uid as uid_r from owner l join owner r on l.who = r.who and l.uid < r.uid
    """)
    con.execute("""
        create table judged as select w.*, t.uid_l is not null as one_person,
            exists (from review v where v.uid_l = w.uid_l and v.uid_r = w.uid_r) as listed
        from weighed w left join truth t using (uid_l, uid_r)
    """)
    return con


def _weights(con: Any, records: int) -> str:
    rows = con.execute("""
        select least(greatest(floor(match_weight / 4) * 4, -12), 76)::int, count(*) filter (where one_person),
            count(*) filter (where not one_person)
        from judged group by 1 order by 1
    """).fetchall()
    steps = list(range(-12, 77, 4))
    found = {weight: (good, bad) for weight, good, bad in rows}
    most = max(max(pair) for pair in found.values())
    parts = _frame(
        f"Cặp bản ghi theo trọng số ({records:,} bản ghi, giả lập)",
        "Pairs by weight, in bits; heights are logarithmic",
    )
    wide = (WIDTH - LEFT - 20) / len(steps)
    for place, step in enumerate(steps):
        for side, (value, colour) in enumerate(zip(found.get(step, (0, 0)), (ONE, TWO), strict=True)):
            tall = _log(value, most) * (HEIGHT - BOTTOM - TOP)
            x = LEFT + place * wide + side * wide * 0.42 + 2
            parts.append(
                f'<rect x="{x:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" width="{wide * 0.4:.1f}" height="{tall:.1f}"'
                f' fill="{colour}"/>'
            )
        if place % 2 == 0:
            parts.append(_text(LEFT + place * wide + wide / 2, HEIGHT - BOTTOM + 16, str(step)))
    for value in (1, 10, 100, 1_000, 10_000, 100_000):
        if value <= most:
            parts.append(
                _text(
                    LEFT - 8,
                    HEIGHT - BOTTOM - _log(value, most) * (HEIGHT - BOTTOM - TOP) + 4,
                    f"{value:,}",
                    "end",
                )
            )
    return _svg(parts + _legend(("một người / one person", ONE), ("hai người / two people", TWO)))


def _thresholds(con: Any, records: int) -> str:
    true = con.execute("select count(*) from truth").fetchall()[0][0]
    certain = con.execute("select count(*) from certain_links").fetchall()[0][0]
    lines: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for step in range(-4, 42, 2):
        good, every = con.execute(
            f"select count(*) filter (where one_person), count(*) from judged where not certain and held is null"
            f" and proved is distinct from 0 and match_weight >= {step}"
        ).fetchall()[0]
        lines[0].append((step, (good + certain) / (every + certain)))
        lines[1].append((step, (good + certain) / true))
    parts = _frame(
        f"Độ chính xác và độ phủ theo ngưỡng ({records:,} bản ghi, giả lập)",
        "If pairs were linked from this weight on, in bits",
    )
    for line, colour in zip(lines, (ONE, TWO), strict=True):
        points = " ".join(f"{_x(x, -4, 40):.1f},{_y(y, 0.7, 1):.1f}" for x, y in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
    for step in range(0, 41, 8):
        parts.append(_text(_x(step, -4, 40), HEIGHT - BOTTOM + 16, str(step)))
    for share in (0.7, 0.8, 0.9, 1.0):
        parts.append(_text(LEFT - 8, _y(share, 0.7, 1) + 4, f"{share:.1f}", "end"))
    return _svg(parts + _legend(("độ chính xác / precision", ONE), ("độ phủ / recall", TWO)))


def _reasons(con: Any, records: int) -> str:
    rows = con.execute("""
        select coalesce(why, 'weight'), count(*) filter (where t.uid_l is not null), count(*)
        from review left join truth t using (uid_l, uid_r) group by 1 order by 3 desc
    """).fetchall()
    words = {
        "weight": "dưới ngưỡng / below the threshold", "pattern": "kiểu hay sai / a pattern often wrong",
        "two_numbers": "hai số định danh / two numbers", "slipped_number": "số lệch một chữ / a slipped number",
        "other_given": "khác tên (sinh đôi?) / another given name", "year_only": "không rõ ngày sinh / no firm birth date",
        "cluster": "kéo hai số lại / would join two numbers",
    }  # fmt: skip
    parts = _frame(
        f"Vì sao một cặp đến tay người ({records:,} bản ghi, giả lập)", "Pairs of the review list by reason"
    )
    most, tall = max(row[2] for row in rows), (HEIGHT - TOP - 40) / max(len(rows), 1)
    for place, (why, good, every) in enumerate(rows):
        y = TOP + 10 + place * tall
        width = (WIDTH - 380) * every / most
        parts.append(_text(286, y + tall * 0.55, words.get(why, why), "end"))
        parts.append(
            f'<rect x="296" y="{y:.1f}" width="{width:.1f}" height="{tall * 0.66:.1f}" fill="{TWO}"/>'
        )
        parts.append(
            f'<rect x="296" y="{y:.1f}" width="{width * good / every:.1f}" height="{tall * 0.66:.1f}" fill="{ONE}"/>'
        )
        parts.append(_text(304 + width, y + tall * 0.55, f"{every:,} ({good / every:.0%})", "start"))
    return _svg(
        parts + _legend(("một người / one person", ONE), ("hai người / two people", TWO), top=HEIGHT - 84)
    )


def _log(value: float, most: float) -> float:
    import math

    return math.log10(1 + value) / math.log10(1 + most)


def _x(value: float, low: float, high: float) -> float:
    return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - 20)


def _y(value: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (max(value, low) - low) / (high - low) * (HEIGHT - BOTTOM - TOP)


def _text(x: float, y: float, words: str, anchor: str = "middle", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{INK}">{words}</text>'
    )


def _frame(title: str, below: str, axes: bool = True) -> list[str]:
    lines = (
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - 20}" fill="none" stroke="{GREY}"/>'
        if axes
        else ""
    )
    return [
        f"<title>{title}</title>",
        _text(WIDTH / 2, 20, title, size=14),
        _text(WIDTH / 2, HEIGHT - 12, below),
        lines,
    ]


def _legend(*entries: tuple[str, str], top: float = TOP) -> list[str]:
    parts = []
    for place, (words, colour) in enumerate(entries):
        y = top + 12 + place * 18
        parts.append(f'<rect x="{WIDTH - 220}" y="{y - 9}" width="12" height="12" fill="{colour}"/>')
        parts.append(_text(WIDTH - 202, y + 1, words, "start"))
    return parts


def _svg(parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="Be Vietnam Pro, Arial, sans-serif"><rect width="{WIDTH}" height="{HEIGHT}"'
        f' fill="#ffffff"/>\n{inside}\n</svg>\n'
    )


if __name__ == "__main__":
    raise SystemExit(main())
