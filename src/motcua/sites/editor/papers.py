"""The papers asked for: how many, when, and the data that stand in for them."""

from typing import Any

from django.http import HttpRequest
from django.urls import path as route

from motcua.procedures.authoring import changes
from motcua.sites.editor import names, words
from motcua.sites.editor.controls import Control, Section, Tree, both
from motcua.sites.editor.workbench import Bench, Tab, list_outline, page_of, part_head

PAPER = r"components\[\d+\]"


def first(tree: Tree) -> str:
    return "components[0]" if changes.has(tree, "components[0]") else ""


def sections(bench: Bench) -> list[Section]:
    at = bench.at
    if not at:
        return []
    known = names.of_dossier(bench.tree)
    return [
        Section(
            None,
            (
                Control(f"{at}.name", "words", both("Tên giấy tờ", "Name of the paper"), keep=True),
                Control(f"{at}.hint", "paragraph", both("Lời giải thích", "Hint")),
                Control(
                    f"{at}.originals", "number", both("Bản chính", "Originals"), default=0, width="third"
                ),
                Control(f"{at}.copies", "number", both("Bản sao", "Copies"), default=0, width="third"),
                Control(f"{at}.code", "line", both("Mã mẫu (nếu có)", "Code of its form"), width="third"),
                Control(
                    f"{at}.show_only",
                    "flag",
                    both("Chỉ xuất trình tại quầy, không nộp lại", "Shown at the counter, not kept"),
                    default=False,
                ),
            ),
        ),
        Section(
            both("Khi nào cần", "When it is asked"),
            (
                Control(f"{at}.when", "condition", both("Chỉ cần khi", "Asked only when"), known=known),
                Control(f"{at}.required", "needed", both("Bắt buộc nộp", "Must be given"), known=known),
            ),
        ),
        Section(
            both("Dữ liệu thay cho giấy tờ", "Data that stand in for it"),
            (
                Control(
                    f"{at}.satisfied_by",
                    "ticks",
                    both("Có dữ liệu này thì không đòi giấy", "With these data the paper is not asked"),
                    choices=words.PAPER_DATA,
                    hint=both(
                        "Nghị quyết 66.7/2025/NQ-CP: cơ quan tra dữ liệu trước; chỉ đòi giấy khi dữ liệu thiếu hoặc chưa đúng.",
                        "Resolution 66.7/2025: data are looked up first; the paper is asked for when they are missing or wrong.",
                    ),
                ),
                Control(
                    f"{at}.kinds",
                    "lines",
                    both(
                        "Giấy đã có trong kho của thành phố cũng dùng được",
                        "Papers of the city's store that serve as well",
                    ),
                    hint=both(
                        "Mỗi dòng một loại giấy, ví dụ notarised-contract.",
                        "One kind of paper a line, such as notarised-contract.",
                    ),
                ),
                Control(
                    f"{at}.asked_because",
                    "paragraph",
                    both(
                        "Vì sao vẫn đòi khi có dữ liệu loại này",
                        "Why it is asked though data of this sort exist",
                    ),
                ),
            ),
        ),
        Section(
            both("Tệp nộp trực tuyến", "Files online"),
            (
                Control(
                    f"{at}.accepts",
                    "ticks",
                    both("Nhận tệp loại", "Kinds of file"),
                    choices=words.FILES,
                    default=["pdf", "jpg", "png"],
                ),
            ),
        ),
    ]


def around(bench: Bench, request: HttpRequest) -> dict[str, Any]:
    def note(item: dict[str, Any]) -> dict[str, str]:
        vi = [f"{item.get('originals') or 0} chính, {item.get('copies') or 0} sao"]
        en = [f"{item.get('originals') or 0} original, {item.get('copies') or 0} copies"]
        if item.get("satisfied_by"):
            vi.append("dữ liệu thay được")
            en.append("data can stand in")
        if item.get("when"):
            said = names.in_words(str(item["when"]), names.of_dossier(bench.tree))
            vi.append(said["vi"] if said else "có điều kiện")
            en.append(said["en"] if said else "conditional")
        return {"vi": " · ".join(vi), "en": " · ".join(en)}

    return {
        "outline_template": "editor/_outline.html",
        "outline": list_outline(
            bench, "components", both("Giấy tờ phải nộp", "Papers asked for"), both("Giấy tờ", "Paper"), note
        ),
        "part": part_head(bench, both("Giấy tờ", "Paper")),
        "bench_class": "ed-work--two",
    }


TAB = Tab("editor:papers", (PAPER,), first, sections, around)
routes = [route("<uuid:uuid>/giay-to/", page_of(TAB), name="papers")]
