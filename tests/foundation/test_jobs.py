"""Jobs are known to the one app that workers run, whenever their room was read."""

from importlib import import_module
from pathlib import Path

import procrastinate
from procrastinate.contrib.django import procrastinate_app

SRC = Path(__file__).resolve().parents[2] / "src"


def test_every_job_that_a_room_declares_is_known_to_the_app_of_the_workers():
    app = procrastinate_app.current_app
    assert isinstance(app, procrastinate.App)
    declared = 0
    for file in sorted((SRC / "motcua").rglob("jobs.py")):
        name = ".".join(file.relative_to(SRC).with_suffix("").parts)
        for job in vars(import_module(name)).values():
            if isinstance(job, procrastinate.tasks.Task):
                declared += 1
                assert app.tasks.get(job.name) is job, job.name
                assert job.blueprint is app, job.name
    assert declared > 20
