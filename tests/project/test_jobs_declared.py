"""Every job that a room declares is known to the worker: a room that is loaded too early would lose those after it."""

import sys

from procrastinate.contrib.django import app
from procrastinate.tasks import Task


def test_the_worker_knows_every_job_of_every_room():
    rooms = [
        module
        for name, module in sys.modules.items()
        if name.startswith("motcua.") and name.endswith(".jobs")
    ]
    declared = {thing.name for module in rooms for thing in vars(module).values() if isinstance(thing, Task)}
    assert "motcua.records.scanning.jobs.prepare" in declared
    assert declared <= set(app.tasks)
