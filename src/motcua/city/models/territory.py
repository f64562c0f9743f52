"""Administrative units: a code means nothing without a date (1,824 commune codes changed meaning in 2025)."""

from django.db import models

from motcua.city.models.validity import Dated, ends_after_it_begins


class Unit(Dated):
    """A province, district (until 2025-06-30) or commune, as it was called in a stretch of time.

    No two units of one level and code are in force on the same day: the exclusion constraint
    `city_unit_one_per_code_and_day` (migration 0001) refuses it.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "Cấp tỉnh"
        DISTRICT = 2, "Cấp huyện"
        COMMUNE = 3, "Cấp xã"

    class CodeList(models.TextChoices):
        QD124_2004 = "2004", "124/2004/QĐ-TTg"
        QD19_2025 = "2025", "19/2025/QĐ-TTg"

    code = models.CharField(max_length=5)
    level = models.PositiveSmallIntegerField(choices=Level)
    kind = models.CharField(
        max_length=16, help_text="city, province, district, town, ward, commune, special_zone …"
    )
    name_vi = models.CharField(max_length=80)
    full_name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=80)
    slug = models.CharField(max_length=80)
    search_key = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=255)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code_list = models.CharField(max_length=4, choices=CodeList)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="city_unit_code_from"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{2,5}$"), name="city_unit_code_digits"
            ),
            ends_after_it_begins("city_unit_valid"),
        ]
        indexes = [models.Index(fields=["code_list", "level", "search_key"], name="city_unit_search")]

    def __str__(self) -> str:
        return self.full_name_vi


class UnitSuccessor(models.Model):
    """The territory of `old` went, whole or in part, to `new`. A split says nothing about one address."""

    class Relation(models.TextChoices):
        WHOLE = "whole", "Toàn bộ"
        SPLIT = "split", "Chia cho nhiều đơn vị"

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successor_links")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessor_links")
    relation = models.CharField(max_length=5, choices=Relation)
    stated = models.CharField(max_length=40, blank=True, help_text="part wording of the resolution")
    main = models.BooleanField(null=True, help_text="took most of the area; empty when unknown")
    confidence = models.CharField(max_length=6, help_text="high, medium or low: how the link was found")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="city_successor_pair")]
