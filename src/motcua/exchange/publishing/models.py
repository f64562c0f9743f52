"""Articles with their versions, surveys with their answers, the shapes of communes.

An article's columns repeat what its live version says, for lists and search; they are written by `changes` only.
Versions and translations never change (a trigger refuses it).
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

SHOWN = Q(state="published")


class Article(models.Model):
    """Something the city says. `unit` empty: to the whole city; else to one commune.

    `stage` is about what is being worked on (`work`), `state` about what people see (`live`, `live_en`).
    """

    class Kind(models.TextChoices):
        NEWS = "news", "Tin tức"
        GUIDE = "guide", "Hướng dẫn"
        LEGAL = "legal", "Văn bản"
        ANNOUNCEMENT = "announcement", "Thông báo, cảnh báo"

    class Stage(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        REVIEW = "review", "Chờ duyệt"
        SETTLED = "settled", "Không có thay đổi chờ duyệt"

    class State(models.TextChoices):
        NEVER = "never", "Chưa đăng"
        SCHEDULED = "scheduled", "Hẹn giờ đăng"
        PUBLISHED = "published", "Đang đăng"
        EXPIRED = "expired", "Hết hạn đăng"
        WITHDRAWN = "withdrawn", "Đã gỡ"

    kind = models.TextField(choices=Kind)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+")
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    work = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    stage = models.TextField(choices=Stage)
    live = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    live_en = models.ForeignKey("Translation", models.PROTECT, null=True, related_name="+")
    state = models.TextField(choices=State)
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True, help_text="first publication")
    changed_at = models.DateTimeField(null=True, help_text="of what is live")
    expires_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(db_default="")
    title_vi = models.TextField()
    title_en = models.TextField(db_default="")
    summary_vi = models.TextField(db_default="")
    summary_en = models.TextField(db_default="")
    slug = models.TextField()
    search_key = models.TextField(db_default="")
    search = models.GeneratedField(
        expression=SearchVector("search_key", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    number = models.TextField(db_default="", help_text="số, ký hiệu of a legal notice")
    number_key = models.TextField(db_default="")
    issuer = models.TextField(db_default="")
    issued_on = models.DateField(null=True)
    effect_from = models.DateField(null=True)
    effect_to = models.DateField(null=True, help_text="the first day without effect")
    subject = models.TextField(db_default="", help_text="lĩnh vực of a legal notice")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    urgent = models.BooleanField(db_default=False)
    valid_from = models.DateTimeField(null=True, help_text="of an announcement")
    valid_to = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(F("published_at").desc(), F("id").desc(), name="article_newest", condition=SHOWN),
            Index(F("kind"), F("published_at").desc(), F("id").desc(), name="article_shown", condition=SHOWN),
            Index(
                F("unit"), F("published_at").desc(), F("id").desc(), name="article_shown_unit", condition=SHOWN
            ),
            Index(F("issued_on").desc(), F("id").desc(), name="article_legal", condition=SHOWN & Q(kind="legal")),
            Index(
                fields=["number_key"], name="article_number", opclasses=["text_pattern_ops"],
                condition=Q(kind="legal"),
            ),
            Index(fields=["valid_to"], name="article_urgent", condition=SHOWN & Q(urgent=True)),
            Index(fields=["publish_at"], name="article_to_publish", condition=Q(state="scheduled")),
            Index(fields=["expires_at"], name="article_to_expire", condition=SHOWN),
            Index(F("agency"), F("touched_at").desc(), F("id").desc(), name="article_of_agency"),
            GinIndex(fields=["search"], name="article_search", condition=SHOWN),
        ]  # fmt: skip


class Version(models.Model):
    """The Vietnamese words of an article as somebody wrote them: who, when and why. Never changes."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    author_id = models.BigIntegerField()
    author_name = models.TextField()
    at = models.DateTimeField()
    why = models.TextField()
    title = models.TextField()
    summary = models.TextField()
    source = models.TextField()
    blocks = models.JSONField()
    facts = models.JSONField(help_text="what the kind asks for besides: see facts.py")
    files = ArrayField(models.UUIDField())
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["article", "number"], name="version_number")]


class Translation(models.Model):
    """A version in English. A better one of the same version is a row of its own; the last counts."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="translations")
    author_id = models.BigIntegerField()
    author_name = models.TextField()
    at = models.DateTimeField()
    title = models.TextField()
    summary = models.TextField()
    source = models.TextField()
    blocks = models.JSONField()
    files = ArrayField(models.UUIDField())


class ArticleFile(models.Model):
    """A picture or file that was uploaded to an article; public once a live version names it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="uploads")
    stored = models.ForeignKey("records.StoredFile", models.PROTECT, related_name="+")
    number = models.UUIDField(unique=True)
    name = models.TextField()
    at = models.DateTimeField()


class Outline(models.Model):
    """The shape of a commune as one SVG path in a square of 1,000, north up, and who lies beside it."""

    unit = models.OneToOneField("city.Unit", models.PROTECT, related_name="+")
    path = models.TextField()
    area_km2 = models.FloatField()
    neighbours = ArrayField(models.BigIntegerField())


class Survey(models.Model):
    """Questions to the public, as they were published. Never changes but for its closing."""

    key = models.TextField(unique=True)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+")
    definition = models.TextField(help_text="canonical JSON of surveys.definition.Questions")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answers = models.IntegerField(db_default=0)


class SurveyTaker(models.Model):
    """That somebody has answered, by a mark that cannot be led back; what was answered is not here."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    mark = models.BinaryField()

    class Meta:
        constraints = [UniqueConstraint(fields=["survey", "mark"], name="survey_once_a_person")]


class SurveyCount(models.Model):
    """How often an answer was given. Kept up by each answer."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="counts")
    question = models.TextField()
    choice = models.TextField()
    n = models.IntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["survey", "question", "choice"], name="survey_cell")]


class SurveyWords(models.Model):
    """What somebody wrote, by day only and without a link to the other answers: for the agency, never public."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")
    question = models.TextField()
    words = models.TextField()
    on = models.DateField()

    class Meta:
        indexes = [Index(F("survey"), F("id").desc(), name="survey_words")]


class ServiceAnswer(models.Model):
    """The five questions after a dossier: one answer a dossier. `levels` in the order of the questions, 1 to 5."""

    class Way(models.TextChoices):
        ACCOUNT = "account", "Đã đăng nhập"
        LINK = "link", "Mã trên phiếu"

    dossier = models.UUIDField(unique=True)
    agency_id = models.BigIntegerField()
    procedure_code = models.TextField()
    at = models.DateTimeField()
    levels = ArrayField(models.SmallIntegerField())
    words = models.TextField(db_default="")
    way = models.TextField(choices=Way)

    class Meta:
        indexes = [
            Index(F("agency_id"), F("id").desc(), name="service_words", condition=~Q(words="")),
        ]


class ServiceScore(models.Model):
    """Answers of a month and agency to one question: how many, and how many satisfied (4 or 5)."""

    agency_id = models.BigIntegerField()
    month = models.DateField()
    question = models.SmallIntegerField(help_text="0 to 4, the order of the definition")
    answers = models.IntegerField()
    satisfied = models.IntegerField()
    levels = ArrayField(models.IntegerField(), help_text="answers by level, 1 to 5")

    class Meta:
        constraints = [UniqueConstraint(fields=["agency_id", "month", "question"], name="service_cell")]
