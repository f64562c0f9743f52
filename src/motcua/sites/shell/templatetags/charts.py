"""Charts drawn on the server as SVG: `{% load charts %}`. No script, no style attribute, printable.

Positions across are percentages, so that text keeps its size on a phone; values stand at the marks
themselves; each chart says in words what it shows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..language import pick, say
from ..wording import number_words

register = template.Library()

BINS = 40
TALL = 190
TOP = 26


def _pairs(points: Iterable[Any]) -> list[tuple[str, float, str]]:
    """`(label, value, tone)` of each point, given as a tuple of two or three or as a mapping of these."""
    out = []
    for point in points:
        if isinstance(point, dict):
            out.append((pick(point["label"]), float(point["value"] or 0), str(point.get("tone", ""))))
        else:
            label, value, *rest = point
            out.append((pick(label), float(value or 0), str(rest[0]) if rest else ""))
    return out


def _voice(title: str, pairs: Sequence[tuple[str, float, str]], decimals: int, unit: str) -> str:
    """What a reader who hears the chart is told: the title, the ends, the lowest and the highest."""
    if not pairs:
        return title
    low, high = min(pairs, key=lambda p: p[1]), max(pairs, key=lambda p: p[1])

    def words(pair: tuple[str, float, str]) -> str:
        return f"{pair[0]}: {number_words(pair[1], decimals)} {unit}".strip()

    return (
        f"{title}. {say('Đầu', 'First')} {words(pairs[0])}; {say('cuối', 'last')} {words(pairs[-1])}; "
        f"{say('thấp nhất', 'lowest')} {words(low)}; {say('cao nhất', 'highest')} {words(high)}."
    )


def _figure(title: str, body: str) -> SafeString:
    caption = format_html("<figcaption>{}</figcaption>", title) if title else ""
    return format_html('<figure class="mc-chart">{}{}</figure>', caption, mark_safe(body))


@register.simple_tag
def bar_list(
    points: Iterable[Any],
    title: object = "",
    decimals: int = 0,
    unit: object = "",
    maximum: float | None = None,
) -> SafeString:
    """Horizontal bars as a true table: name, bar, value. For parts and rankings; read out as a table.

    `points`: `(label, value)` or `(label, value, tone)`, tone one of quiet, ok, warn, danger, info.
    """
    pairs = _pairs(points)
    top = maximum or max((value for _, value, _ in pairs), default=0) or 1
    suffix = f"\u00a0{pick(unit)}" if pick(unit) else ""
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td><svg aria-hidden="true" focusable="false">'
        '<rect class="bar-rest" width="100%" height="100%" rx="3"></rect>'
        '<rect class="bar{}" width="{}%" height="100%" rx="3"></rect></svg></td><td>{}{}</td></tr>',
        (
            (
                label,
                f" bar--{tone}" if tone else "",
                f"{max(0.0, min(100.0, 100 * value / top)):.2f}",
                number_words(value, decimals),
                suffix,
            )
            for label, value, tone in pairs
        ),
    )
    return _figure(pick(title), format_html('<table class="mc-bars"><tbody>{}</tbody></table>', rows))


def _step(count: int) -> int:
    """Every how many points a label stands, so that six at most are shown."""
    return max(1, -(-count // 6))


@register.simple_tag
def column_chart(
    points: Iterable[Any], title: object = "", decimals: int = 0, unit: object = ""
) -> SafeString:
    """Columns over time, each with its value on top (of more than 14 only the highest and the last)."""
    pairs = _pairs(points)
    if not pairs:
        return _figure(pick(title), "")
    top = max(value for _, value, _ in pairs) or 1
    slot = 100 / len(pairs)
    few = len(pairs) <= 14
    peak = max(range(len(pairs)), key=lambda i: pairs[i][1])
    parts = [format_html('<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"></line>', TALL)]
    for i, (label, value, tone) in enumerate(pairs):
        tall = max(1.0, (TALL - TOP) * value / top) if value > 0 else 0
        middle = f"{slot * (i + 0.5):.2f}%"
        parts.append(
            format_html(
                '<rect class="bar{}" x="{}%" y="{}" width="{}%" height="{}" rx="2"></rect>',
                f" bar--{tone}" if tone else "",
                f"{slot * (i + 0.16):.2f}",
                f"{TALL - tall:.1f}",
                f"{slot * 0.68:.2f}",
                f"{tall:.1f}",
            )
        )
        if few or i in (peak, len(pairs) - 1):
            parts.append(
                format_html(
                    '<text class="is-value" x="{}" y="{}" text-anchor="middle">{}</text>',
                    middle,
                    f"{TALL - tall - 7:.1f}",
                    number_words(value, decimals),
                )
            )
        if i % _step(len(pairs)) == 0:
            parts.append(
                format_html('<text x="{}" y="{}" text-anchor="middle">{}</text>', middle, TALL + 20, label)
            )
    return _svg(pick(title), parts, _voice(pick(title), pairs, decimals, pick(unit)))


@register.simple_tag
def line_chart(
    points: Iterable[Any],
    title: object = "",
    decimals: int = 0,
    unit: object = "",
    goal: float | None = None,
    goal_label: object = "",
) -> SafeString:
    """A line over time: its last value, and the highest if apart, stand at the marks; a goal is dashed.

    The axis begins at zero unless all values lie in the upper half; then its lowest value is written too.
    """
    pairs = _pairs(points)
    if not pairs:
        return _figure(pick(title), "")
    values = [value for _, value, _ in pairs] + ([goal] if goal is not None else [])
    low, high = _ground(values), max(values)
    span = (high - low) or 1
    wide = max(1, len(pairs) - 1)

    def across(i: int) -> str:
        return f"{3 + 94 * i / wide:.2f}%"

    def up(value: float) -> str:
        return f"{TALL - (TALL - TOP) * (value - low) / span:.1f}"

    parts = [format_html('<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"></line>', TALL)]
    if goal is not None:
        parts.append(format_html('<line class="goal" x1="0" x2="100%" y1="{0}" y2="{0}"></line>', up(goal)))
        words = f"{pick(goal_label) or say('Mục tiêu', 'Goal')} {number_words(goal, decimals)}"
        parts.append(format_html('<text x="0" y="{}">{}</text>', f"{float(up(goal)) + 18:.1f}", words))
    for i in range(len(pairs) - 1):
        parts.append(
            format_html(
                '<line class="line" x1="{}" y1="{}" x2="{}" y2="{}"></line>',
                across(i),
                up(pairs[i][1]),
                across(i + 1),
                up(pairs[i + 1][1]),
            )
        )
    peak = max(range(len(pairs)), key=lambda i: pairs[i][1])
    near = len(pairs) - 1 - peak <= len(pairs) / 4
    for i in [len(pairs) - 1] if near else [peak, len(pairs) - 1]:
        anchor = "end" if i == len(pairs) - 1 else "start" if i == 0 else "middle"
        parts.append(
            format_html(
                '<circle class="dot" cx="{}" cy="{}" r="4.5"></circle>'
                '<text class="is-value" x="{}" y="{}" text-anchor="{}">{}</text>',
                across(i),
                up(pairs[i][1]),
                across(i),
                f"{float(up(pairs[i][1])) - 12:.1f}",
                anchor,
                number_words(pairs[i][1], decimals),
            )
        )
    if low > 0:
        parts.append(format_html('<text x="0" y="{}">{}</text>', TALL - 6, number_words(low, decimals)))
    for i, (label, _, _) in enumerate(pairs):
        if i % _step(len(pairs)) == 0:
            anchor = "start" if i == 0 else "middle"
            parts.append(
                format_html(
                    '<text x="{}" y="{}" text-anchor="{}">{}</text>', across(i), TALL + 20, anchor, label
                )
            )
    return _svg(pick(title), parts, _voice(pick(title), pairs, decimals, pick(unit)))


def _ground(values: Sequence[float]) -> float:
    """Where the axis of a line begins: zero, or a little under the lowest where all lie close together."""
    low, high = min(values), max(values)
    if low <= 0:
        return low
    return 0.0 if low < high / 2 else low - (high - low or high) * 0.35


def _svg(title: str, parts: Sequence[str], voice: str) -> SafeString:
    body = format_html(
        '<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        TALL + 28,
        voice,
        mark_safe("".join(parts)),
    )
    return _figure(title, body)


@register.simple_tag
def sparkline(values: Iterable[float], label: object = "") -> SafeString:
    """A line as tall as a word; `label` says in words what it shows, without it the line is decoration."""
    numbers = [float(v or 0) for v in values]
    if len(numbers) < 2:
        return mark_safe("")
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1
    spots = [
        (2 + 92 * i / (len(numbers) - 1), 21 - 18 * (value - low) / span) for i, value in enumerate(numbers)
    ]
    voice = (
        format_html('role="img" aria-label="{}"', pick(label))
        if pick(label)
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="mc-spark" viewBox="0 0 96 24" {}><polyline points="{}"></polyline>'
        '<circle cx="{}" cy="{}" r="2.5"></circle></svg>',
        voice,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in spots),
        f"{spots[-1][0]:.1f}",
        f"{spots[-1][1]:.1f}",
    )


@register.simple_tag
def change_bars(
    points: Iterable[Any], title: object = "", decimals: int = 2, unit: object = ""
) -> SafeString:
    """Bars to the left and right of a zero line, as a true table: what each part added to a change.

    `points`: mappings of `label`, `value` (signed) and, if wanted, `href` and `note`. More is better: bars to the
    right are drawn as good, those to the left as bad; the sign stands before the number.
    """
    rows, given = [], list(points)
    top = max((abs(float(point["value"])) for point in given), default=0) or 1
    suffix = f"\u00a0{pick(unit)}" if pick(unit) else ""
    for point in given:
        value = float(point["value"])
        wide = 50 * abs(value) / top
        sign = "+" if value > 0 else "\u2212" if value < 0 else ""
        label = pick(point["label"])
        name = format_html('<a href="{}">{}</a>', point["href"], label) if point.get("href") else label
        note = pick(point.get("note"))
        rows.append(
            format_html(
                '<tr><th scope="row">{}{}</th><td><svg aria-hidden="true" focusable="false">'
                '<rect class="bar bar--{}" x="{}%" width="{}%" height="100%" rx="2"></rect>'
                '<line class="zero" x1="50%" x2="50%" y1="0" y2="100%"></line></svg></td><td>{}{}{}</td></tr>',
                name,
                format_html(" <small>{}</small>", note) if note else "",
                "ok" if value >= 0 else "danger",
                f"{50 - (wide if value < 0 else 0):.2f}",
                f"{wide:.2f}",
                sign,
                number_words(abs(value), decimals),
                suffix,
            )
        )
    body = format_html(
        '<table class="mc-bars mc-bars--signed"><tbody>{}</tbody></table>', mark_safe("".join(rows))
    )
    return _figure(pick(title), body)


@register.simple_tag
def strip_plot(
    values: Iterable[float],
    own: float | None = None,
    own_label: object = "",
    goal: float | None = None,
    title: object = "",
    unit: str = "%",
) -> SafeString:
    """Units along one axis, a column the higher the more of them stand there; the own one named: where do I stand?

    Read out as one sentence; whoever wants every value has the table of units.
    """
    numbers = sorted(float(value) for value in values)
    if len(numbers) < 2:
        return mark_safe("")
    low, high = min([*numbers, goal or 100]), max([*numbers, goal or 0])
    span = (high - low) or 1
    middle = numbers[len(numbers) // 2] if len(numbers) % 2 else sum(numbers[len(numbers) // 2 - 1 :][:2]) / 2

    def across(value: float) -> str:
        return f"{2 + 96 * (value - low) / span:.2f}%"

    def anchor(value: float) -> str:
        place = (value - low) / span
        return "start" if place < 0.2 else "end" if place > 0.8 else "middle"

    def words(value: float) -> str:
        return f"{number_words(value, 1)} {unit}".strip()

    bins = Counter(min(BINS - 1, int(BINS * (value - low) / span)) for value in numbers)
    most, own_bin = max(bins.values()), None if own is None else min(BINS - 1, int(BINS * (own - low) / span))

    def middle_of(number: int) -> str:
        return across(low + span * (number + 0.5) / BINS)

    parts = [mark_safe('<line class="grid" x1="0" x2="100%" y1="78" y2="78"></line>')]
    parts += [
        format_html(
            '<line class="tick{}" x1="{}" x2="{}" y1="78" y2="{}"></line>',
            " tick--own" if number == own_bin else "",
            middle_of(number),
            middle_of(number),
            f"{78 - 4 - 42 * count / most:.1f}",
        )
        for number, count in sorted(bins.items())
    ]
    if goal is not None:
        parts.append(
            format_html('<line class="goal" x1="{0}" x2="{0}" y1="28" y2="84"></line>', across(goal))
        )
        words_of_goal = f"{say('Chỉ tiêu', 'Target')} {words(goal)}"
        parts.append(
            format_html(
                '<text x="{}" y="100" text-anchor="{}">{}</text>', across(goal), anchor(goal), words_of_goal
            )
        )
    named, value = (pick(own_label), own) if own is not None else (say("Ở giữa", "Middle"), middle)
    spot = middle_of(own_bin) if own_bin is not None else across(value)
    parts.append(
        format_html(
            '<text class="is-value" x="{}" y="18" text-anchor="{}">{}</text>',
            spot,
            anchor(value),
            f"{named} {words(value)}".strip(),
        )
    )
    ends = [(low, "start")] + ([(high, "end")] if goal is None or high - goal > span / 4 else [])
    for end, side in ends:
        if goal is None or abs(end - goal) > span / 4:
            parts.append(
                format_html('<text x="{}" y="100" text-anchor="{}">{}</text>', across(end), side, words(end))
            )
    voice = (
        f"{pick(title)}. {say('Thấp nhất', 'Lowest')} {words(numbers[0])}, {say('ở giữa', 'middle')} "
        f"{words(middle)}, {say('cao nhất', 'highest')} {words(numbers[-1])}."
    )
    if own is not None:
        voice += f" {pick(own_label)}: {words(own)}."
    svg = format_html(
        '<svg class="strip" width="100%" height="108" role="img" aria-label="{}">{}</svg>',
        voice,
        mark_safe("".join(parts)),
    )
    return _figure(pick(title), svg)
