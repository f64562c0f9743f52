"""What the table of periods means in tables: how many rows are past it, and how a batch of them is cleared."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import QuerySet

from motcua.exchange.models import Message
from motcua.foundation.audit import partitions
from motcua.procedures.dossiers.models import Draft
from motcua.records.privacy import retention
from motcua.records.privacy.models import ReaderDay, Review, StatisticsExport
from motcua.records.privacy.retention import AT_ONCE, Way

MOST_COUNTED = 100_000
"""More is told as this many: a page that counts millions is no page."""


def offer() -> None:
    retention.offer("access_log", Way(_months_past, _archive))
    retention.offer(
        "drafts", _rows(lambda until: Draft.objects.filter(sent_at=None, updated_at__lt=until), _delete)
    )
    retention.offer(
        "reader_days", _rows(lambda until: ReaderDay.objects.filter(day__lt=until.date()), _delete)
    )
    retention.offer("reviews", _rows(_old_reviews, _without_names))
    retention.offer("messages", _rows(_old_messages, _without_text))
    retention.offer("statistics_files", _rows(_old_files, _without_file))


def _rows(which: Callable[[datetime], QuerySet[Any]], clear: Callable[[list[Any]], Any]) -> Way:
    def count(until: datetime) -> int:
        return which(until)[:MOST_COUNTED].count()

    def batch(until: datetime, at: datetime) -> int:
        with transaction.atomic():
            rows = list(which(until).select_for_update(skip_locked=True)[:AT_ONCE])
            if rows:
                clear(rows)
        return len(rows)

    return Way(count, batch)


def _delete(rows: list[Any]) -> None:
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()


def _old_reviews(until: datetime) -> QuerySet[Review]:
    return Review.objects.filter(state=Review.State.CLOSED, decided_at__lt=until).exclude(reader_name="")


def _without_names(rows: list[Review]) -> None:
    Review.objects.filter(pk__in=[row.pk for row in rows]).update(
        reader_name="", explanation="", reason="", evidence={}
    )


def _old_messages(until: datetime) -> QuerySet[Message]:
    return Message.objects.filter(read_at__lt=until).exclude(body="")


def _without_text(rows: list[Message]) -> None:
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(body="", address="")


def _old_files(until: datetime) -> QuerySet[StatisticsExport]:
    return StatisticsExport.objects.filter(done_at__lt=until).exclude(path="")


def _without_file(rows: list[StatisticsExport]) -> None:
    for row in rows:
        default_storage.delete(row.path)
    StatisticsExport.objects.filter(pk__in=[row.pk for row in rows]).update(path="", key=None)


def _past(until: datetime) -> list[Any]:
    first_kept = until.date().replace(day=1)
    return [month for month in partitions.months() if month < first_kept]


def _months_past(until: datetime) -> int:
    """Rows in months that may leave: as the server estimates them."""
    months = _past(until)
    if not months:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class where relname = any(%s)",
            [[partitions.name_of(month) for month in months]],
        )
        return int(cursor.fetchone()[0])


def _archive(until: datetime, at: datetime) -> int:
    """The oldest month that may leave; a month whose rows are not sealed yet waits for the next night."""
    months = _past(until)
    if not months:
        return 0
    folder = Path(settings.DATA) / "access-log"
    now_first, kept_first = at.date().replace(day=1), until.date().replace(day=1)
    away = relativedelta(now_first, kept_first)
    try:
        return max(
            partitions.archive(months[0], folder, keep_months=away.years * 12 + away.months, at=at).rows, 1
        )
    except partitions.NotYet:
        return 0
