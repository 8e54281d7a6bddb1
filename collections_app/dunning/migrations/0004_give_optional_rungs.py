"""Policies that were made before the optional rungs get them, switched off."""

from django.db import migrations
from django.db.models import Max

COURTESY = {
    "key": "courtesy_note",
    "track": "courtesy",
    "rank": 0,
    "before_due_days": 5,
    "channels": ["email"],
}
AT_THE_TOP = [
    {
        "key": "third_notice",
        "after_due_days": 37,
        "after_call_rounds": 2,
        "pay_by_days": 7,
        "channels": ["letter", "email"],
        "attaches_letter": True,
    },
    {
        "key": "final_notice",
        "after_due_days": 60,
        "gap_days": 14,
        "after_call_rounds": 2,
        "pay_by_days": 10,
        "channels": ["letter", "email"],
        "attaches_letter": True,
        "and_email": True,
        "copies": True,
        "needs_approval": True,
    },
]


def give(apps, schema_editor):
    Policy, Level = apps.get_model("dunning", "Policy"), apps.get_model("dunning", "Level")
    for policy in Policy.objects.all():
        known = set(policy.levels.values_list("key", flat=True))
        top = policy.levels.aggregate(top=Max("rank"))["top"] or 0
        ranked = [COURTESY, *({"rank": top + n, **one} for n, one in enumerate(AT_THE_TOP, 1))]
        Level.objects.bulk_create(
            Level(policy=policy, is_on=False, **one) for one in ranked if one["key"] not in known
        )


class Migration(migrations.Migration):
    dependencies = [("dunning", "0003_optional_rungs")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
