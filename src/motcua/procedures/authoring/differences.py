"""How two versions of a procedure differ, sentence by sentence, and what each difference means for dossiers that run.

Pure. Both sides are trees in the shape of the YAML; either may be unfinished.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from motcua.procedures.authoring import effects
from motcua.procedures.authoring.effects import Effect, Verdict
from motcua.procedures.authoring.merge import ABSENT, Path, Tree, name_of, same
from motcua.procedures.authoring.naming import MAPS, Words, called, key_words, noun, path_words, value_words

type Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change in words. `verdict` says what it means for dossiers received on the old version."""

    path: Path
    kind: Kind
    vi: str
    en: str
    verdict: Verdict
    old: Any = None
    new: Any = None

    @property
    def effect(self) -> Effect:
        return self.verdict.effect

    @property
    def area(self) -> str:
        """The part of the definition it belongs to: `form`, `workflow`, `fees` …"""
        return self.path[0] if self.path else ""


def differences(old: Tree, new: Tree) -> tuple[Difference, ...]:
    """All that differs, in the order of the new tree. Equal trees: none."""
    return tuple(_Walk(old, new).within((), old, new))


def worst(found: tuple[Difference, ...]) -> Effect:
    """What the whole of the changes allows: `safe`, `consent` or `never`."""
    return effects.worst(one.verdict for one in found)


class _Walk:
    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.places_old, self.places_new = places(old), places(new)

    def within(self, path: Path, old: Any, new: Any) -> Iterator[Difference]:
        if same(old, new):
            return
        if path[-1:] == ("limit",) and isinstance(old, dict) and isinstance(new, dict):
            yield from self._limit(path, old, new)
        elif isinstance(old, dict) and isinstance(new, dict) and not _is_text(old, new):
            for key in dict.fromkeys([*new, *old]):
                here = (*path, key)
                one, other = old.get(key, ABSENT), new.get(key, ABSENT)
                if key in MAPS and (isinstance(one, dict) or isinstance(other, dict)):
                    yield from self._things(
                        here,
                        one if isinstance(one, dict) else {},
                        other if isinstance(other, dict) else {},
                        False,
                    )
                else:
                    yield from self.within(here, one, other)
        elif isinstance(old, list | type(ABSENT)) and isinstance(new, list | type(ABSENT)):
            yield from self._lists(path, old, new)
        else:
            yield self._changed(path, old, new)

    def _lists(self, path: Path, old: Any, new: Any) -> Iterator[Difference]:
        before = old if isinstance(old, list) else []
        after = new if isinstance(new, list) else []
        name = name_of([before, after])
        if name is None:
            yield self._changed(path, before, after)
            return
        yield from self._things(
            path,
            {item[name]: item for item in before},
            {item[name]: item for item in after},
            True,
        )

    def _things(
        self, path: Path, old: Mapping[str, Any], new: Mapping[str, Any], ordered: bool
    ) -> Iterator[Difference]:
        for key, thing in new.items():
            here = (*path, f"[{key}]" if ordered else key)
            if key in old:
                yield from self.within(here, old[key], thing)
            elif from_ := self._elsewhere(path, key, self.places_old, here):
                yield self._moved(from_, here, thing)
                yield from self.within(here, self._field(self.old, key), thing)
            else:
                yield self._one(here, "added", ABSENT, thing)
        for key, thing in old.items():
            here = (*path, f"[{key}]" if ordered else key)
            if key not in new and not self._elsewhere(path, key, self.places_new, here):
                yield self._one(here, "removed", thing, ABSENT)
        common = [key for key in old if key in new]
        if ordered and common != [key for key in new if key in old]:
            yield self._reordered(path)

    def _elsewhere(self, path: Path, key: str, places: Mapping[str, Path], here: Path) -> Path | None:
        """Where the question stood or stands when it moved between pages or groups."""
        if path[-1] != "fields" or path[0] != "form" or key not in self.places_old:
            return None
        found = places.get(key)
        return found if key in self.places_new and found != here else None

    @staticmethod
    def _field(tree: Tree, key: str) -> Any:
        return next((thing for path, thing in _fields(tree) if path[-1] == f"[{key}]"), {})

    def _limit(self, path: Path, old: Tree, new: Tree) -> Iterator[Difference]:
        span = ("amount", "unit")
        before, after = ({key: side.get(key) for key in span} for side in (old, new))
        if before != after:
            where = path_words(path, self.new, self.old)
            vi, en = (_span(side, language) for side, language in ((before, "vi"), (before, "en")))
            vi2, en2 = (_span(side, language) for side, language in ((after, "vi"), (after, "en")))
            yield Difference(
                path, "changed", f"{where['vi']}: {vi} → {vi2}", f"{where['en']}: {en} → {en2}",
                effects.of(path, "changed", old, new), old, new,
            )  # fmt: skip
        for key in dict.fromkeys([*new, *old]):
            if key not in span:
                yield from self.within((*path, key), old.get(key, ABSENT), new.get(key, ABSENT))

    def _one(self, path: Path, kind: Literal["added", "removed"], old: Any, new: Any) -> Difference:
        thing = new if kind == "added" else old
        what, name = noun(path[-2]), called(thing, path[-1].strip("[]"))
        above = path_words(path[:-2], self.new, self.old) if len(path) > 3 else {"vi": "", "en": ""}
        vi_in, en_in = (f" – {above['vi']}", f" – {above['en']}") if above["vi"] else ("", "")
        verb = "Thêm" if kind == "added" else "Bỏ"
        return Difference(
            path, kind,
            f"{verb} {_lower(what['vi'])} “{name['vi']}”{vi_in}",
            f'{what["en"]} "{name["en"]}" {kind}{en_in}',
            effects.of(path, kind, old, new), old, new,
        )  # fmt: skip

    def _moved(self, from_: Path, to: Path, thing: Any) -> Difference:
        name = called(thing, to[-1].strip("[]"))
        there, here = path_words(from_[:-2], self.old), path_words(to[:-2], self.new)
        return Difference(
            to, "moved",
            f"Chuyển câu hỏi “{name['vi']}”: {there['vi']} → {here['vi']}",
            f'Question "{name["en"]}" moved: {there["en"]} → {here["en"]}',
            effects.of_move(_repeated(self.old, from_), _repeated(self.new, to)), from_, to,
        )  # fmt: skip

    def _reordered(self, path: Path) -> Difference:
        where, what = path_words(path[:-1], self.new, self.old), key_words(path[-1])
        vi = f"Đổi thứ tự: {what['vi']}" + (f" – {where['vi']}" if where["vi"] else "")
        en = f"Order changed: {what['en']}" + (f" – {where['en']}" if where["en"] else "")
        return Difference(path, "moved", vi, en, effects.of_order(path))

    def _changed(self, path: Path, old: Any, new: Any) -> Difference:
        where = path_words(path, self.new, self.old)
        before, after = _said(path, old, new)
        return Difference(
            path, "changed",
            f"{where['vi']}: {before['vi']} → {after['vi']}",
            f"{where['en']}: {before['en']} → {after['en']}",
            effects.of(path, "changed", old, new), old, new,
        )  # fmt: skip


