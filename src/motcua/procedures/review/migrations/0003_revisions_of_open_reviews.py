"""Reviews of before have their present revision as the one to merge from. May be run twice."""

from django.db import migrations


def forwards(apps, schema_editor):
    from motcua.procedures.review.trees import tree_of

    Review, ReviewEdit = apps.get_model("review", "Review"), apps.get_model("review", "ReviewEdit")
    for review in Review.objects.filter(edits=None).iterator(chunk_size=500):
        ReviewEdit.objects.create(
            review=review,
            revision=review.revision,
            tree=tree_of(review),
            by_id=review.opened_by_id,
            by_name=review.opened_by_name,
            at=review.changed_at,
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0002_two_editors_of_one_review")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
