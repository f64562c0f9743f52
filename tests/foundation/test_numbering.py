"""Numbers of a series follow each other without gap or double, whoever takes them at the same time."""

import threading

import pytest
from django.db import connection, transaction

from motcua.foundation import numbering


def test_each_series_counts_from_one(db):
    assert [numbering.take("H26/260302"), numbering.take("H26/260302"), numbering.take("H17/260302")] == [
        1,
        2,
        1,
    ]


def test_a_rolled_back_change_gives_its_number_back(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        numbering.take("H26/260303")
        raise RuntimeError
    assert numbering.take("H26/260303") == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_counters_at_once_take_every_number_once():
    taken: list[int] = []

    def intake():
        try:
            for _ in range(10):
                with transaction.atomic():
                    taken.append(numbering.take("H26/260304"))
        finally:
            connection.close()

    threads = [threading.Thread(target=intake) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 161))
