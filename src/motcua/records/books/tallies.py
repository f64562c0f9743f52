"""Counts kept up by each change: entries of a book by state and class, pages keyed, a clerk's day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection

from motcua.records.books.models import Entry

ONCE, TWICE, WITH_IMAGE = "pages:once", "pages:twice", "pages:image"

_ADD = """
insert into books_tally (book_id, project_id, what, count)
select %(book)s, %(project)s, what, n from unnest(%(whats)s::text[], %(counts)s::int[]) as given (what, n)
on conflict (book_id, what) do update set count = books_tally.count + excluded.count
"""
_DAY = """
insert into books_clerkday (project_id, clerk_id, clerk_name, day, entries, strokes, compared, wrong)
values (%(project)s, %(clerk)s, %(name)s, %(day)s, %(entries)s, %(strokes)s, %(compared)s, %(wrong)s)
on conflict (project_id, day, clerk_id) do update set
  entries = books_clerkday.entries + excluded.entries, strokes = books_clerkday.strokes + excluded.strokes,
  compared = books_clerkday.compared + excluded.compared, wrong = books_clerkday.wrong + excluded.wrong
"""


def class_of(quality: str) -> str:
    return f"class:{quality}"


def add(book_id: int, project_id: int, changes: Mapping[str, int]) -> None:
    """Add to what is counted of a book, in the order of names so that two changes never wait crosswise. One statement."""
    wanted = sorted((what, count) for what, count in changes.items() if count)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "book": book_id,
                "project": project_id,
                "whats": [what for what, _ in wanted],
                "counts": [count for _, count in wanted],
            },
        )


def moved(
    book_id: int, project_id: int, before: Iterable[Entry | tuple[str, str]], after: Iterable[Entry]
) -> None:
    """Entries went from these states and classes to those. `before`: (state, quality). One statement."""
    changes: Counter[str] = Counter()
    for one in before:
        state, quality = one if isinstance(one, tuple) else (one.state, one.quality)
        changes[state] -= 1
        if quality:
            changes[class_of(quality)] -= 1
    for entry in after:
        changes[entry.state] += 1
        if entry.quality:
            changes[class_of(entry.quality)] += 1
    add(book_id, project_id, changes)


def clerk(
    project_id: int,
    clerk_id: int,
    name: str,
    day: date,
    *,
    entries: int = 0,
    strokes: int = 0,
    compared: int = 0,
    wrong: int = 0,
) -> None:
    """Add to a clerk's day. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DAY,
            {
                "project": project_id, "clerk": clerk_id, "name": name, "day": day, "entries": entries,
                "strokes": strokes, "compared": compared, "wrong": wrong,
            },
        )  # fmt: skip
