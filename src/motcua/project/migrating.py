"""Going forward through the migrations without making all models again for each new table, index and constraint.

Django makes every model that is related to a changed one anew after each operation. In a city of 300 tables that point at one
another this was nine tenths of a first migration: 900 times some fifty classes. What a new table, an index or a constraint
changes can be written into the classes that are there. All else (fields, names, data) goes Django's way.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation

ModelKey = tuple[str, str]
"""Label of the app and name of the model in small letters."""


class QuickState(ProjectState):
    """For going forward only: a class may know of a later table that points at it, and of a later index.

    Migrations of data see exact models, as always: before them Django makes anew what `is_delayed` calls inexact.
    """

    @classmethod
    def taking_over(cls, state: ProjectState) -> "QuickState":
        quick = cls(models=state.models, real_apps=state.real_apps)
        quick.is_delayed = state.is_delayed
        if "apps" in state.__dict__:
            quick.apps = state.apps
        return quick

    def clone(self) -> "QuickState":
        new = super().clone()
        return self.taking_over(new)

    def add_model(self, model_state: ModelState) -> None:
        with self._without_classes() as apps:
            super().add_model(model_state)
        if apps is not None:
            self.is_delayed = True
            apps.render_multiple([model_state])

    def add_index(self, app_label: str, model_name: str, index: models.Index) -> None:
        with self._without_classes() as apps:
            super().add_index(app_label, model_name, index)
        if apps is not None:
            known = apps.get_model(app_label, model_name)._meta
            known.indexes = [*known.indexes, index]

    def add_constraint(self, app_label: str, model_name: str, constraint: models.BaseConstraint) -> None:
        with self._without_classes() as apps:
            super().add_constraint(app_label, model_name, constraint)
        if apps is not None:
            known = apps.get_model(app_label, model_name)._meta
            known.constraints = [*known.constraints, constraint]

    @contextmanager
    def _without_classes(self) -> Iterator[StateApps | None]:
        """Inside, Django finds no classes to make anew. Gives those that there are."""
        apps = self.__dict__.pop("apps", None)
        yield apps
        if apps is not None:
            self.apps = apps

    def _find_reload_model(self, app_label: str, model_name: str, delay: bool = False) -> set[ModelKey]:
        """What Django finds from the classes, and tables that were added since those were made."""
        found: set[ModelKey] = super()._find_reload_model(app_label, model_name, delay)  # type: ignore[misc]
        near = self._near()
        if delay:
            return found | near[app_label, model_name]
        ahead = list(found)
        while ahead:
            new = near[ahead.pop()] - found
            found |= new
            ahead += new
        return found

    def _near(self) -> dict[ModelKey, set[ModelKey]]:
        """For each model those that it points at and those that point at it."""
        near: dict[ModelKey, set[ModelKey]] = defaultdict(set)
        for key, model in self.models.items():
            targets = [field.remote_field.model for field in model.fields.values() if field.is_relation]
            targets += [base for base in model.bases if isinstance(base, str)]
            for target in targets:
                other = resolve_relation(target, *key)
                near[key].add(other)
                near[other].add(key)
        return near


class QuickExecutor(MigrationExecutor):
    def _migrate_all_forwards(
        self, state: ProjectState, plan: Any, full_plan: Any, fake: bool, fake_initial: bool
    ) -> ProjectState:
        quick = QuickState.taking_over(state)
        return super()._migrate_all_forwards(quick, plan, full_plan, fake, fake_initial)  # type: ignore[misc]