def places(tree: Tree) -> dict[str, Path]:
    """Where each question of the form stands, by its id."""
    return {path[-1][1:-1]: path for path, _ in _fields(tree)}


def _fields(tree: Tree) -> Iterator[tuple[Path, Any]]:
    form = tree.get("form")
    pages = form.get("pages") if isinstance(form, dict) else None
    for page in _dicts(pages):
        here: Path = ("form", "pages", f"[{page.get('id')}]")
        for item in _dicts(page.get("fields")):
            yield (*here, "fields", f"[{item.get('id')}]"), item
        for group in _dicts(page.get("groups")):
            for item in _dicts(group.get("fields")):
                yield (*here, "groups", f"[{group.get('id')}]", "fields", f"[{item.get('id')}]"), item


def _repeated(tree: Tree, path: Path) -> str:
    """The id of the repeated group that a question stands in; empty when it stands in none."""
    if "groups" not in path:
        return ""
    name = path[path.index("groups") + 1][1:-1]
    for page in _dicts(tree["form"].get("pages")):
        for group in _dicts(page.get("groups")):
            if group.get("id") == name and group.get("repeat") is not None:
                return name
    return ""


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _is_text(old: Any, new: Any) -> bool:
    return {*old, *new} <= {"vi", "en"}


def _said(path: Path, old: Any, new: Any) -> tuple[Words, Words]:
    """Two values in words; of a text that changed in one language only, that language."""
    if isinstance(old, dict) and isinstance(new, dict) and _is_text(old, new):
        if old.get("vi") == new.get("vi"):
            return value_words(old.get("en")), value_words(new.get("en"))
        before, after = value_words(old), value_words(new)
        if old.get("en") == new.get("en"):
            return {"vi": before["vi"], "en": before["vi"]}, {"vi": after["vi"], "en": after["vi"]}
        return before, after
    before, after = value_words(old, path[-1]), value_words(new, path[-1])
    if path[-1] in _UNITS:
        vi, en = _UNITS[path[-1]]
        before, after = ({"vi": f"{side['vi']} {vi}", "en": f"{side['en']} {en}"} for side in (before, after))
    return before, after


_UNITS = {"hours": ("giờ", "hours"), "days": ("ngày", "days")}


def _span(side: Tree, language: str) -> str:
    unit = value_words(side.get("unit"))[language]
    if side.get("unit") == "same_day":
        return unit
    return f"{value_words(side.get('amount', 1))[language]} {unit}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
