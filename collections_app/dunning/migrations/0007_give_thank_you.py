"""Policies that were made before it get the thank-you, switched off; courtesy notes know their track."""

from django.db import migrations

THANKS = {"key": "thank_you", "track": "thanks", "rank": 0, "channels": ["email"]}


def give(apps, schema_editor):
    Policy, Level = apps.get_model("dunning", "Policy"), apps.get_model("dunning", "Level")
    without = Policy.objects.exclude(levels__key=THANKS["key"])
    Level.objects.bulk_create(Level(policy=policy, is_on=False, **THANKS) for policy in without)
    apps.get_model("dunning", "Notice").objects.filter(rank=0).update(track="courtesy")


class Migration(migrations.Migration):
    dependencies = [("dunning", "0006_thank_you")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
