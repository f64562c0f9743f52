"""Files as they were handed in or made, and the papers that they carry."""

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One file that passed the content checks. It never changes; a new version is a new row.

    The same bytes handed in twice by one owner for one purpose are one row; for another purpose they
    are a row of their own on the same stored bytes.
    """

    class Purpose(models.TextChoices):
        DOSSIER = "dossier", "Thành phần hồ sơ"
        RESULT = "result", "Kết quả giải quyết"
        FORM = "form", "Mẫu phiếu của hệ thống"
        SCAN = "scan", "Bản số hóa"
        OTHER = "other", "Khác"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=120, help_text="as shown to people, cleaned")
    pages = models.PositiveSmallIntegerField(default=1)
    path = models.CharField(max_length=120, help_text="in the default storage")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.OTHER)
    owner = models.ForeignKey(
        "city.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        help_text="whose data it is",
    )
    uploaded_by = models.ForeignKey("city.Account", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="records_file_uuid"),
            models.UniqueConstraint(
                fields=["owner", "sha256", "purpose"],
                condition=Q(owner__isnull=False),
                name="records_file_once_per_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Paper(models.Model):
    """A paper that the city has issued, or has digitised: it is never asked for again while it is valid.

    The fields are those of the digitised-paper store (NĐ 45/2020 Điều 16; TT 01/2023 Điều 8).
    """

    class Source(models.TextChoices):
        ISSUED = "issued", "Kết quả điện tử đã cấp"
        SCANNED = "scanned", "Số hóa từ bản giấy"
        CERTIFIED_COPY = "certified_copy", "Bản sao chứng thực điện tử"
        DECLARED = "declared", "Người dân khai báo"

    class Status(models.TextChoices):
        VALID = "valid", "Còn hiệu lực"
        REVOKED = "revoked", "Đã thu hồi"
        REPLACED = "replaced", "Đã được thay thế"

    kind = models.CharField(max_length=60, help_text="code of the kind of paper")
    title = models.CharField(max_length=200, blank=True, help_text="as people call the paper")
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.ForeignKey("city.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    issuer_name = models.CharField(
        max_length=200, blank=True, help_text="as printed, also for agencies of elsewhere"
    )
    owner = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="papers")
    organisation = models.ForeignKey(
        "city.Organisation", models.PROTECT, null=True, blank=True, related_name="papers"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="papers")
    source = models.CharField(max_length=14, choices=Source)
    dossier_code = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict, help_text="values read from the paper, by field")
    valid_until = models.DateField(null=True, blank=True, help_text="the last day it counts; empty: no end")
    status = models.CharField(max_length=8, choices=Status, default=Status.VALID)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(organisation__isnull=False),
                name="records_paper_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(status="replaced", replaced_by__isnull=False)
                | (~Q(status="replaced") & Q(replaced_by__isnull=True)),
                name="records_paper_replaced_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "kind", "-issued_on"], name="records_paper_of_owner"),
            models.Index(fields=["dossier_code"], name="records_paper_dossier"),
            models.Index(fields=["number"], name="records_paper_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()
