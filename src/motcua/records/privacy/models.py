"""What the data-protection officer keeps: questions, things to review, breaches, exports for statistics, retention runs."""

import uuid

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from motcua.foundation.sealing.fields import SealedTextField


class LookQuestion(models.Model):
    """A resident does not understand who looked at the data: a question with a deadline, and its answer.

    `looks` are rows of the access log (all of this person); `about` says them in words as the resident saw them.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"

    class Finding(models.TextChoices):
        IN_ORDER = "in_order", "Việc xem có căn cứ"
        UNCLEAR = "unclear", "Chưa đủ căn cứ, đang xem xét thêm"
        NOT_IN_ORDER = "not_in_order", "Việc xem không có căn cứ"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    looks = models.JSONField()
    about = models.TextField()
    words = models.TextField()
    language = models.TextField(db_default="vi")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(choices=State, default=State.OPEN)
    finding = models.TextField(choices=Finding, db_default="")
    answer = models.TextField(db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            Index(F("person_id"), F("id").desc(), name="privacy_question_person"),
            Index(fields=["due_at", "id"], name="privacy_question_open", condition=Q(state="open")),
        ]


class Review(models.Model):
    """Looks that a rule proposes for review: no accusation, a thing to understand. One for rule, day and account.

    `evidence`: figures and row ids of the log, as the rule saw them. The officer may explain; the decision has a reason.
    """

    class State(models.TextChoices):
        OPEN = "open", "Cần xem"
        ASKED = "asked", "Đã hỏi cán bộ"
        EXPLAINED = "explained", "Cán bộ đã giải thích"
        CLOSED = "closed", "Đã kết luận"

    class Decision(models.TextChoices):
        IN_ORDER = "in_order", "Đúng việc được giao"
        REMINDED = "reminded", "Nhắc lại quy định"
        PASSED_ON = "passed_on", "Chuyển người có thẩm quyền xem xét"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    rule = models.TextField()
    day = models.DateField()
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    reader_name = models.TextField()
    agency_id = models.BigIntegerField(null=True)
    people = models.IntegerField()
    looks = models.IntegerField()
    evidence = models.JSONField()
    found_at = models.DateTimeField()
    state = models.TextField(choices=State, default=State.OPEN)
    explanation = models.TextField(db_default="")
    explained_at = models.DateTimeField(null=True)
    decision = models.TextField(choices=Decision, db_default="")
    reason = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [UniqueConstraint(fields=["rule", "day", "account"], name="privacy_review_once")]
        indexes = [
            Index(fields=["-day", "-id"], name="privacy_review_open", condition=~Q(state="closed")),
            Index(fields=["account", "-id"], name="privacy_review_account"),
        ]


class Breach(models.Model):
    """A breach of personal data, or a drill of one. The clock runs from `found_at`; a drill notifies nobody.

    `scope`: which looks or data are affected: from, to, and any of accounts, agencies, screens, person.
    """

    class State(models.TextChoices):
        OPEN = "open", "Đang xử lý"
        CLOSED = "closed", "Đã đóng"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    drill = models.BooleanField()
    title = models.TextField()
    happened = models.TextField()
    scope = models.JSONField()
    kinds = models.JSONField(default=list)
    harm = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(choices=State, default=State.OPEN)
    authority_told_at = models.DateTimeField(null=True)
    subjects_told_at = models.DateTimeField(null=True)
    measures = models.TextField(db_default="")
    noted_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)


class StatisticsExport(models.Model):
    """Pseudonymised data for statistics: asked for by one officer, released by another, counted in a report.

    `key` makes the pseudonyms of this export only; it is emptied on making the file unless `keeps_key` was approved.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ người thứ hai duyệt"
        APPROVED = "approved", "Đã duyệt, đang tạo tệp"
        REFUSED = "refused", "Không duyệt"
        DONE = "done", "Đã có tệp"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    dataset = models.TextField()
    fields = models.JSONField()
    purpose = models.TextField()
    receiver = models.TextField()
    ground = models.TextField()
    k = models.IntegerField()
    keeps_key = models.BooleanField(default=False)
    key = SealedTextField(row="uuid", null=True, help_text="hex; sealed at rest")
    state = models.TextField(choices=State, default=State.PROPOSED)
    reason = models.TextField(db_default="")
    report = models.JSONField(null=True)
    path = models.TextField(db_default="")
    sha256 = models.TextField(db_default="")
    taken = models.IntegerField(default=0)
    proposed_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)


class ReaderDay(models.Model):
    """How many people an account looked at on a day: what "more than usual" is measured against."""

    day = models.DateField()
    account_id = models.BigIntegerField()
    agency_id = models.BigIntegerField(null=True)
    post_kind = models.TextField(db_default="")
    people = models.IntegerField()
    looks = models.IntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["account_id", "day"], name="privacy_reader_day")]
        indexes = [Index(fields=["day"], name="privacy_reader_days")]


class ProtectedPerson(models.Model):
    """Somebody whose data draw eyes: each look without a dossier is proposed for review. Kept by the officer, for a time."""

    person = models.OneToOneField("city.Person", models.PROTECT, primary_key=True, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    noted_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()


class RetentionRun(models.Model):
    """One run over one kind of personal data: what was past its period, and what was done."""

    kind = models.TextField()
    until = models.DateTimeField()
    found = models.BigIntegerField()
    done = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [Index(F("kind"), F("id").desc(), name="privacy_retention_kind")]
