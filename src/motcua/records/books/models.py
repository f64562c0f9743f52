"""Projects, books, pages, keyings, entries and lots. Images are stored files; what is published lies in a register.

Counts are kept up by each change (`Tally`, `ClerkDay`), so that no page counts entries.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

FIRST, SECOND = 1, 2
"""The two rounds of keying."""


class Period(models.TextChoices):
    """Forms differ by these stretches of years (CV 1437/BTP-CNTT)."""

    TO_1975 = "1975", "Đến 1975"
    TO_1998 = "1998", "1976–1998"
    TO_2005 = "2005", "1999–2005"
    TO_2015 = "2015", "2006–2015"
    TO_2019 = "2019", "2016–2019"
    LATER = "later", "Từ 2020"
    ANY = "any", "Không chia theo thời kỳ"


class Project(models.Model):
    """Old books of one register, kept by one agency, to be digitised until a day."""

    class Kind(models.TextChoices):
        CIVIL_STATUS = "civil_status", "Sổ hộ tịch"
        PERMITS = "permits", "Giấy phép"
        CONSTRUCTION = "construction", "Hồ sơ xây dựng"
        CADASTRAL = "cadastral", "Hồ sơ địa chính"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    register = models.TextField()
    field = models.TextField(help_text="field of procedures in which its powers are held")
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+")
    name = models.TextField()
    kind = models.TextField(choices=Kind)
    period = models.TextField(choices=Period, default=Period.ANY)
    expected = models.IntegerField(null=True, help_text="entries that the project is to digitise")
    due_on = models.DateField(null=True)
    several = models.BooleanField(default=False, help_text="a page holds several entries")
    twice = ArrayField(
        models.TextField(), default=list, help_text="fields keyed twice besides those that must"
    )
    without = ArrayField(models.TextField(), default=list, help_text="columns that these forms do not have")
    lot_size = models.IntegerField(default=200)
    quality_limit = models.TextField(default="1.0")
    closed_at = models.DateTimeField(null=True)
    opened_by = models.JSONField(default=dict)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="books_project_uuid"),
            models.CheckConstraint(condition=Q(lot_size__gte=1), name="books_lots_hold_something"),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="books_project_of_agency")]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The name of the project's chain of events."""
        return f"books/{self.uuid}"


class Book(models.Model):
    """One paper book as the inventory found it: identity, pages, notes at its beginning and end, run of numbers."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="books")
    code = models.TextField(help_text="kind of book: KS, KH, KT …")
    unit_code = models.TextField(help_text="commune that kept it, by the code of its time")
    year = models.SmallIntegerField()
    volume = models.SmallIntegerField(help_text="number of the book within its year")
    written_as = models.TextField(default="", help_text="number as written on the cover: 01-TP/HT-1998-KS")
    pages_count = models.IntegerField()
    opening_note = models.TextField(default="")
    closing_note = models.TextField(default="")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    first_number = models.IntegerField(default=1)
    last_number = models.IntegerField(null=True, help_text="by the closing note")
    stated = models.IntegerField(null=True, help_text="entries by the closing note")
    blank_pages = models.IntegerField(default=0)
    shelf = models.TextField(default="", help_text="where the paper lies")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="books_book_uuid"),
            models.UniqueConstraint(
                fields=["project", "code", "unit_code", "year", "volume"], name="books_book_once"
            ),
            models.CheckConstraint(condition=Q(pages_count__gte=1), name="books_book_has_pages"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.volume:02d}/{self.year}"

    @property
    def number(self) -> str:
        """The book as registers name it, for instance 01/1998."""
        return self.written_as or f"{self.volume:02d}/{self.year}"


class Explained(models.Model):
    """A gap or a double in the run of a book's numbers, and what an officer found out about it."""

    class Kind(models.TextChoices):
        GAP = "gap", "Thiếu số"
        DOUBLE = "double", "Trùng số"

    book = models.ForeignKey(Book, models.CASCADE, related_name="explained")
    kind = models.TextField(choices=Kind)
    first = models.IntegerField()
    last = models.IntegerField()
    words = models.TextField()
    by = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "kind", "first", "last"], name="books_explained_once")
        ]


class Page(models.Model):
    """A page of a book, with its image when there is one: page `sheet` of a stored file. `taken`: how many clerks have
    claimed it, `keyed`: how many are done."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="pages")
    position = models.IntegerField()
    file = models.ForeignKey("records.StoredFile", models.PROTECT, null=True, related_name="+")
    sheet = models.SmallIntegerField(default=1)
    sheets = models.SmallIntegerField(default=1, help_text="pages of the file that show it")
    named = models.TextField(default="", help_text="name of the file as it was brought")
    expected_number = models.IntegerField(null=True, help_text="number of the entry, by the file's name")
    blank = models.BooleanField(default=False, help_text="nothing is written on it")
    taken = models.SmallIntegerField(default=0)
    keyed = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "position"], name="books_page_once")]
        indexes = [
            models.Index(
                fields=["book", "position"],
                condition=Q(taken__lt=2, blank=False, file__isnull=False),
                name="books_page_to_key",
            ),
        ]


class Turn(models.Model):
    """One clerk keys one page in one of the two rounds. A claim until it is done."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="turns")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    round = models.SmallIntegerField()
    clerk = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    clerk_name = models.TextField()
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    strokes = models.IntegerField(default=0, help_text="keys pressed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "round"], name="books_turn_round_once"),
            models.UniqueConstraint(fields=["page", "clerk"], name="books_two_different_clerks"),
            models.UniqueConstraint(
                fields=["project", "clerk"], condition=Q(done_at__isnull=True), name="books_one_claim_a_clerk"
            ),
            models.CheckConstraint(condition=Q(round__in=[1, 2]), name="books_turn_rounds"),
        ]
        indexes = [models.Index(fields=["clerk", "project", "-done_at"], name="books_turn_of_clerk")]


