"""Servers that come with the installation: a real PostgreSQL and a real NATS, in the project's data folder.

For demo, tests and small installations. Not for production, which sets `DATABASE_URL` and `NATS_URL`.
"""

from motcua.project.embedded.nats import EmbeddedNats
from motcua.project.embedded.ports import free_port
from motcua.project.embedded.postgres import EmbeddedPostgres

__all__ = ["EmbeddedNats", "EmbeddedPostgres", "free_port"]
