import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_loads_findings_pairs_and_links")]

    operations = [
        migrations.CreateModel(
            name="LoadFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_code", models.TextField(db_default="")),
                ("records", models.IntegerField()),
                ("right", models.IntegerField()),
                ("complete", models.IntegerField()),
                ("tidy", models.IntegerField(help_text="sạch; a model has a method called clean")),
                ("alive", models.IntegerField()),
                ("good", models.IntegerField(help_text="all four")),
                ("rules", models.JSONField(default=dict)),
                (
                    "load",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="by_unit",
                        to="quality.load",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("load", "unit_code"), name="quality_figure_once")
                ],
            },
        ),
    ]
