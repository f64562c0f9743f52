"""No form of the city asks for a paper or a fact that data of the city may hold, unless it says why."""

import re

from motcua.foundation.text import fold
from motcua.procedures.sources import PAPER_SOURCES, PREFILL_SOURCES, source_name
from motcua.records.contests.facts import LACKING, fact_of
from motcua.records.population.facts import PAPER_SOURCES as KINDS
from motcua.services import load_all

TABLE = (
    (r"can cuoc|chung minh nhan dan|giay to tuy than", {"population.identity"}),
    (r"(?:xac nhan|chung minh noi) cu tru", {"population.residence", "population.identity"}),
    (r"giay khai sinh", {"civil_status.birth"}),
    (r"khai tu\b", {"civil_status.death"}),
    (r"ket hon", {"civil_status.marriage"}),
    (r"tinh trang hon nhan", {"civil_status.marital_status", "civil_status.marriage"}),
    (r"bao hiem y te|so bao hiem xa hoi", {"health.insurance_card"}),
    (r"giay phep lai xe|dang ky xe", set()),
    (r"dang ky kinh doanh|dang ky doanh nghiep|dang ky hop tac xa", {"business.registration"}),
    (r"quyen su dung dat|giay to hop phap ve dat dai|giay chung nhan da cap", {"land.certificate"}),
    (r"phieu ly lich tu phap", {"judicial.record"}),
    (r"giay kham suc khoe", {"health.examination"}),
)
"""Papers that are no longer asked for (Nghị quyết 66.7/2025/NQ-CP), by their names, and the data that stand in."""
PERSONAL = {"pin", "person_name", "phone", "email", "ethnic_group", "country"}
"""Kinds of questions that registers answer."""
HOME = re.compile(r"residence|home|dwelling")
DEFINITIONS = {definition.code: definition for definition in load_all()}
PAPERS = [(f"{code} {paper.id}", paper) for code, one in DEFINITIONS.items() for paper in one.components]
FIELDS = [
    (f"{code} {field.id}", field)
    for code, one in DEFINITIONS.items()
    for page in one.form.pages
    for group in (None, *(group for group in page.groups if group.repeat is None))
    for field in (page.fields if group is None else group.fields)
]


def of_the_table(paper):
    """The data that stand in for a paper of the table, by its name or by the kinds that serve for it; None: no such."""
    plain = fold(paper.name.vi)
    wanted = [sources for words, sources in TABLE if re.search(words, plain)]
    wanted += [{KINDS[kind]} for kind in (*paper.kinds, paper.code or "") if kind in KINDS]
    return set().union(*wanted) if wanted else None


def known_to_registers(field):
    """Whether registers hold answers to such a question about the applicant or a relative."""
    return (
        field.kind in PERSONAL
        or (field.kind == "date" and "sinh" in fold(field.label.vi).split())
        or (field.kind in ("address", "unit") and bool(HOME.search(field.id)))
        or (field.kind == "choice" and bool(re.search(r"(?:^|_)(?:sex|marital_state)$", field.id)))
    )


def test_a_paper_of_the_table_is_asked_for_only_where_data_are_missing():
    gaps = [
        f"{name} “{paper.name.vi}”"
        for name, paper in PAPERS
        if paper.asked_because is None
        and (sources := of_the_table(paper)) is not None
        and not sources.intersection(paper.satisfied_by)
    ]
    assert gaps == [], "which data stand in for it, or why do none?"


def test_a_question_that_registers_can_answer_names_its_source():
    gaps = [
        f"{name} “{field.label.vi}”"
        for name, field in FIELDS
        if known_to_registers(field)
        and field.value is None
        and field.asked_because is None
        and not field.prefill
    ]
    assert gaps == [], "where does the first answer come from, or why from nowhere?"


def test_a_reason_stands_only_where_it_is_needed():
    """A reason that outlives its cause would hide the next gap."""
    for name, paper in PAPERS:
        if paper.asked_because is not None:
            assert of_the_table(paper) is not None and not paper.satisfied_by, name
    for name, field in FIELDS:
        if field.asked_because is not None:
            assert known_to_registers(field) and not field.prefill, name


def test_every_reason_is_one_that_a_resident_can_read():
    for name, one in (*PAPERS, *FIELDS):
        if one.asked_because is not None:
            assert 10 <= len(one.asked_because.vi) <= 120 and one.asked_because.en, name


def test_the_table_finds_papers_by_their_names():
    """The walk above is not empty: each line that the city has a paper for finds one."""
    found = {words for words, _ in TABLE for _, paper in PAPERS if re.search(words, fold(paper.name.vi))}
    assert {words for words, _ in TABLE} - found == {
        r"giay phep lai xe|dang ky xe",
        r"bao hiem y te|so bao hiem xa hoi",
    }


def test_every_source_has_a_name_and_every_fact_about_a_person_an_owner():
    for source in PAPER_SOURCES:
        assert source_name(source)["vi"] != "Dữ liệu của thành phố", source
    contested = {source for source in PREFILL_SOURCES if fact_of(source) is not None}
    own = {
        source for source in PREFILL_SOURCES if not source.startswith(("organisation.", "population.head_"))
    }
    assert own - contested == {
        "applicant.pin", "applicant.phone", "applicant.email",
        *(f"population.{who}_pin" for who in ("father", "mother", "spouse")),
    }  # fmt: skip
    assert set(LACKING) <= PAPER_SOURCES
