"""What came on paper and what became of it: a row for each dossier with papers, and sums of a month."""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

WAITS = Q(papers__gt=F("digitised") + F("reused"))
"""Papers of the dossier are not digital yet."""


class PaperDossier(models.Model):
    """A dossier with papers as it stands: how many came, are digital (signed copy), were answered by the store, wait."""

    dossier_id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=60)
    owner_name = models.TextField()
    procedure_code = models.TextField()
    intake_id = models.BigIntegerField()
    competent_id = models.BigIntegerField()
    month = models.DateField(help_text="first day of the month of receipt")
    received_at = models.DateTimeField()
    papers = models.SmallIntegerField()
    digitised = models.SmallIntegerField()
    reused = models.SmallIntegerField()

    class Meta:
        indexes = [
            Index(F("intake_id"), F("dossier_id"), name="paper_waits_intake", condition=WAITS),
            Index(F("competent_id"), F("dossier_id"), name="paper_waits_competent", condition=WAITS),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waiting(self) -> int:
        return self.papers - self.digitised - self.reused


class MonthPapers(models.Model):
    """The sums over all dossiers received in a month, by who received them, who decides, and the procedure."""

    month = models.DateField()
    intake_id = models.BigIntegerField()
    competent_id = models.BigIntegerField()
    procedure_code = models.TextField()
    dossiers = models.IntegerField(default=0)
    papers = models.IntegerField(default=0)
    digitised = models.IntegerField(default=0)
    reused = models.IntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["month", "intake_id", "competent_id", "procedure_code"], name="month_papers_once"
            )
        ]
        indexes = [Index(fields=["competent_id", "month"], name="month_papers_competent")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.procedure_code}"
