"""Records of registers. One table in partitions, one for each register, with the indexes that its definition asks for.

The current revision of a record stands in `Record`; what it was before stands in `Revision`, with the time from and
to which the city held it for true and who changed it, why. Together they answer for any day and any moment.
Agencies, papers and persons are never deleted, and a million rows come in at once: their keys are kept by the kernel
and not by foreign keys of the database.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class State(models.TextChoices):
    IN_FORCE = "in_force", "Có hiệu lực"
    CORRECTED = "corrected", "Đã thay bằng bản ghi khác"
    CANCELLED = "cancelled", "Đã hủy"
    WITHDRAWN = "withdrawn", "Đã rút (hoàn tác nhập)"


class Origin(models.TextChoices):
    """What said so."""

    DOSSIER = "dossier", "Hồ sơ"
    PAPER = "paper", "Giấy tờ"
    IMPORT = "import", "Nhập từ tệp"
    BOOK = "book", "Sổ giấy đã số hóa"
    MESSAGE = "message", "Thông điệp của cơ quan khác"
    OFFICER = "officer", "Cán bộ ghi"
    RULE = "rule", "Quy tắc của sổ"


class Record(models.Model):
    """`key`: the identity's parts joined by `/`. `data`: values by field id. `schema`: version of the definition
    that the values were written under. `revision` counts from 1; what follows "of this revision" changes with it."""

    pk = models.CompositePrimaryKey("register", "id")
    register = models.TextField()
    id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    year = models.SmallIntegerField()
    volume = models.TextField(default="", help_text="book as written, for instance 01/2021")
    page = models.TextField(default="")
    number = models.IntegerField(null=True)
    key = models.TextField()
    data = models.JSONField()
    schema = models.SmallIntegerField(default=1)
    entered_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day that no longer counts")
    state = models.TextField(choices=State, default=State.IN_FORCE)
    unit_code = models.TextField(default="", help_text="today's unit of its place")
    words = ArrayField(models.TextField(), default=list, help_text="folded keys by which it is found")
    dossier_code = models.TextField(default="")
    paper_id = models.BigIntegerField(null=True)
    revision = models.IntegerField(default=1)
    recorded_at = models.DateTimeField(help_text="of this revision")
    origin = models.TextField(choices=Origin, help_text="of this revision")
    origin_ref = models.TextField(
        default="", help_text="dossier code, import and row, message id, book and entry"
    )
    reason = models.TextField(default="", help_text="of this revision")
    by = models.JSONField(default=dict, help_text="who wrote this revision")

    class Meta:
        db_table = "registers_record"

    def __str__(self) -> str:
        return f"{self.register} {self.key}"


class Revision(models.Model):
    """What a record was between two moments."""

    pk = models.CompositePrimaryKey("register", "record_id", "revision")
    register = models.TextField()
    record_id = models.BigIntegerField()
    revision = models.IntegerField()
    data = models.JSONField()
    schema = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.TextField()
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    origin = models.TextField()
    origin_ref = models.TextField()
    reason = models.TextField()
    by = models.JSONField()

    class Meta:
        db_table = "registers_revision"


class RecordPart(models.Model):
    """A person whom a record names, by role. Kept to the record's current revision."""

    pk = models.CompositePrimaryKey("register", "record_id", "role", "person_id")
    register = models.TextField()
    record_id = models.BigIntegerField()
    role = models.TextField()
    person_id = models.BigIntegerField()

    class Meta:
        db_table = "registers_part"


class RegisterVersion(models.Model):
    """A version of a register's definition as it was brought in; records name the one they were written under."""

    register = models.TextField()
    version = models.SmallIntegerField()
    content_hash = models.CharField(max_length=64)
    document = models.JSONField()
    brought_in_at = models.DateTimeField()
    moved_through = models.BigIntegerField(
        default=0, help_text="records up to this id were brought under this version"
    )
    moved_at = models.DateTimeField(null=True, help_text="when the last of them was")
    left_behind = models.IntegerField(
        default=0, help_text="records that no rule could bring under this version"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "version"], name="registers_version_once"),
        ]


class Extract(models.Model):
    """A signed extract of a record: who made it of which revision; found by its code from the paper."""

    code = models.CharField(max_length=12, unique=True)
    register = models.TextField()
    record_id = models.BigIntegerField()
    revision = models.IntegerField()
    agency_id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    fields = ArrayField(models.TextField(), help_text="what stands on it")
    purpose = models.TextField()
    file = models.ForeignKey("records.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["register", "record_id"], name="registers_extract_record")]

    def __str__(self) -> str:
        return f"{self.register} {self.code}"


class Clearing(models.Model):
    """A list of records whose time of keeping has run out: made by one officer, approved by another, then cleared."""

    class State(models.TextChoices):
        LISTED = "listed", "Đã lập danh sách"
        APPROVED = "approved", "Đã duyệt"
        REFUSED = "refused", "Không duyệt"
        DONE = "done", "Đã xóa dữ liệu"

    register = models.TextField()
    agency_id = models.BigIntegerField()
    until = models.DateField(help_text="records whose keeping ended before this day")
    count = models.IntegerField()
    cleared = models.IntegerField(default=0)
    through = models.BigIntegerField(default=0, help_text="records up to this id are done")
    state = models.CharField(max_length=8, choices=State, default=State.LISTED)
    reason = models.TextField(blank=True)
    listed_by = models.JSONField()
    listed_at = models.DateTimeField()
    decided_by = models.JSONField(null=True)
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="registers_clearing_state")]

    def __str__(self) -> str:
        return f"{self.register} {self.until}"
