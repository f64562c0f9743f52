"""The log of looks: nobody changes it unseen, and its months come and go."""

import hashlib
import json
from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.foundation.audit import Around, partitions, seals, within
from motcua.foundation.models import AccessLog, AccessSeal
from motcua.foundation.sealing import files
from tests.conftest import hanoi

AT = hanoi("2026-03-02 09:15")
LATER = AT + timedelta(hours=1)
OFFICER = Actor("officer", account_id=7, name="Đặng Thu Trang", post_id=3, agency_id=5)


def look(*people: int, at=AT) -> None:
    audit.log_read(OFFICER, people, purpose="Thẩm tra", what="dossier", code="dossier", at=at)


def behind_the_back(statement: str, *values: object) -> None:
    """What somebody with all rights on the database could do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_a_view_of_two_people_is_one_look_with_address_and_screen(django_assert_num_queries):
    with django_assert_num_queries(1), within(Around("10.1.2.3", "desk:dossier")):
        look(1, 2, 2)
    first, second = AccessLog.objects.order_by("id")
    assert first.look == second.look is not None
    assert (first.address, first.screen, first.result) == ("10.1.2.3", "desk:dossier", "shown")
    assert (first.reader_account_id, first.reader_post_id, first.code) == (7, 3, "dossier")


@pytest.mark.django_db
def test_two_notes_of_one_request_are_one_look():
    with within(Around("10.1.2.3", look=uuid4())):
        look(1)
        look(2)
    assert AccessLog.objects.values("look").distinct().count() == 1
    look(1)
    look(2)
    assert AccessLog.objects.values("look").distinct().count() == 3


@pytest.mark.django_db
def test_people_without_a_number_of_the_city_stand_as_one_row_without_a_person():
    said = {"purpose": "Làm sạch", "what": "source-file", "code": "data-quality", "at": AT}
    audit.log_read(OFFICER, [], **said)
    audit.log_list(OFFICER, [], **said)
    assert not AccessLog.objects.exists()
    audit.log_read(OFFICER, [1, None], others=True, **said)
    assert set(AccessLog.objects.values_list("person_id", flat=True)) == {1, None}
    audit.log_list(OFFICER, [None], others=True, **said)
    assert AccessLog.objects.latest("id").people == []


@pytest.mark.django_db
def test_what_is_sent_after_the_view_has_ended_carries_where_it_came_from():
    def rows():
        for person in (1, 2, 3):
            look(person)
            yield person

    with within(Around("10.1.2.3", "registers:export")):
        sent = audit.streamed(rows())
    assert next(sent) == 1
    look(9)
    assert next(sent) == 2
    sent.close()
    told = dict(AccessLog.objects.values_list("person_id", "address"))
    assert told == {1: "10.1.2.3", 2: "10.1.2.3", 9: None}


@pytest.mark.django_db
def test_a_search_that_found_nobody_is_noted_without_what_was_typed():
    audit.log_search(OFFICER, purpose="Tra cứu", what="population", code="population", at=AT)
    row = AccessLog.objects.get()
    assert (row.person_id, row.result) == (None, "empty")


@pytest.mark.django_db
def test_the_database_refuses_to_change_a_look_in_any_month():
    partitions.ensure(AT.date())
    look(1)
    for statement in ("update foundation_accesslog set what = 'x'", "delete from foundation_accesslog"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_the_models_say_what_the_migrations_made():
    call_command("makemigrations", "foundation", "privacy", "city", check=True, dry_run=True)


@pytest.mark.django_db(transaction=True)
def test_whatever_is_done_to_a_sealed_look_is_found(tmp_path):
    look(1, 2)
    first = seals.seal(AT)
    look(3)
    second = seals.seal(LATER)
    assert first and second and (first.rows, second.rows) == (2, 1)
    assert seals.seal(LATER) is None
    assert list(seals.verify(LATER)) == []

    row = AccessLog.objects.get(person_id=2)
    behind_the_back("update foundation_accesslog set person_id = 9 where id = %s", row.id)
    assert list(seals.verify(LATER)) == [seals.SealFault(1, "rows")]
    behind_the_back("update foundation_accesslog set person_id = 2 where id = %s", row.id)
    assert list(seals.verify(LATER)) == []

    behind_the_back("update foundation_accesslog set at = at + interval '1 s' where person_id = 3")
    assert list(seals.verify(LATER)) == [seals.SealFault(2, "rows")]
    behind_the_back("update foundation_accesslog set at = at - interval '1 s' where person_id = 3")

    behind_the_back("delete from foundation_accessseal where seq = 2")
    assert seals.SealFault(2, "cut-off") in list(seals.verify(LATER))
    look(4)
    assert seals.seal(LATER) is not None  # the new second seal is not the one that was told
    assert seals.SealFault(2, "changed") in list(seals.verify(LATER))


@pytest.mark.django_db(transaction=True)
def test_a_look_that_nobody_sealed_for_a_quarter_of_an_hour_is_a_fault():
    look(1)
    assert list(seals.verify(AT + timedelta(minutes=5))) == []
    assert list(seals.verify(LATER)) == [seals.SealFault(1, "unsealed")]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_of_another_database_does_not_hold_the_seals_up():
    look(1)
    known = connection.settings_dict
    place = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    with psycopg.connect(dbname="template1", **place) as elsewhere:
        elsewhere.execute("select pg_current_xact_id()")
        look(2)
        seal = seals.seal(AT)
    assert seal is not None and seal.rows == 2


@pytest.mark.django_db(transaction=True)
def test_a_restored_database_goes_on_sealing(monkeypatch):
    look(1)
    assert seals.seal(AT)
    # A dump knows no transaction numbers: the seals stand far above what the server counts now.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update foundation_accesslog set tx = tx + 1000000000")
    told: list[AccessSeal] = list(AccessSeal.objects.all())
    behind_the_back("delete from foundation_accessseal")
    one = told[0]
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*), {seals.ROWS_HASH} from foundation_accesslog l")
        count, digest = cursor.fetchone()
    behind_the_back("delete from foundation_event where chain = %s", seals.CHAIN)
    behind_the_back("delete from foundation_chainhead where chain = %s", seals.CHAIN)
    one = seals._kept(None, 0, one.to_tx + 1_000_000_000, None, count, one.last_id, bytes(digest), AT)

    look(2)
    after = seals.seal(LATER)
    look(3)
    onward = seals.seal(LATER)
    assert after and after.ids and after.rows == 1
    assert onward and onward.ids is None and onward.from_tx > one.to_tx
    assert list(seals.verify(LATER)) == []
    behind_the_back("update foundation_accesslog set what = 'x' where person_id = 2")
    assert list(seals.verify(LATER)) == [seals.SealFault(2, "rows")]


@pytest.mark.django_db(transaction=True)
def test_a_month_gets_its_partition_and_leaves_in_a_file_when_its_time_is_over(tmp_path):
    look(1, 2)
    assert partitions.ensure(AT.date()) == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert partitions.ensure(AT.date()) == []
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from foundation_accesslog_2026_03")
        assert cursor.fetchone() == (2,)
    later = hanoi("2027-04-02 03:00")
    with pytest.raises(partitions.NotYet, match="not sealed"):
        partitions.archive(date(2026, 3, 1), tmp_path, keep_months=12, at=later)
    seals.seal(AT)
    with pytest.raises(partitions.NotYet, match="kept"):
        partitions.archive(date(2026, 3, 1), tmp_path, keep_months=12, at=hanoi("2027-02-02 03:00"))
    kept = partitions.archive(date(2026, 3, 1), tmp_path, keep_months=12, at=later)
    assert kept.rows == 2 and not AccessLog.objects.exists()
    file = tmp_path / kept.file
    assert hashlib.sha256(file.read_bytes()).hexdigest() == kept.sha256
    assert b"accesslog" not in file.read_bytes() and files.is_sealed(file)
    told = list(partitions.lines_of(file))
    assert len(told) == 2 and json.loads(told[0])[3] == 1, "the person of the first row"
    assert list(seals.verify(later)) == []
