"""What differs between two published records of one procedure, in words, and how much it matters. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

type Facts = Mapping[str, Any]

GROUPS: dict[str, tuple[str, str]] = {
    "new": ("Thủ tục mới", "New procedures"),
    "text": ("Chỉ lời văn", "Wording only"),
    "basis": ("Căn cứ, quyết định", "Legal bases, decision"),
    "who": ("Tên, nơi làm, đối tượng", "Name, agency, audience"),
    "substance": ("Thời hạn, phí, giấy tờ", "Time, fees, papers"),
    "back": ("Có trở lại", "Listed again"),
    "gone": ("Không còn", "No longer listed"),
}
"""By how much a change matters to who needs the procedure; the heaviest part of a change decides."""
IN_BULK = ("new", "text", "basis")
"""Groups that may be accepted as a whole: they ask nothing else of anybody who is filing today."""
_WEIGHT = ("text", "basis", "who", "substance")
PARTS: dict[str, tuple[str, str, str]] = {
    "name": ("Tên thủ tục", "Name", "who"),
    "field": ("Lĩnh vực", "Field", "who"),
    "levels": ("Cấp thực hiện", "Level", "who"),
    "agency": ("Cơ quan thực hiện", "Agency", "who"),
    "competent_authority": ("Cơ quan có thẩm quyền", "Competent authority", "who"),
    "audience": ("Đối tượng", "Audience", "who"),
    "result": ("Kết quả", "Result", "who"),
    "methods": ("Cách nộp, thời hạn, phí", "Ways, time limits, fees", "substance"),
    "components": ("Giấy tờ", "Papers", "substance"),
    "decision": ("Số quyết định", "Decision", "basis"),
    "acts": ("Căn cứ pháp lý", "Legal bases", "basis"),
    "kind": ("Loại thủ tục", "Kind", "text"),
    "defects": ("Dấu hiệu cần xem lại", "Marks of defects", "text"),
    "portal_url": ("Địa chỉ trên cổng", "Address on the portal", "text"),
    "source": ("Nguồn", "Source", "text"),
}
TEXTS: dict[str, tuple[str, str]] = {
    "steps": ("Trình tự thực hiện", "Steps"),
    "conditions": ("Yêu cầu, điều kiện", "Conditions"),
    "description": ("Mô tả", "Description"),
    "keywords": ("Từ khóa", "Keywords"),
    "reception_address": ("Địa chỉ tiếp nhận", "Reception address"),
    "delegated_agency": ("Cơ quan được ủy quyền", "Delegated agency"),
    "coordinating_agency": ("Cơ quan phối hợp", "Coordinating agency"),
}
"""Attributes that only the original carries. What facts shorten (notes of fees, long names) counts as wording too."""
CHANNELS = {
    "counter": ("trực tiếp", "counter"),
    "online": ("trực tuyến", "online"),
    "postal": ("bưu chính", "post"),
}
LEVELS = {"commune": "xã", "province": "tỉnh", "central": "bộ", "other": "khác"}
UNITS = {
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
    "day": "ngày",
    "hour": "giờ",
    "month": "tháng",
    "year": "năm",
}


def differences(before: Facts, after: Facts, was: Facts | None, now: Facts | None) -> list[dict[str, str]]:
    """Part by part, in the order of `PARTS`; then the original texts. Empty when nothing that counts differs.

    `was`, `now`: the originals; None where the city has none yet (then their texts are not compared one by one).
    """
    found = []
    for part, (vi, en, _) in PARTS.items():
        old, new = before.get(part), after.get(part)
        if (old or None) == (new or None):
            continue
        for what, gone, come in _told(part, old, new):
            name = (f"{vi}, {what}", f"{en}, {what}") if what else (vi, en)
            found.append({"part": part, "vi": name[0], "en": name[1], "before": gone, "after": come})
    return found + _texts(was, now, bool(found))


def group(found: Iterable[Mapping[str, str]]) -> str:
    """The heaviest group of the parts that differ."""
    weights = [_WEIGHT.index(PARTS[one["part"]][2]) for one in found if one["part"] in PARTS]
    return _WEIGHT[max(weights, default=0)]


def _texts(was: Facts | None, now: Facts | None, more: bool) -> list[dict[str, str]]:
    if now is None or was == now:
        return []
    if was is None:
        words = ("Toàn văn bản ghi", "Full original text", "", "có thêm")
        return [dict(zip(("vi", "en", "before", "after"), words, strict=True)) | {"part": "original"}]
    found = []
    for part, (vi, en) in TEXTS.items():
        old, new = str(was.get(part) or ""), str(now.get(part) or "")
        if old != new:
            found.append(
                {"part": part, "vi": vi, "en": en, "before": excerpt(old, new), "after": excerpt(new, old)}
            )
    if not found and not more and _without_date(was) != _without_date(now):
        words = ("Chi tiết lời văn khác", "Other details of wording", "", "có sửa")
        found.append(dict(zip(("vi", "en", "before", "after"), words, strict=True)) | {"part": "original"})
    return found


def excerpt(text: str, other: str, around: int = 60) -> str:
    """Where `text` begins to differ from `other`, a few words on both sides."""
    same = next(
        (at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )
    first, last = max(0, same - around), same + 2 * around
    cut = " ".join(text[first:last].split())
    return f"{'…' if first and cut else ''}{cut}{'…' if last < len(text) else ''}"


def _without_date(original: Facts) -> dict[str, Any]:
    return {key: value for key, value in original.items() if key not in ("as_of", "source", "defects")}


def _told(part: str, old: Any, new: Any) -> list[tuple[str, str, str]]:
    """(of which piece, before, after) in words."""
    match part:
        case "methods":
            return list(_methods(old or (), new or ()))
        case "components":
            return list(_papers(old or (), new or ()))
        case "acts":
            gone = [act["number"] for act in old or () if act not in (new or ())]
            come = [act["number"] for act in new or () if act not in (old or ())]
            return [("", ", ".join(gone), ", ".join(come))]
        case "levels":
            was, now = (", ".join(LEVELS.get(level, level) for level in side or ()) for side in (old, new))
            return [("", was, now)]
        case "audience" | "defects":
            return [("", ", ".join(old or ()), ", ".join(new or ()))]
        case _:
            return [("", str(old or ""), str(new or ""))]


def _methods(old: Any, new: Any):
    for channel, (vi, _) in CHANNELS.items():
        mine = [method for method in old if method["channel"] == channel]
        theirs = [method for method in new if method["channel"] == channel]
        if mine != theirs:
            yield vi, "; ".join(map(method_words, mine)), "; ".join(map(method_words, theirs))


def _papers(old: Any, new: Any):
    def flat(cases: Any) -> dict[tuple[str, str], str]:
        return {
            (case.get("case", ""), paper["name"]): copies_words(paper)
            for case in cases
            for paper in case["papers"]
        }

    mine, theirs = flat(old), flat(new)
    changed = False
    for key in dict.fromkeys((*mine, *theirs)):
        if mine.get(key) != theirs.get(key):
            changed = True
            case, name = key
            before = f"{name} ({mine[key]})" if key in mine else ""
            yield case, before, f"{name} ({theirs[key]})" if key in theirs else ""
    if not changed:
        yield "", "", "thứ tự hoặc mẫu đơn thay đổi"


def method_words(method: Facts) -> str:
    """`17 ngày làm việc, phí 20.000 đ`; the case where it holds for one only."""
    fees = [fee_words(fee) for fee in method.get("fees", ())]
    words = limit_words(method.get("limit")) + (f", phí {', '.join(fees)}" if fees else "")
    return f"{method['case']}: {words}" if method.get("case") else words


def limit_words(limit: Facts | None) -> str:
    """A published time limit in Vietnamese, as published."""
    if not limit:
        return "không nêu thời hạn"
    if limit["unit"] == "other":
        return limit.get("text") or "thời hạn khác"
    if limit.get("value") is None:
        return "không nêu thời hạn"
    return f"{limit['value']:g} {UNITS.get(limit['unit'], limit['unit'])}".replace(".", ",")


def fee_words(fee: Facts) -> str:
    """A published fee in Vietnamese, as published."""
    amount, note = fee.get("amount"), fee.get("note", "")
    sum_ = "không nêu" if amount is None else f"{amount:,} đ".replace(",", ".")
    return f"{sum_} {note}".strip()


def copies_words(paper: Facts) -> str:
    """`1 bản chính, 1 bản sao`, or that no count is published."""
    parts = [
        f"{paper[key]} {words}"
        for key, words in (("original", "bản chính"), ("copy", "bản sao"))
        if paper.get(key)
    ]
    return ", ".join(parts) or "không nêu số bản"
