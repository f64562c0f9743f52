"""The city's copy of population data (the groups of Luật Căn cước 2023 Điều 9 that forms need) and registers.

Religion is sensitive and no form of ours asks for it: it is not kept.
"""

from django.db import models
from django.db.models import Q


class CitizenRecord(models.Model):
    """What the city knows about a person beyond the name, birth date and sex in `city.Person`."""

    class MaritalStatus(models.TextChoices):
        UNKNOWN = "", "Chưa có thông tin"
        SINGLE = "single", "Chưa kết hôn"
        MARRIED = "married", "Đang có vợ/chồng"
        DIVORCED = "divorced", "Đã ly hôn"
        WIDOWED = "widowed", "Vợ/chồng đã chết"

    class EthnicList(models.TextChoices):
        TCTK_1979 = "QD121-1979", "Quyết định 121-TCTK/PPCĐ"
        CENSUS = "census", "Danh mục tổng điều tra"

    person = models.OneToOneField("city.Person", models.PROTECT, primary_key=True, related_name="citizen")
    ethnic_list = models.CharField(max_length=12, choices=EthnicList, default=EthnicList.TCTK_1979)
    ethnic_code = models.CharField(max_length=2, blank=True)
    nationality = models.CharField(max_length=2, default="VN", help_text="ISO 3166 alpha-2")
    birth_place = models.CharField(max_length=200, blank=True)
    hometown = models.CharField(max_length=200, blank=True)
    permanent_unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    permanent_line = models.CharField(max_length=200, blank=True)
    temporary_unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    temporary_line = models.CharField(max_length=200, blank=True)
    present_unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    present_line = models.CharField(max_length=200, blank=True)
    household_no = models.CharField(max_length=20, blank=True, help_text="number of the residence file")
    head_relation = models.CharField(
        max_length=40, blank=True, help_text="relation to the head: a code of `naming.RELATIONS`"
    )
    father = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    mother = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    spouse = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    marital_status = models.CharField(max_length=8, choices=MaritalStatus, blank=True, default="")
    id_card_issued_on = models.DateField(null=True, blank=True)
    id_card_issued_at = models.CharField(max_length=120, blank=True)
    death_date = models.DateField(null=True, blank=True)
    missing_since = models.DateField(
        null=True, blank=True, help_text="declared missing by a court from this day"
    )
    other_name = models.CharField(max_length=120, blank=True, db_default="")
    birth_registered_at = models.CharField(
        max_length=200, blank=True, db_default="", help_text="place where the birth was registered"
    )
    blood_group = models.CharField(
        max_length=2, blank=True, db_default="", help_text="01 A, 02 B, 03 AB, 04 O (QCVN 109:2017)"
    )
    relatives_elsewhere = models.JSONField(
        db_default=models.Value({}, models.JSONField()),
        default=dict,
        help_text="relatives who are not in the city's register, by relation: full_name, pin, cmnd, nationality",
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ethnic_code="") | Q(ethnic_code__regex=r"^[0-9]{2}$"), name="records_ethnic_code"
            ),
            models.CheckConstraint(
                condition=Q(spouse__isnull=True) | Q(marital_status="married"),
                name="records_spouse_when_married",
            ),
        ]
        indexes = [
            models.Index(fields=["household_no"], condition=~Q(household_no=""), name="records_household"),
        ]

    @property
    def alive(self) -> bool:
        return self.death_date is None


class Residence(models.Model):
    """Where a person is registered, from a day to a day (Luật Cư trú 2020). Rows end, they are not rewritten.

    The day `until` itself is no longer covered. An absence (tạm vắng) says where the person went, as far as it was told.
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", "Thường trú"
        TEMPORARY = "temporary", "Tạm trú"
        PRESENT = "present", "Nơi ở hiện tại"
        ABSENT = "absent", "Tạm vắng"

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(choices=Kind)
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    line = models.TextField(db_default="")
    since = models.DateField(null=True, help_text="null: longer than the source knows")
    until = models.DateField(null=True)
    reason = models.TextField(db_default="")
    source = models.TextField(help_text="`dossier:…`, `load:…`, `contest:…`: where the city has it from")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="records_residence_forward"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(until__isnull=True),
                name="records_residence_one_of_kind",
            ),
        ]
        indexes = [models.Index(fields=["person", "since"], name="records_residence_of_person")]


class Household(models.Model):
    """A household by the number of its residence file (số hồ sơ cư trú)."""

    number = models.TextField(unique=True)
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, related_name="+")
    line = models.TextField(db_default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "records_residence_file"


class Member(models.Model):
    """Who belongs to a household, as what to its head, from a day to a day. One household at a time, one head each."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", db_index=False)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    relation = models.TextField(help_text="a code of `naming.RELATIONS`")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="records_member_forward"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="records_member_of_one"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until__isnull=True, relation="head"),
                name="records_one_head",
            ),
        ]
        indexes = [
            models.Index(fields=["household"], name="records_members"),
            models.Index(fields=["person", "since"], name="records_memberships"),
        ]


class Tie(models.Model):
    """A marriage or a representation, from a day to a day; one row, read from both ends.

    Parents stand in `CitizenRecord` and have no days. `other` of a representation is the representative.
    """

    class Kind(models.TextChoices):
        SPOUSE = "spouse", "Vợ, chồng"
        REPRESENTATIVE = "representative", "Người đại diện"

    kind = models.TextField(choices=Kind)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("other")), name="records_tie_of_two"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="records_tie_forward"),
            models.UniqueConstraint(
                fields=["kind", "person"], condition=Q(until__isnull=True), name="records_tie_one_of_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="records_tie_person"),
            models.Index(fields=["other"], name="records_tie_other"),
        ]


class Card(models.Model):
    """An identity document of a person (9 digits, barcode, chip, card of 2024, certificate)."""

    class Kind(models.TextChoices):
        CMND9 = "cmnd9", "CMND 9 số"
        CMND12 = "cmnd12", "CMND 12 số"
        BARCODE = "barcode", "Căn cước công dân mã vạch"
        CHIP = "chip", "Căn cước công dân gắn chip"
        CARD = "card", "Thẻ căn cước"
        CERTIFICATE = "certificate", "Giấy chứng nhận căn cước"

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(choices=Kind)
    number = models.TextField()
    issued_on = models.DateField(null=True)
    issued_at = models.TextField(db_default="")
    expires_on = models.DateField(null=True, help_text="null: no term, or not known")
    ended_on = models.DateField(null=True, help_text="replaced, lost, taken back")
    source = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^([0-9]{9}|[0-9]{12})$"), name="records_card_number"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "number", "issued_on"],
                nulls_distinct=False,
                name="records_card_once",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="records_card_by_number")]


class RetiredNumber(models.Model):
    """A personal number that was cancelled and what took its place (sex re-determined, birth year corrected).

    A number is never given to somebody else, so a retired one leads to its person for ever.
    """

    pin_old = models.TextField(unique=True)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+")
    pin_new = models.TextField()
    on = models.DateField()
    ground = models.TextField()
    source = models.TextField()
    recorded_at = models.DateTimeField()


class PopulationChange(models.Model):
    """What a change replaced: `was` and `became` by field, so that any earlier day can be told. Rows stay as they are.

    Days of `on` are those from which the change holds; `at` is when the city wrote it down.
    """

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    on = models.DateField()
    at = models.DateTimeField()
    source = models.TextField()
    by = models.JSONField(help_text="the actor, as data")
    was = models.JSONField(db_default=models.Value({}, models.JSONField()))
    became = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        indexes = [models.Index(fields=["person", "-on", "-id"], name="records_changes_of_person")]
