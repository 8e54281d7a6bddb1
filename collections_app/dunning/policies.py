"""The default policy, as data (DESIGN 5), and the company that begins with it."""

import datetime as dt
from collections.abc import Mapping
from itertools import count
from typing import Any

from django.db import transaction

from collections_app.communications.choices import Channel
from collections_app.companies.actions import open_company
from collections_app.companies.models import Company
from collections_app.dunning.choices import BESIDE, Track
from collections_app.dunning.models import Level, Policy

DEFAULT_LEVELS: list[dict[str, Any]] = [  # those on the ladder in the order of their ranks
    {
        "key": "courtesy_note",
        "track": Track.COURTESY,
        "is_on": False,
        "before_due_days": 5,
        "channels": [Channel.EMAIL],
    },
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
        "key": "voice_message",
        "is_on": False,
        "after_due_days": 35,
        "gap_days": 7,
        "pay_by_days": 5,
        "channels": [Channel.VOICE, Channel.SMS],
    },
    {
        "key": "call",
        "track": Track.CALL,
        "after_due_days": 37,
        "gap_days": 7,
        "channels": [Channel.CALL],
    },
    {
        "key": "third_notice",
        "is_on": False,
        "after_due_days": 37,
        "after_call_rounds": 2,
        "pay_by_days": 7,
        "channels": [Channel.LETTER, Channel.EMAIL],
        "attaches_letter": True,
        "copies": True,
    },
    {
        "key": "final_notice",
        "is_on": False,
        "after_due_days": 60,
        "gap_days": 14,
        "after_call_rounds": 2,
        "pay_by_days": 10,
        "channels": [Channel.LETTER, Channel.EMAIL],
        "attaches_letter": True,
        "and_email": True,
        "copies": True,
        "needs_approval": True,
    },
    {
        "key": "thank_you",
        "track": Track.THANKS,
        "is_on": False,
        "channels": [Channel.EMAIL],
    },
]


@transaction.atomic
def begin_company(
    *, legal_name: str, values: Mapping[str, Any], by: str, at: dt.datetime
) -> Company:
    """A new company with the default policy; CannotChange says what is wrong."""
    company = open_company(legal_name=legal_name, values=values, by=by, at=at)
    give_default_policy(company=company)
    return company


@transaction.atomic
def give_default_policy(*, company: Company) -> Policy:
    """The company's standard policy: the one it has, or the default one."""
    policy, is_new = Policy.objects.get_or_create(company=company, segment="")
    if is_new:
        ranks = count(1)
        Level.objects.bulk_create(
            Level(policy=policy, rank=0 if values.get("track") in BESIDE else next(ranks), **values)
            for values in DEFAULT_LEVELS
        )
    return policy
