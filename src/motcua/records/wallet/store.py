"""What lies in a person's store: papers issued by the city or digitised, and what each of them still counts for.

Source: Nghị định 45/2020/NĐ-CP Điều 16 (the store of each person and organisation), Nghị quyết 66.7/2025/NQ-CP.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from motcua.foundation.text import fold
from motcua.records.papers.models import Paper
from motcua.records.quality.pairs import same_person

MOST_FOUND = 300
"""Papers looked through for a word: nobody's store is larger, an organisation's may be."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A person's store, or that of the organisation acted for."""

    person_id: int
    organisation_id: int | None = None

    @property
    def rows(self) -> QuerySet[Paper]:
        """Its papers. An organisation's store never shows what is its representative's own."""
        mine = (
            Q(organisation_id=self.organisation_id)
            if self.organisation_id
            else Q(owner_id__in=same_person(self.person_id))
        )
        if not self.organisation_id:
            mine &= Q(organisation_id=None)
        return Paper.objects.filter(mine).select_related("file", "issuer")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper in a store, and how many there are."""

    key: str
    name: str
    count: int


def page(whose: Whose, *, kind: str = "", before: int | None = None, size: int = 20) -> list[Paper]:
    """Papers, newest first, of one kind if asked. One query."""
    rows = whose.rows.filter(kind=kind) if kind else whose.rows
    return list((rows.filter(id__lt=before) if before is not None else rows).order_by("-id")[:size])


def found(whose: Whose, words: str, size: int) -> list[Paper]:
    """Papers whose name, number or issuer holds all words, however they are written. One query."""
    wanted = fold(words).split()
    rows = whose.rows.order_by("-id")[:MOST_FOUND]
    return [paper for paper in rows if all(word in _haystack(paper) for word in wanted)][:size]


def kinds(whose: Whose) -> list[Kind]:
    """Kinds of papers in the store, each under the name of its newest. One query."""
    counted: dict[str, list[str]] = {}
    rows = whose.rows.select_related(None).order_by("-id").values_list("kind", "title")[:MOST_FOUND]
    for key, title in rows:
        counted.setdefault(key, []).append(title)
    return [Kind(key, next(filter(None, titles), key), len(titles)) for key, titles in counted.items()]


def one(whose: Whose, number: int) -> Paper | None:
    """A paper of this store; None for anybody else's. One query."""
    return whose.rows.select_related("file", "issuer", "replaced_by").filter(pk=number).first()


def usable(whose: Whose, kinds: Collection[str], *, on: date) -> list[Paper]:
    """Papers of these kinds with a file that count on a day, newest first. One query, none without kinds."""
    if not kinds:
        return []
    rows = whose.rows.filter(kind__in=kinds, status=Paper.Status.VALID, file__isnull=False)
    return list(rows.filter(Q(valid_until=None) | Q(valid_until__gte=on)).order_by("-issued_on", "-id"))


def counts(paper: Paper, on: date) -> bool:
    """Whether a paper counts on a day."""
    ended = paper.valid_until is not None and paper.valid_until < on
    return paper.status == Paper.Status.VALID and not ended


def _haystack(paper: Paper) -> str:
    issuer = paper.issuer.name_vi if paper.issuer else paper.issuer_name
    return fold(f"{paper.title} {paper.number} {issuer} {paper.kind}")
