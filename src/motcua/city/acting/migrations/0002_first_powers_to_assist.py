"""A city that has powers already gets the first ones to assist and to keep devices; it may end or move them."""

from typing import Any

from django.db import migrations
from django.db.models import Min

FIRST = (
    ("reception", "assist", "agency"),
    ("centre_head", "assist", "agency"),
    ("centre_head", "keep_devices", "agency"),
    ("catalogue_editor", "keep_devices", "subtree"),
    ("digital_group", "assist", "agency"),
)


def give(apps: Any, _: Any) -> None:
    """Can be run twice. A database without powers is a new one: it gets them with all others."""
    power = apps.get_model("city", "Power")
    begin = power.objects.aggregate(first=Min("valid_from"))["first"]
    if begin is None:
        return
    for kind, name, reach in FIRST:
        if not power.objects.filter(post_kind=kind, power=name).exists():
            power.objects.create(post_kind=kind, power=name, reach=reach, valid_from=begin)


class Migration(migrations.Migration):
    dependencies = [("acting", "0001_acting_for_others"), ("city", "0010_power_to_assist")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
