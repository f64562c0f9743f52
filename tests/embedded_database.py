"""Loaded by pytest before settings are read: a real PostgreSQL for the run, in the project's own folder."""

import os
import sys
from pathlib import Path

from motcua.project.embedded import EmbeddedPostgres
from motcua.project.embedded.postgres import FOR_TESTS

FOLDER = Path(__file__).resolve().parents[1] / ".test-data"
_started: EmbeddedPostgres | None = None

# Cities in processes of their own compile all sources anew at every start where Python may not keep them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

os.environ.setdefault("MOTCUA_TEST_MODE", "1")
os.environ.setdefault("MOTCUA_DATA", str(FOLDER))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
if "DATABASE_URL" not in os.environ:
    server = EmbeddedPostgres(FOLDER, FOR_TESTS)
    if not server.running():
        server.start()
        _started = server
    os.environ["DATABASE_URL"] = server.url("motcua")


def pytest_unconfigure(config):
    """End the server that this run started (workers of a parallel run leave it to their parent)."""
    if _started is not None and not hasattr(config, "workerinput"):
        _started.stop()
