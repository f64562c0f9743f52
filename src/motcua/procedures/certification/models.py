"""Rows of the books of certification, and the declarations of those who signed."""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class BookLine(models.Model):
    """A numbered line of a book: one kind of paper, whatever the copies of it. Never changed but to be struck out.

    Numbers run from 1 to the end of the year across volumes; the next year begins anew.
    """

    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    symbol = models.TextField()
    year = models.SmallIntegerField()
    volume = models.SmallIntegerField(default=1)
    number = models.IntegerField()
    certified_at = models.DateTimeField()
    entered_on = models.DateField()
    requester = models.TextField()
    person_id = models.BigIntegerField(
        null=True, help_text="whose request it was: looks at it are told to that person"
    )
    title = models.TextField()
    copies = models.IntegerField()
    pages = models.IntegerField(default=0)
    place = models.TextField(default="")
    electronic = models.BooleanField(default=False)
    certifier = models.TextField()
    post = models.TextField(default="")
    authority = models.TextField(default="", help_text="the line above the post: TM. …, KT. …, TUQ. …")
    capacity = models.TextField(default="")
    fee = models.BigIntegerField(default=0)
    dossier_code = models.TextField()
    search = models.TextField(help_text="requester, paper and code without marks")
    struck_at = models.DateTimeField(null=True, help_text="a corrected result was entered anew")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["agency", "symbol", "year", "number"], name="certification_number_once")
        ]
        indexes = [Index(fields=["dossier_code"], name="certification_of_dossier")]


class BookSum(models.Model):
    """How many lines of a book were signed in a year, by capacity, and the fees: kept up by each entry."""

    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    symbol = models.TextField()
    capacity = models.TextField()
    lines = models.IntegerField(default=0)
    fees = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["agency", "year", "symbol", "capacity"], name="certification_sum_once")
        ]
        indexes = [Index(F("year"), F("capacity"), F("agency"), name="certification_sum_of_year")]


class Declaration(models.Model):
    """Before signing, the certifier declared to have no interest in it and to be no relative. Kept for ever.

    Source: NĐ 23/2015 Đ9.
    """

    dossier_code = models.TextField()
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("city.Post", models.PROTECT, related_name="+", db_index=False)
    power_ids = models.JSONField(default=list, help_text="the rows by which the signature was allowed")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [Index(F("dossier_code"), F("id"), name="certification_declared")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="certification_declared_in_words"),
        ]
