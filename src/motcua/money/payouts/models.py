"""Lists of people who are paid for a month, what becomes of each line, and the accounts, files and receipts around them.

A line is one payment: unique by programme, month, person and component, so that nobody stands on two lists. What it says is
frozen when its run is submitted (a trigger holds it); only its state moves on. `Line.attempt` counts the batches it was in. A
million lines come in at once, and runs, persons and batches are never deleted: a line's keys to them are kept by this room.
"""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Allotment(models.Model):
    """What an agency may pay in a year under a programme, in đồng, and how much of it approved runs have taken."""

    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    programme = models.TextField()
    year = models.SmallIntegerField()
    amount = models.BigIntegerField()
    committed = models.BigIntegerField(db_default=0)
    decision = models.TextField(db_default="")
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["agency", "programme", "year"], name="payouts_allotment_once"),
            CheckConstraint(condition=Q(committed__gte=0, committed__lte=F("amount")), name="payouts_within_allotment"),
        ]  # fmt: skip


class Run(models.Model):
    """A month's list of an agency under a programme."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang lập"
        SUBMITTED = "submitted", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt"
        SENT = "sent", "Đang chi"
        CLOSED = "closed", "Đã khóa sổ"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    programme = models.TextField()
    period = models.DateField(help_text="first day of the month")
    state = models.TextField(choices=State, default=State.DRAFT)
    people = models.IntegerField(db_default=0, help_text="lines that are paid")
    total = models.BigIntegerField(db_default=0, help_text="đồng of these lines")
    by_account = models.IntegerField(db_default=0)
    held = models.IntegerField(db_default=0)
    new = models.IntegerField(db_default=0)
    left = models.IntegerField(db_default=0)
    changed = models.IntegerField(db_default=0)
    fingerprint = models.TextField(db_default="", help_text="SHA-256 over the frozen lines")
    note = models.TextField(db_default="", help_text="why it was given back")
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.JSONField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.JSONField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["agency", "programme", "period"], name="payouts_run_once")]
        indexes = [Index(F("agency"), F("period").desc(), name="payouts_run_by_month")]

    def __str__(self) -> str:
        return f"{self.programme} {self.period:%Y-%m} {self.agency_id}"


class Amount(models.Model):
    """What equal grounds give in a month, with its explanation: lines with the same grounds share one row."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="amounts", db_index=False)
    month = models.DateField()
    facts = models.TextField(help_text="canonical JSON of the grounds with both ages")
    percent = models.IntegerField()
    base = models.BigIntegerField()
    amount = models.BigIntegerField()
    words = models.JSONField(help_text="lines of explanation, each with vi and en")
    problem = models.TextField()

    class Meta:
        constraints = [UniqueConstraint(fields=["run", "month", "facts"], name="payouts_amount_once")]


class BankAccount(models.Model):
    """An account of record: whose money goes where, who said so. The rank of its source decides between several."""

    class Source(models.TextChoices):
        VNEID = "vneid", "Tài khoản an sinh xã hội trên VNeID"
        OWN = "own", "Người hưởng tự khai"
        REGISTER = "register", "Sổ trợ cấp"
        PAPER = "paper", "Phiếu đăng ký giấy"

    class Holder(models.TextChoices):
        SELF = "self", "Chính người hưởng"
        GUARDIAN = "guardian", "Người giám hộ"
        PROXY = "proxy", "Người được ủy quyền"

    class State(models.TextChoices):
        UNCHECKED = "unchecked", "Chưa kiểm tra"
        GOOD = "good", "Khớp tên"
        MISMATCH = "mismatch", "Không khớp tên"
        CLOSED = "closed", "Không nhận được tiền"

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    bin = models.CharField(max_length=6)
    number = models.TextField()
    holder = models.TextField(help_text="name of whoever holds it, as the beneficiary says it")
    holder_is = models.TextField(choices=Holder, default=Holder.SELF)
    source = models.TextField(choices=Source)
    rank = models.SmallIntegerField(help_text="smaller goes first: VNeID, then own, then paper")
    state = models.TextField(choices=State, default=State.UNCHECKED)
    told_name = models.TextField(db_default="", help_text="the bank's name of the holder")
    checked_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.JSONField(default=dict)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person", "source"], condition=Q(ended_at__isnull=True), name="payouts_account_of_source"),
            CheckConstraint(condition=Q(number__regex=r"^[0-9A-Za-z]{4,34}$"), name="payouts_account_number"),
        ]  # fmt: skip
        indexes = [
            Index(
                F("person"), F("rank"), condition=Q(ended_at__isnull=True), name="payouts_account_of_person"
            ),
            Index(
                F("id"),
                condition=Q(state="unchecked", ended_at__isnull=True),
                name="payouts_account_unchecked",
            ),
        ]


