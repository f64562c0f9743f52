"""What a change of a procedure means for dossiers that are already running. Pure.

`safe`: they may follow. `consent`: they may follow when the city says so, for it touches what a person was promised or
owes, or answers that nobody was asked for. `never`: what was given would be lost or could not be read any more.

A running dossier keeps its appointed day, its case, its fees and its agencies in any event: those are the dossier's own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from motcua.procedures.authoring.merge import ABSENT, Path
from motcua.procedures.authoring.naming import Words

type Effect = Literal["safe", "consent", "never"]
type Kind = Literal["added", "removed", "changed", "moved"]

_RANK: dict[Effect, int] = {"safe": 0, "consent": 1, "never": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`effect` with its reason. Narrowed, it is the effect for some dossiers only, and safe for all others.

    `standing`: those that stand at this step. `answered`: those that answered this question with this value.
    `case`: those of this case.
    """

    effect: Effect
    vi: str = ""
    en: str = ""
    standing: str = ""
    answered: tuple[str, str] | None = None
    case: str = ""

    @property
    def why(self) -> Words:
        return {"vi": self.vi, "en": self.en}

    @property
    def narrowed(self) -> bool:
        return bool(self.standing or self.answered or self.case)


SAFE = Verdict("safe")


def worst(verdicts: Iterable[Verdict]) -> Effect:
    return max((one.effect for one in verdicts), key=lambda effect: _RANK[effect], default="safe")


