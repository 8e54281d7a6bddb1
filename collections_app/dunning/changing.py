"""What managers change of a policy; the invoices above its levels stay where they are."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from collections_app.communications.choices import Channel
from collections_app.communications.shipped import shipped_wordings
from collections_app.customers.actions import look_at
from collections_app.customers.models import Customer
from collections_app.dunning.choices import BESIDE, Track
from collections_app.dunning.facts import IS_ON, OWN, Edits
from collections_app.dunning.models import Level, Policy
from collections_app.history.actions import record

DAYS = ("before_due_days", "after_due_days", "gap_days", "pay_by_days", "after_call_rounds")
ORDERED = ("channels", "roles")
SWITCHES = (
    "counts_business_days",
    "attaches_letter",
    "and_email",
    "copies",
    "arrival_call",
    "needs_approval",
)
EDITED = {IS_ON, "minimum", *DAYS, *ORDERED, *SWITCHES}
AMOUNTS = ("minimum", "residual", "arrival_call_from")
ENTRY = ("entry_letter_days", "entry_review_days")  # of debt that is old when it comes in
COUNTS = ("call_round_limit", "calls_in_a_round", *ENTRY)
WRITTEN = (Channel.EMAIL, Channel.SMS, Channel.LETTER, Channel.VOICE)


class CannotChangePolicy(Exception):
    """The policy has no such level, keeps none, or the value is none that a person changes."""


def channels_for(level: Level) -> list[Channel]:
    """Those that it may go by; a level beside the ladder only where it has words of its own.

    Words that name no level, which serve elsewhere, speak of what is overdue.
    """
    if level.track == Track.CALL:
        return [Channel.CALL]
    if level.track not in BESIDE:
        return list(WRITTEN)
    own = {one.channel for one in shipped_wordings() if one.key == level.key}
    return [one for one in WRITTEN if one in own]


@transaction.atomic
def change_policy(*, policy: Policy, edits: Edits, by: str, at: dt.datetime) -> None:
    """`edits`: by level, and of the policy itself, what changes of that which a person may."""
    levels = {one.key: one for one in policy.levels.all()}
    for key, values in edits.items():
        if key == OWN:
            _change_own(policy, values)
            continue
        if key not in levels:
            known = ", ".join(levels)
            raise CannotChangePolicy(f"There is no level {key}. The policy has {known}.")
        _check(levels[key], values)
        policy.levels.filter(key=key).update(**values)
    if not policy.levels.filter(is_on=True).exclude(rank=0).exists():
        raise CannotChangePolicy("A ladder needs at least one level.")
    plan_anew(policy)
    record(
        kind="policy.changed",
        subject=("policy", policy.pk),
        by=by,
        at=at,
        company_id=policy.company_id,
        values={"levels": {key: dict(values) for key, values in edits.items()}},
    )


def _change_own(policy: Policy, values: Mapping[str, Any]) -> None:
    known = (*AMOUNTS, *COUNTS)
    if not set(values) <= set(known):
        raise CannotChangePolicy(f"Of a policy only {', '.join(known)} can be changed.")
    days = {one: values.get(one, getattr(policy, one)) for one in ENTRY}
    if days["entry_review_days"] < days["entry_letter_days"]:
        raise CannotChangePolicy("What waits in Review is later than what enters at the letter.")
    Policy.objects.filter(pk=policy.pk).update(**values)


def _check(level: Level, values: Mapping[str, Any]) -> None:
    if not set(values) <= EDITED:
        raise CannotChangePolicy(f"Of a level only {', '.join(sorted(EDITED))} can be changed.")
    channels = values.get("channels", level.channels)
    if not channels:
        raise CannotChangePolicy(f"{level} needs a channel to go by.")
    if not set(channels) <= set(channels_for(level)):
        raise CannotChangePolicy(f"{level} cannot go by {', '.join(channels)}.")
    if level.track == Track.COURTESY and values.get("before_due_days") == 0:
        raise CannotChangePolicy(f"{level} goes at least one day before the due date.")


def plan_anew(policy: Policy) -> None:
    """The next walk looks at everybody of the company who owes."""
    of_company = Customer.objects.filter(company=policy.company_id, invoices__balance__gt=0)
    look_at(customer_ids=of_company.distinct().values_list("pk", flat=True))