class Keying(models.Model):
    """What one clerk typed for one entry of a page; a draft until its turn is done, then never changed."""

    turn = models.ForeignKey(Turn, models.CASCADE, related_name="keyings")
    slot = models.SmallIntegerField(help_text="order on the page")
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    ready = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "slot"], name="books_keying_once")]


class Lot(models.Model):
    """Entries that are accepted or returned together, by a sample that a seed has drawn."""

    class State(models.TextChoices):
        OPEN = "open", "Đang kiểm mẫu"
        RETURNED = "returned", "Trả lại, soát toàn bộ"
        ACCEPTED = "accepted", "Đạt"
        PUBLISHED = "published", "Đã đưa vào sổ"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="lots")
    number = models.IntegerField()
    state = models.TextField(choices=State, default=State.OPEN)
    entries_count = models.IntegerField()
    drawing = models.SmallIntegerField(default=1, help_text="how often a sample has been drawn")
    seed = models.TextField()
    quality_limit = models.TextField()
    size = models.IntegerField()
    accept = models.IntegerField()
    faulty = models.IntegerField(default=0)
    looked_at = models.IntegerField(default=0)
    rechecked = models.IntegerField(default=0)
    drawn_at = models.DateTimeField()
    drawn_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    published_by = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="books_lot_uuid"),
            models.UniqueConstraint(fields=["project", "number"], name="books_lot_number"),
        ]


class Entry(models.Model):
    """One entry of a book after both keyings: what was agreed or decided, its class, where it stands."""

    class State(models.TextChoices):
        DIFFERS = "differs", "Hai lần nhập khác nhau"
        DOUBTFUL = "doubtful", "Chờ cán bộ quyết định"
        HELD = "held", "Để ngoài"
        READY = "ready", "Chờ vào lô"
        IN_LOT = "in_lot", "Trong lô"
        RECHECK = "recheck", "Soát lại"
        PUBLISHED = "published", "Đã đưa vào sổ"
        DROPPED = "dropped", "Không phải một mục"

    page = models.ForeignKey(Page, models.PROTECT, related_name="entries")
    book = models.ForeignKey(Book, models.PROTECT, related_name="entries")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    slot = models.SmallIntegerField()
    number = models.IntegerField(null=True)
    values = models.JSONField(default=dict)
    state = models.TextField(choices=State)
    differing = ArrayField(models.TextField(), default=list)
    missing = models.SmallIntegerField(default=0, help_text="the round that did not see it")
    decisions = models.JSONField(default=dict, help_text="by field: value, whose it was, why")
    decided_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    quality = models.CharField(max_length=1, blank=True, default="")
    points = models.SmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    candidates = models.JSONField(default=list, help_text="persons with points and what is equal")
    persons = models.JSONField(default=dict, help_text="by role, where it is sure or decided")
    ruling = models.TextField(default="", help_text="what the officer wrote when deciding class C, D or E")
    ruled_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="entries")
    checked_again = models.BooleanField(default=False)
    record_id = models.BigIntegerField(null=True)
    refused = models.JSONField(default=list, help_text="why the register did not take it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "slot"], name="books_entry_once")]
        indexes = [
            models.Index(fields=["project", "state", "id"], name="books_entry_by_state"),
            models.Index(fields=["book", "number"], name="books_entry_in_run"),
        ]


class Look(models.Model):
    """One entry of a lot's sample and what whoever checked it found. `faults`: ids of wrong fields."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="looks", db_index=False)
    drawing = models.SmallIntegerField()
    place = models.IntegerField(help_text="order in which the seed drew it")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    faults = ArrayField(models.TextField(), null=True, help_text="none while not looked at")
    by_id = models.BigIntegerField(null=True)
    by_name = models.TextField(default="")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "drawing", "entry"], name="books_look_once"),
            models.UniqueConstraint(fields=["lot", "drawing", "place"], name="books_look_place"),
        ]


class Tally(models.Model):
    """How many entries of a book stand where; kept up by each change of state."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="tallies", db_index=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    what = models.TextField(
        help_text="a state of entries, a class (class:A), pages keyed once (once) or twice (twice)"
    )
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "what"], name="books_tally_once")]


class ClerkDay(models.Model):
    """What one clerk keyed on one day of a project, and in how many compared fields it was not what was decided."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    clerk = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    clerk_name = models.TextField()
    day = models.DateField()
    entries = models.IntegerField(default=0)
    strokes = models.IntegerField(default=0)
    compared = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "day", "clerk"], name="books_clerk_day"),
        ]