class Batch(models.Model):
    """One file of transfers, or one single call. Its message id never changes: sending it again is the same order."""

    class State(models.TextChoices):
        MADE = "made", "Đã lập"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Ngân hàng đã nhận"
        UNKNOWN = "unknown", "Chưa rõ đã nhận chưa"
        ANSWERED = "answered", "Đã trả lời hết"
        REFUSED = "refused", "Ngân hàng từ chối cả tệp"

    run = models.ForeignKey(Run, models.PROTECT, related_name="batches")
    channel = models.TextField(help_text="napas, ibps or single")
    msg_id = models.CharField(max_length=35, unique=True)
    number = models.IntegerField()
    count = models.IntegerField()
    total = models.BigIntegerField()
    settled = models.BigIntegerField(db_default=0, help_text="đồng that the bank says it has paid")
    path = models.TextField(db_default="")
    sha256 = models.TextField(db_default="")
    state = models.TextField(choices=State, default=State.MADE)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(db_default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["run", "number"], name="payouts_batch_number")]
        indexes = [
            Index(F("sent_at"), condition=Q(state__in=["made", "sending", "sent", "unknown"]), name="payouts_batch_open")
        ]  # fmt: skip


class Line(models.Model):
    """One person's money of a month. `component`: `regular`, or another payment of the same month."""

    class Way(models.TextChoices):
        ACCOUNT = "account", "Chuyển khoản"
        POST = "post", "Tiền mặt tại bưu điện"
        COMMUNE = "commune", "Tiền mặt tại phường, xã"
        HOME = "home", "Tiền mặt tại nhà"

    class State(models.TextChoices):
        LISTED = "listed", "Trong danh sách"
        HELD = "held", "Tạm giữ"
        EXCLUDED = "excluded", "Không chi"
        SENT = "sent", "Đã gửi ngân hàng"
        UNKNOWN = "unknown", "Chưa rõ kết quả"
        SETTLED = "settled", "Đã nhận"
        REJECTED = "rejected", "Ngân hàng từ chối"
        RETURNED = "returned", "Tiền quay lại"
        CASH_DUE = "cash_due", "Chờ nhận tiền mặt"
        CASH_PAID = "cash_paid", "Đã nhận tiền mặt"
        UNPAID = "unpaid", "Không đến nhận"
        CARRIED = "carried", "Chuyển kỳ sau"

    run = models.ForeignKey(Run, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    programme = models.TextField()
    period = models.DateField()
    component = models.TextField(db_default="regular")
    person = models.ForeignKey(
        "city.Person", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    record_id = models.BigIntegerField(null=True, help_text="record of the register of beneficiaries")
    decision = models.TextField(db_default="")
    full_name = models.TextField()
    search_key = models.TextField()
    pin = models.TextField(db_default="")
    birth_date = models.DateField()
    address = models.TextField(db_default="")
    groups = models.TextField(db_default="", help_text="groups, joined by +")
    amount_row = models.ForeignKey(
        Amount, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    percent = models.IntegerField()
    base = models.BigIntegerField()
    monthly = models.BigIntegerField()
    arrears = models.BigIntegerField(db_default=0)
    recovery = models.BigIntegerField(db_default=0)
    total = models.BigIntegerField()
    way = models.TextField(choices=Way)
    bin = models.TextField(db_default="")
    account_number = models.TextField(db_default="")
    account_name = models.TextField(db_default="")
    receiver = models.TextField(db_default="", help_text="who receives it in the person's place")
    change = models.TextField(
        db_default="", help_text="against the month before: new, standard, rate, sum or nothing"
    )
    before = models.BigIntegerField(db_default=0)
    state = models.TextField(choices=State, default=State.LISTED)
    attempt = models.SmallIntegerField(db_default=0)
    returns = models.SmallIntegerField(db_default=0, help_text="how often its money came back")
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.TextField(db_default="", help_text="code of the bank, or of whoever held it")
    state_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["person", "programme", "period", "component"], name="payouts_line_once"),
            CheckConstraint(
                condition=Q(total=F("monthly") + F("arrears") - F("recovery"), total__gte=0, recovery__gte=0, arrears__gte=0),
                name="payouts_line_adds_up",
            ),
        ]  # fmt: skip
        indexes = [
            Index(F("run"), F("id"), name="payouts_line_of_run"),
            Index(F("batch"), F("id"), condition=Q(state__in=["sent", "unknown"]), name="payouts_line_open"),
            Index(
                F("run"), F("state"), F("id"), name="payouts_line_troubled",
                condition=Q(state__in=["held", "excluded", "rejected", "returned", "unknown", "cash_due", "unpaid"]),
            ),
        ]  # fmt: skip

    @property
    def end_to_end(self) -> str:
        """The bank's key of this payment: the same for every attempt until its money really came back."""
        return end_to_end(self.programme, self.period, self.pk, self.returns)


def end_to_end(programme: str, period: object, line_id: int, returns: int) -> str:
    """At most 35 characters; `line_id` is read back from it by `line_of`."""
    return f"{key_head(programme, period)}{line_id:010d}" + (f"-R{returns}" if returns else "")


def key_head(programme: str, period: object) -> str:
    """What the keys of a list have in common."""
    prefix = {"allowance": "TGXH", "social_pension": "HTXH"}.get(programme, "CHI")
    return f"{prefix}{period:%y%m}-"


class Share(models.Model):
    """A part of a line beside the month's own money: arrears of one month (above zero), or recovery (below)."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="shares")
    month = models.DateField()
    amount = models.BigIntegerField()
    why = models.TextField()
    claim = models.ForeignKey("payouts.Claim", models.PROTECT, null=True, related_name="shares")
    from_line = models.BigIntegerField(null=True, help_text="the unpaid line that comes with this one")


class Claim(models.Model):
    """Money outside the month's own: paid without ground and to come back, or owed from before and entered by hand.

    What an officer proposes counts once another one has agreed. What follows from a death is the register's word: agreed at once.
    """

    class Kind(models.TextChoices):
        RECOVERY = "recovery", "Thu hồi"
        ARREARS = "arrears", "Truy lĩnh"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ duyệt"
        AGREED = "agreed", "Đã duyệt"
        REFUSED = "refused", "Không duyệt"

    kind = models.TextField(choices=Kind, default=Kind.RECOVERY, db_default=Kind.RECOVERY)
    state = models.TextField(choices=State, default=State.AGREED, db_default=State.AGREED)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+")
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    programme = models.TextField()
    months = models.TextField(help_text="for which months, as words")
    amount = models.BigIntegerField()
    taken = models.BigIntegerField(db_default=0)
    reason = models.TextField()
    paper = models.TextField(db_default="", help_text="number and day of the decision or record behind it")
    by_deduction = models.BooleanField(help_text="false: the person is dead or no longer paid")
    at = models.DateTimeField()
    by = models.JSONField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.JSONField(null=True)
    answer = models.TextField(db_default="", help_text="why it was refused")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(amount__gt=0, taken__gte=0, taken__lte=F("amount")), name="payouts_claim_taken"
            ),
            CheckConstraint(condition=Q(state="agreed") | Q(taken=0), name="payouts_claim_agreed_first"),
        ]
        indexes = [
            Index(F("agency"), F("id"), condition=Q(taken__lt=F("amount")), name="payouts_claim_open"),
            Index(F("agency"), F("id").desc(), name="payouts_claim_of_agency"),
        ]


class Repayment(models.Model):
    """Money of a claim that somebody paid back outside of lists: the family of a dead person, or somebody no longer paid.

    It came by a transfer to the collection account (`line`), or went straight to the budget, as a slip of the treasury proves.
    """

    class Way(models.TextChoices):
        TRANSFER = "transfer", "Chuyển khoản vào tài khoản chuyên thu"
        BUDGET = "budget", "Nộp thẳng vào ngân sách"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="repayments")
    amount = models.BigIntegerField()
    way = models.TextField(choices=Way)
    line = models.OneToOneField("bank.BankLine", models.PROTECT, null=True, related_name="+")
    document = models.TextField(db_default="", help_text="number of the treasury's slip")
    day = models.DateField(help_text="when the money came, or was paid in")
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(amount__gt=0), name="payouts_repayment_amount"),
            CheckConstraint(
                condition=Q(way="transfer", line__isnull=False, document="")
                | (Q(way="budget", line__isnull=True) & ~Q(document="")),
                name="payouts_repayment_proved",
            ),
            UniqueConstraint(
                fields=["claim", "document"],
                condition=~Q(document=""),
                name="payouts_repayment_document_once",
            ),
        ]


class Leaving(models.Model):
    """Who stood on the month before's list and does not on this one, and why."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="leavings")
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    full_name = models.TextField()
    before = models.BigIntegerField()
    why = models.TextField()


class Finding(models.Model):
    """What a check found: a blocking one holds the line until an officer has decided, a warning is read."""

    class Level(models.TextChoices):
        BLOCK = "block", "Chặn"
        WARN = "warn", "Lưu ý"

    class State(models.TextChoices):
        OPEN = "open", "Chưa xử lý"
        PAY = "pay", "Vẫn chi"
        HOLD = "hold", "Giữ lại tháng này"
        STOP = "stop", "Không chi"

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings", db_index=False)
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="findings")
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    code = models.TextField()
    level = models.TextField(choices=Level)
    detail = models.TextField(db_default="")
    state = models.TextField(choices=State, default=State.OPEN)
    reason = models.TextField(db_default="")
    at = models.DateTimeField(null=True)
    by = models.JSONField(null=True)

    class Meta:
        indexes = [Index(F("run"), F("level"), F("id"), name="payouts_finding_of_run")]


