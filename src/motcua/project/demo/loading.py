"""Puts the demo city into an empty database, in one transaction; a second call changes nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from motcua.city import authority
from motcua.city.models import Account, Agency, Person, Unit
from motcua.foundation.text import fold, given_name_sort_key
from motcua.project.demo import (
    administration,
    facts,
    identities,
    organisations,
    people,
    report_posts,
    structure,
    territory,
)
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.people import Newborn, SyntheticPerson

SEED = 2026
RESIDENTS = 20_000
SMALL_RESIDENTS = 300
ORGANISATIONS = 120
SMALL_ORGANISATIONS = 12
_LOCK = 6_127_001  # any number: keeps two loaders apart

Progress = Callable[[str, str, float], None]
"""Called after each part with its name in Vietnamese and English and the seconds since the start."""


class AnotherCity(RuntimeError):
    """The database holds a demo city of another seed or size."""


@dataclass(frozen=True, slots=True)
class LoadedCity:
    """What the demo city holds; `person_ids[p.index]` is the row of the invented person `p`."""

    seed: int
    created: bool
    people: Sequence[SyntheticPerson] = field(repr=False)
    person_ids: Sequence[int] = field(repr=False)

    def newborns(self, on: date) -> list[Newborn]:
        """Births reported before `on` and not registered; Minh Anh's son is the first."""
        return people.newborns(self.seed, self.people, on)


@transaction.atomic
def load_demo_city(
    *, small: bool = False, seed: int = SEED, residents: int | None = None, progress: Progress | None = None
) -> LoadedCity:
    """Units, agencies, officers, residents and the demo identities.

    `small`: Hà Nội only, 6 communes, 300 people (for tests). A city that is already there stays as it is but for posts
    that a newer demo has, and the same `seed` and size give the same people back. Raises: AnotherCity when they are not
    the same.
    """
    begin = time.monotonic()

    def done(vi: str, en: str) -> None:
        if progress:
            progress(vi, en, time.monotonic() - begin)

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    communes = [c for c in facts.hanoi_communes() if not small or c[0] in structure.SMALL_COMMUNES]
    number = residents or (SMALL_RESIDENTS if small else RESIDENTS)
    crowd = list(people.generate(seed, number, communes))
    if Agency.objects.filter(key="ubnd-thanh-pho").exists():
        rows = dict(Person.objects.filter(pin__in=[p.pin for p in crowd]).values_list("pin", "id"))
        if len(rows) != len(crowd):
            raise AnotherCity(f"{len(rows)} of {len(crowd)} people of seed {seed} are in the database")
        if new := administration.complete(seed=seed, small=small):
            identities.name_new_officers(new)
            authority.forget()
            done(f"{len(new)} chức vụ mới, người giữ", f"{len(new)} new posts and their holders")
        return LoadedCity(seed, False, crowd, [rows[p.pin] for p in crowd])
    if not Unit.objects.exists():
        territory.load(only_hanoi=small)
        done("Đơn vị hành chính", "Administrative units")
    administration.load(seed=seed, small=small)
    report_posts.load()
    done("Cơ quan, chức vụ, cán bộ", "Agencies, posts, officers")
    person_ids = _load_people(crowd)
    identities.load(person_ids)
    organisations.load(seed, crowd, person_ids, SMALL_ORGANISATIONS if small else ORGANISATIONS)
    done("Người dân", "Residents")
    _analyse()
    authority.forget()
    return LoadedCity(seed, True, crowd, person_ids)


def _load_people(crowd: Sequence[SyntheticPerson]) -> list[int]:
    units = dict(
        Unit.objects.filter(level=Unit.Level.COMMUNE, code_list="2025").values_list("code", "id")
    )  # fmt: skip
    ids = reserve_ids(Person, len(crowd))
    columns = (
        "id", "pin", "full_name", "search_key", "sort_key", "birth_date", "birth_precision", "sex", "phone",
        "email", "language", "unit_id", "address_line",
    )  # fmt: skip
    copy_rows(
        Person,
        columns,
        (
            (
                row, p.pin, p.full_name, fold(p.full_name), given_name_sort_key(p.full_name), p.birth_date,
                "day", p.sex, p.phone, p.email, "vi", units[p.temporary_unit_code or p.unit_code],
                p.temporary_address_line or p.address_line,
            )
            for row, p in zip(ids, crowd, strict=True)
        ),
    )  # fmt: skip
    return ids


def _analyse() -> None:
    """The planner knows nothing of copied rows until it has counted them."""
    with connection.cursor() as cursor:
        for model in (Unit, Agency, Account, Person):
            cursor.execute(f"analyze {model._meta.db_table}")
