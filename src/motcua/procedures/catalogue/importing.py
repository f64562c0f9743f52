"""Reads the packed facts into the catalogue: idempotent, by COPY and one upsert."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.foundation.text import fold
from motcua.procedures.catalogue import index, wording
from motcua.procedures.catalogue.audience import audience_keys
from motcua.procedures.catalogue.models import Procedure

COLUMNS = (
    "code", "name_vi", "search_key", "field", "field_key", "levels", "audience", "life_events", "kind",
    "decision", "facts", "facts_hash", "internal", "national", "popularity",
)  # fmt: skip
PROVINCIAL = re.compile(r"UBND|VP\b|VP\.|SNN|TTPVHCC|DACTHU|TTR|^QĐ\d+S|^S[OỞ]", re.IGNORECASE)
INTERNAL = ("5.", "6.")
"""Codes of internal procedures (TTHC nội bộ): between agencies, not for residents."""

UPSERT = """
insert into catalogue_procedure ({columns}, name_en, also_named, executable, status, shelf_key)
select {columns}, '', '{{}}', false, 'published', '' from arriving
on conflict (code) do update set ({columns}) = row({excluded})
where catalogue_procedure.facts_hash is distinct from excluded.facts_hash
returning (xmax = 0), code
"""
SHELVE = """
update catalogue_procedure set shelf_key = place from (
    select id, (case when executable then '0' else '1' end) || lpad((999 - popularity)::text, 3, '0')
        || (case when national then '0' else '1' end) || left(search_key, 80) || ' ' || code as place
    from catalogue_procedure
) as shelf
where shelf.id = catalogue_procedure.id and shelf_key is distinct from place
"""
COUNT_FACETS = """
insert into catalogue_facet (kind, key, count)
select 'level', unnest(levels), count(*) from catalogue_procedure where {public} group by 2
union all select 'audience', unnest(audience), count(*) from catalogue_procedure where {public} group by 2
union all
select 'life_event', unnest(life_events), count(*) from catalogue_procedure where {public} group by 2
union all select 'field', field_key, count(*) from catalogue_procedure where {public} group by 2
union all select 'all', '', count(*) from catalogue_procedure where {public}
"""
FEW = 40
"""Up to so many procedures are indexed one by one; more are cheaper by building the index anew."""
type Facts = dict[str, Any]
PUBLIC = "not internal and status <> 'abolished'"


class BadFacts(ValueError):
    """The file is not a file of packed facts; the message names the line."""


@dataclass(frozen=True)
class Imported:
    """What an import did, in procedures. `missing` ones are not in the file: left alone."""

    created: int
    changed: int
    unchanged: int
    missing: int


def slug(text: str) -> str:
    """A key of a-z, 0-9 and - for `text`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:120]


def group_of(field: str) -> str:
    """The plain-language group of a field, by the beginning of its name."""
    name = fold(field)
    for group in wording.groups():
        if any(name.startswith(fold(beginning)) for beginning in group.fields):
            return group.key
    return wording.groups()[-1].key


def life_events_of(code: str, field: str, levels: list[str]) -> list[str]:
    """Life events that bring this procedure; whole fields only where a commune or the province decides."""
    near = {"commune", "province"} & set(levels)
    return [
        event.key
        for event in wording.life_events()
        if code in event.codes or (near and field in event.fields)
    ]


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Packed facts of `path`. Raises `BadFacts`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                row["code"], row["name"], row["field"]
            except (ValueError, KeyError, TypeError) as error:
                raise BadFacts(f"{path.name}, line {number}: {error}") from error
            yield row


def columns_of(facts: dict[str, Any]) -> tuple[Any, ...]:
    """The columns of one procedure, in the order of `COLUMNS`."""
    code, name, field = facts["code"], facts["name"], facts["field"]
    levels = facts["levels"]
    everyday = wording.everyday().get(code)
    decision = facts.get("decision", "")
    national = not PROVINCIAL.search(decision)
    audience = audience_keys(facts.get("audience", []))
    events = life_events_of(code, field, levels) if national else []
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    popularity = everyday.weight if everyday else 0
    derived = f"{content}|{audience}|{events}|{popularity}|{national}"
    return (
        code, name, fold(name), field, slug(field), levels, audience, events, facts.get("kind") or "",
        decision[:200], content, hashlib.sha256(derived.encode()).hexdigest(), code.startswith(INTERNAL),
        national, popularity,
    )  # fmt: skip


