"""Papers on their way from the place of intake to the competent agency, with the record that both sides sign."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Slip(models.Model):
    """A record of handing over (biên bản giao nhận): which dossiers' papers leave together, who sent, who took."""

    uuid = models.UUIDField(default=uuid.uuid4)
    number = models.CharField(max_length=60)
    from_agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    to_agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    received_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    received_name = models.CharField(max_length=200, default="", blank=True)
    received_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="hall_slip_uuid"),
            UniqueConstraint(fields=["number"], name="hall_slip_number"),
        ]
        indexes = [
            Index(F("from_agency"), F("id").desc(), name="hall_slip_sent"),
            Index(F("to_agency"), F("id").desc(), name="hall_slip_came"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"papers/{self.uuid}"


class Transfer(models.Model):
    """The papers of one dossier that were taken in elsewhere than at the competent agency."""

    dossier_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=20)
    from_agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    to_agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    papers = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    slip = models.ForeignKey(Slip, models.PROTECT, null=True, related_name="transfers")
    arrived_at = models.DateTimeField(null=True)
    missing = models.BooleanField(default=False, help_text="on the slip, but not with the papers that came")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["dossier_code"], name="hall_transfer_once"),
            CheckConstraint(
                condition=Q(arrived_at=None) | Q(slip__isnull=False), name="hall_transfer_came_with_a_slip"
            ),
        ]
        indexes = [
            Index(
                fields=["from_agency", "due_at", "id"], condition=Q(slip=None), name="hall_transfer_to_send"
            ),
        ]
