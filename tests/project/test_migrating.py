"""The quick way through the migrations ends where Django's own way ends."""

import os
import re
import subprocess

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from motcua.project.embedded.postgres import BIN
from motcua.project.migrating import QuickState
from tests import prepared_city

OPERATIONS = [
    migrations.CreateModel(
        "Ward", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
    ),
    migrations.CreateModel(
        "Street",
        [
            ("id", models.AutoField(primary_key=True)),
            ("ward", models.ForeignKey("town.ward", models.CASCADE, related_name="streets")),
        ],
    ),
    migrations.AddIndex("ward", models.Index("name", name="ward_by_name")),
    migrations.AddConstraint(
        "street", models.UniqueConstraint(fields=["ward"], name="one_street_in_each_ward")
    ),
    migrations.CreateModel(
        "House",
        [
            ("id", models.AutoField(primary_key=True)),
            ("street", models.ForeignKey("town.street", models.CASCADE, related_name="houses")),
        ],
    ),
]


def state_after(state: ProjectState, *more: migrations.operations.base.Operation) -> ProjectState:
    """The state with its classes made, after each operation as a migration would do it."""
    assert state.apps is not None
    for operation in (*OPERATIONS, *more):
        state = state.clone()
        operation.state_forwards("town", state)
    return state


def test_the_quick_way_tells_the_same_of_every_table_as_the_plain_way():
    more = migrations.AddField("ward", "head", models.ForeignKey("town.house", models.CASCADE, null=True))
    assert state_after(QuickState(), more) == state_after(ProjectState(), more)


def test_indexes_and_constraints_stand_in_the_classes():
    apps = state_after(QuickState()).apps
    assert [one.name for one in apps.get_model("town", "ward")._meta.indexes] == ["ward_by_name"]
    assert [one.name for one in apps.get_model("town", "street")._meta.constraints] == [
        "one_street_in_each_ward"
    ]


@pytest.mark.parametrize(
    "change",
    [
        migrations.AlterField("ward", "id", models.BigAutoField(primary_key=True)),
        migrations.AddField("ward", "short", models.TextField(default="")),
        migrations.AddField("house", "also", models.ForeignKey("town.ward", models.CASCADE, null=True)),
    ],
)
def test_a_changed_table_and_those_that_point_at_it_know_one_another(change):
    apps = state_after(QuickState(), change).apps
    ward, street = apps.get_model("town", "ward"), apps.get_model("town", "street")
    assert street._meta.get_field("ward").remote_field.model is ward
    assert "streets" in {one.name for one in ward._meta.get_fields()}


def test_a_migration_of_data_walks_from_a_table_to_those_that_point_at_it():
    state = state_after(QuickState())
    state.clear_delayed_apps_cache()  # Django does so before it calls the migration's function
    ward, street = state.apps.get_model("town", "ward"), state.apps.get_model("town", "street")
    assert [one.related_model for one in ward._meta.related_objects] == [street]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_city_has_the_same_tables_whichever_way_was_taken():
    assert _dumped("migrated_quickly", "migrate") == _dumped("migrated_plainly", migrate.Command())


def _dumped(database: str, command: "str | migrate.Command") -> str:
    """All tables and rows of a fresh database after the command, without times and the dump's own marks."""
    known, own = connection.settings_dict, connection.settings_dict["NAME"]
    with prepared_city.another(database):
        call_command(command, verbosity=0, interactive=False)
        connection.close()
        dump = subprocess.run(
            [BIN / "pg_dump", "--no-owner", "-h", known["HOST"], "-p", known["PORT"], "-U", known["USER"], database],
            env=os.environ | {"PGPASSWORD": known["PASSWORD"]},
            check=True,
            capture_output=True,
            text=True,
        ).stdout  # fmt: skip
    assert connection.settings_dict["NAME"] == own
    return re.sub(r"\d{4}-\d\d-\d\d [\d:.]+\+\d\d|^\\(un)?restrict .*$", "", dump, flags=re.M)