def of(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    """The verdict on one change, by where it is."""
    if path[:1] == ("form",):
        return _of_form(path, kind, old, new)
    if path[:1] == ("workflow",):
        return _of_workflow(path, kind, old, new)
    rule = _AREAS.get(path[0]) if path else None
    return rule(path, kind, old, new) if rule else SAFE


def of_move(from_repeated: str, to_repeated: str) -> Verdict:
    """A question on another page is the same question; inside a repeated group its answer has another shape."""
    if from_repeated == to_repeated:
        return SAFE
    return Verdict(
        "never",
        "câu trả lời đã có nằm ngoài (hoặc trong) nhóm lặp lại nên không còn đọc được",
        "answers given stand outside (or inside) the repeated group and could not be read any more",
    )


def of_order(path: Path) -> Verdict:
    """The first case that fits counts, and the first way out: their order means something."""
    if path[-1] == "cases":
        return _consent(
            "thứ tự trường hợp quyết định hồ sơ thuộc trường hợp nào", "the first case that fits counts"
        )
    return SAFE


def _consent(vi: str, en: str) -> Verdict:
    return Verdict("consent", vi, en)


def _of_form(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    leaf, things = path[-1], _collection(path)
    if path[:2] == ("form", "checks"):
        if kind == "removed" or new in ([], ABSENT):
            return SAFE
        return _consent("câu trả lời đã nộp có thể không qua được", "answers already given may not pass")
    if things == "options":
        field = path[path.index("options") - 1][1:-1]
        if kind == "removed":
            return Verdict(
                "never",
                "có hồ sơ đã chọn lựa chọn này",
                "for dossiers in which this was chosen",
                answered=(field, leaf[1:-1]),
            )
        return _ASKED_ELSE if leaf == "when" else SAFE
    if things == "fields":
        return _of_field(path, kind, old, new)
    if kind == "removed":
        return _LOST
    if kind == "added":
        asked = [field for field in _fields_in(new) if _asks(field)]
        return _NEW_QUESTION if asked else SAFE
    if leaf == "repeat":
        return _SHAPE if ABSENT in (old, new) or old is None or new is None else _NARROWER
    if "repeat" in path:
        return _NARROWER
    return _ASKED_ELSE if leaf == "when" else SAFE


def _of_field(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    leaf = path[-1]
    if kind == "removed":
        return _LOST
    if kind == "added":
        return _NEW_QUESTION if _asks(new) else SAFE
    if leaf == "kind":
        return Verdict("never", "câu trả lời đã có là loại khác", "answers given are of another kind")
    if leaf == "required":
        return SAFE if new is False else _NEW_QUESTION
    if leaf in ("min", "max", "pattern", "max_length"):
        return SAFE if new is ABSENT else _NARROWER
    return _ASKED_ELSE if leaf in ("when", "value") else SAFE


_LOST = Verdict("never", "câu trả lời đã có sẽ mất", "answers given would be lost")
_SHAPE = Verdict(
    "never",
    "câu trả lời của nhóm lặp lại có dạng khác",
    "the answers of a repeated group are of another shape",
)
_NEW_QUESTION = _consent("hồ sơ đã nộp chưa trả lời câu này", "dossiers already filed have no answer to it")
_NARROWER = _consent("câu trả lời đã nộp có thể nằm ngoài mức mới", "answers already given may lie outside")
_ASKED_ELSE = _consent(
    "người đã nộp có thể chưa được hỏi, hoặc đã trả lời câu nay không hỏi nữa",
    "some who filed were not asked, or were asked what is not asked now",
)


def _of_workflow(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if "steps" not in path:
        if path[-1] == "start":
            return _consent(
                "hồ sơ chưa tiếp nhận sẽ bắt đầu ở bước khác", "dossiers not yet accepted begin elsewhere"
            )
        return SAFE
    place = len(path) - 1 - path[::-1].index("steps") + 1
    step, rest = path[place], path[place + 1 :]
    if not rest:
        if kind == "removed":
            return _standing(step, "có hồ sơ đang ở bước này", "for dossiers that stand at this step")
        return SAFE
    if rest[0] in ("kind", "post", "agency", "part", "external", "consult", "opinions"):
        return _standing(
            step,
            "hồ sơ đang ở bước này làm xong bước theo cách cũ",
            "dossiers that stand at this step finish it the old way",
        )
    if rest[0] == "variants" and rest[-1] != "hours":
        return _standing(
            step,
            "hồ sơ đang ở bước này làm xong bước theo cách cũ",
            "dossiers that stand at this step finish it the old way",
        )
    if rest[0] == "makes":
        return _consent("văn bản tạo ra ở bước này khác đi", "the step makes another document")
    if rest[0] == "next":
        ends = any(isinstance(side, dict) and side.get("kind") == "refuse" for side in (old, new))
        if ends or (rest[-1] == "kind" and "refuse" in (old, new)):
            return _consent(
                "cách kết thúc hồ sơ không kết quả khác đi", "how a dossier can be refused changes"
            )
        return SAFE
    if rest[0] == "fields":
        return _of_officer_field(rest, kind, new)
    return SAFE


def _of_officer_field(rest: Path, kind: Kind, new: Any) -> Verdict:
    if len(rest) <= 2:
        if kind == "removed":
            return Verdict("never", "điều cán bộ đã ghi sẽ mất", "what officers entered would be lost")
        if kind == "added":
            return _consent(
                "hồ sơ đã qua bước này chưa có câu trả lời", "dossiers past this step have no answer"
            )
        return SAFE
    if rest[-1] == "kind":
        return Verdict("never", "điều cán bộ đã ghi là loại khác", "what officers entered is of another kind")
    if "options" in rest and kind == "removed":
        return _consent("có thể đã được chọn", "it may have been chosen")
    return SAFE


def _standing(step: str, vi: str, en: str) -> Verdict:
    return Verdict("never", vi, en, standing=step)


def _of_cases(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if kind == "removed":
        return Verdict(
            "never", "có hồ sơ thuộc trường hợp này", "for dossiers of this case", case=path[-1][1:-1]
        )
    if kind == "added" or path[-1] == "when":
        return _consent(
            "hồ sơ đã nhận giữ trường hợp cũ, hồ sơ chưa nhận được xếp lại",
            "accepted dossiers keep their case, others are sorted anew",
        )
    return _of_limit(path, kind, old, new) if "limit" in path else SAFE


def _of_limit(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if path[-1] == "legal_ref":
        return SAFE
    both = path[-1] == "limit" and isinstance(old, dict) and isinstance(new, dict)
    if both and old.get("unit") == new.get("unit") and new.get("amount", 1) <= old.get("amount", 1):
        return SAFE
    return _consent(
        "hồ sơ đã nhận giữ ngày hẹn; hồ sơ chưa nhận được hẹn theo thời hạn mới",
        "accepted dossiers keep their appointed day; others get the new limit",
    )


def _of_supplement(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if path[-1] == "applicant_days":
        return _consent(
            "thời gian bổ sung của người dân thay đổi", "the time people have to add papers changes"
        )
    return SAFE


def _of_papers(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if kind == "removed":
        return SAFE
    if kind == "added":
        required = isinstance(new, dict) and new.get("required", True) is not False
        return (
            _consent("hồ sơ đã nộp chưa có giấy này", "dossiers already filed lack it") if required else SAFE
        )
    leaf = path[-1]
    if leaf == "required":
        return SAFE if new is False else _consent("hồ sơ đã nộp có thể chưa có", "dossiers filed may lack it")
    if leaf in ("originals", "copies"):
        before, after = (side if isinstance(side, int) else 0 for side in (old, new))
        return SAFE if after < before else _consent("phải nộp nhiều bản hơn", "more copies are needed")
    if leaf in ("when", "show_only"):
        return _consent("hồ sơ đã nộp có thể chưa có", "dossiers filed may lack it")
    if leaf == "satisfied_by":
        gone = set(old if isinstance(old, list) else ()) - set(new if isinstance(new, list) else ())
        return _consent("dữ liệu đã dùng thay giấy không còn đủ", "data no longer stand in") if gone else SAFE
    return SAFE


def _of_fees(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if path[-1] in ("name", "legal_ref"):
        return SAFE
    return _consent("phí của hồ sơ đã tính giữ như cũ", "fees already computed stay as they are")


def _of_conditions(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    if isinstance(old, list) and isinstance(new, list) and all(item in old for item in new):
        return SAFE
    return _consent("thêm điều phải đáp ứng", "there is more to fulfil")


def _of_result(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    leaf = path[1] if len(path) > 1 else ""
    if leaf in ("kind", "register"):
        return Verdict(
            "never", "kết quả là giấy khác, vào sổ khác", "the result is another paper in another register"
        )
    if leaf in ("template", "layout", "valid"):
        return _consent("giấy kết quả đọc khác đi", "the paper reads differently")
    if leaf == "delivery":
        gone = set(old if isinstance(old, list) else ()) - set(new if isinstance(new, list) else ())
        return _consent("bớt cách nhận kết quả", "a way of delivery is gone") if gone else SAFE
    return SAFE


def _never_code(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    return Verdict("never", "đó là thủ tục khác", "it is another procedure")


def _of_competence(path: Path, kind: Kind, old: Any, new: Any) -> Verdict:
    return _consent(
        "hồ sơ đã nộp giữ cơ quan giải quyết cũ", "dossiers already filed keep their deciding agency"
    )


_AREAS: dict[str, Callable[[Path, Kind, Any, Any], Verdict]] = {
    "code": _never_code,
    "level": _of_competence,
    "competent": _of_competence,
    "conditions": _of_conditions,
    "limit": _of_limit,
    "supplement": _of_supplement,
    "cases": _of_cases,
    "components": _of_papers,
    "fees": _of_fees,
    "payment": _of_fees,
    "result": _of_result,
}


def _collection(path: Path) -> str:
    """The innermost list that the part stands in."""
    for place in range(len(path) - 1, 0, -1):
        if path[place].startswith("["):
            return path[place - 1]
    return ""


def _asks(field: Any) -> bool:
    """Whether somebody must answer it."""
    return isinstance(field, dict) and field.get("required", True) is not False and not field.get("value")


def _fields_in(thing: Any) -> list[Any]:
    if not isinstance(thing, dict):
        return []
    found = list(thing.get("fields") or [])
    for group in thing.get("groups") or []:
        found += list(group.get("fields") or []) if isinstance(group, dict) else []
    return found
