import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("city", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FormerFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="first day of the month")),
                ("received", models.IntegerField()),
                ("handled", models.IntegerField()),
                ("in_time", models.IntegerField()),
                ("source", models.TextField()),
                ("entered_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="former_figure_month")],
                "constraints": [
                    models.UniqueConstraint(fields=["unit", "month"], name="former_figure_of_month"),
                    models.CheckConstraint(
                        condition=models.Q(received__gte=0, handled__gte=0, in_time__gte=0)
                        & models.Q(in_time__lte=models.F("handled")),
                        name="former_figure_adds_up",
                    ),
                ],
            },
        ),
    ]
