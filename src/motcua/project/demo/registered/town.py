"""What the demo's records are made of: residents, offices, lots and who holds them. One seed, one town."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from motcua.city.models import Agency
from motcua.city.units import REFORM
from motcua.project.demo import facts, parcels, structure
from motcua.project.demo.loading import LoadedCity
from motcua.project.demo.names import NameMaker
from motcua.project.demo.parcels import Parcel
from motcua.project.demo.people import SyntheticPerson

PARCELS_A_COMMUNE = 60
OWN_PEOPLE = 7
"""The first of the residents are the demo's identities and their family."""
LAND_OFFICE = "vpdkdd-ha-noi"
CONFIRMED = {"signed_by": "Người ký mẫu", "signer_post": "Chủ tịch"}


@dataclass(slots=True)
class Town:
    """What the records are made of. `people` are the residents without the demo's identities."""

    city: LoadedCity
    rng: Random
    names: NameMaker
    today: date
    people: Sequence[SyntheticPerson]
    offices: dict[str, int]
    land_office: int
    lots: list[Parcel]
    holders: list[tuple[Parcel, SyntheticPerson]]

    def pk(self, person: SyntheticPerson) -> int:
        return self.city.person_ids[person.index]

    def other(self, index: int | None) -> SyntheticPerson | None:
        return None if index is None else self.city.people[index]

    def day(self, since: date = REFORM) -> date:
        """A day between `since` and yesterday."""
        return since + timedelta(days=self.rng.randrange(max((self.today - since).days, 1)))

    def some(
        self, count: int, fits: Callable[[SyntheticPerson], bool] = lambda _: True
    ) -> list[SyntheticPerson]:
        """`count` residents that fit, each once."""
        fitting = [person for person in self.people if fits(person)]
        return self.rng.sample(fitting, min(count, len(fitting)))

    def grown(self, count: int) -> list[SyntheticPerson]:
        return self.some(count, lambda person: self.age(person) >= 20)

    def age(self, person: SyntheticPerson) -> int:
        return (self.today - person.birth_date).days // 365


def build(city: LoadedCity, today: date, seed: int) -> Town:
    """The town of a day. Two queries."""
    offices = dict(
        Agency.objects.on(today).filter(kind=Agency.Kind.COMMUNE, unit__isnull=False).values_list("unit__code", "id")
    )  # fmt: skip
    features = {one["properties"]["code"]: one for one in facts.boundaries("hanoi")["features"]}
    lots = [
        lot
        for code in structure.SMALL_COMMUNES
        for lot in parcels.lay(seed, features[code], PARCELS_A_COMMUNE)
    ]
    rng = Random(f"registers {seed}")
    people = [person for person in city.people[OWN_PEOPLE:] if person.unit_code in offices]
    office = Agency.objects.get(key=LAND_OFFICE).pk
    holders = list(_holders(city, today, rng, people, lots))
    return Town(city, rng, NameMaker(rng), today, people, offices, office, lots, holders)


def home_of(person: SyntheticPerson) -> dict[str, str]:
    return {"unit": person.unit_code, "line": person.address_line}


def who_of(prefix: str, person: SyntheticPerson, *, home: bool = True) -> dict[str, Any]:
    told = {
        f"{prefix}_name": person.full_name,
        f"{prefix}_birth_date": person.birth_date.isoformat(),
        f"{prefix}_pin": person.pin,
    }
    return {**told, f"{prefix}_residence": home_of(person)} if home else told


def civil_of(prefix: str, person: SyntheticPerson) -> dict[str, Any]:
    more = {f"{prefix}_ethnic_group": person.ethnicity, f"{prefix}_nationality": "VN"}
    return {**who_of(prefix, person), **more}


def address_of(lot: Parcel) -> dict[str, str]:
    return {"unit": lot.unit_code, "line": f"Số {lot.house}, phố mẫu {lot.street}"}


def words_of(lot: Parcel) -> str:
    """The address as a paper states it."""
    return f"{address_of(lot)['line']}, {lot.unit_name}"


def _holders(
    city: LoadedCity, today: date, rng: Random, people: Sequence[SyntheticPerson], lots: Sequence[Parcel]
) -> Iterator[tuple[Parcel, SyntheticPerson]]:
    """Lots and a grown resident of their commune each; the first lot of the home ward is Minh Anh's."""
    by_commune: dict[str, list[SyntheticPerson]] = {}
    for person in people:
        if (today - person.birth_date).days > 25 * 365:
            by_commune.setdefault(person.unit_code, []).append(person)
    first = city.people[0]
    for lot in lots:
        if lot.unit_code == first.unit_code and (lot.sheet, lot.number) == (1, 1):
            yield lot, first
        elif (sharing := by_commune.get(lot.unit_code)) and rng.random() < 0.8:
            yield lot, rng.choice(sharing)
