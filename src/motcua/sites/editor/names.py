"""What conditions of a definition may read, in the words of whoever writes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes.references import steps_of

type Words = dict[str, str]
type Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class Known:
    """A name in conditions: a question, the case, the way of filing, the person."""

    name: str
    label: Words
    kind: str
    choices: tuple[Answer, ...] = ()


OPERATOR_WORDS: dict[str, Words] = {
    "yes": {"vi": "là có", "en": "is yes"},
    "no": {"vi": "là không", "en": "is no"},
    "is": {"vi": "là", "en": "is"},
    "not": {"vi": "không phải là", "en": "is not"},
    "least": {"vi": "từ … trở lên", "en": "is at least"},
    "most": {"vi": "không quá", "en": "is at most"},
    "more": {"vi": "lớn hơn, sau", "en": "is more than, after"},
    "less": {"vi": "nhỏ hơn, trước", "en": "is less than, before"},
    "has": {"vi": "có chọn", "en": "includes"},
    "answered": {"vi": "đã trả lời", "en": "is answered"},
    "empty": {"vi": "để trống", "en": "is left empty"},
}

GROUNDS = {
    "poor_household": ("Hộ nghèo", "Poor household"),
    "near_poor_household": ("Hộ cận nghèo", "Near-poor household"),
    "person_of_merit": ("Người có công", "Person of merit"),
    "disabled": ("Người khuyết tật", "Disabled person"),
    "elderly": ("Người cao tuổi", "Elderly person"),
    "child": ("Trẻ em", "Child"),
    "ethnic_minority_remote": ("Đồng bào dân tộc thiểu số vùng khó khăn", "Ethnic minority in a remote area"),
}


def _answers(rows: dict[str, tuple[str, str]]) -> tuple[Answer, ...]:
    return tuple(Answer(value, {"vi": vi, "en": en}) for value, (vi, en) in rows.items())


_ALWAYS = (
    Known(
        "channel",
        {"vi": "Kênh nộp", "en": "Way of filing"},
        "known",
        _answers(
            {
                "online": ("Trực tuyến", "Online"),
                "counter": ("Tại quầy", "Counter"),
                "postal": ("Bưu chính", "Post"),
            }
        ),
    ),
    Known(
        "applicant.kind",
        {"vi": "Người nộp là", "en": "The applicant is"},
        "known",
        _answers({"citizen": ("Cá nhân", "A person"), "organisation": ("Tổ chức", "An organisation")}),
    ),
    Known(
        "applicant.exemptions",
        {"vi": "Diện ưu tiên của người nộp", "en": "The applicant's grounds of exemption"},
        "grounds",
        _answers(GROUNDS),
    ),
)


def listed(tree: Any, path: str) -> list[dict[str, Any]]:
    """The entries of a list, each at its index; an empty map for what is no map, nothing for what is no list."""
    found = changes.read(tree, path, None)
    return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []


def words_of(thing: Any, fallback: str) -> Words:
    """The words of a part in both languages, its id where they are missing."""
    label = thing if isinstance(thing, dict) else {}
    vi, en = str(label.get("vi") or ""), str(label.get("en") or "")
    return {"vi": vi or en or fallback, "en": en or vi or fallback}


def questions(tree: Tree) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every question of the form in the order asked: its path, itself, and its repeated group's path if any."""
    for p, page in enumerate(listed(tree, "form.pages")):
        base = f"form.pages[{p}]"
        for f, item in enumerate(listed(page, "fields")):
            yield f"{base}.fields[{f}]", item, ""
        for g, group in enumerate(listed(page, "groups")):
            within = f"{base}.groups[{g}]"
            for f, item in enumerate(listed(group, "fields")):
                yield f"{within}.fields[{f}]", item, within if group.get("repeat") else ""


def before(tree: Tree, path: str) -> tuple[Known, ...]:
    """What a condition of the form at `path` may read: earlier questions, those of its own row, the person."""
    found = []
    for place, item, group in questions(tree):
        if place == path or place.startswith(f"{path}.") or _behind(place, path):
            break
        if not group or path.startswith(f"{group}."):
            found.append(known_of(item))
    return (*_ALWAYS, *found)


def _behind(place: str, path: str) -> bool:
    return changes.parts_of(place)[2:3] > changes.parts_of(path)[2:3] and path.startswith("form.pages")


def of_form(tree: Tree) -> tuple[Known, ...]:
    """What a condition over the whole form may read."""
    return (*_ALWAYS, *(known_of(item) for _, item, group in questions(tree) if not group))


def of_dossier(tree: Tree) -> tuple[Known, ...]:
    """What papers and fees may read: the form, and the case."""
    cases = tuple(
        Answer(str(one.get("id") or ""), words_of(one.get("name"), str(one.get("id") or "")))
        for one in _list(tree.get("cases"))
    )
    case = Known("case", {"vi": "Trường hợp", "en": "Case"}, "known", cases)
    return (case, *of_form(tree)) if len(cases) > 1 else of_form(tree)


def of_workflow(tree: Tree) -> tuple[Known, ...]:
    """What ways of a workflow may read: also what officers entered."""
    entered = []
    workflow = tree.get("workflow")
    for _, step in steps_of(workflow) if isinstance(workflow, dict) else ():
        for item in _list(step.get("fields")):
            known = known_of(item)
            label = {"vi": f"Cán bộ ghi: {known.label['vi']}", "en": f"Officer: {known.label['en']}"}
            entered.append(Known(f"officer.{known.name}", label, known.kind, known.choices))
    return (*of_dossier(tree), *entered)


def known_of(item: dict[str, Any]) -> Known:
    name = str(item.get("id") or "")
    kind = str(item.get("kind") or "text")
    options = tuple(
        Answer(str(one.get("value") or ""), words_of(one, str(one.get("value") or "")))
        for one in _list(item.get("options"))
    )
    return Known(name, words_of(item.get("label"), name), kind, options)


def in_words(source: str, known: tuple[Known, ...]) -> Words | None:
    """A simple condition as a sentence; None for one that is not simple."""
    condition = changes.read_condition(source)
    names = {one.name: one for one in known}
    if condition is None or not condition.rows or any(row.name not in names for row in condition.rows):
        return None
    said: dict[str, str] = {}
    for language, join in (
        ("vi", " và " if condition.all_of else " hoặc "),
        ("en", " and " if condition.all_of else " or "),
    ):
        parts = []
        for row in condition.rows:
            one = names[row.name]
            value = next(
                (answer.label[language] for answer in one.choices if answer.value == row.value), row.value
            )
            parts.append(f"{one.label[language]} {OPERATOR_WORDS[row.operator][language]} {value}".strip())
        said[language] = join.join(parts)
    return said


def _list(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
