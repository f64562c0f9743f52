"""The scripts that a city's IT office is told to use: what is backed up can be restored, whole and checked."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import ChainHead
from motcua.project.embedded.postgres import BIN
from tests.conftest import hanoi

ROOT = Path(__file__).resolve().parents[2]
RESTORED = "motcua_restored"


def address(database: str) -> str:
    settings = connection.settings_dict
    secret = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}"
    return f"postgresql://{secret}@{settings['HOST']}:{settings['PORT']}/{database}"


def run(script: str, *arguments: object, data: Path, database: str) -> subprocess.CompletedProcess[str]:
    """A script of deploy/ as an administrator calls it."""
    environment = os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "PYTHONPATH": f"{ROOT / 'src'}",
        "MOTCUA_DATA": str(data),
        "DATABASE_URL": address(database),
    }
    command = ["bash", str(ROOT / "deploy" / script), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def empty_database():
    """A second database beside the one of the tests."""
    with psycopg.connect(address("postgres"), autocommit=True) as line:
        line.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(RESTORED)))
        line.execute(sql.SQL("create database {}").format(sql.Identifier(RESTORED)))
        yield RESTORED
        line.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(RESTORED)))


@pytest.mark.django_db(transaction=True)
def test_a_city_comes_back_from_its_backup_with_whole_chains_and_all_files(tmp_path, empty_database):
    events.record("test/backup", "kept", at=hanoi("2026-03-02 08:00"), actor=SYSTEM)
    stored = tmp_path / "old" / "files" / "aa" / "paper.pdf"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"%PDF-1.7 a paper")
    made = run(
        "backup.sh", tmp_path / "backups", data=tmp_path / "old", database=connection.settings_dict["NAME"]
    )
    assert made.returncode == 0, made.stderr
    backup = Path(made.stdout.strip().splitlines()[-1])

    back = run("restore.sh", backup, data=tmp_path / "new", database=empty_database)

    assert back.returncode == 0, back.stderr
    assert "every chain is whole" in back.stdout
    assert (tmp_path / "new/files/aa/paper.pdf").read_bytes() == b"%PDF-1.7 a paper"
    with psycopg.connect(address(empty_database)) as line:
        heads = line.execute("select count(*) from foundation_chainhead").fetchone()
    assert heads == (ChainHead.objects.count(),)

    again = run("restore.sh", backup, data=tmp_path / "third", database=empty_database)
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.django_db(transaction=True)
def test_a_damaged_backup_is_refused(tmp_path, empty_database):
    (tmp_path / "old").mkdir()
    made = run(
        "backup.sh", tmp_path / "backups", data=tmp_path / "old", database=connection.settings_dict["NAME"]
    )
    backup = Path(made.stdout.strip().splitlines()[-1])
    with (backup / "files.tar.gz").open("ab") as file:
        file.write(b"x")
    back = run("restore.sh", backup, data=tmp_path / "new", database=empty_database)
    assert back.returncode != 0
    assert "files.tar.gz" in back.stdout + back.stderr


def test_a_nonsense_number_of_days_deletes_nothing(tmp_path):
    kept = tmp_path / "motcua-20200101T000000Z"
    kept.mkdir()
    os.utime(kept, (0, 0))
    refused = run("backup.sh", tmp_path, "soon", data=tmp_path, database="none")
    assert refused.returncode == 2
    assert kept.exists()
