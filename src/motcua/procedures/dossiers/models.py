"""The dossier and what belongs to it, as rows that SQL can ask about.

A dossier points at the version of the procedure that it was received on; nothing cascades from a definition.
Index names tell the list that they serve.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from motcua.procedures.dossiers.status import ENDED, Delivery, Finance, Status, Sync

OPEN_STATUS = ~Q(status__in=sorted(ENDED))
CHANNELS = [(name, name) for name in ("online", "counter", "postal")]


def choices(enum) -> list[tuple[str, str]]:
    return [(item.value, item.value) for item in enum]


class Draft(models.Model):
    """A form somebody is filling in. Its id is made by the browser and becomes the dossier's: sending twice
    cannot make two dossiers. Answers are kept as typed, right or wrong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT)
    account = models.ForeignKey("city.Account", on_delete=models.CASCADE)
    answers = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    page = models.TextField(default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    window = models.TextField(db_default="", help_text="which open page wrote last")
    turn = models.IntegerField(db_default=0, help_text="its how-manieth writing that was")

    class Meta:
        indexes = [Index(F("account"), F("updated_at").desc(), name="draft_mine", condition=Q(sent_at=None))]


def chain_of(dossier: uuid.UUID) -> str:
    """The name of a dossier's chain of events."""
    return f"dossier/{dossier}"


class Dossier(models.Model):
    """One request of one owner, from filing to delivery. Three agencies: intake, competent, return.

    The clock: `clock_from` and the span (`clock_amount`, `clock_unit`) give `due_at`; a pause leaves the
    remaining span and `paused_at`. `open_task_id` names the one open task: whoever holds the row's lock reads
    there whether a task that was shown on a screen is still the one to act on.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    code = models.TextField()
    version = models.ForeignKey(
        "catalogue.ProcedureVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    procedure_code = models.TextField()
    field_key = models.TextField()
    case_id = models.TextField()
    channel = models.TextField(choices=CHANNELS)
    language = models.TextField(db_default="vi")

    status = models.SmallIntegerField(choices=[(status.value, status.name) for status in Status])
    finance = models.TextField(choices=choices(Finance), db_default=Finance.NONE.value)
    delivery = models.TextField(choices=choices(Delivery), db_default=Delivery.NOT_READY.value)
    delivery_by = models.TextField(db_default="online")
    delivery_proof = models.JSONField(null=True)
    sync = models.TextField(choices=choices(Sync), db_default=Sync.PENDING.value)
    step = models.TextField(db_default="")
    open_task_id = models.BigIntegerField(null=True)

    applicant = models.ForeignKey(
        "city.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "city.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner_organisation = models.ForeignKey(
        "city.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    authorised = models.ForeignKey(
        "city.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # the dossier of the linked set whose part this is; no link, for the same reason as below
    part_of_id = models.BigIntegerField(null=True)
    # the account of the partner system that filed it, which may ask for its status; no link: the hot path
    # writes it, and an account is never deleted
    submitted_by_id = models.BigIntegerField(null=True)
    applicant_name = models.TextField()
    owner_name = models.TextField()
    owner_key = models.TextField()
    phone = models.TextField(db_default="")
    email = models.TextField(db_default="")
    address = models.TextField(db_default="")

    intake_agency = models.ForeignKey(
        "city.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    competent_agency = models.ForeignKey(
        "city.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    return_agency = models.ForeignKey(
        "city.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    answers = models.JSONField(default=dict)
    officer_answers = models.JSONField(default=dict)
    fee_total = models.BigIntegerField(db_default=0)

    submitted_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    clock_from = models.DateTimeField(null=True)
    clock_amount = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    clock_unit = models.TextField(db_default="")
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    supplements = models.SmallIntegerField(db_default=0)
    extensions = models.SmallIntegerField(db_default=0)
    corrections = models.SmallIntegerField(db_default=0)
    end_reason = models.TextField(db_default="")
    result_number = models.TextField(db_default="")
    rating = models.SmallIntegerField(null=True)
    rating_note = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="dossier_uuid"),
            UniqueConstraint(fields=["code"], name="dossier_code"),
        ]
        indexes = [
            Index(F("owner"), F("id").desc(), name="dossier_of_owner"),
            Index(F("applicant"), F("id").desc(), name="dossier_of_applicant"),
            Index(
                F("authorised"),
                F("id").desc(),
                name="dossier_of_authorised",
                condition=Q(authorised__isnull=False),
            ),
            Index(
                F("owner_organisation"),
                F("id").desc(),
                name="dossier_of_organisation",
                condition=Q(owner_organisation__isnull=False),
            ),
            Index(
                F("competent_agency"), F("due_at"), F("id"), name="dossier_open_due", condition=OPEN_STATUS
            ),
            Index(F("competent_agency"), F("status"), F("id").desc(), name="dossier_by_status"),
            Index(F("intake_agency"), F("id").desc(), name="dossier_of_intake"),
            Index(OpClass(F("owner_key"), name="text_pattern_ops"), name="dossier_owner_key"),
            Index(F("part_of_id"), name="dossier_parts", condition=Q(part_of_id__isnull=False)),
            Index(
                F("competent_agency"),
                F("procedure_code"),
                F("ended_at"),
                name="dossier_ended_like",
                condition=Q(ended_at__isnull=False),
            ),
        ]

    @property
    def chain(self) -> str:
        """The name of the dossier's chain of events."""
        return chain_of(self.uuid)

    @property
    def state(self) -> Status:
        return Status(self.status)


class Component(models.Model):
    """A paper of a dossier: what was asked for and what stands in for it."""

    class Source(models.TextChoices):
        UPLOAD = "upload"
        SCAN = "scan"
        REUSED = "reused"
        DATA = "data"
        SHOWN = "shown"
        MISSING = "missing"

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="components", db_index=False)
    component_id = models.TextField()
    name = models.TextField()
    originals = models.SmallIntegerField(db_default=0)
    copies = models.SmallIntegerField(db_default=0)
    source = models.TextField(choices=Source)
    data_source = models.TextField(db_default="")
    files = ArrayField(models.UUIDField(), default=list)
    round = models.SmallIntegerField(db_default=0)

    class Meta:
        indexes = [Index(fields=["dossier"], name="component_of_dossier")]


