"""Provinces and communes as options of a form, asked once a request."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from motcua.city import units
from motcua.city.models import Unit
from motcua.sites.shell.fields import Option


@dataclass(slots=True)
class Places:
    """The territory on one day; each list costs one query and is kept for the request."""

    on: date
    _provinces: list[Option] | None = None
    _communes: dict[str, list[Option]] = field(default_factory=dict)
    _province_of: dict[str, str] = field(default_factory=dict)

    def provinces(self) -> list[Option]:
        if self._provinces is None:
            self._provinces = [Option(unit.code, unit.full_name_vi) for unit in units.provinces(self.on)]
        return self._provinces

    def communes(self, province: str) -> list[Option]:
        if not province:
            return []
        if province not in self._communes:
            self._communes[province] = [
                Option(unit.code, unit.full_name_vi) for unit in units.communes(province, self.on)
            ]
        return self._communes[province]

    def names(self, codes: set[str]) -> dict[str, str]:
        """`Phường Nghĩa Đô, Thành phố Hà Nội` by code of the commune. One query."""
        if not codes:
            return {}
        rows = (
            Unit.objects.on(self.on).filter(level=Unit.Level.COMMUNE, code__in=codes).select_related("parent")
        )
        return {
            row.code: f"{row.full_name_vi}, {row.parent.full_name_vi}" if row.parent else row.full_name_vi
            for row in rows
        }

    def province_of(self, code: str) -> str:
        """Code of the province of a commune, empty when the commune is not known. One query, then none."""
        if code not in self._province_of:
            rows = Unit.objects.on(self.on).filter(level=Unit.Level.COMMUNE, code=code)
            unit = rows.select_related("parent").first()
            self._province_of[code] = unit.parent.code if unit is not None and unit.parent is not None else ""
        return self._province_of[code]

    def commune_called(self, name: str) -> str:
        """Code of the only commune of this full name; empty when there is none or several. One query."""
        unit = units.commune_called(name, self.on)
        return unit.code if unit is not None else ""


def own_province() -> str:
    """The province of this installation: most addresses lie in it, so a form begins there."""
    return settings.CITY_CODE
