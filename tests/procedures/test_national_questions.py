"""What an editor must decide about a published record, and what the decision makes of it."""

import gzip
import json
from pathlib import Path

import pytest

import motcua
from motcua.procedures.national import questions
from motcua.procedures.national.comparing import differences, group
from motcua.procedures.national.questions import Wrong, asked, read_choice, settled

FACTS = Path(motcua.__file__).parent / "project/data/procedures/procedures.jsonl.gz"


@pytest.fixture(scope="module")
def country():
    with gzip.open(FACTS, "rt") as lines:
        return {facts["code"]: facts for facts in map(json.loads, lines)}


def kinds(facts):
    return [one.kind for one in asked(facts)]


def days(*limits):
    channels = ("online", "postal", "counter")
    return [
        {"channel": channel, "limit": {"unit": "working_day", "value": value}}
        for channel, value in zip(channels, limits, strict=False)
    ]


def facts(**more):
    return {"code": "1.000001", "name": "Thử", "field": "Đất đai", "levels": ["commune"],
            "components": [{"papers": [{"name": "Đơn", "original": 1}]}]} | more  # fmt: skip


def test_a_land_procedure_whose_three_channels_are_three_cases_is_asked_and_settled(country):
    land = country["1.013978"]
    one = next(one for one in asked(land) if one.kind == "cases")
    assert [row["words"] for row in one.evidence["rows"]] == [
        "27 ngày làm việc",
        "17 ngày làm việc",
        "20 ngày làm việc",
    ]
    assert one.evidence["one_each"] and one.evidence["titles"]
    names = {"case-0": "Chưa đăng ký", "case-1": "Đã đăng ký", "case-2": "Có nghĩa vụ tài chính"}
    choice = read_choice(one, {"value": "cases"} | names)
    made = settled(land, [("cases", "methods", choice)])
    counter = [(m["case"], m["limit"]["value"]) for m in made["methods"] if m["channel"] == "counter"]
    assert counter == [("Chưa đăng ký", 27), ("Đã đăng ký", 17), ("Có nghĩa vụ tài chính", 20)]
    assert len(made["methods"]) == 9 and all(m["fees"] == land["methods"][0]["fees"] for m in made["methods"])
    assert "case" not in land["methods"][0]


def test_cases_need_a_name_each():
    one = asked(facts(methods=days(17, 20)))[0]
    with pytest.raises(Wrong) as wrong:
        read_choice(one, {"value": "cases", "case-0": "Một"})
    assert wrong.value.at == "case-1"


def test_one_limit_for_all_channels_is_no_question():
    assert kinds(facts(methods=days(5, 5, 5))) == []


@pytest.mark.parametrize(("code", "amount"), [("2.000815", "10"), ("2.001827", "700")])
def test_sums_that_are_slips_of_entry_are_asked(country, code, amount):
    assert amount in [one.key for one in asked(country[code]) if one.kind == "fee"]


def test_a_small_fee_is_mended_struck_out_or_told_in_its_currency():
    published = facts(
        methods=[
            {"channel": "online", "fees": [{"amount": 20, "note": "20.000 vnđ /tờ khai", "suspect": True}]}
        ],
        defects=["fee-currency-suspect"],
    )
    one = asked(published)[0]
    assert one.evidence["suggested"] == 20_000

    def fees(posted):
        return settled(published, [("fee", "20", read_choice(one, posted))])

    right = fees({"value": "amount", "amount": "20.000"})
    assert right["methods"][0]["fees"] == [{"amount": 20_000, "note": "20.000 vnđ /tờ khai"}]
    assert "defects" not in right
    assert fees({"value": "foreign"})["methods"][0]["fees"][0]["amount"] is None
    assert "USD" in fees({"value": "foreign"})["methods"][0]["fees"][0]["note"]
    assert "fees" not in fees({"value": "unstated"})["methods"][0]
    with pytest.raises(Wrong):
        fees({"value": "amount", "amount": "-5"})


def test_the_unit_other_becomes_what_the_text_says():
    published = facts(methods=[{"channel": "counter", "limit": {"unit": "other", "text": "Ngay trong ngày"}}])
    one = asked(published)[0]

    def limit(posted):
        return settled(published, [("unit", one.key, read_choice(one, posted))])["methods"][0]["limit"]

    assert limit({"value": "same_day"})["text"].startswith("Trong ngày")
    assert limit({"value": "span", "amount": "3", "unit": "working_day"}) == {
        "unit": "working_day",
        "value": 3,
    }
    assert limit({"value": "text", "text": "Theo lịch thi"}) == {"unit": "other", "text": "Theo lịch thi"}
    with pytest.raises(Wrong):
        limit({"value": "span", "amount": "3", "unit": "moon"})


