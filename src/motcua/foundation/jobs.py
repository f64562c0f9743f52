"""Work that may wait: Procrastinate jobs in our PostgreSQL, enqueued in the caller's transaction.

A room declares its jobs in `jobs.py` and its app registers them by importing that module when it is ready.
"""

from procrastinate.contrib.django import app

task = app.task
periodic = app.periodic

__all__ = ["app", "periodic", "task"]
