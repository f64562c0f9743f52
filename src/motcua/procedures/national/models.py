"""Crawls of the national database, the record that the city goes by, proposed changes, questions for an editor."""

import uuid

from django.db import models
from django.db.models import Q


class Crawl(models.Model):
    """One file of the national database. Nothing of it counts before an editor accepts it.

    `lines_done`: so far read and compared; a reading that broke off goes on there. `faults`: lines that could not be
    read, [{line, vi, en}], the first thousand. `strange`: attributes that nobody knows, with how often. `whole`: what
    the file lacks counts as gone.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        COMPARED = "compared"
        FAILED = "failed"

    uuid = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=300, blank=True)
    whole = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    lines_done = models.IntegerField(default=0)
    faults = models.JSONField(default=list)
    faults_count = models.IntegerField(default=0)
    strange = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    started_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    started_by_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="crawl_uuid"),
            # One at a time: the comparison of two at once would be with two different presents.
            models.UniqueConstraint(
                models.Value(1), name="crawl_one_at_a_time", condition=Q(state__in=["waiting", "reading"])
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="crawl_list")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Record(models.Model):
    """What the city goes by for one national code: the facts as published, before its own decisions, and the original.

    `original` is the whole published row with its long texts; None where the city began with the facts that the product
    carries. `gone`: the national database no longer lists it.
    """

    code = models.CharField(max_length=20)
    facts = models.JSONField()
    original = models.JSONField(null=True)
    source_hash = models.CharField(max_length=64, blank=True)
    gone = models.BooleanField(default=False)
    crawl = models.ForeignKey(Crawl, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="national_record_code")]

    def __str__(self) -> str:
        return self.code


class Change(models.Model):
    """What a crawl would change about one code. `differences`: [{part, vi, en, before, after}].

    `facts` and `original` are what arrives; they move to the record when the change is accepted.
    """

    class Kind(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        BACK = "back"
        GONE = "gone"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        OVERTAKEN = "overtaken"

    crawl = models.ForeignKey(Crawl, on_delete=models.PROTECT, related_name="changes")
    code = models.CharField(max_length=20)
    name = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind)
    group = models.CharField(max_length=10)
    differences = models.JSONField(default=list)
    facts = models.JSONField(null=True)
    original = models.JSONField(null=True)
    source_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crawl", "code"], name="national_change_of_crawl")]
        indexes = [
            models.Index(fields=["crawl", "state", "group", "code"], name="national_change_list"),
            models.Index(fields=["code", "-id"], name="national_change_of_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"


class Question(models.Model):
    """What an editor must decide about a published record, and the decision, which is put on top of every later import.

    `ground`: digest of what the question rests on. When a newer record brings another ground, a decided question is
    open again (`returned`) and shows what was decided before. `rank`: what people ask for most comes first.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DECIDED = "decided"
        MOOT = "moot"

    code = models.CharField(max_length=20)
    name = models.TextField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    ground = models.CharField(max_length=64)
    rank = models.IntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    returned = models.BooleanField(default=False)
    choice = models.JSONField(null=True)
    words = models.TextField(blank=True)
    decided_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "kind", "key"], name="national_question_once")]
        indexes = [
            models.Index(fields=["state", "kind", "-rank", "id"], name="national_question_list"),
            models.Index(fields=["state", "-rank", "id"], name="national_question_all"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.state}"
