"""The plan of 2025-07-01 as a document: 30 districts and 526 communes end, 126 communes begin, everything has a taker.

Territory and links are public facts. Invented: hamlets, and of which hamlets the plan knows where they went. Of the others it
says nothing, and the run must ask. Pure but for the packed facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from motcua.city.reform.content import (
    AgencyBegins,
    AgencyEnds,
    Content,
    PersonMoves,
    PlaceRule,
    PostBegins,
    Share,
    UnitBegins,
    UnitEnds,
    UnitLink,
)  # fmt: skip
from motcua.project.demo import facts, structure
from motcua.project.demo.facts import HANOI, KINDS
from motcua.project.demo.structure import Seat
from motcua.project.trials.reform_2025.city_before import CALENDAR, OldUnit, key_of, reception_of

TITLE = "Sắp xếp đơn vị hành chính cấp xã, kết thúc cấp huyện"
ACT = "1656/NQ-UBTVQH15"
CITY = "ubnd-thanh-pho"
CENTRE = "ttpvhcc"
TO_DEPARTMENT = {"1.013274": "so-xay-dung"}
"""Procedures of districts that the national list names at the level of the province too: open ones go to the department."""
AT_DISTRICT = ("1.001612", "1.013225", "1.014335", "1.001776", "1.013274")
AT_COMMUNE = ("2.000815", "2.000884", "1.001193", "1.000656", "2.000635", "1.004873", "1.000894")
"""Who decided what before, as far as it can be executed here; districts decided what communes decide now."""
HAMLETS = 30
KNOWN = 0.6
"""Of the hamlets of a split commune, so many stand in the plan."""


@dataclass(frozen=True, slots=True)
class Hamlets:
    """Where each hamlet of a split commune really went, and of which the plan says so. Invented."""

    truth: dict[tuple[str, int], str] = field(default_factory=dict)
    known: frozenset[tuple[str, int]] = frozenset()


def words_of(kind: str, number: int) -> str:
    """How a hamlet is written in an address of the trial's residents."""
    return f"thôn {number}" if kind == "commune" else f"tổ dân phố số {number}"


