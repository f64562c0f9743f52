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
        max_length=40, blank=True, help_text="relation to the head: Chủ hộ, Vợ, Con …"
    )
    father = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    mother = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    spouse = models.ForeignKey("city.Person", models.PROTECT, null=True, blank=True, related_name="+")
    marital_status = models.CharField(max_length=8, choices=MaritalStatus, blank=True, default="")
    id_card_issued_on = models.DateField(null=True, blank=True)
    id_card_issued_at = models.CharField(max_length=120, blank=True)
    death_date = models.DateField(null=True, blank=True)
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
