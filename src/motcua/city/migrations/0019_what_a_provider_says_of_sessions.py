"""Sessions end when the identity provider says so: who signed on under which name, and since when nobody is signed on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("city", "0018_power_to_share_data")]

    operations = [
        migrations.AddField(
            "account",
            "signed_out_at",
            models.DateTimeField(
                blank=True, help_text="every session that began before has ended", null=True
            ),
        ),
        migrations.CreateModel(
            "SignOn",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=255)),
                ("sid", models.CharField(blank=True, max_length=255)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="city.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "subject", "sid"), name="city_signon_session")
                ],
                "indexes": [
                    models.Index(
                        fields=["provider", "sid"],
                        condition=models.Q(("sid", ""), _negated=True),
                        name="city_signon_sid",
                    )
                ],
            },
        ),
    ]
