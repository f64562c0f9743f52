"""The reform replayed: build the eve, write and approve the plan, look ahead, run, check, and how long each took."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from motcua.city import authority
from motcua.city.models import Account
from motcua.city.reform import plans, previewing, running
from motcua.city.reform.models import Plan
from motcua.foundation.actor import Actor
from motcua.foundation.clock import VN
from motcua.foundation.models import ChainHead
from motcua.project.trials.reform_2025 import checking, city_before, open_work, plan, procedures_before
from motcua.project.trials.reform_2025.checking import Stand
from motcua.project.trials.reform_2025.city_before import REFORM, CityBefore
from motcua.project.trials.reform_2025.plan import Hamlets

WRITTEN = datetime(2025, 6, 20, 9, tzinfo=VN)
MIDNIGHT = datetime(2025, 7, 1, 0, 5, tzinfo=VN)
Told = Callable[[str, float], None]
"""Called with what was done and the seconds that it took."""


@dataclass(slots=True)
class Eve:
    """The city of 30 June with its open work and the approved plan, and everything needed to judge the morning."""

    city: CityBefore
    plan: Plan
    before: dict[int, Stand]
    heads: dict[str, int]
    heirs: dict[str, list[str]]
    committees: dict[str, str]
    hamlets: Hamlets

    @property
    def ended(self) -> set[str]:
        """Keys of the bodies that are no more."""
        units = (*self.city.communes, *self.city.districts)
        return {key for unit in units for key in (city_before.key_of(unit), city_before.reception_of(unit))}

    def faults(self, at: datetime = MIDNIGHT) -> list[str]:
        """What is not as it must be after the run; empty when all is well."""
        return list(
            checking.faults(
                self.before, checking.stands(), self.heads, at, self.heirs, self.committees, self.hamlets
            )
        )


@dataclass(slots=True)
class Replayed:
    """What came of it."""

    eve: Eve
    unsure: int
    seconds: dict[str, float] = field(default_factory=dict)
    faults: Sequence[str] = ()


def prepare(count: int, *, seed: int, residents: int, districts: Sequence[str] = ()) -> Eve:
    """Build the eve: the city, `count` open dossiers, and the plan, written by one and approved by another."""
    city = city_before.build(seed=seed, residents=residents, districts=districts)
    procedures_before.publish()
    open_work.generate(count, seed)
    rows, links = plan.new_communes(city.communes)
    content = plan.content(city.communes, city.districts, seed)
    written = plans.draft(plan.TITLE, plan.ACT, REFORM, content, by=officer("specialist-1"), at=WRITTEN)
    plans.propose(written.uuid, by=officer("specialist-1"), at=WRITTEN)
    approved = plans.approve(written.uuid, by=officer("chair-1"), at=WRITTEN)
    with connection.cursor() as cursor:
        for table in ("city_unit", "city_agency", "dossiers_dossier", "dossiers_task"):
            cursor.execute(f"analyze {table}")
    heads = dict(ChainHead.objects.filter(chain__startswith="dossier/").values_list("chain", "seq"))
    return Eve(
        city, approved, checking.stands(), heads, plan.heirs_of(links),
        {row["code"]: plan.committee_of(row) for row in rows}, plan.hamlets(city.communes, links, seed),
    )  # fmt: skip


def officer(name: str) -> Actor:
    """Who writes (an organisation officer of the city) or approves (its chair) the plan."""
    return authority.actor_for(Account.objects.get(username=f"ubnd-thanh-pho.{name}"), WRITTEN)


def replay(
    count: int, *, seed: int, residents: int, districts: Sequence[str] = (), told: Told | None = None
) -> Replayed:
    """The whole of it. The database must be empty of a city."""
    seconds: dict[str, float] = {}

    def timed(name: str, begin: float) -> float:
        end = time.monotonic()
        seconds[name] = end - begin
        if told:
            told(name, end - begin)
        return end

    begin = time.monotonic()
    eve = prepare(count, seed=seed, residents=residents, districts=districts)
    begin = timed("prepare", begin)
    seen = previewing.preview(eve.plan, at=WRITTEN)
    begin = timed("preview", begin)
    running.run(eve.plan.uuid, by=officer("chair-1"), at=MIDNIGHT)
    begin = timed("run", begin)
    found = eve.faults()
    timed("check", begin)
    return Replayed(eve, seen.unsure, seconds, [*map(str, seen.faults), *found])