class Answer(models.Model):
    """A message of the bank about a batch. `digest` keeps a second copy harmless."""

    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="answers")
    message_id = models.TextField()
    digest = models.TextField(unique=True)
    way = models.TextField(help_text="pushed, asked or at once")
    result = models.TextField(help_text="booked, twice, forged, stranger or unreadable")
    told = models.JSONField(default=dict, help_text="how many lines moved to which state; what was odd")
    at = models.DateTimeField()


class Step(models.Model):
    """What became of a line, where it was not simply paid: rejected, unknown, returned, sent again, cash."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    state = models.TextField()
    words = models.TextField(db_default="")
    by = models.TextField(db_default="")


class Receipt(models.Model):
    """Cash handed over: who stood there, how it was known, what was signed."""

    class Proof(models.TextChoices):
        TABLET = "tablet", "Ký trên máy tính bảng"
        PAPER = "paper", "Bản giấy đã ký, quét lại"
        THUMB = "thumb", "Điểm chỉ, có người làm chứng"
        NAMED = "named", "Không ký được, cán bộ xác nhận"

    line = models.OneToOneField(Line, models.PROTECT, related_name="receipt")
    agency = models.ForeignKey(
        "city.Agency", models.PROTECT, related_name="+", db_index=False, help_text="payment point"
    )
    amount = models.BigIntegerField()
    proof = models.TextField(choices=Proof)
    file = models.ForeignKey("records.StoredFile", models.PROTECT, null=True, related_name="+")
    words = models.TextField(
        db_default="", help_text="who bore witness to a thumb print, or the name that was typed"
    )
    receiver_name = models.TextField()
    receiver_pin = models.TextField()
    mandate = models.TextField(db_default="", help_text="paper by which a proxy receives")
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(file__isnull=False) | (Q(proof__in=["thumb", "named"]) & ~Q(words="")),
                name="payouts_receipt_proved",
            )
        ]


class LifeSign(models.Model):
    """When somebody was last seen or said to be alive, and by whom."""

    person = models.OneToOneField("city.Person", models.PROTECT, primary_key=True, related_name="+")
    on = models.DateField()
    source = models.TextField()
