"""Tags and filters of the design system: `{% load motcua %}`.

Everything that stands in a row of a long list is formatted in Python, without a template of its own.
"""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from motcua.foundation import clock

from .. import language, wording
from ..statuses import DOSSIER, DUE, Look

register = template.Library()
OUTLINES = Path(__file__).parents[1] / "static" / "shell" / "map"


class BilingualNode(template.Node):
    """Two literals known when the template is compiled; rendering is one comparison."""

    def __init__(self, vi: str, en: str, target: str | None) -> None:
        self.vi, self.en, self.target = mark_safe(vi), mark_safe(en), target

    def render(self, context: template.Context) -> str:
        text = self.en if language.active() == "en" else self.vi
        if self.target is None:
            return text
        context[self.target] = text
        return ""


@register.tag
def t(parser: template.base.Parser, token: template.base.Token) -> BilingualNode:
    """`{% t "Tiếng Việt" "English" %}`, or `… as name %}` to keep the words for an argument."""
    bits = token.split_contents()[1:]
    target = None
    if len(bits) == 4 and bits[2] == "as":
        target, bits = bits[3], bits[:2]
    if len(bits) != 2 or any(b[0] not in "\"'" or b[0] != b[-1] or len(b) < 2 for b in bits):
        raise template.TemplateSyntaxError('t takes two quoted strings: {% t "Tiếng Việt" "English" %}')
    vi, en = (bit[1:-1].replace(f"\\{bit[0]}", bit[0]) for bit in bits)
    return BilingualNode(vi, en, target)


@register.simple_tag(name="tr")
def tr_tag(thing: object) -> str:
    """`{% tr obj %}`: the name or words of `obj` in the active language."""
    return language.pick(thing)


@register.filter(name="tr")
def tr_filter(thing: object) -> str:
    """`{{ obj|tr }}`: the same, where an argument or a filter is wanted."""
    return language.pick(thing)


@register.filter
def without_code(subject: str) -> str:
    """`{{ m.subject|without_code }}`: what a letter says, without the code that mail programs sort by."""
    return wording.coded(subject)[1]


@register.filter
def code_of(subject: str) -> str:
    """`{{ m.subject|code_of }}`: the code in front of a letter's subject, or nothing."""
    return wording.coded(subject)[0]


@register.filter(name="shorten")
def shorten_filter(text: object, most: int) -> str:
    """`{{ text|shorten:90 }}`: at most so many letters, never through the middle of a word."""
    return wording.shortened(str(text), int(most))


@register.simple_tag(takes_context=True)
def say(context: template.Context, name: str = "text") -> str:
    """The words of a component's argument: `text`, or the pair `text_vi`/`text_en` (`vi`/`en` for `text`)."""
    given = context.get(name)
    if given not in (None, ""):
        return language.pick(given)
    vi = context.get(f"{name}_vi") or (context.get("vi") if name == "text" else "") or ""
    en = context.get(f"{name}_en") or (context.get("en") if name == "text" else "") or ""
    return language.say(vi, en)


@cache
def _sprite() -> str:
    """The address of the icons; fixed while the process lives, as static files are."""
    return static("shell/icons.svg")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the family. Decorative unless it gets a `label`."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="mc-icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        voice,
        _sprite(),
        name,
    )


@register.simple_tag
@cache
def map_outline() -> str:
    """The address of this city's communes as GeoJSON; empty where no outline was made (`web/outlines.py`)."""
    code = getattr(settings, "CITY_CODE", "01")
    return static(f"shell/map/{code}.json") if (OUTLINES / f"{code}.json").exists() else ""


@lru_cache(maxsize=4096)
def tag(look: Look, words: str, title: str = "", css: str = "") -> SafeString:
    """A badge of one look: tone, icon and words. `words` are in the reader's language already.

    Kept, since a list shows the same few badges a thousand times.
    """
    return format_html(
        '<span class="mc-tag mc-tag--{}{}"{}>{}<span>{}</span></span>',
        look.tone,
        f" {css}" if css else "",
        format_html(' title="{}"', title) if title else "",
        icon(look.icon),
        words,
    )


@register.simple_tag
def word_tag(tone: str, name: str, vi: str, en: str) -> SafeString:
    """A badge of a room's own: `{% word_tag "ok" "check" "Đã trả lời" "Answered" %}`; always words and an icon of the family.

    Tones: accent, ok, warn, danger, info, quiet.
    """
    return tag(Look(vi, en, tone, name), language.say(vi, en))


@register.simple_tag
def status_tag(status: int | str, short: bool = False) -> SafeString:
    """The badge of a dossier's status, one of the ten codes of the national portal. KeyError on another.

    `short` is for an officer's dense table: fewer words, the official name when pointed at.
    """
    look = DOSSIER[int(status)]
    full = language.say(look.vi, look.en)
    if not short:
        return tag(look, full)
    words = language.say(look.short_vi or look.vi, look.short_en or look.en)
    return tag(look, words, full if full != words else "")


@register.simple_tag
def status_words(status: int | str) -> str:
    """Only the words of a dossier's status."""
    look = DOSSIER[int(status)]
    return language.say(look.vi, look.en)


@register.simple_tag(takes_context=True)
def due_tag(
    context: template.Context,
    due_at: datetime | None,
    working_minutes: int | None = None,
    now: datetime | None = None,
) -> str:
    """The badge of a deadline: `còn 2 ngày làm việc`, `quá hạn 3 giờ`. Nothing without a deadline.

    `now` is the argument, else the page's `now` variable, else the clock.
    """
    if due_at is None:
        return ""
    moment = now or _page_now(context)
    look = DUE[wording.due_level(due_at, moment, working_minutes)]
    return tag(
        look,
        wording.due_words(due_at, moment, working_minutes),
        wording.datetime_words(due_at),
        "mc-tag--due",
    )


@register.simple_tag(takes_context=True)
def relative_due(
    context: template.Context,
    due_at: datetime | None,
    working_minutes: int | None = None,
    now: datetime | None = None,
) -> str:
    """Only the words of a deadline, for running text."""
    if due_at is None:
        return ""
    return wording.due_words(due_at, now or _page_now(context), working_minutes)


def _page_now(context: template.Context) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else clock.now()


@register.filter
def vi_date(day: date | None) -> SafeString | str:
    """`<time>` with 21/11/2026 (English: 21 Nov 2026)."""
    if not day:
        return ""
    local = wording.in_hanoi(day).date() if isinstance(day, datetime) else day
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), wording.date_words(local))


@register.filter
def vi_datetime(moment: datetime | None) -> SafeString | str:
    """`<time>` with 10:32 ngày 21/11/2026."""
    if not moment:
        return ""
    local = wording.in_hanoi(moment)
    words = wording.datetime_words(local)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def dong(amount: int | None) -> str:
    """`15.000 đ`."""
    return wording.dong_words(amount)


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """`1.234,5` with Vietnamese marks."""
    return "" if value is None or value == "" else wording.number_words(value, decimals)


@register.filter
def has(values: Any, value: Any) -> bool:
    """Whether a choice is among the chosen ones, compared as text."""
    if values is None or values == "":
        return False
    if isinstance(values, (list, tuple, set, frozenset)):
        return str(value) in {str(v) for v in values}
    return str(values) == str(value)


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Keys as they stand on the keyboard: `{% kbd "Ctrl+K" %}`."""
    caps = "+".join(f"<kbd>{escape(key)}</kbd>" for key in keys.split("+"))
    return mark_safe(f'<span class="mc-keys">{caps}</span>')
