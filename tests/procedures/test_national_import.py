"""The national record comes in as it is: nothing counts before it is accepted, and what an editor decided stays."""

import argparse
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from motcua.city.authority import NotAllowed
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.national import accepting, crawl, ruling
from motcua.procedures.national.models import Change, Crawl, Question, Record
from motcua.project.commands import import_procedures
from tests.procedures.editors import editor, issuer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
FIELD = "Đất đai thử"


def row(code="9.100001", **more):
    return {
        "code": code, "name": f"Thủ tục thử {code}", "field": FIELD, "levels": ["xa"], "kind": "local", "decision": "1/QĐ",
        "agency": "UBND cấp xã", "audience": ["Công dân Việt Nam"], "steps": "Bước 1: nộp.", "keywords": None,
        "methods": [{"channel": "direct", "time_limit": {"value": 5, "unit": "working_day"},
                     "fees": [{"amount": 0, "currency": "VND", "note": None}]}],
        "components": [{"case": None, "name": "Đơn", "original": 1, "copy": 0, "forms": []}],
        "legal_bases": [{"number": "1/NĐ", "title": "Về đất"}], "source": "A", "as_of": "2026-07", "defects": [],
    } | more  # fmt: skip


def land(code="9.100002", *limits, **more):
    """Three channels that are three cases."""
    channels = ("online", "postal", "direct")
    methods = [
        {"channel": channel, "time_limit": {"value": value, "unit": "working_day"}, "fees": []}
        for channel, value in zip(channels, limits or (17, 20, 27), strict=True)
    ]
    return row(code, methods=methods, **more)


