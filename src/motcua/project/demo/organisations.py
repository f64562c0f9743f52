"""Invented companies, household businesses and cooperatives, each represented by an invented resident."""

from collections.abc import Sequence
from random import Random

from motcua.city.models import Organisation, Person
from motcua.project.demo.people import AS_OF, SyntheticPerson

KINDS = (
    (Organisation.Kind.ENTERPRISE, "Công ty TNHH {trade} {name} (mẫu)"),
    (Organisation.Kind.HOUSEHOLD, "Hộ kinh doanh {trade} {name} (mẫu)"),
    (Organisation.Kind.COOPERATIVE, "Hợp tác xã {trade} {name} (mẫu)"),
)
TRADES = ("Thương mại", "Thực phẩm", "Xây dựng", "Vận tải", "In ấn", "Dệt may", "Cơ khí", "Nông sản")
OF_AGE = 25
CAFE = "0009999999", "Hộ kinh doanh Cà phê Minh Anh (mẫu)"
"""The business of the demo's mother: she may act for it, and let others act."""


def load(seed: int, crowd: Sequence[SyntheticPerson], person_ids: Sequence[int], count: int) -> None:
    """Write `count` organisations, and the one of the demo's mother. Their numbers begin with 00, which no province uses."""
    rng = Random(f"organisations {seed}")
    mother = Person.objects.get(id=person_ids[0])
    Organisation.objects.create(
        number=CAFE[0],
        name=CAFE[1],
        kind=Organisation.Kind.HOUSEHOLD,
        representative=mother,
        unit_id=mother.unit_id,
        address_line=mother.address_line,
    )
    # the first seven are the people whom the demo tells about
    grown = [person for person in crowd[7:] if AS_OF.year - person.birth_date.year > OF_AGE]
    owners = rng.sample(grown, min(count, len(grown)))
    units = dict(
        Person.objects.filter(id__in=[person_ids[p.index] for p in owners]).values_list("id", "unit_id")
    )  # fmt: skip
    for number, owner in enumerate(owners, 1):
        kind, pattern = rng.choices(KINDS, (50, 45, 5))[0]
        row = person_ids[owner.index]
        Organisation.objects.create(
            number=f"00{number:08d}",
            name=pattern.format(trade=rng.choice(TRADES), name=" ".join(owner.full_name.split()[-2:])),
            kind=kind,
            representative_id=row,
            unit_id=units[row],
            address_line=owner.temporary_address_line or owner.address_line,
        )
