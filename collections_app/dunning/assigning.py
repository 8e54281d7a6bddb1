"""Which ladder a customer climbs: policies of segments, and the one that a customer is given."""

import datetime as dt

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.changing import CannotChangePolicy, plan_anew
from collections_app.dunning.models import GivenPolicy, Level, Policy
from collections_app.history.actions import record


class CannotGivePolicy(Exception):
    """No reason was given, or the policy is another company's."""


def segments_without_policy(company: Company) -> list[str]:
    """Segments of its customers that climb the standard ladder."""
    segments = company.customers.exclude(segment="").exclude(
        segment__in=company.policies.values("segment")
    )
    return list(segments.order_by("segment").values_list("segment", flat=True).distinct())


@transaction.atomic
def add_policy(*, company: Company, segment: str, by: str, at: dt.datetime) -> Policy:
    """A copy of the standard policy for the customers of a segment."""
    if segment not in segments_without_policy(company):
        raise CannotChangePolicy(f"No customer is of segment {segment}, or it has a policy.")
    policy = company.policies.get(segment="")
    levels = list(policy.levels.all())
    policy.pk, policy.segment = None, segment
    policy.save(force_insert=True)
    for level in levels:
        level.pk, level.policy = None, policy
    Level.objects.bulk_create(levels)
    plan_anew(policy)
    _record("policy.added", policy, by, at)
    return policy


@transaction.atomic
def remove_policy(*, policy: Policy, by: str, at: dt.datetime) -> None:
    """Its customers return to the standard policy, whoever was given it to that of its segment."""
    if not policy.segment:
        raise CannotChangePolicy("The standard policy stays: somebody has to climb it.")
    plan_anew(policy)
    _record("policy.removed", policy, by, at)
    policy.delete()


def _record(kind: str, policy: Policy, by: str, at: dt.datetime) -> None:
    record(
        kind=kind,
        subject=("policy", policy.pk),
        by=by,
        at=at,
        company_id=policy.company_id,
        values={"segment": policy.segment},
    )


@locked("customer.pk")
def give_policy(
    *,
    customer: Customer,
    policy: Policy | None,
    reason: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    """The customer climbs this ladder, or again that of its segment where None is given."""
    if not reason.strip():
        raise CannotGivePolicy("Say why this customer climbs another ladder.")
    if policy and policy.company_id != customer.company_id:
        raise CannotGivePolicy(f"{policy} is a policy of another company.")
    GivenPolicy.objects.filter(customer=customer).delete()
    if policy:
        GivenPolicy.objects.create(
            customer=customer, policy=policy, reason=reason, given_on=on, by=by
        )
    look_at(customer_ids=[customer.pk])
    record(
        kind="customer.policy",
        subject=("customer", customer.pk),
        by=by,
        at=at,
        company_id=customer.company_id,
        customer_id=customer.pk,
        values={"policy": str(policy) if policy else "", "reason": reason},
    )
