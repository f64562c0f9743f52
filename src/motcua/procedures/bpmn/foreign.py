"""Files of other tools: knowing steps, posts and agencies by their names, and naming what vendors add."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.foundation.safe_xml import Element
from motcua.foundation.text import fold

from .drawing import SPECIAL
from .findings import Findings
from .spelling import BPMN, OURS

VENDORS = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://camunda.org/schema/modeler/1.0": "Camunda Modeler",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.signavio.com": "Signavio",
    "http://bpmn.io/schema/bpmn/biocolor/1.0": "bpmn.io",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "BPMN in Color",
}

KINDS: tuple[tuple[str, str], ...] = (
    (r"\b(tra ket qua|giao ket qua|return|deliver|hand over)", "return"),
    (r"\b(tiep nhan|nhan ho so|receive|intake|register)", "receive"),
    (r"\b(phan cong|giao viec|assign|distribute)", "assign"),
    (r"\b(lay y kien|y kien|consult|ask)", "consult"),
    (r"\b(vao so|dong dau|cap so|so hoa van ban|number|seal|stamp)", "number"),
    (r"\b(trinh ky|ra soat|soat xet|xem xet|review)", "review"),
    (r"\b(?<!dang )(ky|phe duyet|duyet|sign|approve)\b", "sign"),
)
"""Words in a task's name, folded, and the kind of step they speak of; the first that fits. [our reading]"""

KIND_WORDS = {
    "receive": ("Tiếp nhận", "Receive"), "assign": ("Phân công", "Assign"), "process": ("Xử lý", "Process"),
    "review": ("Soát xét", "Review"), "sign": ("Ký", "Sign"), "number": ("Vào số, đóng dấu", "Number and seal"),
    "consult": ("Lấy ý kiến", "Consult"), "external": ("Chờ hệ thống ngoài", "Outside system"),
    "automatic": ("Tự động", "Automatic"), "part": ("Quy trình con", "Part"), "return": ("Trả kết quả", "Return"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The city's posts (key → names) and agencies (key → name), by which lanes of foreign files are known."""

    posts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    def post(self, words: str) -> str | None:
        return self._longest(
            {key: (key.replace("_", " "), *names) for key, names in self.posts.items()}, words
        )

    def agency(self, words: str) -> str | None:
        known = {key: (name,) for key, name in self.agencies.items()} | SPECIAL
        return self._longest(known, words)

    @staticmethod
    def _longest(known: Mapping[str, tuple[str, ...]], words: str) -> str | None:
        """The key whose name stands in the words; the longest name when there are several."""
        said = f" {fold(words)} "
        hits = [
            (len(fold(name)), key)
            for key, names in known.items()
            for name in names
            if name and f" {fold(name)} " in said
        ]
        return max(hits)[1] if hits else None


def slug(words: str) -> str:
    """An id of ours from words: `Thẩm tra hồ sơ` → `tham_tra_ho_so`. Empty when nothing is left."""
    made = re.sub(r"[^a-z0-9]+", "_", fold(words)).strip("_")[:40].strip("_")
    return f"b_{made}" if made[:1].isdecimal() else made


def kind_from(words: str) -> str:
    said = fold(words)
    return next((kind for pattern, kind in KINDS if re.search(pattern, said)), "process")


def report_vendor(element: Element, findings: Findings) -> None:
    """Name what a vendor put on an element, in its extensions and in its attributes."""
    told = [_called(key[1:].split("}")[0], key.split("}")[1]) for key in element.attributes if key[0] == "{"]
    extension = element.first(BPMN, "extensionElements")
    told += (
        [_called(one.space, one.name) for one in extension.children if one.space != OURS] if extension else []
    )
    if told:
        listed = ", ".join(dict.fromkeys(told))
        findings.aside(
            element,
            f"Thiết lập riêng của công cụ khác, không đưa vào: {listed}.",
            f"Settings of another tool, not taken over: {listed}.",
        )


def _called(space: str, name: str) -> str:
    return f"{VENDORS.get(space, space)} {name}"


def condition_from(text: str, language: str) -> tuple[str, bool]:
    """A condition of another tool, without its brackets; and whether it was changed or is in a language of others."""
    stripped = text.strip()
    found = re.fullmatch(r"[$#]\{(.*)\}", stripped, re.S) or re.fullmatch(r"=(?!=)(.*)", stripped, re.S)
    if found:
        return found[1].strip(), True
    return (text, False) if "cel" in language.lower() else (stripped, bool(stripped))
