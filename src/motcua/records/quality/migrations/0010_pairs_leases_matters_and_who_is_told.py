import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0002_figures_of_each_commune"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "pair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="quality.pair",
                    ),
                ),
                ("name", models.TextField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "pair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="matter",
                        serialize=False,
                        to="quality.pair",
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[("dispute", "Hai cán bộ có ý kiến khác nhau"), ("merge", "Chờ gộp")]
                    ),
                ),
                ("unit_code", models.TextField(db_default="")),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name="opinion",
            name="verdict",
            field=models.TextField(
                choices=[
                    ("open", "Chờ xem"),
                    ("first", "Chờ người thứ hai"),
                    ("disputed", "Hai cán bộ có ý kiến khác nhau"),
                    ("same", "Cùng một người"),
                    ("different", "Hai người khác nhau"),
                    ("unknown", "Chưa thể kết luận"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="pair",
            name="state",
            field=models.TextField(
                choices=[
                    ("open", "Chờ xem"),
                    ("first", "Chờ người thứ hai"),
                    ("disputed", "Hai cán bộ có ý kiến khác nhau"),
                    ("same", "Cùng một người"),
                    ("different", "Hai người khác nhau"),
                    ("unknown", "Chưa thể kết luận"),
                ],
                default="open",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(fields=("pair", "account"), name="quality_opinion_once"),
        ),
        migrations.AddField(
            model_name="lease",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                models.F("kind"), models.F("unit_code"), models.F("pair"), name="quality_matter_list"
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="told",
            name="merge",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told",
                to="quality.merge",
            ),
        ),
        migrations.AddIndex(
            model_name="told",
            index=models.Index(
                models.F("account"), condition=models.Q(("seen_at__isnull", True)), name="quality_told_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.UniqueConstraint(fields=("merge", "account"), name="quality_told_once"),
        ),
    ]
