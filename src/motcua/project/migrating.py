"""Going forward through the migrations without making all models again for each new table, index and constraint.

Django makes every model that is related to a changed one anew after each operation. In a city of 300 tables that point at one
another this was nine tenths of a first migration: 900 times some fifty classes. What a new table, an index or a constraint
changes can be written into the classes that are there. All else (fields, names, data) goes Django's way.
"""

from collections import defaultdict
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
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
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.is_delayed = True
            self.apps.render_multiple([model_state])

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        options = self.models[app_label, model_name].options
        options[option_name] = [*options[option_name], obj]
        if "apps" in self.__dict__:
            known = self.apps.get_model(app_label, model_name)._meta
            setattr(known, option_name, [*getattr(known, option_name), obj])

    def _find_reload_model(self, app_label: str, model_name: str, delay: bool = False) -> set[ModelKey]:
        """What Django finds from the classes, and tables that were added since those were made."""
        found: set[ModelKey] = super()._find_reload_model(app_label, model_name, delay)
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
        return super()._migrate_all_forwards(quick, plan, full_plan, fake, fake_initial)
