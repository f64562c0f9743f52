"""A consulted body that is divided is a question too: one for each ended body of a dossier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reform", "0001_plans_of_organisation"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="question",
            name="reform_question_once",
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.TextField(
                choices=[
                    ("place", "Địa bàn bị chia"),
                    ("post", "Không có chức danh tương ứng"),
                    ("consult", "Nơi được hỏi ý kiến bị chia"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("plan", "subject", "kind", "from_key"), name="reform_question_once"
            ),
        ),
    ]