class Task(models.Model):
    """Work that waits for a post of an agency. Open while `closed_at` is null; one main task of a dossier is.

    Beside the main task of a step that consults several bodies stand side tasks, one for each: `branch` is the
    opinion's id, `main_id` the main task that waits for it. A side task is open only while its main task is.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    step = models.TextField()
    kind = models.TextField()
    branch = models.TextField(db_default="")
    main_id = models.BigIntegerField(null=True)
    agency = models.ForeignKey("city.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    post_kind = models.TextField()
    procedure_code = models.TextField()
    field_key = models.TextField()
    claimed_by = models.ForeignKey(
        "city.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "city.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_by_name = models.TextField(db_default="")
    action = models.TextField(db_default="")
    note = models.TextField(db_default="")

    @property
    def timed(self) -> bool:
        """Whether the step has a time of its own: a result that waits to be fetched has none."""
        return self.due_at > self.opened_at

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["dossier"], name="task_one_open", condition=Q(closed_at=None, branch="")
            ),
            UniqueConstraint(
                fields=["dossier", "branch"],
                name="task_one_open_of_branch",
                condition=Q(closed_at=None) & ~Q(branch=""),
            ),
        ]
        indexes = [
            Index(fields=["dossier", "id"], name="task_of_dossier"),
            Index(
                F("agency"),
                F("post_kind"),
                F("due_at"),
                F("id"),
                name="task_waiting",
                condition=Q(closed_at=None),
            ),
            Index(
                F("claimed_by"),
                F("due_at"),
                F("id"),
                name="task_mine",
                condition=Q(closed_at=None, claimed_by__isnull=False),
            ),
        ]


class Supplement(models.Model):
    """A request for missing things and its answer; keeps the appointed day before and after."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="supplement_requests")
    items = models.JSONField()
    reason = models.TextField()
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    resume_step = models.TextField(db_default="")


class Document(models.Model):
    """A document that the city made for a dossier: an official form or a result.

    A form keeps its values (`data`) at the moment of the event; its PDF is set, sealed and stored when somebody
    first opens it. A result is set and signed at the moment of signing.
    """

    class State(models.TextChoices):
        MADE = "made"
        SIGNED = "signed"
        ISSUED = "issued"
        REPLACED = "replaced"

    uuid = models.UUIDField(default=uuid.uuid4)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="documents")
    kind = models.TextField()
    title = models.TextField()
    number = models.TextField(db_default="")
    state = models.TextField(choices=State)
    file = models.ForeignKey("records.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    for_resident = models.BooleanField()
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="document_uuid")]


class Timer(models.Model):
    """Something that happens by itself at a moment: one row each, claimed by workers with skip-locked.

    `task_id` and `place` for those that watch a task: `place` counts the step's escalations from 0.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="timers")
    kind = models.TextField()
    task_id = models.BigIntegerField(null=True)
    place = models.SmallIntegerField(db_default=0)
    fire_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["fire_at"], name="timer_due", condition=Q(fired_at=None))]


from motcua.procedures.dossiers.desk_memory import DeskHabit, Mention, Note, SavedView  # noqa: E402
from motcua.procedures.dossiers.engine_rows import Absence, Alert, OutsideAnswer, Turn  # noqa: E402

__all__ = [
    "Absence",
    "Alert",
    "Component",
    "DeskHabit",
    "Document",
    "Dossier",
    "Draft",
    "Mention",
    "Note",
    "OutsideAnswer",
    "SavedView",
    "Supplement",
    "Task",
    "Timer",
    "Turn",
]
