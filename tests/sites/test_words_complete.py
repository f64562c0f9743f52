"""No word of the house is missing in either language: templates, Python and the definitions of procedures are read for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

SRC = Path(__file__).parents[2] / "src" / "motcua"
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
SOURCES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
DEFINITIONS = sorted(SRC.glob("services/**/*.yaml"))
MARKS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
WORDS = re.compile(r"[^\W\d_]{2,}")
PROPER = re.compile(
    "Một Cửa|Hà Nội|Tiếng Việt|Việt Nam|Hoàng Sa|Trường Sa|Đà Nẵng|Cầu Giấy|Chùa Hà|QĐ-UBND|Nguyễn[ \\w]*"
    "|Định danh|đồng|Điều|Nghị định"
)
"""Names that stay as they are in English."""

TAG_T = re.compile(
    r"""{%\s*t\s+("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s+("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')[^%]*%}"""
)
PAIR = re.compile(r"""\b(\w*?)_?vi=("[^"]*"|'[^']*'|[\w.]+)""")
ARGUMENT = re.compile(r"""(\w+)=["']([^"']*[^\W\d_][^"']*)["']""")
NOT_SHOWN = re.compile(
    r"{%\s*comment[^%]*%}.*?{%\s*endcomment\s*%}|{#.*?#}|{%\s*verbatim\s*%}.*?{%\s*endverbatim\s*%}|<!--.*?-->",
    re.S,
)
IN_VIETNAMESE = re.compile(r"""<(\w+)[^>]*\blang="vi"[^>]*>.*?</\1>""", re.S)
SPECIMENS = {"shell/design_system.html", "shell/design_desk.html", "shell/design/type.html"}
"""The living page shows Vietnamese type in every language."""
VIETNAMESE_ONLY = re.compile(r"project/(demo|data)|/documents/|services/.*/results\.py$")
"""Invented data, and papers of the state: those are in Vietnamese by law."""


def lacks(words: str) -> bool:
    """Whether an English text is missing or is Vietnamese."""
    return not words.strip() or bool(MARKS.search(PROPER.sub("", words)))


def short(path: Path) -> str:
    return str(path.relative_to(SRC))


def of_template(whole: str, *, specimen: bool = False) -> list[str]:
    """What a template leaves unsaid in one of the languages."""
    text = NOT_SHOWN.sub("", whole)
    faults = []
    for vi, en in TAG_T.findall(text):
        if WORDS.search(re.sub(r"aria-\w+='[^']*'", "", vi)) and lacks(en[1:-1]):
            faults.append(f"{vi} has no English: {en}")
    for tag in re.findall(r"{%\s*include[^%]*%}", text):
        given = {f"{name}_en" if name else "en" for name, value in PAIR.findall(tag)}
        faults += [f"{key} is missing: {tag}" for key in given if not re.search(rf"\b{key}=", tag)]
        alone = [
            (name, words) for name, words in ARGUMENT.findall(tag) if name != "vi" and name[-3:] != "_vi"
        ]
        faults += [
            f"{name} has no English: {words}" for name, words in alone if lacks(words) and not specimen
        ]
    if not specimen:
        bare = IN_VIETNAMESE.sub("", re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S))
        told = [line.strip() for line in re.sub(r"<[^>]+>", "\n", bare).split("\n")]
        told += re.findall(r"""(?:aria-label|title|placeholder|alt|content)="([^"]*)\"""", bare)
        faults += [f"only Vietnamese: {line}" for line in told if MARKS.search(PROPER.sub("", line))]
    return faults


