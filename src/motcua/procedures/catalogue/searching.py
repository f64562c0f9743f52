"""Search of the catalogue, for words as people type and say them: without diacritics, mistyped, half typed.

Two statements. The first finds known terms near the typed words; the second scores phrases. Measured on the
whole catalogue (5,691 procedures, the 52 questions of the tests, 2 busy cores): median 16, p95 26 to 31 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from motcua.procedures.catalogue import spelling, wording
from motcua.procedures.catalogue.index import filler
from motcua.procedures.catalogue.models import short_name

PREFIX_WORTH = 0.7
SYNONYM_WORTH = 0.75
FEWEST_LETTERS_OF_A_SLIP = 3
WORTH_SHOWING = 0.35
"""Share of the best score below which a procedure only shares a word or two with the question."""
NEAR_TERMS = 60
"""Neighbours looked at for a mistyped word; the letters-in-order gram puts swapped letters first."""

TERMS = """
with typed (slot, word) as (select * from unnest(%(slots)s::int[], %(words)s::text[])),
grams (slot, word, gram) as (
    select * from unnest(%(gram_slots)s::int[], %(gram_words)s::text[], %(grams)s::text[])
),
near as (
    select grams.slot, term.term, count(*) + 3 * bool_or(left(grams.gram, 1) = '=')::int as shared
    from grams join catalogue_searchterm as term on term.trigrams @> array[grams.gram]
    where length(term.term) between length(grams.word) - 1 and length(grams.word) + 1
    group by grams.slot, term.term
),
nearest as (
    select slot, term, row_number() over (partition by slot order by shared desc, term) as place from near
),
begun as (
    select term from catalogue_searchterm
    where term >= %(beginning)s and term < %(beyond)s and trigrams <> '{}' and %(beginning)s <> ''
    order by rarity limit 12
)
select slot, term, false as prefix from nearest where place <= %(most)s
union all select slot, word, false from typed join catalogue_searchterm on term = word
union all select %(last)s, term, true from begun
"""
PHRASES = """
with asked (slot, term, worth) as materialized (
    select slot, asked.term, max(worth * rarity)
    from unnest(%(slots)s::int[], %(terms)s::text[], %(worths)s::float8[]) as asked (slot, term, worth)
    join catalogue_searchterm as known on known.term = asked.term
    group by slot, asked.term
),
hit as (
    select posting.phrase_id, asked.slot, max(asked.worth) as worth
    from asked join catalogue_searchposting as posting on posting.term = asked.term
    group by posting.phrase_id, asked.slot
),
got as (
    select phrase_id, sum(worth) as worth from hit group by phrase_id
),
best as (
    select phrase_id, worth / nullif(max(worth) over (), 0) as share, worth
    from got order by worth desc limit 400
),
scored as (
    select procedure.id,
        best.share
        + 0.45 * least(1, best.worth / nullif(phrase.mass, 0))
        + case when phrase.key = %(key)s then 0.6
               when strpos(phrase.key, %(key)s) > 0 then 0.2
               when phrase.key like %(in_order)s then 0.1 else 0 end
        + 0.0025 * procedure.popularity
        + case when procedure.executable then 0.15 else 0 end
        + case when 'commune' = any(procedure.levels) then 0.05 else 0 end
        - case when procedure.national then 0 else 0.2 end
        + case when procedure.code = %(code)s then 100
               when procedure.code like %(code_begun)s then 10 else 0 end
        as score
    from best
    join catalogue_searchphrase as phrase on phrase.id = best.phrase_id
    join catalogue_procedure as procedure on procedure.id = phrase.procedure_id
    where {filters}
    union all
    select procedure.id, case when procedure.code = %(code)s then 100 else 10 end
    from catalogue_procedure as procedure
    where %(code_begun)s <> '' and procedure.code like %(code_begun)s and {filters}
)
select procedure.id, procedure.code, procedure.name_vi, procedure.name_en, procedure.field, procedure.levels,
    procedure.executable, procedure.national, max(scored.score), procedure.also_named
