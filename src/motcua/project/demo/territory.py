"""Administrative units of the whole country before and after 2025-07-01, and what became of which."""

from datetime import date

from motcua.city.models import Unit, UnitSuccessor
from motcua.city.units import REFORM
from motcua.foundation.text import fold, sort_key
from motcua.project.demo import facts
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.facts import HANOI, KINDS

CODES_OF_2004 = date(2004, 7, 8)
"""Day of decision 124/2004/QĐ-TTg. The packed list is the state of 2025-03-01, without earlier mergers."""
DONG_NAI_A_CITY = date(2026, 4, 30)
"""Đồng Nai became a centrally-run city (30/2026/QH16); its code stayed."""
COLUMNS = (
    "id", "code", "level", "kind", "name_vi", "full_name_vi", "name_en", "slug", "search_key", "sort_key",
    "parent_id", "code_list", "valid_from", "valid_to",
)  # fmt: skip


def load(*, only_hanoi: bool = False) -> None:
    """Write units and successor links by COPY. With `only_hanoi` communes and districts of other
    provinces stay out (provinces are always there)."""
    old = _units(facts.rows("units-before-2025"), "2004", CODES_OF_2004, REFORM, only_hanoi)
    new = _units(facts.rows("units-2025"), "2025", REFORM, None, only_hanoi)
    _links(old, new)


def _units(rows, code_list, valid_from, valid_to, only_hanoi) -> dict[tuple[int, str], int]:
    chosen: list[dict[str, str]] = []
    kept = {""}
    for row in rows:  # parents stand before their children
        inside = row["level"] == "1" or row["parent_code"] in kept
        if not inside:
            continue
        if row["level"] != "1" or not only_hanoi or row["code"] == HANOI:
            kept.add(row["code"])
        chosen.append(row)
    ids = dict(
        zip([(int(row["level"]), row["code"]) for row in chosen], reserve_ids(Unit, len(chosen)), strict=True)
    )
    codes = {code: key for key in ids for code in [key[1]]}

    def line(row: dict[str, str]) -> tuple[object, ...]:
        key = (int(row["level"]), row["code"])
        name = row["full_name_vi"]
        begins = valid_from
        if row["code"] == "75" and code_list == "2025":
            begins = DONG_NAI_A_CITY
        return (
            ids[key], row["code"], key[0], KINDS[row["type_vi"]], row["name_vi"], name, row["name_en"],
            row["slug"].replace("_", "-"), fold(name), sort_key(row["name_vi"]),
            ids[codes[row["parent_code"]]] if row["parent_code"] else None, code_list, begins, valid_to,
        )  # fmt: skip

    copy_rows(Unit, COLUMNS, map(line, chosen))
    if code_list == "2025":
        ids[1, "75"] = _dong_nai_as_a_province(ids[1, "75"])  # what the provinces before went to
    return ids


def _dong_nai_as_a_province(city_id: int) -> int:
    name = "Tỉnh Đồng Nai"
    province = Unit.objects.create(
        code="75", level=1, kind="province", name_vi="Đồng Nai", full_name_vi=name, name_en="Dong Nai",
        slug="dong-nai", search_key=fold(name), sort_key=sort_key("Đồng Nai"), code_list="2025",
        valid_from=REFORM, valid_to=DONG_NAI_A_CITY,
    )  # fmt: skip
    UnitSuccessor.objects.create(old=province, new_id=city_id, relation="whole", main=True, confidence="high")
    return province.id


def _links(old: dict[tuple[int, str], int], new: dict[tuple[int, str], int]) -> None:
    def lines():
        for row in facts.rows("successors"):
            source = old.get((int(row["old_level"]), row["old_code"]))
            target = new.get((int(row["new_level"]), row["new_code"]))
            if source and target:
                main = {"1": True, "0": False}.get(row["main"])
                yield (source, target, row["relation"], row["stated"], main, row["confidence"])

    copy_rows(UnitSuccessor, ("old_id", "new_id", "relation", "stated", "main", "confidence"), lines())
