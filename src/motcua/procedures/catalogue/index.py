"""The search index: phrases, terms with their rarity, postings. Built in one go; one procedure refreshed."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import connection, transaction

from motcua.procedures.catalogue import spelling, wording
from motcua.procedures.catalogue.models import Procedure

PREAMBLE = ("thu", "tuc")
LONGEST_TERM = 80
WORDS_INDEXED = 90
"""Some official names run to 250 words of cases; what tells them apart stands at the front."""
FILLER_SHARE = 0.12


@cache
def filler() -> frozenset[str]:
    """Folded filler words."""
    return frozenset(word for phrase in wording.filler() for word in spelling.words(phrase))


def named(procedure: Procedure) -> list[list[str]]:
    """The phrases a procedure is found by, as words: official and English name, everyday names."""
    everyday = wording.everyday().get(procedure.code)
    texts = [procedure.name_vi, procedure.name_en, *procedure.also_named, *(everyday.say if everyday else ())]
    phrases = []
    for text in texts:
        sequence = spelling.words(text)[:WORDS_INDEXED]
        if tuple(sequence[:2]) == PREAMBLE and len(sequence) > 3:
            sequence = sequence[2:]
        if sequence and sequence not in phrases:
            phrases.append(sequence)
    return phrases


def phrase_terms(phrase: list[str]) -> set[str]:
    """Terms of one phrase that fit the index."""
    return {term for term in spelling.terms_of([phrase]) if len(term) <= LONGEST_TERM}


def rarity(with_it: int, phrases: int) -> float:
    """Weight of a term that stands in `with_it` of `phrases` phrases."""
    return math.log(1 + phrases / with_it)


def weight(term: str, rarities: dict[str, float]) -> float:
    """Rarity of a term; words that people only wrap around what they mean count a little."""
    share = FILLER_SHARE if all(word in filler() for word in term.split()) else 1.0
    return rarities[term] * share


def rebuild() -> int:
    """Build the index anew in one transaction; readers keep the old one meanwhile. Returns the count."""
    rows = Procedure.objects.order_by("code").only("code", "name_vi", "name_en", "also_named")
    phrases = [(procedure.pk, phrase) for procedure in rows for phrase in named(procedure)]
    counts = Counter(term for _, phrase in phrases for term in phrase_terms(phrase))
    rarities = {term: rarity(count, len(phrases)) for term, count in counts.items()}
    weights = {term: weight(term, rarities) for term in rarities}

    def phrase_rows() -> Iterator[tuple[Any, ...]]:
        for number, (pk, phrase) in enumerate(phrases, 1):
            yield number, pk, " ".join(phrase), sum(weights[term] for term in phrase_terms(phrase))

    def posting_rows() -> Iterator[tuple[Any, ...]]:
        for number, (_, phrase) in enumerate(phrases, 1):
            for term in sorted(phrase_terms(phrase)):
                yield term, number

    def term_rows() -> Iterator[tuple[Any, ...]]:
        for term, value in sorted(weights.items()):
            yield term, value, [] if " " in term else spelling.grams(term)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from catalogue_searchposting")
        cursor.execute("delete from catalogue_searchphrase")
        cursor.execute("delete from catalogue_searchterm")
        copy(cursor, "catalogue_searchphrase (id, procedure_id, key, mass)", phrase_rows())
        copy(cursor, "catalogue_searchterm (term, rarity, trigrams)", term_rows())
        copy(cursor, "catalogue_searchposting (term, phrase_id)", posting_rows())
        # Never back: a rebuild that is rolled back brings the old rows back, but not the old sequence.
        sequence = "pg_get_serial_sequence('catalogue_searchphrase', 'id')"
        cursor.execute(
            f"select setval({sequence}, greatest(%s, pg_sequence_last_value({sequence}::regclass)))",
            [len(phrases) + 1],
        )
        for table in ("searchposting", "searchphrase", "searchterm"):
            cursor.execute(f"analyze catalogue_{table}")
    return len(phrases)


def refresh(procedure: Procedure) -> None:
    """Index one procedure anew, inside the caller's transaction. Terms never seen before count as rare.

    Rarities of the other terms stay as they are until the next `rebuild`.
    """
    phrases = named(procedure)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from catalogue_searchposting where phrase_id in "
            "(select id from catalogue_searchphrase where procedure_id = %s)",
            [procedure.pk],
        )
        cursor.execute("delete from catalogue_searchphrase where procedure_id = %s", [procedure.pk])
        cursor.execute("select count(*) from catalogue_searchphrase")
        rarest = {"": rarity(1, cursor.fetchone()[0] + len(phrases))}
        for phrase in phrases:
            terms = sorted(phrase_terms(phrase))
            cursor.executemany(
                "insert into catalogue_searchterm (term, rarity, trigrams) values (%s, %s, %s) "
                "on conflict (term) do nothing",
                [
                    (term, weight(term, {term: rarest[""]}), [] if " " in term else spelling.grams(term))
                    for term in terms
                ],
            )
            cursor.execute(
                "insert into catalogue_searchphrase (procedure_id, key, mass) select %s, %s, sum(rarity) "
                "from catalogue_searchterm where term = any(%s) returning id",
                [procedure.pk, " ".join(phrase), terms],
            )
            number = cursor.fetchone()[0]
            cursor.executemany(
                "insert into catalogue_searchposting (term, phrase_id) values (%s, %s)",
                [(term, number) for term in terms],
            )


def copy(cursor: Any, target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY `rows` into `target`, a table with its columns."""
    with cursor.copy(f"copy {target} from stdin") as out:
        for row in rows:
            out.write_row(row)
