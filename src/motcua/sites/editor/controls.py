"""Settings of one part of a definition as controls of a page: what is shown, and what comes back from a browser.

Every control stands for a place in the tree and is named by it. What somebody typed is kept even when it is
nonsense: a number that is none stays as text, and the check of the definition says so at its control.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from motcua.foundation.definitions import Problem
from motcua.procedures.authoring import changes
from motcua.procedures.authoring.changes.conditions import OPERATORS, WITHOUT_VALUE, operators_of
from motcua.sites.editor.names import OPERATOR_WORDS, Known

type Words = dict[str, str]
type Tree = dict[str, Any]

LONGEST = 5000


def both(vi: str, en: str) -> Words:
    return {"vi": vi, "en": en}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Words
    hint: Words | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """One setting. `kind`: line, long, number, choice, ticks, flag, words, paragraph, lines, expression, condition,
    amount, needed, prefill, rows.

    `default` is what the definition means when the setting is left out. `keep`: written even when empty, because
    the definition wants it. `columns` gives the controls of one entry of `rows`; `add` are kinds of new entries.
    `known`: what a condition may read.
    """

    path: str
    kind: str
    label: Words
    hint: Words | None = None
    choices: tuple[Choice, ...] = ()
    default: Any = None
    keep: bool = False
    width: str = ""
    columns: Callable[[str], list["Control"]] | None = None
    known: tuple[Known, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Controls under one heading. `closed`: shown folded until it holds something."""

    title: Words | None
    controls: tuple[Control, ...]
    hint: Words | None = None
    closed: bool = False


# From a browser


def apply(controls: Iterable[Control], tree: Tree, posted: QueryDict) -> Tree:
    """The tree with what was posted for these controls. Controls that were not on the page change nothing."""
    for control in controls:
        if control.locked or control.path not in posted.getlist("_c"):
            continue
        if control.kind == "rows":
            entries = changes.read(tree, control.path, None)
            for i in range(len(entries) if isinstance(entries, list) else 0):
                assert control.columns is not None
                tree = apply(control.columns(f"{control.path}[{i}]"), tree, posted)
        elif control.kind == "prefill":
            tree = _put(tree, control, _prefill(control, posted))
        else:
            tree = _put(tree, control, _value(control, posted))
    return tree


def _put(tree: Tree, control: Control, value: Any) -> Tree:
    empty = value in (None, "", [], {}) and value is not False
    if (empty and not control.keep) or (value == control.default and type(value) is type(control.default)):
        return changes.drop(tree, control.path)
    return changes.write(tree, control.path, value)


def _value(control: Control, posted: QueryDict) -> Any:
    name = control.path
    match control.kind:
        case "words" | "paragraph":
            words = {language: _text(posted, f"{name}.{language}") for language in ("vi", "en")}
            return words if any(words.values()) or control.keep else None
        case "ticks":
            return posted.getlist(name)[:100]
        case "flag":
            return name in posted
        case "lines":
            return [line.strip() for line in _text(posted, name).split("\n") if line.strip()]
        case "number":
            return number(_text(posted, name))
        case "amount":
            plain = _text(posted, name).replace(".", "").replace(" ", "")
            return int(plain) if plain.isdecimal() and len(plain) < 16 else _text(posted, name)
        case "condition":
            return _condition(control, posted)
        case "needed":
            how = posted.get(f"{name}~how", "")
            return {"no": False, "yes": None}.get(how, _condition(control, posted))
        case "bound":
            text = _text(posted, name)
            found = number(text)
            return found if isinstance(found, int) else text
    return _text(posted, name)


def number(text: str) -> int | float | str:
    """A number as people type it (`1,5`, `1.000`), else the text."""
    plain = text.replace(" ", "")
    if plain.removeprefix("-").isdecimal():
        return int(plain) if len(plain) < 16 else text
    for sign in (",", "."):
        whole, _, rest = plain.partition(sign)
        if whole.removeprefix("-").isdecimal() and rest.isdecimal() and len(plain) < 16:
            return float(f"{whole}.{rest}")
    return text


