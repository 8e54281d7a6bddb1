"""The default policy, as data (DESIGN 5)."""

from typing import Any

from django.db import transaction

from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.dunning.choices import Track
from collections_app.dunning.models import Level, Policy

DEFAULT_LEVELS: list[dict[str, Any]] = [
    {
        "key": "reminder",
        "after_due_days": 3,
        "counts_business_days": True,
        "pay_by_days": 7,
        "channels": [Channel.EMAIL, Channel.SMS, Channel.LETTER],
    },
    {
        "key": "first_letter",
        "after_due_days": 14,
        "gap_days": 10,
        "pay_by_days": 10,
        "channels": [Channel.EMAIL, Channel.LETTER],
        "attaches_letter": True,
        "arrival_call": True,
    },
    {
        "key": "second_letter",
        "after_due_days": 28,
        "gap_days": 14,
        "pay_by_days": 7,
        "channels": [Channel.LETTER, Channel.EMAIL],
        "attaches_letter": True,
        "arrival_call": True,
        "and_email": True,
        "copies": True,
    },
    {
        "key": "call",
        "track": Track.CALL,
        "after_due_days": 37,
        "gap_days": 7,
        "channels": [Channel.CALL],
    },
]


@transaction.atomic
def give_default_policy(*, company: Company) -> Policy:
    """The company's standard policy: the one it has, or the default one."""
    policy, is_new = Policy.objects.get_or_create(company=company, segment="")
    if is_new:
        Level.objects.bulk_create(
            Level(policy=policy, rank=rank, **values)
            for rank, values in enumerate(DEFAULT_LEVELS, start=1)
        )
    return policy
