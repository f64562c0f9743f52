"""State of data quality: loads of sources, what rules found in them, pairs that may be one person, decisions, write-backs.

The records of a load themselves stay in the load's columnar file (Parquet, in the data folder, named by the load): a city of
eight million people has forty million records in five sources, and only what somebody must look at comes here.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Source(models.TextChoices):
    """Whose records they are. The owner of a source corrects it; the city proposes."""

    POPULATION = "population", "Cơ sở dữ liệu dân cư"
    INSURANCE = "insurance", "Bảo hiểm y tế, xã hội"
    VACCINATION = "vaccination", "Tiêm chủng"
    SCHOOL = "school", "Trường học"
    CIVIL_STATUS = "civil_status", "Hộ tịch"


class Load(models.Model):
    """One delivery of a source, from the file to what was published of it.

    `profile` is what a look at the whole file said (rows, share of empty values and of values of right form by column,
    `stopped` reasons with words in both languages). `figures` are counts after cleaning, matching and publishing.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Đã nhận"
        STOPPED = "stopped", "Bị chặn khi soi tệp"
        PROFILED = "profiled", "Đã soi"
        CLEANED = "cleaned", "Đã làm sạch"
        MATCHED = "matched", "Đã đối khớp"
        PUBLISHED = "published", "Đã công bố"
        WITHDRAWN = "withdrawn", "Đã rút"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.TextField(choices=Source)
    name = models.TextField(help_text="the file's name, as it came")
    sha256 = models.TextField()
    taken_on = models.DateField(help_text="the day whose state the file gives")
    rows = models.BigIntegerField(default=0)
    state = models.TextField(choices=State, default=State.RECEIVED)
    profile = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.JSONField(help_text="the actor, as data")
    published_at = models.DateTimeField(null=True)
    published_by = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="quality_load_uuid"),
            UniqueConstraint(fields=["source", "sha256"], name="quality_load_once"),
        ]
        indexes = [Index(F("source"), F("id").desc(), name="quality_load_by_source")]


class LoadFigure(models.Model):
    """What a load says of one commune: records, and how many keep each promise (đúng, đủ, sạch, sống) and all four.

    `rules`: records by class of error. `unit_code` empty: records whose commune nobody knows.
    """

    load = models.ForeignKey(Load, models.CASCADE, related_name="by_unit", db_index=False)
    unit_code = models.TextField(db_default="")
    records = models.IntegerField()
    right = models.IntegerField()
    complete = models.IntegerField()
    tidy = models.IntegerField(help_text="sạch; a model has a method called clean")
    alive = models.IntegerField()
    good = models.IntegerField(help_text="all four")
    rules = models.JSONField(default=dict)

    class Meta:
        constraints = [UniqueConstraint(fields=["load", "unit_code"], name="quality_figure_once")]


class Finding(models.Model):
    """What a rule found in one record: `value` as it stands, `proposal` where the rule has one.

    `record` is the record's key in its source, `person_id` the person of the city's register when it is one's.
    Its `rule` is the id of a definition (DQ01 …); `unit_code` the commune of today that has to look at it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chưa xử lý"
        PROPOSED = "proposed", "Đã đề nghị nguồn sửa"
        FIXED = "fixed", "Đã sửa"
        DISMISSED = "dismissed", "Không phải lỗi"

    load = models.ForeignKey(Load, models.CASCADE, related_name="findings", db_index=False)
    rule = models.TextField()
    source = models.TextField(choices=Source)
    record = models.TextField()
    person_id = models.BigIntegerField(null=True)
    unit_code = models.TextField(db_default="")
    field = models.TextField(db_default="")
    value = models.TextField(db_default="")
    proposal = models.TextField(db_default="")
    state = models.TextField(choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.JSONField(null=True)
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["load", "record", "rule", "field"], name="quality_finding_once"),
        ]
        indexes = [
            Index("unit_code", "rule", "id", condition=Q(state="open"), name="quality_finding_to_do"),
            Index("source", "record", name="quality_finding_of_record"),
            Index("person_id", condition=Q(person_id__isnull=False), name="quality_finding_of_person"),
        ]


class MatchRun(models.Model):
    """One run of matching over loads: the settings it ran with and what came out."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=[("full", "Toàn bộ"), ("incremental", "Phần thay đổi")])
    loads = ArrayField(models.BigIntegerField())
    settings = models.JSONField(help_text="blocking rules, comparisons, trained weights, thresholds")
    figures = models.JSONField(
        default=dict, help_text="records, pairs, links, review pairs, seconds, peak memory"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="quality_run_uuid")]


