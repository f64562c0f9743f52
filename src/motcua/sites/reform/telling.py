"""A plan and its preview in words: what a leader reads before signing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from motcua.city import posts
from motcua.city.models import Agency, Unit
from motcua.city.models.validity import valid_on
from motcua.city.reform.content import Content
from motcua.city.reform.work import Tally
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.reform.frame import Both, both

MOST = 40
"""Entries of a section that a page shows; all of them are in the file that can be downloaded."""
MOST_LETTERS = 70
"""Of a procedure's name in a line of a preview: some names of the national record are a paragraph."""
_TITLES = {
    "begin": both("Thành lập", "Bodies that begin"),
    "end": both("Kết thúc hoạt động, việc chuyển về", "Bodies that end, and who takes over"),
    "change": both("Đổi tên, địa bàn, trực thuộc", "Bodies that change"),
    "units_begin": both("Đơn vị hành chính mới", "New administrative units"),
    "units_end": both("Đơn vị hành chính kết thúc", "Administrative units that end"),
    "unit_links": both("Địa bàn về đâu", "Where territory goes"),
    "places": both("Đường, ngõ, thôn đã biết thuộc đâu", "Streets and hamlets whose place is known"),
    "people": both("Cán bộ chuyển đích danh", "Officers moved by name"),
    "devices": both("Thiết bị", "Devices"),
}