def file_of(*lines):
    return io.BytesIO("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines).encode())


def read(*lines, whole=False, by=None):
    file = file_of(*lines)
    begun = crawl.begin("thu.jsonl", crawl.sha256_of(file), by=by or editor(AT), at=AT, whole=whole)
    return crawl.run(begun, file, at=AT)


def changes(begun):
    return {change.code: change for change in Change.objects.filter(crawl=begun)}


def accept_all(begun):
    return accepting.accept([one.pk for one in changes(begun).values()], by=editor(AT), at=AT)


@pytest.fixture
def known(city):
    """A city that has accepted one ordinary and one land procedure."""
    accept_all(read(row(), land()))


def test_nothing_counts_before_it_is_accepted(city):
    begun = read(row(), land())
    assert begun.state == Crawl.State.COMPARED and begun.counts == {"new": 2}
    assert not Procedure.objects.filter(field=FIELD).exists()
    done = accepting.accept([changes(begun)["9.100001"].pk], by=editor(AT), at=AT)
    assert done.done == 1
    assert [one.code for one in Procedure.objects.filter(field=FIELD)] == ["9.100001"]


def test_every_published_attribute_stays_in_the_installation_and_the_texts_out_of_the_catalogue(known):
    record = Record.objects.get(code="9.100001")
    assert record.original["steps"] == "Bước 1: nộp." and set(record.original) == set(row())
    assert "steps" not in Procedure.objects.get(code="9.100001").facts


def test_the_same_file_twice_changes_nothing(known):
    again = read(row(), land())
    assert again.counts == {"same": 2} and not changes(again)


def test_a_newer_crawl_is_told_field_by_field(known):
    again = read(row(decision="2/QĐ"), land("9.100002", 17, 20, 25), row("9.100003"), whole=True)
    found = changes(again)
    assert found["9.100001"].group == "basis" and found["9.100002"].group == "substance"
    assert found["9.100002"].differences[0]["before"] == "27 ngày làm việc"
    assert found["9.100003"].kind == "new"
    assert Procedure.objects.get(code="9.100001").decision == "1/QĐ"


def test_what_the_whole_record_lacks_is_gone_only_when_accepted_and_comes_back(known):
    again = read(row(), whole=True)
    gone = changes(again)["9.100002"]
    assert gone.kind == "gone" and Procedure.objects.get(code="9.100002").status == Status.PUBLISHED
    accepting.accept([gone.pk], by=editor(AT), at=AT)
    assert Procedure.objects.get(code="9.100002").status == Status.ABOLISHED
    back = read(row(), land(), whole=True)
    assert changes(back)["9.100002"].kind == "back"
    accept_all(back)
    assert Procedure.objects.get(code="9.100002").status == Status.PUBLISHED


def test_the_file_of_one_ministry_makes_nothing_gone(known):
    assert changes(read(row(decision="3/QĐ"), whole=False)).keys() == {"9.100001"}


def test_what_can_be_filed_here_does_not_end_because_a_list_forgot_it(known):
    Procedure.objects.filter(code="9.100002").update(executable=True)
    accept_all(read(row(), whole=True))
    assert Procedure.objects.get(code="9.100002").status == Status.PUBLISHED
    assert Record.objects.get(code="9.100002").gone


def test_what_was_rejected_is_not_asked_again_until_it_differs(known):
    first = read(row(decision="2/QĐ"))
    with pytest.raises(accepting.Refused):
        accepting.reject([changes(first)["9.100001"].pk], " ", by=editor(AT), at=AT)
    accepting.reject([changes(first)["9.100001"].pk], "Số sai.", by=editor(AT), at=AT)
    assert Procedure.objects.get(code="9.100001").decision == "1/QĐ"
    again = read(row(decision="2/QĐ"), land(decision="4/QĐ"))
    assert again.counts == {"refused_before": 1, "changed": 1}
    assert "9.100001" in changes(read(row(decision="5/QĐ")))


def test_safe_groups_are_accepted_as_a_whole_and_heavy_ones_are_not(known):
    begun = read(row("9.100003"), row("9.100004"), row(agency="Sở Xây dựng"))
    assert accepting.accept_group(begun, "new", by=editor(AT), at=AT).done == 2
    with pytest.raises(accepting.Refused):
        accepting.accept_group(begun, "who", by=editor(AT), at=AT)
    assert Procedure.objects.filter(field=FIELD).count() == 4


def test_a_procedure_that_is_filed_here_is_looked_at_even_in_a_safe_group(known):
    Procedure.objects.filter(code="9.100001").update(executable=True)
    begun = read(row(steps="Bước 1: nộp tại quầy."), land(steps="Khác."))
    assert accepting.accept_group(begun, "text", by=editor(AT), at=AT).done == 1
    assert changes(begun)["9.100001"].state == "open"


def test_whoever_decides_second_is_told_so(known):
    change = changes(read(row(decision="2/QĐ")))["9.100001"]
    accepting.accept([change.pk], by=editor(AT), at=AT)
    assert accepting.reject([change.pk], "Muộn.", by=editor(AT), at=AT) == accepting.Decided(0, 1)


def test_a_newer_crawl_overtakes_what_an_older_one_still_asked(known):
    older = read(row(decision="2/QĐ"))
    newer = read(row(decision="3/QĐ"))
    assert changes(older)["9.100001"].state == "overtaken" and changes(newer)["9.100001"].state == "open"


def test_bad_lines_are_named_with_their_reason_and_the_rest_goes_on(city):
    begun = read(
        row(), "khong phai json", '{"code": "9.100005", "field": "x"}', "[1]", row(), row("9.100006", methods="x"),
        row("9.100007", components=[{"name": "Đơn", "original": -1}]), '{"code": "abc", "name": "x", "field": "y"}',
        "[" * 5000 + "]" * 5000, row("9.100008", colour="xanh"),
    )  # fmt: skip
    assert begun.state == Crawl.State.COMPARED and set(changes(begun)) == {"9.100001", "9.100008"}
    told = {fault["line"]: fault["vi"] for fault in begun.faults}
    assert set(told) == {2, 3, 4, 5, 6, 7, 8, 9} and begun.faults_count == 8
    assert "name" in told[3] and "dòng 1" in told[5] and "$.methods" in told[6] and "danh sách" in told[6]
    assert begun.strange == {"colour": 1}
    assert Change.objects.get(crawl=begun, code="9.100008").original["colour"] == "xanh"


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b broken", b"no json at all"])
def test_a_file_that_is_no_crawl_is_refused_with_words(city, content):
    file = io.BytesIO(content)
    begun = crawl.begin("x", crawl.sha256_of(file), by=editor(AT), at=AT)
    crawl.run(begun, file, at=AT)
    assert begun.state == Crawl.State.FAILED and begun.failure


def test_unusual_codes_of_the_record_come_in_with_a_mark(city):
    begun = read(row("1.914955-Xoa"), row("2.909182739"))
    assert begun.faults == []
    assert all("code-unusual" in change.facts["defects"] for change in changes(begun).values())


def test_two_imports_at_once_are_refused_with_the_name_of_the_first(city):
    first = crawl.begin("mot.jsonl", "a", by=editor(AT), at=AT)
    assert crawl.begin("mot.jsonl", "a", by=editor(AT), at=AT) == first
    with pytest.raises(crawl.Busy) as busy:
        crawl.begin("hai.jsonl", "b", by=editor(AT), at=AT)
    assert "mot.jsonl" in busy.value.vi


def test_a_file_that_no_worker_came_for_gives_way_after_hours(city):
    first = crawl.begin("mot.jsonl", "a", by=editor(AT), at=AT)
    second = crawl.begin("hai.jsonl", "b", by=editor(AT), at=AT + timedelta(hours=7))
    first.refresh_from_db()
    assert (first.state, second.state) == (Crawl.State.FAILED, Crawl.State.WAITING)


def test_while_somebody_reads_nobody_else_does(city):
    file = file_of(row())
    begun = crawl.begin("x", crawl.sha256_of(file), by=editor(AT), at=AT)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [crawl._LOCK])
        with pytest.raises(crawl.Busy):
            crawl.run(begun, file, at=AT)
        with other.cursor() as cursor:  # given back in words: a server notices a closed connection only later
            cursor.execute("select pg_advisory_unlock(%s)", [crawl._LOCK])
    finally:
        other.close()
    assert crawl.run(begun, file_of(row()), at=AT).state == Crawl.State.COMPARED