class Pair(models.Model):
    """Two records that may be one person, too doubtful to be linked by a machine. Both sides are kept as they were seen.

    `left` and `right`: `{"source", "record", "person_id", "full_name", "pin", "cmnd", "birth", "sex", "father", "mother",
    "unit_code", "address", "phone", "died", "changed_at"}`, missing where unknown. `explanation`: one row per comparison,
    `{"comparison", "level_vi", "level_en", "left", "right", "weight"}`; the weights (log2 of the Bayes factor) and the
    prior's add up to `weight`.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chờ xem"
        FIRST = "first", "Chờ người thứ hai"
        DISPUTED = "disputed", "Hai cán bộ có ý kiến khác nhau"
        SAME = "same", "Cùng một người"
        DIFFERENT = "different", "Hai người khác nhau"
        UNKNOWN = "unknown", "Chưa thể kết luận"

    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="pairs", db_index=False)
    left_source = models.TextField(choices=Source)
    left_record = models.TextField()
    right_source = models.TextField(choices=Source)
    right_record = models.TextField()
    left = models.JSONField()
    right = models.JSONField()
    weight = models.FloatField()
    probability = models.FloatField()
    explanation = models.JSONField()
    unit_code = models.TextField(db_default="", help_text="commune of today that has to look at it")
    state = models.TextField(choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # a pair has one order: sources by name, then records
            CheckConstraint(
                condition=Q(left_source__lt=F("right_source"))
                | Q(left_source=F("right_source"), left_record__lt=F("right_record")),
                name="quality_pair_ordered",
            ),
            UniqueConstraint(
                fields=["left_source", "left_record", "right_source", "right_record"],
                name="quality_pair_once",
            ),
        ]
        indexes = [
            Index(
                "unit_code",
                F("probability").desc(),
                "id",
                condition=Q(state__in=["open", "first"]),
                name="quality_pair_to_do",
            ),
        ]


class Opinion(models.Model):
    """What one officer said about a pair; "same" needs two of different people. Never changed, never deleted."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="opinions")
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    by = models.JSONField()
    verdict = models.TextField(choices=Pair.State)
    reason = models.TextField(db_default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["pair", "account"], name="quality_opinion_once")]


class Link(models.Model):
    """A record of a source is this person's. `ended_at` ends it (an undone merge, a withdrawn load); rows stay."""

    class How(models.TextChoices):
        AUTOMATIC = "automatic", "Tự động"
        REVIEW = "review", "Hai cán bộ xác nhận"

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+")
    source = models.TextField(choices=Source)
    record = models.TextField()
    how = models.TextField(choices=How)
    probability = models.FloatField(null=True)
    run = models.ForeignKey(MatchRun, models.PROTECT, null=True, related_name="+", db_index=False)
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="links", db_index=False)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["source", "record"],
                condition=Q(ended_at__isnull=True),
                name="quality_record_of_one_person",
            ),
        ]


class Merge(models.Model):
    """Two persons of the city's register turned out to be one: `absorbed` is read as `survivor` until it is undone.

    Nothing of the absorbed person's rows is deleted or rewritten; `before` keeps what the survivor's record said.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="merges", db_index=False)
    survivor = models.ForeignKey("city.Person", models.PROTECT, related_name="+")
    absorbed = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    before = models.JSONField()
    became = models.JSONField()
    at = models.DateTimeField()
    by = models.JSONField(help_text="both officers, as data")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.JSONField(null=True)
    undone_reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            CheckConstraint(condition=~Q(survivor=F("absorbed")), name="quality_merge_of_two"),
            UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="quality_absorbed_once"
            ),
        ]


class Proposal(models.Model):
    """What the city proposes to the owner of a source: a value to correct, with its grounds, and the owner's answer."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ gửi"
        SENT = "sent", "Đã gửi nguồn"
        ACCEPTED = "accepted", "Nguồn đã sửa"
        REFUSED = "refused", "Nguồn không sửa"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    source = models.TextField(choices=Source)
    record = models.TextField()
    field = models.TextField()
    was = models.TextField(db_default="")
    proposed = models.TextField(db_default="")
    grounds = models.TextField()
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, related_name="proposals", db_index=False)
    pair = models.ForeignKey(Pair, models.PROTECT, null=True, related_name="proposals", db_index=False)
    state = models.TextField(choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="quality_proposal_uuid")]
        indexes = [Index("source", "state", "id", name="quality_proposal_by_source")]


# The desk's own rows (who looks at which pair, what waits) are declared beside its rules.
from motcua.records.quality.pairs.models import Lease, Matter, Told  # noqa: E402, F401
