"""Words: too hard for their place, missing in English, shouting, or leaning on colour and position."""

import re
from collections.abc import Iterator

from ...definition import ProcedureDefinition, Text
from ..judging import Judged, judge
from ..lists import limits
from .advice import Advice, Key, path_of, questions, text

COLOUR_VI = re.compile(
    r"\bmàu (?:đỏ|xanh|vàng|cam|tím|đen)|\b(?:ô|nút|phần|mục) (?:bên (?:trái|phải)|phía (?:trên|dưới))", re.I
)
COLOUR_EN = re.compile(
    r"\b(?:red|green|blue|yellow|orange)\b|\b(?:on the (?:left|right)|box below|button (?:above|below))\b",
    re.I,
)


def on_words(definition: ProcedureDefinition) -> Iterator[Advice]:
    """Advice on every text that residents read."""
    for kind, at, where, words in texts(definition):
        path = path_of(at)
        yield from _english(path, where, words)
        yield from _hard(kind, path, where, words)
        yield from _senses(path, where, words)
        if len(words.vi) > 5 and words.vi == words.vi.upper() != words.vi.lower():
            yield Advice(
                "should", "WORDS_CAPITALS", path, where,
                text("Chữ IN HOA cả dòng khó đọc, máy đọc màn hình có khi đánh vần từng chữ.",
                     "A line of CAPITALS is hard to read, and screen readers may spell it out."),
                text("Viết chữ thường, chỉ hoa chữ đầu.", "Write it in lower case with one capital."),
            )  # fmt: skip


def texts(definition: ProcedureDefinition) -> Iterator[tuple[str, tuple[Key, ...], Text, Text]]:
    """(kind of text, place in the tree, place in words, the text) of all that residents read."""
    yield "label", ("name",), text("Tên thủ tục", "Name of the procedure"), definition.name
    yield "summary", ("summary",), text("Tóm tắt", "Summary"), definition.summary
    for i, condition in enumerate(definition.conditions):
        yield "condition", ("conditions", i), text(f"Điều kiện {i + 1}", f"Condition {i + 1}"), condition
    for p, page in enumerate(definition.form.pages):
        base: tuple[Key, ...] = ("form", "pages", p)
        here = text(f"Trang “{page.title.vi}”", f'Page "{page.title.en}"')
        yield "label", (*base, "title"), here, page.title
        if page.intro:
            yield "hint", (*base, "intro"), here, page.intro
        for g, group in enumerate(page.groups):
            named = text(f"Nhóm “{group.label.vi}”", f'Group "{group.label.en}"')
            yield "label", (*base, "groups", g, "label"), named, group.label
            if group.hint:
                yield "hint", (*base, "groups", g, "hint"), named, group.hint
    for asked in questions(definition):
        yield "label", (*asked.at, "label"), asked.where, asked.field.label
        for kind in ("hint", "why"):
            words = getattr(asked.field, kind)
            if words:
                yield kind, (*asked.at, kind), asked.where, words
        for o, option in enumerate(asked.field.options):
            yield "option", (*asked.at, "options", o), asked.where, text(option.vi, option.en)
    for i, paper in enumerate(definition.components):
        where = text(f"Giấy tờ “{paper.name.vi}”", f'Paper "{paper.name.en}"')
        yield "paper", ("components", i, "name"), where, paper.name
        if paper.hint:
            yield "hint", ("components", i, "hint"), where, paper.hint


def _english(path: str, where: Text, words: Text) -> Iterator[Advice]:
    if not words.vi.strip():
        yield Advice(
            "must", "WORDS_EMPTY", path, where,
            text("Không có chữ nào: người dùng máy đọc màn hình không biết đây là gì.",
                 "There are no words: nobody who listens to the page knows what this is."),
            text("Viết tên ngắn bằng tiếng Việt.", "Write a short name in Vietnamese."),
        )  # fmt: skip
    same = words.en.strip() == words.vi.strip() and not words.vi.isascii()
    if words.vi.strip() and (not words.en.strip() or same):
        yield Advice(
            "must", "ENGLISH_MISSING", path, where,
            text("Chưa có tiếng Anh" + (" (đang chép nguyên tiếng Việt)." if same else "."),
                 "English is missing" + (" (the Vietnamese was copied)." if same else ".")),
            text("Viết phần tiếng Anh ngắn, thường dùng.", "Write it in short, everyday English."),
        )  # fmt: skip


def _hard(kind: str, path: str, where: Text, words: Text) -> Iterator[Advice]:
    for language, said in (("vi", words.vi), ("en", words.en)):
        limit, judged = limits()[kind][language], judge(said, language)
        if judged.level <= limit.level and judged.longest <= limit.longest:
            continue
        yield Advice(
            "must" if judged.level == 4 else "should", f"WORDS_HARD_{language.upper()}", path, where,
            text(f"Khó đọc (mức {judged.level}/4, tối đa {limit.level}): câu dài nhất {judged.longest} tiếng"
                 f" (tối đa {limit.longest}).",
                 f"Hard to read (level {judged.level} of 4, at most {limit.level}): longest sentence"
                 f" {judged.longest} words (at most {limit.longest})."),
            _how(judged),
        )  # fmt: skip


def _how(judged: Judged) -> Text:
    told = [
        f"“{one.what}” → “{one.instead}”" for one in judged.findings if one.instead and len(one.what) < 60
    ]
    if told:
        return text("Thay: " + "; ".join(told) + ".", "Instead: " + "; ".join(told) + ".")
    return text("Cắt thành câu ngắn, nói ai làm gì.", "Cut it into short sentences that say who does what.")


def _senses(path: str, where: Text, words: Text) -> Iterator[Advice]:
    if COLOUR_VI.search(words.vi) or COLOUR_EN.search(words.en):
        yield Advice(
            "must", "WORDS_SENSES", path, where,
            text("Lời dẫn dựa vào màu hoặc vị trí: người mù màu, người nghe trang không theo được.",
                 "It leans on colour or position, which people who do not see them cannot follow."),
            text("Gọi ô hoặc nút bằng tên của nó.", "Call the box or button by its name."),
        )  # fmt: skip
