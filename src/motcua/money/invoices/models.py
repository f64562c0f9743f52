"""Who collects, under which symbols; each document; each message to and from the tax authority. Nothing is deleted."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.money.models import Order, Receipt


class CollectingUnit(models.Model):
    """An agency with a tax code, which collects for itself and for the agencies below it that have none.

    Letters of receipts belong to one unit alone, so that each unit's numbers have no gap. `registered_at`: when the tax
    authority accepted the registration; before, documents are made and wait to be told.
    """

    class Registration(models.TextChoices):
        NONE = "none", "Chưa đăng ký"
        SENT = "sent", "Đã gửi, chờ cơ quan thuế"
        ACCEPTED = "accepted", "Đã được chấp nhận"
        REFUSED = "refused", "Bị từ chối"

    agency_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    tax_code = models.CharField(max_length=14)
    address = models.CharField(max_length=300)
    budget_code = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    receipt_form = models.CharField(max_length=12)
    receipt_letters = models.CharField(max_length=2)
    invoice_form = models.CharField(max_length=1, default="2")
    invoice_coded = models.BooleanField(default=False)
    invoice_letters = models.CharField(max_length=2, default="YY")
    registration = models.CharField(max_length=10, choices=Registration, default=Registration.NONE)
    registered_at = models.DateTimeField(null=True)
    registration_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["agency_id"], name="invoices_unit_of_agency"),
            UniqueConstraint(fields=["tax_code"], name="invoices_unit_tax_code"),
            UniqueConstraint(fields=["receipt_form", "receipt_letters"], name="invoices_unit_letters"),
            CheckConstraint(
                condition=~Q(receipt_form="01BLP0-001", receipt_letters="AA"),
                name="invoices_unit_not_the_common_letters",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.tax_code})"


class Document(models.Model):
    """A receipt or an invoice as a signed file. A row waits without number or file until a job makes it.

    `number` is given once and stays, whatever becomes of the document. `xml` is loaded only where it is needed. `code` is what
    the payer types to look the document up.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Biên lai"
        INVOICE = "invoice", "Hóa đơn"

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ lập"
        FAULTY = "faulty", "Cần sửa"
        ISSUED = "issued", "Đã lập, ký số"
        CANCELLED = "cancelled", "Đã hủy"
        REPLACED = "replaced", "Đã bị thay thế"
        VOID = "void", "Không lập"

    class Tax(models.TextChoices):
        NONE = "none", "Chưa gửi"
        SENT = "sent", "Đã gửi"
        CODED = "coded", "Đã cấp mã"
        ACCEPTED = "accepted", "Hợp lệ"
        REFUSED = "refused", "Bị từ chối"
        UNPROVEN = "unproven", "Mã chưa chứng minh được"

    class Nature(models.TextChoices):
        PLAIN = "", "Gốc"
        REPLACES = "1", "Thay thế"
        ADJUSTS = "2", "Điều chỉnh"

    class Mail(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    unit = models.ForeignKey(CollectingUnit, models.PROTECT, null=True, related_name="documents")
    agency_id = models.BigIntegerField(null=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="documents")
    receipt = models.OneToOneField(Receipt, models.PROTECT, null=True, related_name="document")
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", db_index=False)
    nature = models.CharField(max_length=1, choices=Nature, default=Nature.PLAIN, blank=True)
    reason = models.CharField(max_length=255, blank=True, help_text="why it replaces or adjusts")
    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    person_id = models.BigIntegerField(null=True)
    payer_name = models.CharField(max_length=400)
    payer_key = models.CharField(max_length=400, help_text="the name as it is looked for")
    payer_tax_code = models.CharField(max_length=14, blank=True)
    payer_pin = models.CharField(max_length=12, blank=True)
    payer_address = models.CharField(max_length=400, blank=True)
    email = models.CharField(max_length=254, blank=True)
    lines = models.JSONField(help_text="[{code, name, kind, amount}] in đồng; signed in an adjustment")
    amount = models.BigIntegerField()
    form = models.CharField(max_length=12, blank=True)
    serial = models.CharField(max_length=8, blank=True)
    number = models.IntegerField(null=True)
    day = models.DateField(null=True)
    code = models.CharField(max_length=12, blank=True)
    xml = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tax = models.CharField(max_length=10, choices=Tax, default=Tax.NONE)
    tax_given_code = models.CharField(max_length=34, blank=True)
    message = models.ForeignKey("TaxMessage", models.PROTECT, null=True, related_name="documents")
    problem = models.CharField(max_length=600, blank=True)
    tries = models.SmallIntegerField(default=0)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="invoices_document_uuid"),
            UniqueConstraint(
                fields=["unit", "form", "serial", "number"],
                condition=Q(number__isnull=False),
                name="invoices_document_number",
            ),
            UniqueConstraint(fields=["code"], condition=~Q(code=""), name="invoices_document_code"),
            CheckConstraint(
                condition=Q(state__in=["waiting", "faulty", "void"]) | ~Q(xml="") & Q(number__isnull=False),
                name="invoices_document_issued_is_signed",
            ),
            CheckConstraint(
                condition=Q(nature="", original__isnull=True) | ~Q(nature="") & Q(original__isnull=False),
                name="invoices_document_related",
            ),
            CheckConstraint(
                condition=Q(nature="2") & ~Q(amount=0) | Q(amount__gt=0), name="invoices_document_amount"
            ),
        ]
        indexes = [
            Index(F("id"), condition=Q(state="waiting"), name="invoices_waiting"),
            Index(
                F("id"),
                condition=Q(state="faulty") | Q(tax__in=["refused", "unproven"]),
                name="invoices_to_mend",
            ),
            Index(
                F("unit"),
                F("id"),
                condition=Q(tax="none", message=None, state__in=["issued", "cancelled", "replaced"]),
                name="invoices_to_be_told",
            ),
            Index(F("id"), condition=Q(mail="waiting"), name="invoices_to_mail"),
            Index(F("agency_id"), F("id").desc(), name="invoices_of_agency"),
            Index(F("day"), F("id"), name="invoices_of_day"),
            Index(F("unit"), F("day"), name="invoices_of_unit_by_day"),
            Index(F("serial"), F("id").desc(), name="invoices_by_serial"),
            Index(F("id"), condition=Q(state__in=["cancelled", "replaced"]), name="invoices_out_of_force"),
            Index(F("number"), name="invoices_by_number", condition=Q(number__isnull=False)),
            Index(fields=["subject"], name="invoices_of_subject"),
            Index(fields=["subject_id"], name="invoices_of_subject_id"),
            Index(F("person_id"), F("id").desc(), name="invoices_of_person"),
            Index(fields=["payer_key"], opclasses=["text_pattern_ops"], name="invoices_of_payer"),
            Index(fields=["original"], condition=Q(original__isnull=False), name="invoices_later"),
            Index(fields=["sha256"], condition=~Q(sha256=""), name="invoices_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.number_text}" if self.number else f"{self.subject} ({self.state})"

    @property
    def is_receipt(self) -> bool:
        return self.kind == self.Kind.RECEIPT

    @property
    def symbol(self) -> str:
        """Form and serial as printed: `01BLP0-001 AA-26E`, `2K26TYY`."""
        return f"{self.form} {self.serial}" if self.is_receipt else f"{self.form}{self.serial}"

    @property
    def number_text(self) -> str:
        """The number as printed: seven digits for a receipt, plain for an invoice."""
        if self.number is None:
            return ""
        return f"{self.number:07d}" if self.is_receipt else str(self.number)


class CodedInvoice(models.Model):
    """An invoice as the tax authority gave it back, with its code and its own signature; checked on arrival."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="coded")
    xml = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["sha256"], name="invoices_coded_file")]

    def __str__(self) -> str:
        return f"coded {self.document_id}"


class PayingOrganisation(models.Model):
    """An organisation in whose name an order is paid: its documents carry its tax code and address.

    `before`: whom the order named before, for when it is taken back.
    """

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="paying_organisation")
    name = models.CharField(max_length=200)
    tax_code = models.CharField(max_length=14)
    address = models.CharField(max_length=400)
    before = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.tax_code})"


class TaxMessage(models.Model):
    """One message to the tax authority or from it. `code` (MTDiep) makes it happen once on either side."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENT = "sent", "Đã gửi, chờ trả lời"
        ANSWERED = "answered", "Đã có trả lời"
        FAILED = "failed", "Không gửi được"
        RECEIVED = "received", "Nhận được"

    unit = models.ForeignKey(CollectingUnit, models.PROTECT, null=True, related_name="messages")
    kind = models.SmallIntegerField(help_text="MLTDiep")
    code = models.CharField(max_length=46)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    body = models.TextField(
        blank=True, help_text="DLieu as XML; packages of documents are put together when sent"
    )
    about = models.CharField(max_length=60, blank=True, help_text="of a summary: its month")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    accepted = models.BooleanField(null=True)
    words = models.CharField(max_length=600, blank=True)
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["code"], name="invoices_message_once")]
        indexes = [
            Index(
                F("next_at"), F("id"), condition=Q(state__in=["waiting", "sent"]), name="invoices_message_due"
            ),
            Index(F("unit"), F("id").desc(), name="invoices_message_unit"),
            Index(F("id").desc(), condition=Q(state="failed"), name="invoices_message_failed"),
            Index(F("unit"), F("about"), condition=Q(kind=400), name="invoices_summaries"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} ({self.state})"


class TaxLine(models.Model):
    """The line to the tax authority: how far its answers have been read, and until when it is left alone. One row."""

    cursor = models.CharField(max_length=60, blank=True)
    failures = models.SmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