def _text(posted: QueryDict, name: str) -> str:
    return (posted.get(name) or "").replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]


def _condition(control: Control, posted: QueryDict) -> str:
    """The expression typed, when somebody typed one; else what the rows say."""
    name = control.path
    typed, before = _text(posted, name), _text(posted, f"{name}~was")
    count = str(posted.get(f"{name}~rows", ""))
    if typed != before or not count.isdecimal():
        return typed
    kinds = {one.name: one for one in control.known}
    rows = []
    for i in range(min(int(count), 20)):
        row = _row(posted, f"{name}~{i}", kinds)
        if row is not None:
            rows.append(row)
    condition = changes.Condition(tuple(rows), posted.get(f"{name}~join") != "any")
    return changes.write_condition(condition, {one.name: one.kind for one in control.known})


def _row(posted: QueryDict, base: str, kinds: Mapping[str, Known]) -> changes.Row | None:
    name = _text(posted, f"{base}~name")
    if not name:
        return None
    known = kinds.get(name)
    if known is None:
        return changes.Row(name, _text(posted, f"{base}~op") or "is", _text(posted, f"{base}~value"))
    return fitting(known, _text(posted, f"{base}~op"), _text(posted, f"{base}~value"))


def fitting(known: Known, operator: str = "", value: str = "") -> changes.Row:
    """A comparison that makes sense for what is compared: the first that does, where the given one does not."""
    possible = operators_of(known.kind)
    operator = operator if operator in possible and operator in OPERATORS else possible[0]
    values = [one.value for one in known.choices]
    if operator in WITHOUT_VALUE:
        value = ""
    elif values and value not in values:
        value = values[0]
    return changes.Row(known.name, operator, value)


def add_row(tree: Tree, control: Control) -> Tree:
    """One more comparison at the end of a simple condition; unchanged for one that is not simple."""
    source = changes.read(tree, control.path, "")
    condition = changes.read_condition(source if isinstance(source, str) else "")
    if condition is None or not control.known:
        return tree
    grown = changes.Condition((*condition.rows, fitting(control.known[-1])), condition.all_of)
    kinds = {one.name: one.kind for one in control.known}
    return changes.write(tree, control.path, changes.write_condition(grown, kinds))


def drop_row(tree: Tree, control: Control, index: int) -> Tree:
    source = changes.read(tree, control.path, "")
    condition = changes.read_condition(source if isinstance(source, str) else "")
    if condition is None:
        return tree
    left = changes.Condition(
        tuple(row for i, row in enumerate(condition.rows) if i != index), condition.all_of
    )
    kinds = {one.name: one.kind for one in control.known}
    written = changes.write_condition(left, kinds)
    return (
        changes.write(tree, control.path, written)
        if written or control.keep
        else changes.drop(tree, control.path)
    )


def _prefill(control: Control, posted: QueryDict) -> Any:
    """One source as its name; several, or one with a condition, as a list."""
    found = []
    for i in range(10):
        source = _text(posted, f"{control.path}~{i}~source")
        when = _text(posted, f"{control.path}~{i}~when")
        if source:
            found.append({"source": source, "when": when} if when else {"source": source})
    if len(found) == 1 and "when" not in found[0]:
        return found[0]["source"]
    return found


def find(controls: Iterable[Control], path: str) -> Control | None:
    """The control of a place, in rows too."""
    for control in controls:
        if control.path == path:
            return control
        if control.kind == "rows" and path.startswith(f"{control.path}["):
            index = path[len(control.path) + 1 :].partition("]")[0]
            assert control.columns is not None
            return find(control.columns(f"{control.path}[{index}]"), path) if index.isdecimal() else None
    return None


# On a page


