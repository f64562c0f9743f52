"""A process that is killed in the middle of the reform leaves the city wholly old; run again, it is wholly new."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from motcua.city.reform import running
from motcua.city.reform.models import Plan, Question
from motcua.project.trials.reform_2025 import replaying
from tests.project.reform.city_of_2025 import THREE_DISTRICTS

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys, time, django; django.setup()
from motcua.city.reform import running
from motcua.procedures.dossiers.changes import moving
from motcua.project.trials.reform_2025 import replaying
whole = moving.write
def and_wait(*given, **named):
    whole(*given, **named)
    print("dossiers are moved, nothing is committed", flush=True)
    time.sleep(120)
moving.write = and_wait
running.run(sys.argv[1], by=replaying.officer("chair-1"), at=replaying.MIDNIGHT)
"""
TABLES = (
    "city_unit", "city_unitsuccessor", "city_agency", "city_agency_serves", "city_post", "city_appointment", "city_power",
    "dossiers_dossier", "dossiers_task", "dossiers_timer", "foundation_event", "foundation_chainhead",
    "foundation_outboxentry", "reform_plan", "reform_question", "reform_handover",
)  # fmt: skip
pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def nobody_there(transactional_db):
    """The small city goes, for good: another process must see what is built. It is loaded again for the next test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate city_unit, city_agency, city_person, city_account, city_workcalendar, city_power,"
            " catalogue_procedureversion cascade"
        )


def contents() -> dict[str, str]:
    """A fingerprint of every table that the reform writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_killed_in_the_middle_the_city_is_wholly_old_and_a_second_run_makes_it_new(nobody_there):
    eve = replaying.prepare(300, seed=3, residents=500, districts=THREE_DISTRICTS)
    before = contents()
    known = connection.settings_dict
    address = (
        f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(eve.plan.uuid)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
             "DJANGO_SETTINGS_MODULE": "motcua.project.settings", "MOTCUA_TEST_MODE": "1"},
    )  # fmt: skip
    try:
        assert child.stdout is not None
        assert "nothing is committed" in child.stdout.readline()
    finally:
        child.kill()
        child.communicate()
    assert contents() == before
    assert Plan.objects.get(pk=eve.plan.pk).state == Plan.State.APPROVED and not Question.objects.exists()
    running.run(eve.plan.uuid, by=replaying.officer("chair-1"), at=replaying.MIDNIGHT)
    assert contents() != before and eve.faults() == []
