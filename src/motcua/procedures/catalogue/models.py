"""What the city knows of each procedure: published facts, and the versions it can execute.

Not here: what a definition means (`procedures.definition`, `procedures.compile`) and dossiers.
"""

from collections.abc import Sequence
from typing import Protocol

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Status(models.TextChoices):
    """State of publication on the national portal (Đang công khai; sửa đổi bổ sung; Bãi bỏ)."""

    PUBLISHED = "published"
    AMENDED = "amended"
    ABOLISHED = "abolished"


class FieldOfProcedure(models.Model):
    """A field (lĩnh vực) as the national database names it, and the plain-language group it belongs to."""

    key = models.CharField(max_length=120)
    name_vi = models.CharField(max_length=300)
    group = models.CharField(max_length=20)
    procedures_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="field_key_unique")]

    def __str__(self) -> str:
        return self.name_vi


class Titled(Protocol):
    """A procedure as far as its name goes."""

    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def executable(self) -> bool: ...
    @property
    def also_named(self) -> Sequence[str]: ...


def short_name(procedure: Titled) -> dict[str, str]:
    """What a procedure is called in lists: the name in the city's own definition where it can be filed here, else the
    official one without the word that nearly all of them begin with.
    """
    if procedure.executable and procedure.also_named:
        vi = procedure.also_named[0]
    else:
        vi = procedure.name_vi.strip().removeprefix("Thủ tục ")
        vi = vi[:1].upper() + vi[1:]
    return {"vi": vi, "en": procedure.name_en or vi}


class Procedure(models.Model):
    """One administrative procedure under its national code.

    `facts` is what was published about it (see the packing module for its shape). `internal` procedures run
    between agencies and are not offered to residents; `national` ones were published by a ministry, the
    others by a province for itself. `also_named` are the names and keywords of the published definition.
    """

    code = models.CharField(max_length=20)
    name_vi = models.TextField()
    name_en = models.TextField(default="", blank=True)
    also_named = ArrayField(models.TextField(), default=list)
    search_key = models.TextField(default="")
    field = models.CharField(max_length=300)
    field_key = models.CharField(max_length=120)
    levels = ArrayField(models.CharField(max_length=10), default=list)
    audience = ArrayField(models.CharField(max_length=30), default=list)
    life_events = ArrayField(models.CharField(max_length=20), default=list)
    kind = models.CharField(max_length=20, default="", blank=True)
    decision = models.CharField(max_length=200, default="", blank=True)
    facts = models.JSONField(default=dict)
    facts_hash = models.CharField(max_length=64, default="")
    executable = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    national = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PUBLISHED)
    popularity = models.PositiveSmallIntegerField(default=0)
    # {version, at, vi, en}: that version takes no new requests; see the closing module
    closed_for_new = models.JSONField(null=True)
    # The place on the shelf: what can be filed here first, then what is asked for most, then by name.
    # C collation: a page turns on a plain comparison, whatever the database's own collation.
    shelf_key = models.CharField(max_length=160, default="", db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="procedure_code_unique")]
        indexes = [
            models.Index(fields=["shelf_key"], name="procedure_shelf"),
            models.Index(fields=["field_key", "shelf_key"], name="procedure_field_shelf"),
            GinIndex(fields=["levels"], name="procedure_levels"),
            GinIndex(fields=["audience"], name="procedure_audience"),
            GinIndex(fields=["life_events"], name="procedure_life_events"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"

    @property
    def short(self) -> dict[str, str]:
        return short_name(self)


class ProcedureVersion(models.Model):
    """A published definition, named by its content hash. The database refuses every change and removal."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    # Text, not jsonb: sha256 of exactly these bytes is the hash, and anybody can check it.
    definition = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        ]
        indexes = [models.Index(fields=["procedure", "-valid_from", "-number"], name="version_in_force")]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"


class Facet(models.Model):
    """How many procedures a choice of the browse page leads to; counted when facts are imported."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="facet_unique")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}: {self.count}"


class SearchPhrase(models.Model):
    """One way to name a procedure: its official name, or what people say. Folded; `mass` sums rarities."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="phrases")
    key = models.TextField()
    mass = models.FloatField()

    def __str__(self) -> str:
        return self.key


class SearchTerm(models.Model):
    """A folded word, or two neighbours, of any phrase. Rare ones weigh more: ln(1 + phrases / with it).

    `trigrams` (single words only) hold the letter triples and the word's letters in order, `=ahik` for khai:
    so swapped letters are found too.
    """

    term = models.CharField(max_length=80, primary_key=True, db_collation="C")
    rarity = models.FloatField()
    trigrams = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["trigrams"], name="search_term_trigrams")]

    def __str__(self) -> str:
        return self.term


class SearchPosting(models.Model):
    """A term stands in a phrase."""

    term = models.CharField(max_length=80, db_collation="C")
    phrase = models.ForeignKey(SearchPhrase, on_delete=models.CASCADE, db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["term"], include=["phrase"], name="search_posting_term"),
            models.Index(fields=["phrase"], name="search_posting_phrase"),
        ]

    def __str__(self) -> str:
        return self.term