def test_cases_and_the_unit_other_are_settled_together():
    limits = [{"unit": "other", "text": "Trong ngày"}, {"unit": "working_day", "value": 3}]
    published = facts(methods=[{"channel": "counter", "limit": limit} for limit in limits])
    cases, unit = asked(published)
    made = settled(
        published,
        [
            ("unit", unit.key, {"value": "same_day"}),
            (
                "cases",
                cases.key,
                read_choice(cases, {"value": "cases", "case-0": "Thường", "case-1": "Phức tạp"}),
            ),
        ],
    )
    assert [(m["case"], m["limit"].get("text") or m["limit"]["value"]) for m in made["methods"]] == [
        ("Thường", questions.SAME_DAY),
        ("Phức tạp", 3),
    ]


def test_a_level_is_asked_when_it_is_missing_or_maybe_incomplete_and_the_agency_only_suggests():
    published = facts(levels=[], agency="Sở Xây dựng; Ủy ban nhân dân cấp xã", defects=["level-missing"])
    one = asked(published)[0]
    assert one.kind == "level" and one.evidence["named"] == ["commune", "province"]
    choice = read_choice(one, {"level-province": "1"})
    assert settled(published, [("level", "levels", choice)])["levels"] == ["province"]
    with pytest.raises(Wrong):
        read_choice(one, {})


def test_papers_without_counts_and_districts_are_asked():
    published = facts(components=[{"papers": [{"name": "Đơn"}]}], agency="Ủy ban nhân dân cấp huyện")
    assert kinds(published) == ["papers", "district"]
    made = settled(
        published,
        [("papers", "papers", {"value": "one_original"}), ("district", "agency", {"value": "commune"})],
    )
    assert made["components"][0]["papers"][0]["original"] == 1
    assert made["agency"] == "Ủy ban nhân dân cấp xã"


def test_sources_that_name_two_decisions_are_settled_by_the_one_that_counts():
    published = facts(decision="1/QĐ-BTP", defects=["sources-differ-on-decision"])
    one = asked(published)[0]
    made = settled(
        published, [("decision", "decision", read_choice(one, {"value": "other", "decision": " 2/QĐ-BTP "}))]
    )
    assert made["decision"] == "2/QĐ-BTP" and "defects" not in made


def test_the_ground_changes_only_with_what_the_question_rests_on():
    one, same, other = (
        asked(facts(methods=days(17, 20), name=name, agency=agency) | more)[0]
        for name, agency, more in (("A", "x", {}), ("B", "y", {}), ("A", "x", {"methods": days(17, 21)}))
    )
    assert one.ground == same.ground != other.ground


def test_the_whole_country_raises_questions_that_can_all_be_read(country):
    found = [(facts, one) for facts in country.values() for one in asked(facts)]
    assert {one.kind for _, one in found} == set(questions.KINDS)
    assert 4_000 < len(found) < 6_000
    assert len({(facts["code"], one.kind, one.key) for facts, one in found}) == len(found)


def test_differences_are_told_part_by_part_with_the_heaviest_group():
    before = facts(methods=days(17, 20), acts=[{"number": "1/NĐ"}], decision="1/QĐ")
    after = facts(methods=days(17, 15), acts=[{"number": "2/NĐ"}], decision="2/QĐ")
    found = differences(before, after, None, None)
    assert [one["part"] for one in found] == ["methods", "decision", "acts"] and group(found) == "substance"
    assert (found[0]["before"], found[0]["after"]) == ("20 ngày làm việc", "15 ngày làm việc")
    assert "bưu chính" in found[0]["vi"]
    assert group(differences(before, before | {"decision": "2/QĐ"}, None, None)) == "basis"


def test_papers_that_came_went_or_changed_their_counts_are_told():
    after = facts(components=[{"papers": [{"name": "Đơn", "original": 2}, {"name": "Ảnh", "copy": 1}]}])
    found = differences(facts(), after, None, None)
    assert [(one["before"], one["after"]) for one in found] == [
        ("Đơn (1 bản chính)", "Đơn (2 bản chính)"),
        ("", "Ảnh (1 bản sao)"),
    ]


def test_wording_alone_is_the_lightest_group_and_shows_where_it_differs():
    was = {"steps": "Bước 1: nộp hồ sơ tại xã.", "as_of": "2026-06"}
    now = {"steps": "Bước 1: nộp hồ sơ tại trung tâm.", "as_of": "2026-07"}
    found = differences(facts(), facts(), was, now)
    assert [one["part"] for one in found] == ["steps"] and group(found) == "text"
    assert found[0]["after"].endswith("trung tâm.")
    assert differences(facts(), facts(), was, was | {"as_of": "2026-08"}) == []