def sections(
    content: Content, names: Mapping[str, tuple[str, str]], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The plan section by section: one line an entry, its place for taking it out. `units`: names by code."""
    found = []
    for section, title in _TITLES.items():
        items = getattr(content, section)
        if items:
            lines = [
                {"number": number, "words": _line(section, item, names, units)}
                for number, item in enumerate(items[:MOST])
            ]
            found.append(
                {
                    "key": section, "title": title, "lines": lines, "count": len(items),
                    "more": max(0, len(items) - MOST),
                }
            )  # fmt: skip
    return found


def _line(section: str, item: Any, names: Mapping[str, tuple[str, str]], units: Mapping[str, str]) -> Both:
    def unit(code: str) -> str:
        return f"{units[code]} ({code})" if code in units else code

    match section:
        case "begin":
            staff = f", {len(item.posts)} chức danh" if item.posts else ""
            staff_en = f", {len(item.posts)} posts" if item.posts else ""
            return both(f"{item.name_vi} ({item.code}{staff})", f"{item.name_en} ({item.code}{staff_en})")
        case "end":
            return _ending(item, names)
        case "change":
            vi, en = _name(item.key, names)
            parts_vi, parts_en = _changes(item, names, unit)
            return both(f"{vi}: {', '.join(parts_vi)}", f"{en}: {', '.join(parts_en)}")
        case "units_begin":
            return both(f"{item.full_name_vi} ({item.code})", f"{item.name_en} ({item.code})")
        case "units_end":
            return both(unit(item.code), unit(item.code))
        case "unit_links":
            part_vi = " (một phần)" if item.relation == "split" else ""
            part_en = " (in part)" if item.relation == "split" else ""
            old, new = unit(item.old), unit(item.new)
            return both(f"{old} → {new}{part_vi}", f"{old} → {new}{part_en}")
        case "places":
            words = f"“{item.words}”, {unit(item.unit)} → {unit(item.to)}"
            return both(words, words)
        case "people":
            vi, en = _name(item.to, names)
            post = posts.KINDS.get(item.post)
            return both(
                f"{item.account} → {post.vi if post else item.post}, {vi}",
                f"{item.account} → {post.en if post else item.post}, {en}",
            )
    vi, en = _name(item.to, names)
    return both(f"{item.device} → {vi}", f"{item.device} → {en}")


def _ending(item: Any, names: Mapping[str, tuple[str, str]]) -> Both:
    vi, en = _name(item.key, names)
    to_vi, to_en = _name(item.to, names)
    if not item.shares:
        return both(f"{vi} → {to_vi}", f"{en} → {to_en}")
    others = [key for key in dict.fromkeys(share.to for share in item.shares) if key != item.to]
    shown = [_name(key, names) for key in others[:4]]
    rest = f" và {len(others) - 4} nơi khác" if len(others) > 4 else ""
    rest_en = f" and {len(others) - 4} more" if len(others) > 4 else ""
    return both(
        f"{vi} → {to_vi} (kế thừa chính); theo địa bàn, lĩnh vực: {'; '.join(n[0] for n in shown)}{rest}",
        f"{en} → {to_en} (main heir); by place or subject: {'; '.join(n[1] for n in shown)}{rest_en}",
    )


def _changes(
    item: Any, names: Mapping[str, tuple[str, str]], unit: Callable[[str], str]
) -> tuple[list[str], list[str]]:
    vi, en = [], []
    if item.name_vi:
        vi.append(f"tên mới “{item.name_vi}”")
        en.append(f"new name “{item.name_en or item.name_vi}”")
    if item.unit:
        vi.append(f"địa bàn {unit(item.unit)}")
        en.append(f"unit {unit(item.unit)}")
    if item.parent:
        parent = _name(item.parent, names)
        vi.append(f"trực thuộc {parent[0]}")
        en.append(f"under {parent[1]}")
    if item.code:
        vi.append(f"mã {item.code}")
        en.append(f"code {item.code}")
    if item.calendar:
        vi.append(f"lịch làm việc {item.calendar}")
        en.append(f"calendar {item.calendar}")
    if item.serves is not None:
        vi.append(f"phục vụ {len(item.serves)} phường, xã")
        en.append(f"serves {len(item.serves)} communes")
    if item.address_line:
        vi.append("địa chỉ mới")
        en.append("new address")
    return vi or ["không đổi gì"], en or ["nothing"]


def _name(key: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    return names.get(key) or (key, key)


def tallies(
    found: Iterable[Tally], names: Mapping[str, tuple[str, str]], procedures: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each kind of work with its sum, what is unsure, and its largest movements from body to body."""
    told = []
    for tally in found:
        by_way: Counter[tuple[str, str]] = Counter()
        unsure: Counter[tuple[str, str]] = Counter()
        about: dict[tuple[str, str], Counter[str]] = {}
        for line in tally.lines:
            way = (line.from_key, line.to_key)
            by_way[way] += line.count
            unsure[way] += line.unsure
            if line.about:
                about.setdefault(way, Counter())[line.about] += line.count
        rows = [
            {
                "old": both(*_name(old, names)) if old else "",
                "new": both(*_name(new, names)) if new else "",
                "count": count,
                "unsure": unsure[old, new],
                "about": [
                    {"words": _about(what, procedures), "count": n}
                    for what, n in about.get((old, new), Counter()).most_common(6)
                ],
            }
            for (old, new), count in by_way.most_common(MOST)
        ]
        told.append(
            {
                "key": tally.key, "title": both(tally.vi, tally.en), "count": tally.count,
                "unsure": sum(line.unsure for line in tally.lines if line.to_key), "rows": rows,
                "more": max(0, len(by_way) - MOST), "plain": not any(r["old"] or r["new"] for r in rows),
                "note": both(tally.note_vi, tally.note_en),
            }
        )  # fmt: skip
    return told


def _about(what: str, procedures: Mapping[str, str]) -> Both:
    post = posts.KINDS.get(what)
    if post is not None:
        return both(post.vi, post.en)
    name = procedures.get(what, what)
    name = name if len(name) <= MOST_LETTERS else name[:MOST_LETTERS].rsplit(" ", 1)[0] + " …"
    return both(name, name)


def procedure_names(found: Sequence[Tally]) -> dict[str, str]:
    """Names of the procedures that the lines are about. One query."""
    codes = {line.about for tally in found if tally.key == "dossiers" for line in tally.lines}
    return dict(Procedure.objects.filter(code__in=codes).values_list("code", "name_vi"))


def agency_names(keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Names of bodies by key. One query."""
    rows = Agency.objects.filter(key__in=set(keys)).values_list("key", "name_vi", "name_en")
    return {key: (vi, en) for key, vi, en in rows}


def unit_names(content: Content, on: date) -> dict[str, str]:
    """Names of the communes that a plan names by code, before its day and after. One query."""
    codes = {unit.code for unit in content.units_end} | {link.old for link in content.unit_links}
    codes |= {link.new for link in content.unit_links} | {rule.unit for rule in content.places}
    codes |= {rule.to for rule in content.places} | {one.unit for one in content.change if one.unit}
    at_work = valid_on(on) | Q(valid_to=on)
    rows = Unit.objects.filter(at_work, code__in=codes, level=Unit.Level.COMMUNE)
    found = dict(rows.order_by("valid_from").values_list("code", "full_name_vi"))
    return found | {unit.code: unit.full_name_vi for unit in content.units_begin}
