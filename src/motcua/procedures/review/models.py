"""Reviews of procedures, the agencies that were asked, and what residents said."""

import uuid

from django.db import models
from django.db.models import Q


class Review(models.Model):
    """One procedure reviewed: what would change, what it costs people before and after, what was decided.

    `proposal`: [{part, now, then}]. `before`, `after`: activities, fees, times and subjects as typed. Costs are đồng a year by
    `hourly`. `ends_at`: until when agencies and the public may answer. `kept`: reviewed, and nothing changes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ASKING = "asking", "Đang lấy ý kiến"
        SUBMITTED = "submitted", "Chờ quyết định"
        APPROVED = "approved", "Đã thông qua"
        KEPT = "kept", "Giữ nguyên"
        REJECTED = "rejected", "Không thông qua"

    uuid = models.UUIDField(default=uuid.uuid4)
    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="reviews")
    code = models.CharField(max_length=20)
    name = models.TextField()
    field = models.CharField(max_length=300)
    year = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.TextField(blank=True)
    proposal = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    hourly = models.IntegerField()
    hourly_source = models.CharField(max_length=300, blank=True)
    cost_before = models.BigIntegerField(default=0)
    cost_after = models.BigIntegerField(default=0)
    revision = models.IntegerField(default=1)
    opened_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    opened_by_name = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_public = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField(null=True)
    words = models.TextField(blank=True)
    copy = models.ForeignKey("authoring.WorkingCopy", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="review_uuid"),
            models.UniqueConstraint(
                fields=["procedure"],
                name="review_one_open",
                condition=Q(state__in=["draft", "asking", "submitted"]),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-changed_at", "-id"], name="review_list"),
            models.Index(fields=["-changed_at", "-id"], name="review_all"),
            models.Index(fields=["year", "field", "state"], name="review_report"),
            models.Index(
                fields=["ends_at"],
                name="review_public",
                condition=Q(asked_public=True, ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class ReviewEdit(models.Model):
    """One revision of a proposal as a tree (`trees`), by whom and when: what two editors at once both began from."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="edits")
    revision = models.IntegerField()
    tree = models.JSONField()
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "revision"], name="review_edit_once")]

    def __str__(self) -> str:
        return f"{self.review_id} r{self.revision}"


class UnmergedReview(models.Model):
    """What somebody saved on a revision that was no longer the newest: kept until they have merged it or let it go."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="unmerged")
    seen = models.IntegerField()
    tree = models.JSONField()
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["review", "by"], name="review_unmerged", condition=Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.review_id} r{self.seen}"


class Invitation(models.Model):
    """An agency that is asked, and its answer."""

    class Stance(models.TextChoices):
        AGREE = "agree", "Đồng ý"
        AGREE_IF = "agree_if", "Đồng ý nếu sửa"
        DISAGREE = "disagree", "Không đồng ý"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="invitations")
    agency = models.ForeignKey("city.Agency", on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance, blank=True)
    words = models.TextField(blank=True)
    answered_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "agency"], name="review_agency_once")]
        indexes = [models.Index(fields=["agency", "answered_at"], name="review_asked_of")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.agency_id}"


class Opinion(models.Model):
    """What a resident said. The name is never shown; `public_words` are what an officer let out, with the answer."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="opinions")
    person = models.ForeignKey("city.Person", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    public_words = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    replied_by_name = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="review_opinion_once")]
        indexes = [models.Index(fields=["review", "-id"], name="review_opinions")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.pk}"
