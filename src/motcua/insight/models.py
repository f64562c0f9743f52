"""Figures: what happened in a month, what is open now, their sums, what each dossier added, how long things take.

All of them can be thrown away and made again from the events (`keeping.rebuild`, `durations.refresh`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

OPEN = Q(status__in=[1, 2, 4, 5, 6])
RATED = Q(rated_in__isnull=False)
UNDIGITISED = Q(undigitised__gt=0)
CASH = Q(cash_at__isnull=False)


class Place(models.Model):
    """Whose figure it is: deciding agency, receiving agency, procedure and its field.

    Ids without a constraint: rows come in batches, where a look-up a row would cost more than it gives.
    """

    agency_id = models.BigIntegerField()
    intake_id = models.BigIntegerField()
    procedure_code = models.TextField()
    field_key = models.TextField()

    class Meta:
        abstract = True


class Happened(models.Model):
    """What happened in one month (`month` is its first day, in Việt Nam). Written only by `keeping`.

    A dossier that has been accepted and ended is one of `early` (an earlier day than appointed), `on_time`
    (the appointed day, in time) and `late`: see `counting.judge`. The three lists tell the days of the month
    apart (the first entry is its first day), so that a month that is not over can be compared fairly.
    """

    month = models.DateField()
    received_online = models.IntegerField(db_default=0)
    received_counter = models.IntegerField(db_default=0)
    received_postal = models.IntegerField(db_default=0)
    papers = models.IntegerField(db_default=0)
    digitised = models.IntegerField(db_default=0)
    accepted = models.IntegerField(db_default=0)
    refused_intake = models.IntegerField(db_default=0)
    finished = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0)
    withdrawn = models.IntegerField(db_default=0)
    stopped = models.IntegerField(db_default=0)
    early = models.IntegerField(db_default=0)
    on_time = models.IntegerField(db_default=0)
    late = models.IntegerField(db_default=0)
    supplements = models.IntegerField(db_default=0)
    extended = models.IntegerField(db_default=0)
    reopened = models.IntegerField(db_default=0)
    paid_online = models.IntegerField(db_default=0)
    paid_cash = models.IntegerField(db_default=0)
    amount_online = models.BigIntegerField(db_default=0)
    amount_cash = models.BigIntegerField(db_default=0)
    ratings = models.IntegerField(db_default=0)
    stars = models.IntegerField(db_default=0)
    satisfied = models.IntegerField(db_default=0)
    received_days = ArrayField(models.IntegerField(), db_default=[], help_text="received, by day")
    handled_days = ArrayField(
        models.IntegerField(), db_default=[], help_text="early, on time or late, by day"
    )
    in_time_days = ArrayField(models.IntegerField(), db_default=[], help_text="early or on time, by day")

    class Meta:
        abstract = True


class Figure(Happened, Place):
    """A cell of the monthly figures: a month, both agencies, a procedure."""

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["month", "agency_id", "intake_id", "procedure_code", "field_key"], name="figure_cell"
            )
        ]
        indexes = [
            Index(fields=["agency_id", "month"], name="figure_agency"),
            Index(fields=["intake_id", "month"], name="figure_intake"),
            Index(fields=["procedure_code", "month"], name="figure_procedure"),
        ]


class FigureSum(Happened, Place):
    """Sums of the cells over what their level does not tell apart: see `scope.KEPT`."""

    level = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["level", "month", "agency_id", "intake_id", "procedure_code", "field_key"],
                name="figure_sum",
            )
        ]
        indexes = [
            Index(fields=["agency_id", "month"], name="figure_sum_agency", condition=Q(level="place")),
            Index(fields=["intake_id", "month"], name="figure_sum_intake", condition=Q(level="place")),
        ]


class Standing(models.Model):
    """What is open now. What waits for its owner (supplement, payment) is not overdue: its clock rests."""

    open = models.IntegerField(db_default=0)
    overdue = models.IntegerField(db_default=0)
    waiting_supplement = models.IntegerField(db_default=0)
    waiting_payment = models.IntegerField(db_default=0)

    class Meta:
        abstract = True


class LiveFigure(Standing, Place):
    """A cell of what is open now."""

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["agency_id", "intake_id", "procedure_code", "field_key"], name="live_cell"
            )
        ]
        indexes = [
            Index(fields=["intake_id"], name="live_intake"),
            Index(fields=["procedure_code"], name="live_procedure"),
        ]


class LiveSum(Standing, Place):
    """Sums of what is open now: see `scope.KEPT`."""

    level = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["level", "agency_id", "intake_id", "procedure_code", "field_key"], name="live_sum"
            )
        ]


class Course(Place):
    """What the figures know of one dossier: which of its events are counted (`seen`) and where it stands.

    An event is counted once, whatever is delivered again or late: `seen` says so.
    """

    uuid = models.UUIDField(primary_key=True)
    seen = ArrayField(models.SmallIntegerField())
    channel = models.TextField()
    status = models.SmallIntegerField()
    due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    supplements = models.SmallIntegerField(db_default=0)
    overdue = models.BooleanField(db_default=False)
    received_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verdict = models.TextField(
        db_default="", help_text="early, on_time, late; empty: open, or never accepted"
    )
    minutes = models.IntegerField(null=True)
    stars = models.SmallIntegerField(db_default=0)
    rated_in = models.DateField(null=True)
    undigitised = models.SmallIntegerField(db_default=0, help_text="papers received that were not digitised")
    cash_at = models.DateTimeField(null=True, help_text="the last payment in cash")

    class Meta:
        indexes = [
            Index(
                F("received_at").desc(), F("uuid").desc(), name="course_undigitised", condition=UNDIGITISED
            ),
            Index(F("cash_at").desc(), F("uuid").desc(), name="course_cash", condition=CASH),
            Index(F("due_at"), name="course_running", condition=Q(overdue=False, status__in=[2, 4])),
            Index(F("due_at"), F("uuid"), name="course_open", condition=OPEN),
            Index(F("agency_id"), F("due_at"), F("uuid"), name="course_open_of", condition=OPEN),
            Index(F("received_at").desc(), F("uuid").desc(), name="course_received"),
            Index(F("agency_id"), F("received_at").desc(), F("uuid").desc(), name="course_received_of"),
            Index(F("ended_at").desc(), F("uuid").desc(), name="course_ended", condition=~Q(verdict="")),
            Index(F("rated_in"), F("stars"), F("uuid"), name="course_rated", condition=RATED),
        ]


class DurationFigure(models.Model):
    """Half and nine tenths of the dossiers like this one took at most so many working minutes.

    Counted from acceptance to the end. `agency_id` 0: all agencies of the city together.
    """

    agency_id = models.BigIntegerField()
    procedure_code = models.TextField()
    n = models.IntegerField()
    p50 = models.IntegerField()
    p90 = models.IntegerField()
    as_of = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["agency_id", "procedure_code"], name="duration_cell")]


from motcua.insight.process import models as process_models  # noqa: E402

assert process_models
