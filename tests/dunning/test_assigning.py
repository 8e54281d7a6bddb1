"""Segments and single customers climb ladders of their own."""

from decimal import Decimal

import pytest

from collections_app.companies.choices import Mode
from collections_app.dunning.actions import enter_old_debt
from collections_app.dunning.assigning import (
    CannotGivePolicy,
    add_policy,
    give_policy,
    remove_policy,
    segments_without_policy,
)
from collections_app.dunning.changing import CannotChangePolicy, change_policy
from collections_app.dunning.models import Entry, Policy
from collections_app.dunning.queries import level_for, policy_of
from collections_app.dunning.simulating import ask, go_on
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice
from collections_app.reports.climbing import climbing_of
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)
DAY, NOW = date("2024-01-10"), noon("2024-01-10")
WHO = {"by": "user:1", "at": NOW}
LATER = {"reminder": {"after_due_days": 30}}


@pytest.fixture
def company():
    return factories.company(mode=Mode.REHEARSAL)


@pytest.fixture
def public(company):
    """Of a segment, with an invoice on which the standard reminder is due on the 10th."""
    one = factories.customer(company, segment="public")
    factories.invoice(one, "2024-01-05", "1200.00")
    return one


@pytest.fixture
def other(company):
    one = factories.customer(company)
    factories.invoice(one, "2024-01-05", "1200.00")
    return one


def later(policy: Policy) -> Policy:
    """Reminders go a month after the due date."""
    change_policy(policy=policy, edits=LATER, **WHO)
    return policy


def test_a_segment_gets_a_copy_of_the_standard_policy(company, public):
    company.policies.update(minimum=Decimal(50))
    factories.switch_on(company, "third_notice")

    policy = add_policy(company=company, segment="public", **WHO)

    standard = company.policies.get(segment="")
    of_segment = policy.levels.exclude(policy=standard).values_list("key", "rank", "is_on")
    assert list(of_segment) == list(standard.levels.values_list("key", "rank", "is_on"))
    assert policy.minimum == 50
    assert segments_without_policy(company) == []
    assert Event.objects.get(kind="policy.added").values == {"segment": "public"}


@pytest.mark.parametrize("segment", ["", "nobody", "public"])
def test_a_policy_is_added_once_and_for_customers_that_there_are(company, public, segment):
    if segment == "public":
        add_policy(company=company, segment="public", **WHO)

    with pytest.raises(CannotChangePolicy, match="or it has a policy"):
        add_policy(company=company, segment=segment, **WHO)


def test_who_is_of_the_segment_climbs_its_ladder_and_returns_when_it_is_removed(
    company, public, other
):
    policy = later(add_policy(company=company, segment="public", **WHO))
    days = Days(company, DAY)

    days.until("2024-01-10")
    assert list(company.communications.values_list("customer", flat=True)) == [other.pk]
    assert climbing_of(company, segments={"", "public"}).customers == {"": 1, "public": 1}

    remove_policy(policy=policy, **WHO)
    days.until("2024-01-11")
    assert policy_of(public).segment == ""
    assert set(company.communications.values_list("customer", flat=True)) == {other.pk, public.pk}


def test_the_standard_policy_stays(company):
    with pytest.raises(CannotChangePolicy, match="standard policy stays"):
        remove_policy(policy=company.policies.get(), **WHO)


def test_a_customer_is_given_another_policy_and_returns_to_its_own(company, public, other):
    policy = later(add_policy(company=company, segment="public", **WHO))
    standard = company.policies.get(segment="")

    give_policy(customer=other, policy=policy, reason="Slow, and pays.", on=DAY, **WHO)
    give_policy(customer=public, policy=standard, reason="As everybody.", on=DAY, **WHO)

    assert (policy_of(other), policy_of(public)) == (policy, standard)
    assert level_for(other, "reminder").after_due_days == 30
    assert climbing_of(company, segments={"", "public"}).customers == {"": 1, "public": 1}
    draft = {"public": {"reminder": {"after_due_days": 1}}}
    simulation = ask(company=company, draft=draft, on=DAY, **WHO)
    while go_on(simulation_id=simulation.pk, at=NOW):
        pass
    Days(company, DAY).until("2024-01-10")
    assert list(company.communications.values_list("customer", flat=True)) == [public.pk]
    drafted = simulation.contacts.filter(is_draft=True, on_day=DAY)
    assert set(drafted.values_list("customer", flat=True)) == {public.pk, other.pk}
    said = Event.objects.filter(kind="customer.policy", customer_id=other.pk).get()
    assert said.values == {"policy": "public", "reason": "Slow, and pays."}

    give_policy(customer=other, policy=None, reason="Pays no more.", on=DAY, **WHO)
    assert policy_of(other) == standard


def test_old_debt_of_who_was_given_a_policy_enters_as_that_says(company, public, other):
    policy = add_policy(company=company, segment="public", **WHO)
    change_policy(policy=policy, edits={"": {"entry_review_days": 400}}, **WHO)
    give_policy(customer=other, policy=policy, reason="Old friends.", on=DAY, **WHO)
    old = factories.invoice(other, "2023-09-01", "1200.00")

    enter_old_debt(invoices=Invoice.objects.filter(pk=old.pk), company=company, day=DAY)

    assert not Entry.objects.get(invoice=old).in_review


def test_a_policy_is_given_with_a_reason_and_within_a_company(company, other):
    foreign = factories.company().policies.get()

    with pytest.raises(CannotGivePolicy, match="Say why"):
        give_policy(customer=other, policy=None, reason=" ", on=DAY, **WHO)
    with pytest.raises(CannotGivePolicy, match="another company"):
        give_policy(customer=other, policy=foreign, reason="No.", on=DAY, **WHO)
