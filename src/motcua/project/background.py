"""What happens behind the pages: events are handed on, timers fire, jobs run.

Any number of these processes may run: each row is claimed by one of them (skip-locked).
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from motcua.foundation import clock
from motcua.foundation.events import consumers, outbox
from motcua.foundation.models import Heartbeat
from motcua.procedures.dossiers import timers

WORKER = "worker"
REST_S = 0.3
"""How long a loop rests when there was nothing to do."""
BEAT = timedelta(seconds=2)
DEAD_AFTER_S, RESCUE_EVERY_S = 30.0, 10.0
"""A worker that has not said for so long that it lives is dead (it says so every ten seconds)."""
log = logging.getLogger(__name__)


def run() -> None:
    """Work until SIGINT or SIGTERM; each loop finishes what it has begun."""
    ending = threading.Event()
    loops = [threading.Thread(target=_loop, args=(ending, name), name=name) for name in sorted(consumers)]
    loops.append(threading.Thread(target=_loop, args=(ending, None), name="timers"))
    try:
        asyncio.run(_jobs(ending, loops))
    finally:
        ending.set()
        for loop in loops:
            if loop.is_alive():
                loop.join()


def catch_up() -> None:
    """Do everything that is ready now, then return: for tests, and before a planned stop."""
    again = True
    while again:
        handed_on = [_drain(name) for name in sorted(consumers)]
        again = any(handed_on)
        again = bool(timers.fire_due(clock.now())) or again
    with app.replace_connector(_connector()) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def beat(now: datetime) -> None:
    """Say that the worker lives."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now})


def _drain(name: str) -> int:
    return outbox.drain(name, clock.now())


def _loop(ending: threading.Event, consumer: str | None) -> None:
    """One consumer's outbox, or the timers with the heartbeat. A failure is logged and tried again."""
    last_beat = datetime.min.replace(tzinfo=clock.VN)
    while not ending.is_set():
        done = 0
        try:
            if consumer is None:
                now = clock.now()
                if now - last_beat >= BEAT:
                    beat(now)
                    last_beat = now
                done = timers.fire_due(now)
            else:
                done = _drain(consumer)
        except Exception:
            log.exception("loop %s failed", consumer or "timers")
            close_old_connections()
            connection.close()
        if not done:
            ending.wait(REST_S)
    connection.close()


async def _jobs(ending: threading.Event, loops: Sequence[threading.Thread]) -> None:
    """Jobs until the end. `loops` begin when the jobs' connections stand: a city with a long outbox keeps twenty threads so
    busy that opening them beside those took longer than anybody waits for a connection."""
    loop = asyncio.get_running_loop()
    with app.replace_connector(_connector()) as worker_app:
        async with worker_app.open_async():
            for one in loops:
                one.start()
            worker = asyncio.ensure_future(
                worker_app.run_worker_async(
                    concurrency=1, install_signal_handlers=False, delete_jobs="successful"
                )
            )
            rescuer = asyncio.ensure_future(_rescue(worker_app))
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(name, worker.cancel)
            try:
                await worker
            except asyncio.CancelledError:
                ending.set()
            finally:
                rescuer.cancel()


async def _rescue(worker_app) -> None:
    """Give the jobs of a worker that died in the middle back to the queue: nobody else would ever take them."""
    while True:
        try:
            for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S):
                log.warning("job %s (%s) belonged to a worker that died: again", job.id, job.task_name)
                await worker_app.job_manager.retry_job(job)
        except Exception:
            log.exception("looking for jobs of dead workers failed")
        await asyncio.sleep(RESCUE_EVERY_S)


def _connector() -> BaseConnector:
    """The worker's own connection: Django's is bound to one thread and cannot wait for jobs."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    return connector.get_worker_connector()
