"""Decisions that publish procedures, and what each says of each procedure."""

import uuid

from django.db import models
from django.db.models import Q

from motcua.procedures.catalogue.notice import By, Kind


class Decision(models.Model):
    """A decision of publication. `entered_on`: when it was entered in the national database.

    `words`: why it was issued although a legal period was not kept.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ISSUED = "issued"
        DROPPED = "dropped"

    uuid = models.UUIDField(default=uuid.uuid4)
    number = models.CharField(max_length=100)
    publisher = models.CharField(max_length=10, choices=[(by.value, by.value) for by in By])
    decided_on = models.DateField()
    effective_on = models.DateField()
    act_issued_on = models.DateField(null=True)
    entered_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    words = models.TextField(blank=True)
    proposed_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    issued_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    issued_by_name = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="gazette_decision_uuid"),
            models.UniqueConstraint(
                fields=["number"], name="gazette_number_once", condition=~Q(state="dropped")
            ),
        ]
        indexes = [models.Index(fields=["state", "-decided_on", "-id"], name="gazette_decision_list")]

    def __str__(self) -> str:
        return self.number


class Item(models.Model):
    """What a decision says of one procedure. `issued_on` and `number` repeat the issued decision's, for the public list.

    `done_at`: when it took effect in the catalogue. `successor`: what to use instead of an abolished one.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="items")
    procedure = models.ForeignKey(
        "catalogue.Procedure", on_delete=models.PROTECT, related_name="publications"
    )
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    successor = models.ForeignKey(
        "catalogue.Procedure", on_delete=models.PROTECT, null=True, related_name="replaces"
    )
    version = models.ForeignKey(
        "catalogue.ProcedureVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "procedure"], name="gazette_item_once")]
        indexes = [
            models.Index(
                fields=["-issued_on", "-id"], name="gazette_public", condition=Q(issued_on__isnull=False)
            ),
            models.Index(
                fields=["kind", "-issued_on", "-id"],
                name="gazette_public_kind",
                condition=Q(issued_on__isnull=False),
            ),
            models.Index(fields=["procedure", "-issued_on"], name="gazette_of_procedure"),
            models.Index(
                fields=["effective_on"],
                name="gazette_to_do",
                condition=Q(issued_on__isnull=False, done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"