def shown(controls: Iterable[Control], tree: Tree, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The controls with their values and faults, as `editor/control.html` wants them."""
    known = list(problems)
    return [_shown(control, tree, known) for control in controls]


def _shown(control: Control, tree: Tree, problems: list[Problem]) -> dict[str, Any]:
    value = changes.read(tree, control.path, None)
    mine = [one for one in problems if touches(one.path, control.path)]
    view: dict[str, Any] = {
        "path": control.path,
        "kind": control.kind,
        "id": html_id(control.path),
        "label": control.label,
        "hint": control.hint,
        "width": control.width,
        "locked": control.locked,
        "choices": control.choices,
        "value": control.default if value is None else value,
        "errors": mine,
        "anchor": html_id(control.path),
    }
    match control.kind:
        case "words" | "paragraph":
            view["value"] = value if isinstance(value, dict) else {"vi": "", "en": ""}
        case "choice":
            chosen = view["value"]
            if chosen not in (None, "") and all(one.value != chosen for one in control.choices):
                # what stands there stays choosable, or looking at a page would change it
                view["choices"] = (Choice(str(chosen), both(str(chosen), str(chosen))), *control.choices)
            view["empty"] = not control.keep and control.default is None
        case "number" | "bound":
            view["value"] = _plain(view["value"])
        case "amount":
            view["value"] = str(view["value"]) if isinstance(view["value"], int) else view["value"]
        case "lines":
            view["value"] = "\n".join(map(str, value)) if isinstance(value, list) else value or ""
        case "ticks":
            chosen = value if isinstance(value, list) else control.default or []
            offered = {one.value for one in control.choices}
            odd = tuple(Choice(str(one), both(str(one), str(one))) for one in chosen if one not in offered)
            view |= {"value": chosen, "choices": (*control.choices, *odd)}
        case "condition":
            view |= _shown_condition(control, value)
        case "needed":
            how = "no" if value is False else "yes" if value in (None, True) else "when"
            view |= {"how": how, **_shown_condition(replace(control), value if how == "when" else "")}
        case "prefill":
            listed = (
                [{"source": value}] if isinstance(value, str) else value if isinstance(value, list) else []
            )
            view["sources"] = [*listed, {}][:10]
        case "rows":
            assert control.columns is not None
            entries = value if isinstance(value, list) else []
            view["rows"] = [
                {
                    "path": f"{control.path}[{i}]",
                    "number": i + 1,
                    "controls": shown(control.columns(f"{control.path}[{i}]"), tree, mine),
                }
                for i in range(len(entries))
            ]
            # what stands at an entry is told there
            view["errors"] = [one for one in mine if not one.path.startswith(f"{control.path}[")]
    return view


def _plain(value: Any) -> Any:
    """A number as it is typed again: without points in thousands, whole where it is whole."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if value == int(value) else str(value).replace(".", ",")


def _shown_condition(control: Control, value: Any) -> dict[str, Any]:
    source = value if isinstance(value, str) else "" if value is None else str(value)
    condition = changes.read_condition(source)
    kinds = {one.name: one for one in control.known}
    rows = None
    if condition is not None and all(row.name in kinds for row in condition.rows):
        rows = []
        for row in condition.rows:
            known = kinds[row.name]
            operators = list(dict.fromkeys([*operators_of(known.kind), row.operator]))
            rows.append(
                {
                    "row": row,
                    "known": known,
                    "operators": [Choice(name, OPERATOR_WORDS[name]) for name in operators],
                    "valued": row.operator not in WITHOUT_VALUE,
                    "names": list(control.known),
                }
            )
    return {
        "source": source,
        "rows": rows,
        "can_add": rows is not None and bool(control.known),
        "join": "all" if condition is None or condition.all_of else "any",
    }


def touches(place: str, path: str) -> bool:
    """Whether a problem's place lies at or within a path."""
    return place == path or place.startswith((f"{path}.", f"{path}["))


def html_id(path: str) -> str:
    return "c-" + "".join(char if char.isalnum() else "-" for char in path).strip("-")