def test_a_reading_that_broke_off_goes_on_where_it_stopped(city, monkeypatch):
    monkeypatch.setattr(crawl, "BATCH", 2)
    lines = [row(f"9.10001{number}") for number in range(5)]
    file = file_of(*lines)
    begun = crawl.begin("x", crawl.sha256_of(file), by=editor(AT), at=AT)

    def dies(line):
        if line >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crawl.run(begun, file, at=AT, progress=dies)
    file.seek(0)
    again = crawl.begin("x", crawl.sha256_of(file), by=editor(AT), at=AT + timedelta(hours=1))
    assert again == begun and again.lines_done == 4
    crawl.run(again, file, at=AT)
    assert again.state == Crawl.State.COMPARED and again.counts == {"new": 5} and len(changes(again)) == 5


def test_who_may_not_edit_the_catalogue_imports_and_accepts_nothing(known):
    stranger = issuer(AT)
    with pytest.raises(NotAllowed):
        read(row(), by=stranger)
    begun = read(row(decision="2/QĐ"))
    with pytest.raises(NotAllowed):
        accepting.accept([changes(begun)["9.100001"].pk], by=stranger, at=AT)


# What an editor decides.


def question(code="9.100002", kind="cases"):
    return Question.objects.get(code=code, kind=kind)


CASES = {"value": "cases", "case-0": "Trường hợp A", "case-1": "Trường hợp B", "case-2": "Trường hợp C"}


def decide(one, posted):
    return ruling.decide(one.pk, posted, seen=one.ground, by=editor(AT), at=AT)


def test_an_accepted_record_raises_its_questions_and_the_decision_shows_at_once(known):
    assert Question.objects.filter(code="9.100001").count() == 0
    decide(question(), CASES)
    methods = Procedure.objects.get(code="9.100002").facts["methods"]
    assert len(methods) == 9 and {method["case"] for method in methods} == set(list(CASES.values())[1:])