from scored join catalogue_procedure as procedure on procedure.id = scored.id
group by procedure.id
order by max(scored.score) desc, procedure.shelf_key
limit %(limit)s
"""
PUBLIC = "not procedure.internal and procedure.status <> 'abolished'"


@dataclass(frozen=True)
class Found:
    """One procedure of a result list."""

    id: int
    code: str
    name_vi: str
    name_en: str
    field: str
    levels: tuple[str, ...]
    executable: bool
    national: bool
    score: float
    also_named: tuple[str, ...] = ()

    @property
    def short(self) -> dict[str, str]:
        return short_name(self)


@cache
def _synonyms() -> tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...]:
    return tuple(
        (tuple(spelling.words(said)), tuple(tuple(spelling.words(meant)) for meant in entry.means))
        for entry in wording.synonyms()
        for said in entry.say
    )


def meant_by(typed: Sequence[str]) -> list[tuple[str, ...]]:
    """Official phrases for the spoken ones among the `typed` words; the longest phrase wins its words."""
    found: list[tuple[str, ...]] = []
    taken: set[int] = set()
    for said, means in sorted(_synonyms(), key=lambda entry: -len(entry[0])):
        at = spelling.find_sequence(list(said), list(typed))
        span = set(range(at, at + len(said)))
        if at >= 0 and not span & taken:
            taken |= span
            found += [phrase for phrase in means if phrase not in found]
    return found


def _near_terms(typed: list[str]) -> dict[int, dict[str, float]]:
    """Known words for each typed one, with how likely they are meant. One statement."""
    loose = [(slot, word) for slot, word in enumerate(typed) if len(word) >= FEWEST_LETTERS_OF_A_SLIP]
    grams = [(slot, word, gram) for slot, word in loose for gram in spelling.grams(word)]
    last = typed[-1] if len(typed[-1]) > 1 or len(typed) == 1 else ""
    with connection.cursor() as cursor:
        cursor.execute(
            TERMS,
            {
                "slots": list(range(len(typed))),
                "words": typed,
                "gram_slots": [slot for slot, _, _ in grams],
                "gram_words": [word for _, word, _ in grams],
                "grams": [gram for _, _, gram in grams],
                "beginning": last,
                "beyond": last + "~",
                "last": len(typed) - 1,
                "most": NEAR_TERMS,
            },
        )
        rows = cursor.fetchall()
    near: dict[int, dict[str, float]] = {slot: {} for slot in range(len(typed))}
    for slot, term, prefix in rows:
        worth = spelling.slip(typed[slot], term)
        if prefix:
            worth = max(worth, PREFIX_WORTH)
        if worth > near[slot].get(term, 0):
            near[slot][term] = worth
    for slot, terms in near.items():
        if terms.get(typed[slot]) == 1.0:
            # A word that exists is mostly meant; swapped letters and a half-typed end stay possible.
            near[slot] = {
                term: 1.0 if worth == 1.0 else worth * 0.5
                for term, worth in terms.items()
                if worth in (1.0, 0.8, PREFIX_WORTH)
            }
    return near


def _asked(typed: list[str]) -> list[tuple[int, str, float]]:
    """Everything worth looking for: (slot, term, worth). A slot counts once, by its best term."""
    near = _near_terms(typed)
    asked = [(slot, term, worth) for slot, terms in near.items() for term, worth in terms.items()]
    free = len(typed)
    for slot in range(len(typed) - 1):
        for first, one in near[slot].items():
            asked += [(free + slot, f"{first} {second}", one * two) for second, two in near[slot + 1].items()]
    free += len(typed)
    for phrase in meant_by(typed):
        for term in (*phrase, *spelling.pairs(list(phrase))):
            if term not in typed:
                asked.append((free, term, SYNONYM_WORTH))
                free += 1
    return asked


def search(
    text: str,
    *,
    level: str = "",
    audience: str = "",
    field_key: str = "",
    limit: int = 20,
    internal: bool = False,
) -> list[Found]:
    """Procedures for what somebody typed, best first; empty when nothing fits.

    Ranks: exact code, the name itself, all words in order, all words, beginnings, slips of the finger; then
    what can be filed here and what is asked for most. Two statements. Nothing is logged.
    """
    typed = spelling.words(text[: spelling.LONGEST_QUESTION])[: spelling.MOST_WORDS]
    if not typed:
        return []
    code = spelling.CODE.search(text)
    begun = spelling.CODE_BEGUN.search(text)
    filters = ["true" if internal else PUBLIC]
    if level:
        filters.append("procedure.levels @> array[%(level)s]::varchar[]")
    if audience:
        filters.append("procedure.audience @> array[%(audience)s]::varchar[]")
    if field_key:
        filters.append("procedure.field_key = %(field_key)s")
    code_alone = begun is not None and begun[0] == text.strip()
    asked = [] if code_alone else _asked(typed)
    content = [word for word in typed if word not in filler()] or typed
    with connection.cursor() as cursor:
        cursor.execute(
            PHRASES.format(filters=" and ".join(filters)),
            {
                "slots": [slot for slot, _, _ in asked],
                "terms": [term for _, term, _ in asked],
                "worths": [worth for _, _, worth in asked],
                "key": " ".join(typed),
                "in_order": "%" + "%".join(content) + "%",
                "code": code[0] if code else "",
                "code_begun": begun[0] + "%" if begun else "",
                "level": level,
                "audience": audience,
                "field_key": field_key,
                "limit": limit,
            },
        )
        found = [_found(row) for row in cursor.fetchall()]
    return [one for one in found if one.score >= found[0].score * WORTH_SHOWING]


def _found(row: tuple[Any, ...]) -> Found:
    identity, code, name_vi, name_en, field, levels, executable, national, score, also_named = row
    return Found(
        identity, code, name_vi, name_en, field, tuple(levels), executable, national, score, tuple(also_named)
    )
