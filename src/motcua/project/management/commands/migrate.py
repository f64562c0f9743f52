"""Django's `migrate`, with the quick way forward."""

from typing import Any

from django.core.management.commands import migrate

from motcua.project.migrating import QuickExecutor


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        plain = migrate.MigrationExecutor  # type: ignore[attr-defined]
        migrate.MigrationExecutor = QuickExecutor  # type: ignore[attr-defined]
        try:
            super().handle(*args, **options)
        finally:
            migrate.MigrationExecutor = plain  # type: ignore[attr-defined]
