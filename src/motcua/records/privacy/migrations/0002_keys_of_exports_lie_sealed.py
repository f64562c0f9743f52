"""Keys that make the codes of kept exports are sealed like other secrets: a copy of the table links nobody."""

from django.db import migrations

import motcua.foundation.sealing.fields
from motcua.foundation.sealing import envelope
from motcua.foundation.sealing.keys import ring

PLAIN = 32
"""Bytes of a key as it lay before."""
PLACE = "privacy_statisticsexport.key"


def seal(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("select id, uuid, key from privacy_statisticsexport where length(key) = %s", [PLAIN])
        for pk, uuid, key in cursor.fetchall():
            sealed = envelope.seal(ring(), bytes(key).hex().encode(), PLACE, str(uuid))
            cursor.execute("update privacy_statisticsexport set key = %s where id = %s", [sealed, pk])


def bare(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("select id, uuid, key from privacy_statisticsexport where length(key) > %s", [PLAIN])
        for pk, uuid, key in cursor.fetchall():
            plain = bytes.fromhex(envelope.open_(ring(), bytes(key), PLACE, str(uuid)).decode())
            cursor.execute("update privacy_statisticsexport set key = %s where id = %s", [plain, pk])


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_questions_reviews_breaches_exports_retention")]

    operations = [
        migrations.AlterField(
            "statisticsexport",
            "key",
            motcua.foundation.sealing.fields.SealedTextField(
                help_text="hex; sealed at rest", null=True, row="uuid"
            ),
        ),
        migrations.RunPython(seal, bare),
    ]
