"""Rows of the desk: who looks at which pair now, what waits for a further act, and who has to hear of an undone merge."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class Lease(models.Model):
    """An officer looks at a pair until `until`; nobody else is given it before. The row goes when the officer is done."""

    pair = models.OneToOneField("quality.Pair", models.CASCADE, primary_key=True, related_name="lease")
    account = models.ForeignKey("city.Account", models.CASCADE, related_name="+")
    name = models.TextField()
    until = models.DateTimeField()

    class Meta:
        app_label = "quality"


class Matter(models.Model):
    """A pair that waits for something else than a first look. The row goes when that is done; so the lists stay short."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "Hai cán bộ có ý kiến khác nhau"
        MERGE = "merge", "Chờ gộp"

    pair = models.OneToOneField("quality.Pair", models.CASCADE, primary_key=True, related_name="matter")
    kind = models.TextField(choices=Kind)
    unit_code = models.TextField(db_default="")
    since = models.DateTimeField()

    class Meta:
        app_label = "quality"
        indexes = [Index("kind", "unit_code", "pair", name="quality_matter_list")]


class Told(models.Model):
    """One officer has to hear that a merge it answered for was undone, and has (`seen_at`) or has not yet seen it."""

    merge = models.ForeignKey("quality.Merge", models.CASCADE, related_name="told", db_index=False)
    account = models.ForeignKey("city.Account", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "quality"
        constraints = [UniqueConstraint(fields=["merge", "account"], name="quality_told_once")]
        indexes = [Index("account", condition=Q(seen_at__isnull=True), name="quality_told_unseen")]
