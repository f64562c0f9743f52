"""What the desk remembers: notes on dossiers and whom they name, saved views of the work list, an officer's habits.

Notes are rows of the dossier and lie beside it; a saved view is a name for `worklist.Filters`. Hence in this room.
"""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Note(models.Model):
    """Words of an officer on a dossier, for officers only. A trigger refuses any change but taking it back.

    `corrects`: the note that these words put right. A note that was taken back is still shown as such: it is part
    of what happened.
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    author = models.ForeignKey("city.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField()
    agency_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    words = models.TextField()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["dossier", "id"], name="note_of_dossier")]


class Mention(models.Model):
    """An officer named in a note. `seen_at`: when the officer opened the dossier after it."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    account = models.ForeignKey("city.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["note", "account"], name="mention_once")]
        indexes = [
            Index(F("account"), F("id").desc(), name="mention_of_officer"),
            Index(fields=["account"], name="mention_unseen", condition=Q(seen_at=None)),
        ]


class SavedView(models.Model):
    """A work list with its filters under a name. `agency_id` set: every officer of that agency sees it too.

    `tab` and `query` are those of the list's address; the rights are asked anew whenever it is opened.
    """

    account = models.ForeignKey("city.Account", on_delete=models.CASCADE, related_name="+")
    agency_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=40)
    tab = models.CharField(max_length=10)
    query = models.TextField(db_default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "name"], name="view_name_once")]
        indexes = [
            Index(fields=["agency_id"], name="view_of_agency", condition=Q(agency_id__isnull=False)),
        ]


class DeskHabit(models.Model):
    """How an officer likes to work. No row: the defaults."""

    account = models.OneToOneField(
        "city.Account", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    open_next = models.BooleanField(default=True)