def mappings(tree: ast.AST) -> Iterator[tuple[int, dict[str, ast.expr]]]:
    """Dictionaries and calls with the names that they give."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield (
                node.lineno,
                {
                    k.value: v
                    for k, v in zip(node.keys, node.values, strict=True)
                    if isinstance(k, ast.Constant) and isinstance(k.value, str)
                },
            )
        elif isinstance(node, ast.Call):
            yield node.lineno, {k.arg: k.value for k in node.keywords if k.arg}


def pairs_of(given: dict[str, ast.expr]) -> Iterator[tuple[str, ast.expr, ast.expr | None]]:
    for name, vi in given.items():
        if name == "vi" or name.endswith("_vi"):
            yield name, vi, given.get(f"{name[:-2]}en")


def of_python(text: str) -> list[str]:
    """What a module leaves unsaid in English, by line."""
    tree = ast.parse(text)
    faults = []
    for line, given in mappings(tree):
        for name, vi, en in pairs_of(given):
            if not (isinstance(vi, ast.Constant) and isinstance(vi.value, str) and MARKS.search(vi.value)):
                continue
            if en is None or (isinstance(en, ast.Constant) and lacks(str(en.value or ""))):
                faults.append(f"{line}: {name} {vi.value!r} has no English")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "say",
            "both",
            "_both",
            "words",
        ):
            two = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if len(node.args) == 2 and len(two) == 2 and MARKS.search(two[0]) and lacks(two[1]):
                faults.append(f"{node.lineno}: {two[0]!r} has no English")
    return faults


def bilingual(thing: object, at: str = "") -> Iterator[tuple[str, str, object]]:
    if isinstance(thing, dict):
        if "vi" in thing:
            yield at, str(thing["vi"]), thing.get("en")
        for name, inner in thing.items():
            yield from bilingual(inner, f"{at}.{name}")
    elif isinstance(thing, list):
        for number, inner in enumerate(thing):
            yield from bilingual(inner, f"{at}[{number}]")


class Loose(yaml.SafeLoader):
    """Reads a definition without following what it includes."""


Loose.add_multi_constructor("!", lambda loader, suffix, node: None)


def of_definition(text: str) -> list[str]:
    """What a procedure's definition leaves unsaid in English."""
    content = yaml.load(text, Loose)
    return [
        f"{at}: {vi!r}" for at, vi, en in bilingual(content) if vi and (en is None or not str(en).strip())
    ]


def test_templates_say_everything_in_both_languages():
    faults = []
    for path in TEMPLATES:
        specimen = short(path).split("templates/")[-1] in SPECIMENS
        faults += [f"{short(path)}: {one}" for one in of_template(path.read_text("utf-8"), specimen=specimen)]
    assert not faults, "\n".join(faults)


def test_python_says_everything_in_both_languages():
    read = (path for path in SOURCES if not VIETNAMESE_ONLY.search(str(path)))
    faults = [f"{short(path)}:{one}" for path in read for one in of_python(path.read_text("utf-8"))]
    assert not faults, "\n".join(faults)


def test_definitions_say_everything_in_both_languages():
    faults = [f"{short(path)}{one}" for path in DEFINITIONS for one in of_definition(path.read_text("utf-8"))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (of_template, '<p>{% t "Nộp hồ sơ" "" %}</p>'),
        (of_template, '<p>{% t "Nộp hồ sơ" "Nộp hồ sơ" %}</p>'),
        (of_template, "<p>Nộp hồ sơ</p>"),
        (of_template, '<input placeholder="Mã hồ sơ">'),
        (of_template, '{% include "shell/button.html" with vi="Nộp hồ sơ" only %}'),
        (
            of_template,
            '{% include "shell/empty.html" with title_vi="Trống rỗng" vi="Chưa có" en="None" only %}',
        ),
        (of_template, '{% include "shell/empty.html" with vi="Chưa có" en="None" link="Nộp hồ sơ" only %}'),
        (of_python, 'x = {"vi": "Nộp hồ sơ"}'),
        (of_python, 'x = say("Nộp hồ sơ", "")'),
        (of_python, 'offer(Entry("a", vi="Nộp hồ sơ", en="Nộp hồ sơ"))'),
        (of_definition, "name: {vi: Khai sinh}"),
    ],
)
def test_a_missing_word_is_noticed(reader, text):
    assert len(reader(text)) == 1
