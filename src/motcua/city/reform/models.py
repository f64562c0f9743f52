"""Plans of organisation, what came of them, and what officers must decide because nobody else can know it."""

import uuid

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Plan(models.Model):
    """One reviewed operation on the organisation of the city: written by one, approved by another, run on its day.

    `document` is the canonical JSON of `content.Content`; `approved_hash` binds the approval to its letters.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        PROPOSED = "proposed", "Trình duyệt"
        APPROVED = "approved", "Đã duyệt"
        DONE = "done", "Đã thực hiện"
        WITHDRAWN = "withdrawn", "Đã rút"

    uuid = models.UUIDField(default=uuid.uuid4)
    title = models.TextField()
    act = models.TextField(help_text="number of the legal act")
    act_on = models.DateField(null=True)
    effective_on = models.DateField()
    document = models.TextField()
    revision = models.IntegerField(db_default=1, help_text="rises with every writing: two editors notice")
    state = models.TextField(choices=State, default=State.DRAFT)
    by_itself = models.BooleanField(default=True, help_text="a worker runs it when its day has come")

    written_by_id = models.BigIntegerField()
    written_by_name = models.TextField()
    written_at = models.DateTimeField()
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by_name = models.TextField(default="")
    proposed_at = models.DateTimeField(null=True)
    approved_by_id = models.BigIntegerField(null=True)
    approved_by_name = models.TextField(default="")
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.TextField(default="")
    words = models.TextField(default="", help_text="of whoever approved, sent back or withdrew it")
    run_by_name = models.TextField(default="")
    run_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True, help_text="what was moved, by kind of work")
    failure = models.TextField(default="", help_text="why the last attempt to run it did nothing")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="reform_plan_uuid"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"])
                | (Q(approved_by_id__isnull=False) & ~Q(approved_by_id=F("proposed_by_id"))),
                name="reform_plan_four_eyes",
            ),
        ]
        indexes = [
            Index(F("effective_on").desc(), F("id").desc(), name="reform_plan_listed"),
            Index(fields=["effective_on"], name="reform_plan_waiting", condition=Q(state="approved")),
        ]

    @property
    def chain(self) -> str:
        """The name of the plan's chain of events."""
        return f"reform/{self.uuid}"


class Handover(models.Model):
    """What an ended body handed to whom: the lines of an agency's ancestors and heirs. `main`: the successor."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="handovers")
    old = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    new = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    main = models.BooleanField()
    on = models.DateField()

    class Meta:
        constraints = [UniqueConstraint(fields=["old", "new"], name="reform_handover_once")]
        indexes = [Index(fields=["new"], name="reform_handover_new")]


class FormerName(models.Model):
    """What a body that goes on was called, where it stood and under whom, until a day. Old papers bear the old name."""

    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="former_names")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", db_index=False)
    until = models.DateField(help_text="the first day of the new name")
    code = models.TextField()
    name_vi = models.TextField()
    name_en = models.TextField()
    search_key = models.TextField()
    seal_name = models.TextField()
    address_line = models.TextField(default="")
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    parent = models.ForeignKey("city.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    calendar_key = models.TextField()

    class Meta:
        indexes = [Index(fields=["search_key"], name="reform_former_search")]


class Question(models.Model):
    """Work whose taker the plan cannot know: it lies at `agency` until an officer decides. Never guessed.

    `subject` is the id of the dossier; it may be asked of several ended bodies that were consulted (`from_key`). Asked
    before the plan's day, it can be decided before; the run follows it.
    """

    class Kind(models.TextChoices):
        PLACE = "place", "Địa bàn bị chia"
        POST = "post", "Không có chức danh tương ứng"
        CONSULT = "consult", "Nơi được hỏi ý kiến bị chia"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="questions", db_index=False)
    kind = models.TextField(choices=Kind)
    subject = models.UUIDField()
    code = models.TextField(help_text="the dossier's code, as people know it")
    title = models.TextField(default="")
    place = models.TextField(default="", help_text="the address as far as it is known")
    agency_key = models.TextField(help_text="where it lies, or will lie, meanwhile")
    from_key = models.TextField(help_text="the ended body")
    choices = models.JSONField(help_text="keys of agencies, or kinds of posts")
    asked_at = models.DateTimeField()
    decided = models.TextField(default="")
    decided_words = models.TextField(default="")
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True, help_text="the matter ended, or moved, without an answer")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["plan", "subject", "kind", "from_key"], name="reform_question_once")
        ]
        indexes = [
            Index(
                fields=["agency_key", "id"],
                name="reform_question_open",
                condition=Q(decided_at=None, lapsed_at=None),
            ),
            Index(fields=["plan", "id"], name="reform_question_of_plan"),
        ]
