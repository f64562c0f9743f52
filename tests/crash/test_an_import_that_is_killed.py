"""Processes that are killed in the middle of an import lose no row and double none: the last one brings in the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from motcua.records import registers
from motcua.records.registers.importing import running
from tests.records.registers.importing_city import NOW, office, row, table

__all__ = ["office"]
ROOT = Path(__file__).resolve().parents[2]
ROWS, CHUNK = 4000, 100
CHILD = """
import os, signal, sys, django; django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[4]
from motcua.records.registers.importing import running, writing
from motcua.records.registers.importing.models import ImportRun
from tests.conftest import hanoi
whole, left = writing._copy_people, [int(sys.argv[2])]
def and_die(*given):
    made = whole(*given)
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return made
writing._copy_people = and_die
running.go_on(ImportRun.objects.get(pk=int(sys.argv[1])), at=hanoi("2026-03-02 09:00"), size=int(sys.argv[3]))
"""
pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_killed_three_times_every_row_is_there_once(city, office, settings):
    run = office.released(table(*(row(n) for n in range(1, ROWS + 1))))
    known = connection.settings_dict
    address = (
        f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    )
    environment = {
        **os.environ, "DATABASE_URL": address, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "MOTCUA_TEST_MODE": "1",
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings", "MOTCUA_DATA": os.environ["MOTCUA_DATA"],
    }  # fmt: skip
    for dies_in in (1, 9, 14):
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(run.pk), str(dies_in), str(CHUNK), settings.MEDIA_ROOT],
            cwd=ROOT,
            env=environment,
            check=False,
        )
        assert child.returncode == -9
        run.refresh_from_db()
        held = registers.Record.objects.filter(register="old-births").count()
        assert held == run.accepted == run.rows < ROWS
    assert running.go_on(run, at=NOW, size=CHUNK)
    run.refresh_from_db()
    numbers = list(registers.Record.objects.filter(register="old-births").values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, ROWS + 1)) and run.accepted == ROWS
    assert run.chunks.count() == ROWS // CHUNK