def test_a_decision_survives_an_import_that_does_not_touch_its_ground(known):
    decide(question(), CASES)
    accept_all(read(land(decision="9/QĐ")))
    procedure = Procedure.objects.get(code="9.100002")
    assert procedure.decision == "9/QĐ" and len(procedure.facts["methods"]) == 9
    assert question().state == "decided"


def test_a_decision_comes_back_to_the_editor_when_its_ground_changed(known):
    decide(question(), CASES)
    accept_all(read(land("9.100002", 17, 20, 25)))
    again = question()
    assert (again.state, again.returned) == ("open", True) and again.choice["value"] == "cases"
    assert len(Procedure.objects.get(code="9.100002").facts["methods"]) == 3


def test_a_question_that_the_record_no_longer_raises_is_moot_and_its_old_answer_counts_again_if_it_returns(
    known,
):
    decide(question(), CASES)
    accept_all(read(land("9.100002", 20, 20, 20)))
    assert question().state == "moot"
    accept_all(read(land()))
    assert question().state == "decided"
    assert len(Procedure.objects.get(code="9.100002").facts["methods"]) == 9


def test_a_decision_on_a_page_that_is_out_of_date_is_not_taken(known):
    before = question()
    accept_all(read(land("9.100002", 17, 20, 25)))
    with pytest.raises(ruling.GroundChanged):
        decide(before, CASES)


def test_published_levels_are_confirmed_many_at_once_and_missing_ones_are_not(known):
    accept_all(
        read(
            row("9.100003", defects=["level-maybe-incomplete"]),
            row("9.100004", levels=[], defects=["level-missing"]),
        )
    )
    ids = [question(code, "level").pk for code in ("9.100003", "9.100004")]
    assert ruling.keep_levels(ids, by=editor(AT), at=AT) == 1
    assert question("9.100003", "level").state == "decided" and question("9.100004", "level").state == "open"


def test_a_city_that_began_with_the_products_facts_has_its_questions_at_once(city):
    facts = Record.objects.count()
    Procedure.objects.create(
        code="9.100009", name_vi="x", field=FIELD, field_key="thu",
        facts={"code": "9.100009", "name": "x", "field": FIELD, "levels": []},
    )  # fmt: skip
    assert accepting.adopt(by=SYSTEM, at=AT) >= 1
    assert Record.objects.count() > facts and question("9.100009", "level").state == "open"
    assert accepting.adopt(by=SYSTEM, at=AT) == 0


# The command line.


def run_command(path, **more):
    given = {"file": path, "part": True, "accept": []} | more
    return import_procedures.run(argparse.Namespace(**given))


def test_the_command_reads_accepts_and_names_bad_lines(city, tmp_path, capsys):
    path = tmp_path / "crawl.jsonl"
    path.write_bytes(file_of(row(), "hỏng", row("9.100003")).getvalue())
    assert run_command(path, accept=["new"]) == 2
    said = capsys.readouterr().out
    assert (
        "line 2" in said
        and "accepted, new procedures: 2" in said
        and "left to accept or reject in the browser: 0" in said
    )
    assert Procedure.objects.filter(field=FIELD).count() == 2
    path.write_bytes(file_of(row(), row("9.100003")).getvalue())
    assert run_command(path) == 0 and "2 same" in capsys.readouterr().out


def test_the_command_refuses_what_is_no_crawl_and_a_second_one_at_once(city, tmp_path, capsys):
    path = tmp_path / "crawl.jsonl"
    assert run_command(path) == 1
    path.write_bytes(b"")
    assert run_command(path) == 1
    clock.set_for_test(AT)
    crawl.begin("mot.jsonl", "a", by=editor(AT), at=AT)
    path.write_bytes(file_of(row()).getvalue())
    assert run_command(path) == 1 and "mot.jsonl" in capsys.readouterr().err
