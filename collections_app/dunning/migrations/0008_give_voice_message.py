"""Policies that were made before it get the voice message, switched off, below the call.

What stands above it moves up by one: levels, and the ranks that notices and lines were taken at.
"""

from django.db import migrations
from django.db.models import F, Max

VOICE = {
    "key": "voice_message",
    "after_due_days": 35,
    "gap_days": 7,
    "pay_by_days": 5,
    "channels": ["voice", "sms"],
}


def give(apps, schema_editor):
    Policy, Level = apps.get_model("dunning", "Policy"), apps.get_model("dunning", "Level")
    for policy in Policy.objects.exclude(levels__key=VOICE["key"]):
        top = policy.levels.aggregate(top=Max("rank"))["top"] or 0
        call = policy.levels.filter(track="call").order_by("rank").first()
        rank = call.rank if call else top + 1
        for level in policy.levels.filter(rank__gte=rank).order_by("-rank"):
            Level.objects.filter(pk=level.pk).update(rank=level.rank + 1)
        Level.objects.create(policy=policy, is_on=False, rank=rank, **VOICE)
        move_up(apps, customers_of(apps, policy), rank)


def customers_of(apps, policy):
    customers = apps.get_model("customers", "Customer").objects.filter(company=policy.company_id)
    if policy.segment:
        return customers.filter(segment=policy.segment)
    others = apps.get_model("dunning", "Policy").objects.filter(company=policy.company_id)
    return customers.exclude(segment__in=others.exclude(segment="").values("segment"))


def move_up(apps, customers, rank):
    Notice, Line = apps.get_model("dunning", "Notice"), apps.get_model("dunning", "NoticeLine")
    notices = Notice.objects.filter(customer__in=customers)
    notices.filter(rank__gte=rank).update(rank=F("rank") + 1)
    notices.filter(wording_rank__gte=rank).update(wording_rank=F("wording_rank") + 1)
    lines = Line.objects.filter(invoice__customer__in=customers, rank__gte=rank)
    lines.update(rank=F("rank") + 1)


class Migration(migrations.Migration):
    dependencies = [("dunning", "0007_give_thank_you")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
