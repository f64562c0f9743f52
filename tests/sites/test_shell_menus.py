"""The rail of the desk: its entries under headings, in the order of the day's work."""

import pytest

from motcua.sites.shell import menus


def row(group: str, vi: str) -> dict:
    return {"group": group, "label": {"vi": vi, "en": vi}, "href": f"/{vi}/"}


def test_entries_stand_under_their_headings_in_the_order_of_the_groups():
    rows = [row("organisation", "thẩm quyền"), row("work", "việc"), row("books", "sổ"), row("work", "nhắc")]
    rail = menus.grouped(rows)
    assert [one.get("heading", one.get("label"))["vi"] for one in rail] == [
        "Hồ sơ", "việc", "nhắc", "Tra cứu và sổ", "sổ", "Tổ chức, thẩm quyền", "thẩm quyền",
    ]  # fmt: skip


def test_one_group_alone_needs_no_heading():
    assert menus.grouped([row("books", "sổ"), row("books", "bản đồ")]) == [
        row("books", "sổ"),
        row("books", "bản đồ"),
    ]


def test_an_entry_of_an_unknown_group_is_refused():
    with pytest.raises(KeyError):
        menus.offer("desk", menus.Entry("x:y", "x", "y", group="nowhere"))


def test_every_entry_offered_to_the_desk_stands_in_its_rail():
    offered = [
        {"group": entry.group, "label": {"vi": entry.vi, "en": entry.en}, "href": route}
        for route, entry in menus._offered["desk"].items()
    ]
    kept = [one["href"] for one in menus.grouped(offered) if "heading" not in one]
    assert sorted(kept) == sorted(one["href"] for one in offered)
    assert len(kept) > 10


def test_the_footer_stands_in_columns_and_holds_all_that_is_offered():
    columns = menus.columns([row("help", "tin"), row("mine", "giấy tờ"), row("mine", "tiền")])
    assert [one["heading"]["vi"] for one in columns] == ["Của tôi", "Trợ giúp"]
    assert [link["label"]["vi"] for link in columns[0]["rows"]] == ["giấy tờ", "tiền"]
    offered = [row(entry.group, route) for route, entry in menus._offered["footer"].items()]
    assert sum(len(one["rows"]) for one in menus.columns(offered)) == len(offered) > 15
