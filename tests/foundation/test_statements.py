"""The planned statement is a statement like any other: in a transaction, refused, or with the server gone."""

import gc
import threading
import time

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from motcua.foundation.models import NumberSeries
from motcua.foundation.statements import Prepared

pytestmark = pytest.mark.django_db(transaction=True)
ADD = Prepared(
    "insert into foundation_numberseries (key, last) values (%(key)s, %(last)s) returning key, last"
)
SAY = Prepared("select %(word)s::text, %(number)s::bigint, %(word)s::text")
NONE = Prepared("select 1 where %(no)s::boolean")


def test_a_row_comes_back_with_its_types_and_nothing_is_none():
    assert SAY.first({"word": "Đống Đa", "number": 7}) == ("Đống Đa", 7, "Đống Đa")
    assert SAY.first({"word": None, "number": 10**12}) == (None, 10**12, None)
    assert NONE.first({"no": False}) is None


def test_it_is_its_own_transaction_or_part_of_the_callers():
    assert ADD.first({"key": "alone", "last": 1}) == ("alone", 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert ADD.first({"key": "first in it", "last": 1}) == ("first in it", 1)
        assert ADD.first({"key": "second in it", "last": 2}) == ("second in it", 2)
        raise ZeroDivisionError
    assert list(NumberSeries.objects.filter(key__in=["alone", "first in it", "second in it"])) == [
        NumberSeries(key="alone")
    ]


def test_what_the_server_refuses_is_djangos_error_and_spoils_only_the_savepoint():
    ADD.first({"key": "twice", "last": 1})
    with pytest.raises(IntegrityError):
        ADD.first({"key": "twice", "last": 2})
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            ADD.first({"key": "twice", "last": 3})
        assert ADD.first({"key": "after", "last": 4}) == ("after", 4)
    assert NumberSeries.objects.get(key="twice").last == 1


def test_a_lost_server_is_told_and_the_next_request_plans_anew():
    assert SAY.first({"word": "a", "number": 1})
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    with pytest.raises(OperationalError):
        SAY.first({"word": "a", "number": 1})
    connection.close_if_unusable_or_obsolete()  # what Django does at the end of a request
    assert SAY.first({"word": "b", "number": 2}) == ("b", 2, "b")


def test_plans_outlive_a_transaction_that_they_began_and_that_was_rolled_back():
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assert SAY.first({"word": "a", "number": 1})  # the first statement of the transaction
            NumberSeries.objects.create(key="gone", last=1)
            raise ZeroDivisionError
    assert not NumberSeries.objects.filter(key="gone").exists()
    assert SAY.first({"word": "b", "number": 2}) == ("b", 2, "b")


def test_a_thread_that_ends_takes_its_connection_with_it():
    """Without waiting for the collector, which may never come: threads of a web process come and go with the load."""

    def work(server):
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            server.append(cursor.fetchone()[0])

    servers: list[int] = []
    gc.disable()
    try:
        for _ in range(3):
            thread = threading.Thread(target=work, args=(servers,))
            thread.start()
            thread.join()
        end = time.monotonic() + 20
        while _still_there(servers):
            assert time.monotonic() < end, "a connection without a thread"
            time.sleep(0.05)
    finally:
        gc.enable()
    assert len(set(servers)) == 3


def _still_there(servers):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where pid = any(%s)", [servers])
        return cursor.fetchone()[0]