def new_communes(old: Iterable[OldUnit]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The communes of today that took territory of these old ones, and the links, as rows of the packed facts."""
    codes = {unit.code for unit in old if unit.level == 3}
    links = [
        row for row in facts.rows("successors")
        if row["old_level"] == "3" and row["old_code"] in codes
    ]  # fmt: skip
    wanted = {row["new_code"] for row in links}
    rows = [row for row in facts.rows("units-2025") if row["parent_code"] == HANOI and row["code"] in wanted]
    return rows, links


def hamlets(communes: Sequence[OldUnit], links: Sequence[dict[str, str]], seed: int) -> Hamlets:
    """Deal out the hamlets of split communes to their successors, each successor at least one."""
    rng = Random(f"hamlets {seed}")
    heirs = heirs_of(links)
    truth: dict[tuple[str, int], str] = {}
    known = set()
    for unit in communes:
        if len(heirs[unit.code]) < 2:
            continue
        for number in range(1, HAMLETS + 1):
            choices = heirs[unit.code]
            truth[unit.code, number] = choices[number - 1] if number <= len(choices) else rng.choice(choices)
            if rng.random() < KNOWN:
                known.add((unit.code, number))
    return Hamlets(truth, frozenset(known))


def content(communes: Sequence[OldUnit], districts: Sequence[OldUnit], seed: int) -> Content:
    """The whole plan for these districts and communes."""
    rows, links = new_communes(communes)
    heirs, kinds = heirs_of(links), {unit.code: unit.kind for unit in communes}
    dealt = hamlets(communes, links, seed)
    branch_of = _branches([row["code"] for row in rows])
    return Content(
        units_begin=tuple(_unit(row) for row in rows),
        units_end=tuple(UnitEnds(code=unit.code, level=unit.level) for unit in (*communes, *districts)),  # type: ignore[arg-type]
        unit_links=tuple(_link(row) for row in links),
        places=tuple(
            PlaceRule(unit=code, words=words_of(kinds[code], number), to=dealt.truth[code, number])
            for code, number in sorted(dealt.known)
        ),
        begin=(_centre(), *_halls(branch_of), *(_commune(n, row) for n, row in enumerate(rows, 101))),
        end=(
            *(end for unit in communes for end in _commune_ends(unit, heirs[unit.code], branch_of, rows)),
            *(end for unit in districts for end in _district_ends(unit, communes, heirs, branch_of, rows)),
        ),
        people=tuple(_people(communes, districts, heirs, rows)),
    )


def committee_of(row: dict[str, str]) -> str:
    """The key of a new commune's committee, as the demo city calls it."""
    sort = {"ward": "phuong", "commune": "xa"}[KINDS[row["type_vi"]]]
    return f"ubnd-{sort}-{row['slug'].replace('_', '-')}"


def heirs_of(links: Sequence[dict[str, str]]) -> dict[str, list[str]]:
    """The successors of each old commune: the one that took most first, where that is known."""
    found = defaultdict[str, list[tuple[bool, str]]](list)
    for row in links:
        found[row["old_code"]].append((row["main"] != "1", row["new_code"]))
    return {old: [code for _, code in sorted(rows)] for old, rows in found.items()}


def _unit(row: dict[str, str]) -> UnitBegins:
    return UnitBegins(
        code=row["code"], level=3, kind=KINDS[row["type_vi"]], name_vi=row["name_vi"], full_name_vi=row["full_name_vi"],
        name_en=row["name_en"], slug=row["slug"].replace("_", "-"), parent=HANOI,
    )  # fmt: skip


def _link(row: dict[str, str]) -> UnitLink:
    return UnitLink(
        old=row["old_code"], new=row["new_code"], relation="whole" if row["relation"] == "whole" else "split",
        stated=row["stated"], main={"1": True, "0": False}.get(row["main"]),
    )  # fmt: skip


def _posts(seats: Sequence[Seat]) -> tuple[PostBegins, ...]:
    return tuple(PostBegins(kind=seat.kind, title_vi=seat.vi, title_en=seat.en) for seat in seats)


def _centre() -> AgencyBegins:
    return AgencyBegins(
        key=CENTRE, code="H26.40", kind="centre", name_vi="Trung tâm Phục vụ hành chính công thành phố Hà Nội",
        name_en="Hà Nội Public Administration Service Centre", parent=CITY, unit=HANOI, calendar=CALENDAR,
        posts=_posts(structure.CENTRE),
    )  # fmt: skip


def _branches(codes: Sequence[str]) -> dict[str, str]:
    """The key of the branch that serves each new commune: codes lie together by former district."""
    count = min(structure.BRANCHES, len(codes))
    return {
        code: f"ttpvhcc-chi-nhanh-{number * count // len(codes) + 1}" for number, code in enumerate(codes)
    }


def _halls(branch_of: dict[str, str]) -> list[AgencyBegins]:
    served = defaultdict[str, list[str]](list)
    for code, branch in branch_of.items():
        served[branch].append(code)
    return [
        AgencyBegins(
            key=branch, code=f"H26.40.{number:02d}", kind="centre_branch",
            name_vi=f"Chi nhánh Trung tâm Phục vụ hành chính công số {number}",
            name_en=f"Service Centre, Branch {number}", parent=CENTRE, unit=codes[0], calendar=CALENDAR,
            serves=tuple(codes), posts=_posts(structure.BRANCH),
        )
        for number, (branch, codes) in enumerate(served.items(), 1)
    ]  # fmt: skip


def _commune(number: int, row: dict[str, str]) -> AgencyBegins:
    name = row["full_name_vi"][0].lower() + row["full_name_vi"][1:]
    return AgencyBegins(
        key=committee_of(row), code=f"H26.{number}", kind="commune", name_vi=f"Ủy ban nhân dân {name}",
        name_en=f"People's Committee of {row['name_en']}", parent=CITY, unit=row["code"], calendar=CALENDAR,
        posts=_posts(structure.COMMUNE),
    )  # fmt: skip


def _shares(codes: Iterable[str], keys: dict[str, str]) -> tuple[Share, ...]:
    """What lies in a new commune goes to its committee (or to whom `keys` names)."""
    units = defaultdict[str, list[str]](list)
    for code in codes:
        units[keys[code]].append(code)
    return tuple(Share(to=key, units=tuple(found)) for key, found in units.items())


def _commune_ends(
    unit: OldUnit, heirs: Sequence[str], branch_of: dict[str, str], rows: Sequence[dict[str, str]]
) -> list[AgencyEnds]:
    committees = {row["code"]: committee_of(row) for row in rows}
    halls = sorted({branch_of[code] for code in heirs}, key=lambda key: key != branch_of[heirs[0]])
    return [
        AgencyEnds(
            key=key_of(unit), to=committees[heirs[0]],
            shares=_shares(heirs, committees) if len(heirs) > 1 else (),
        ),
        AgencyEnds(
            key=reception_of(unit), to=halls[0], shares=_shares(heirs, branch_of) if len(halls) > 1 else (),
        ),
    ]  # fmt: skip


def _district_ends(
    unit: OldUnit,
    communes: Sequence[OldUnit],
    heirs: dict[str, list[str]],
    branch_of: dict[str, str],
    rows: Sequence[dict[str, str]],
) -> list[AgencyEnds]:
    """A district's work goes by procedure to a department, else by place to the communes."""
    own = list(
        dict.fromkeys(code for one in communes if one.district == unit.code for code in heirs[one.code])
    )
    committees = {row["code"]: committee_of(row) for row in rows}
    halls = {code: branch_of[code] for code in own}
    by_procedure = tuple(Share(to=to, procedures=(code,)) for code, to in TO_DEPARTMENT.items())
    return [
        AgencyEnds(
            key=key_of(unit), to=committees[own[0]], shares=(*by_procedure, *_shares(own, committees)),
            people="listed",
        ),
        AgencyEnds(
            key=reception_of(unit), to=halls[own[0]],
            shares=_shares(own, halls) if len(set(halls.values())) > 1 else (),
        ),
    ]  # fmt: skip


DISTRICT_OFFICERS = (
    ("division_leader", 4), ("economic_officer", 2), ("deputy_leader", 1), ("specialist", 4), ("land_officer", 2),
    ("culture_society_officer", 2), ("vice_chair", 2), ("clerk", 1), ("chair", 1),
)  # fmt: skip
"""Officers of a district by kind of post and how many there are: they fill what would stand empty, then help."""
NEEDED = (
    "division_leader",
    "economic_officer",
    "justice_officer",
    "land_officer",
    "culture_society_officer",
    "clerk",
)
"""Posts that steps of procedures wait for and that somebody must hold in each new commune, whoever comes along."""
FOLLOWING = frozenset({"justice_officer", "land_officer", "culture_society_officer", "clerk"})
"""Of these, those whose holders in the old communes follow to the main successor by themselves."""


def _people(
    communes: Sequence[OldUnit],
    districts: Sequence[OldUnit],
    heirs: dict[str, list[str]],
    rows: Sequence[dict[str, str]],
) -> Iterable[PersonMoves]:
    """Every post on which work waits is held: by an officer of an old commune, else by one of the district.

    The first of the old chairs leads the new commune, the first of the deputies is the deputy, the others are specialists;
    one counter officer stays at the commune, the others go to the branch of the centre.
    """
    committees = {row["code"]: committee_of(row) for row in rows}
    main: dict[str, list[OldUnit]] = {key: [] for key in committees.values()}
    part: dict[str, list[OldUnit]] = {key: [] for key in committees.values()}
    for unit in communes:
        for number, code in enumerate(heirs[unit.code]):
            (part if number else main)[committees[code]].append(unit)
    leads = {main[key][0].code: key for key in main if main[key]}
    for key in [key for key in main if not main[key]]:
        # formed of parts only: it takes its leaders from one of the old communes whose own do not lead elsewhere
        spare = next((unit for unit in part[key] if unit.code not in leads), None)
        if spare is not None:
            leads[spare.code] = key
    for unit in communes:
        key, leading = leads.get(unit.code, committees[heirs[unit.code][0]]), unit.code in leads
        for post in ("chair", "vice_chair"):
            account = f"{key_of(unit)}.{post.replace('_', '-')}-1"
            yield PersonMoves(account=account, to=key, post=post if leading else "specialist")
        if leading:
            yield PersonMoves(account=f"{reception_of(unit)}.reception-1", to=key, post="reception")
    officers, wanted = list[str](), list[tuple[str, str]]()
    for unit in districts:
        own = list(
            dict.fromkeys(
                committees[c] for one in communes if one.district == unit.code for c in heirs[one.code]
            )
        )
        open_posts = [(key, post) for post in NEEDED for key in own if not (post in FOLLOWING and main[key])]
        wanted += [place for place in open_posts if place not in wanted]
        officers += [
            f"{key_of(unit)}.{kind.replace('_', '-')}-{number}"
            for kind, count in DISTRICT_OFFICERS
            for number in range(1, count + 1)
        ]
    everywhere = list(main)
    for turn, account in enumerate(officers):
        to, post = wanted[turn] if turn < len(wanted) else (everywhere[turn % len(everywhere)], "specialist")
        title = DIVISIONS[0] if post == "division_leader" else ""
        yield PersonMoves(account=account, to=to, post=post, title_vi=title)


DIVISIONS = tuple(seat.vi for seat in structure.COMMUNE if seat.kind == "division_leader")
