"""Links by which somebody shows papers of the store to somebody else, and every look through them."""

import uuid

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Share(models.Model):
    """One link: which papers, to whom, what for, until when, how often. Of its token only the hash is kept.

    The papers are the person's own, or those of the `organisation` acted for.
    """

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "city.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    token_hash = models.CharField(max_length=64, help_text="SHA-256 of the token, in hexadecimal")
    receiver = models.TextField(help_text="for whom, in the owner's words")
    purpose = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    openings = models.SmallIntegerField(help_text="how often the link opens at most")
    opened = models.SmallIntegerField(db_default=0)
    revoked_at = models.DateTimeField(null=True)
    papers = models.ManyToManyField("records.Paper", through="SharedPaper", related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="share_uuid"),
            UniqueConstraint(fields=["token_hash"], name="share_token"),
            models.CheckConstraint(
                condition=Q(opened__gte=0) & Q(opened__lte=F("openings")), name="share_opened_within"
            ),
        ]
        indexes = [Index(F("owner"), F("id").desc(), name="share_of_owner")]


class SharedPaper(models.Model):
    """One paper of a link."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="items")
    paper = models.ForeignKey("records.Paper", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["share", "paper"], name="share_paper_once")]


class ShareLook(models.Model):
    """Somebody opened the link once; that browser may look for a short while (`sharing.LOOKING`)."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        indexes = [Index(F("share"), F("id").desc(), name="share_looks")]