def settle_with(settling: Callable[[], Callable[[Facts], Facts]]) -> None:
    """Tell what puts the city's own decisions on published facts; asked once for each import."""
    global _settling
    _settling = settling


def _as_published() -> Callable[[Facts], Facts]:
    return lambda facts: facts


_settling: Callable[[], Callable[[Facts], Facts]] = _as_published


def import_facts(path: Path, progress: Callable[[int], None] = lambda done: None) -> Imported:
    """Bring the catalogue up to the facts in `path`, in one transaction; about 5 s for 5,691 procedures.

    Running it again changes nothing. Versions, English names and whether a procedure can be executed are the
    city's own and stay, and so do its decisions on doubtful facts. `progress` is told how many lines were read. Raises
    `BadFacts`.
    """
    return bring(rows_of(path), progress)


@transaction.atomic
def bring(rows: Iterable[Facts], progress: Callable[[int], None] = lambda done: None) -> Imported:
    """Bring the catalogue up to these facts, with the city's decisions on top; a few of them quickly, all in bulk."""
    settle = _settling()
    read = 0
    with connection.cursor() as cursor:
        names = ", ".join(COLUMNS)
        cursor.execute(
            "create temp table arriving on commit drop as "
            f"select {names} from catalogue_procedure with no data"
        )
        with cursor.copy(f"copy arriving ({names}) from stdin") as out:
            for facts in rows:
                out.write_row(columns_of(settle(facts)))
                read += 1
                if read % 500 == 0:
                    progress(read)
        excluded = ", ".join(f"excluded.{column}" for column in COLUMNS)
        cursor.execute(UPSERT.format(columns=names, excluded=excluded))
        touched = cursor.fetchall()
        made = [row[0] for row in touched]
        cursor.execute(
            "select count(*) from catalogue_procedure where not exists "
            "(select 1 from arriving where arriving.code = catalogue_procedure.code)"
        )
        missing = cursor.fetchone()[0]
        cursor.execute("drop table arriving")
        if made:
            _file_fields(cursor)
            shelve()
            count_facets()
        if not _indexed(cursor) or len(made) > FEW:
            cursor.execute("analyze catalogue_procedure")
            index.rebuild()
        else:
            for procedure in Procedure.objects.filter(code__in=[row[1] for row in touched]):
                index.refresh(procedure)
    progress(read)
    return Imported(sum(made), len(made) - sum(made), read - len(made), missing)


def shelve() -> None:
    """Give every procedure its place on the shelf again; touches only those that moved."""
    with connection.cursor() as cursor:
        cursor.execute(SHELVE)


def count_facets() -> None:
    """Count the facets again."""
    with connection.cursor() as cursor:
        cursor.execute("delete from catalogue_facet")
        cursor.execute(COUNT_FACETS.format(public=PUBLIC))


def _file_fields(cursor: Any) -> None:
    cursor.execute(
        f"select field_key, min(field), count(*) filter (where {PUBLIC}) from catalogue_procedure group by 1"
    )
    fields = [(key, name, group_of(name), count) for key, name, count in cursor.fetchall()]
    cursor.executemany(
        'insert into catalogue_fieldofprocedure (key, name_vi, "group", procedures_count) '
        "values (%s, %s, %s, %s) on conflict (key) do update set name_vi = excluded.name_vi, "
        '"group" = excluded."group", procedures_count = excluded.procedures_count',
        fields,
    )


def _indexed(cursor: Any) -> bool:
    cursor.execute("select exists (select 1 from catalogue_searchphrase)")
    return bool(cursor.fetchone()[0])
