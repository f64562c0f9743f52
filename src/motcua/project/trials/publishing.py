"""Publishes invented workflows for the procedures of the catalogue: on all cores, by the rule that publishes any other."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

from django.db import connections

from motcua.foundation.actor import Actor
from motcua.foundation.definitions import DefinitionError
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.compile import compile_procedure
from motcua.project.trials.workflows import Subject, invented

NATIONAL_CODE = re.compile(r"\d\.\d{6}$")
CHUNK = 10
"""Procedures that a process takes at a time."""

type Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many workflows were published, and what was refused: code and why."""

    count: int
    steps: int
    refused: tuple[tuple[str, str], ...]


def subjects(count: int) -> list[Subject]:
    """The procedures most asked for that nobody can file here yet; at most `count`."""
    free = (
        Procedure.objects.filter(versions=None, internal=False)
        .exclude(status=Status.ABOLISHED).order_by("-popularity", "code")
    )  # fmt: skip
    return [
        Subject(
            row.code,
            row.name_vi,
            row.field_key,
            "commune" if "commune" in row.levels else "province",
            row.decision or "QĐ công bố",
        )
        for row in _first(free.iterator(), count)
    ]


def publish_all(
    chosen: list[Subject],
    seed: int,
    *,
    by: Actor,
    at: datetime,
    progress: Progress,
    processes: int | None = None,
) -> Published:
    """Invent, prove and publish a workflow for each; search and shelf are made anew once at the end.

    Each procedure in a transaction of its own: what was published before an interruption stays, and the next run goes
    on with the others.
    """
    chunks = [(chosen[n : n + CHUNK], seed, by, at) for n in range(0, len(chosen), CHUNK)]
    if chosen:
        compile_procedure(invented(chosen[0], seed))  # what a process learns once, before there are several
    connections.close_all()
    done, steps, refused = 0, 0, []
    with get_context("fork").Pool(processes or os.cpu_count()) as pool:
        for size, made, faults in pool.imap_unordered(_publish, chunks):
            done += size
            steps += made
            refused += faults
            progress(done, len(chosen))
    publishing.list_anew()
    return Published(len(chosen) - len(refused), steps, tuple(refused))


def _publish(chunk: tuple[list[Subject], int, Actor, datetime]) -> tuple[int, int, list[tuple[str, str]]]:
    """In a process of its own: how many, with how many steps, and what was refused."""
    chosen, seed, by, at = chunk
    steps, refused = 0, []
    for subject in chosen:
        definition = invented(subject, seed)
        try:
            publishing.publish(definition, by=by, at=at, listed=False)
        except DefinitionError as error:
            refused.append((subject.code, str(error)))
        else:
            workflow = definition.workflow
            steps += len(workflow.steps) + sum(len(part.steps) - 1 for part in workflow.parts.values())
    connections.close_all()
    return len(chosen), steps, refused


def _first(rows: Iterator[Procedure], count: int) -> Iterator[Procedure]:
    for row in rows:
        if count <= 0:
            return
        if NATIONAL_CODE.match(row.code):
            count -= 1
            yield row
