"""Cameras of counters and each look through one; spot checks and the tasks that come of them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Camera(models.Model):
    """A camera over a hall or one counter. No sound, never at the papers' side; `viewers` are kinds of posts.

    `stream` is the address at the city's gateway, never the device's own: its password stays there.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="cameras")
    counter = models.ForeignKey("hall.Counter", models.PROTECT, null=True, blank=True, related_name="cameras")
    code = models.CharField(max_length=40)
    place = models.CharField(max_length=160)
    purpose = models.CharField(max_length=200)
    stream = models.URLField(max_length=300, blank=True)
    retention_days = models.PositiveSmallIntegerField(default=30)
    viewers = ArrayField(models.TextField(), help_text="kinds of posts of the hall's agency or one above it")
    registered_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    registered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="hall_camera_uuid"),
            UniqueConstraint(fields=["code"], condition=Q(removed_at=None), name="hall_camera_code"),
            CheckConstraint(
                condition=Q(retention_days__gte=1, retention_days__lte=365), name="hall_camera_retention"
            ),
        ]


class CameraView(models.Model):
    """Somebody looked: who, why, from when until when it was allowed. Never changed, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4)
    camera = models.ForeignKey(Camera, models.PROTECT, related_name="views", db_index=False)
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    viewer_name = models.CharField(max_length=200)
    viewer_post = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="hall_camera_view_uuid")]
        indexes = [Index(F("camera"), F("id").desc(), name="hall_camera_views")]


class SpotCheck(models.Model):
    """A look at a hall without notice: what was found at each point of the checklist of that day."""

    uuid = models.UUIDField(default=uuid.uuid4)
    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="checks", db_index=False)
    counter = models.ForeignKey(
        "hall.Counter", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    found = models.JSONField(help_text="by point: ok, fault or none")
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="hall_check_uuid")]
        indexes = [Index(F("hall"), F("id").desc(), name="hall_checks")]


class Task(models.Model):
    """What has to be put right: due on a day, answered by the hall, closed by somebody who did not answer it."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ khắc phục"
        ANSWERED = "answered", "Đã báo cáo, chờ xác nhận"
        CLOSED = "closed", "Đã xong"

    uuid = models.UUIDField(default=uuid.uuid4)
    check_row = models.ForeignKey(SpotCheck, models.PROTECT, related_name="tasks")
    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="tasks", db_index=False)
    point = models.CharField(max_length=40)
    words = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    returned = models.PositiveSmallIntegerField(default=0, help_text="how often the answer did not do")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="hall_task_uuid"),
            CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("answered_by")),
                name="hall_task_closed_by_another",
            ),
        ]
        indexes = [Index(fields=["hall", "state", "due_on"], name="hall_tasks")]
