"""Whom the walk looks at, on which ladder, and through which channels they can be reached."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import BigAutoField, CharField, Exists, OuterRef, Q, QuerySet

from collections_app.communications.choices import Channel
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import Track
from collections_app.dunning.facts import Ladder, Rung, arranged
from collections_app.dunning.models import Course, Episode, GivenPolicy, Level, Policy
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Question


def counted_modes(mode: str) -> list[str]:
    """A live walk counts live notices only; a rehearsal counts all (DESIGN 5.10)."""
    return [Mode.LIVE] if mode == Mode.LIVE else [Mode.LIVE, Mode.REHEARSAL]


def levels_of(company: Any) -> QuerySet[Level]:
    return Level.objects.filter(policy__company=company).select_related("policy").order_by("rank")


def ladders_of(levels: Iterable[Level]) -> dict[str, Ladder]:
    """The ladders by customer segment, from the levels in their order; "" is everybody else's."""
    by_policy: dict[Policy, list[Level]] = defaultdict(list)
    for level in levels:
        by_policy[level.policy].append(level)
    return {policy.segment: _ladder(policy, mine) for policy, mine in by_policy.items()}


def _ladder(policy: Policy, levels: Sequence[Level]) -> Ladder:
    return Ladder(
        **arranged([rung_of(one) for one in levels if one.is_on]),
        optional=tuple(rung_of(one) for one in levels if not one.is_on),
        minimum=policy.minimum,
        residual=policy.residual,
        call_round_limit=policy.call_round_limit,
        arrival_call_from=policy.arrival_call_from,
        segment=policy.segment,
    )


def rung_of(level: Level) -> Rung:
    return Rung(
        key=level.key,
        rank=level.rank,
        is_call=level.track == Track.CALL,
        after_due_days=level.after_due_days,
        counts_business_days=level.counts_business_days,
        gap_days=level.gap_days,
        pay_by_days=level.pay_by_days,
        channels=tuple(level.channels),
        needs_approval=level.needs_approval,
        after_call_rounds=level.after_call_rounds,
        before_due_days=level.before_due_days,
        track=level.track,
        roles=tuple(level.roles),
        attaches_letter=level.attaches_letter,
        and_email=level.and_email,
        copies=level.copies,
        arrival_call=level.arrival_call,
        minimum=level.minimum,
    )


def customers_to_look_at(company: Company, day: dt.date) -> QuerySet[Customer]:
    """Whose decision may have changed by `day`, in the order of the index that finds them."""
    return Customer.objects.filter(company=company, look_on__lte=day).order_by("look_on", "id")


def reachable_channels(customer: Customer, contacts: Iterable[Contact]) -> frozenset[str]:
    """The channels with a usable address and, for SMS and voice, consent."""
    reach = set()
    if customer.has_postal_address:
        reach.add(Channel.LETTER.value)
    for contact in contacts:
        reach |= {channel.value for channel in TAKES if takes(contact, channel)}
    return frozenset(reach)


TAKES = {
    Channel.EMAIL: attrgetter("takes_email"),
    Channel.SMS: attrgetter("takes_sms"),
    Channel.VOICE: attrgetter("takes_voice"),
}


def takes(contact: Contact, channel: str) -> bool:
    """Whether the contact can be written to, texted or called by a machine."""
    return bool(TAKES[Channel(channel)](contact))


def policy_of(customer: Customer) -> Policy:
    """The policy that the customer was given, else its segment's, else the standard one."""
    return _first_of(_policies(), customer)


def level_for(customer: Customer, key: str) -> Level:
    """The level as the first of these policies has it that knows it."""
    return _first_of(_levels(), customer, key=key)


def _first_of(question: Question, customer: Customer, **more: str) -> Any:
    [first] = question.ask(
        company=customer.company_id, customer=customer.pk, segment=customer.segment, **more
    )["first"]
    return first


@cache
def _policies() -> Question:
    return Question({"first": _best(Policy.objects.all(), "")})


@cache
def _levels() -> Question:
    of_key = Level.objects.filter(key=Given("key", CharField()))
    return Question({"first": _best(of_key, "policy__")})


def _best(rows: QuerySet[Any], to: str) -> QuerySet[Any]:
    """The one that counts for a customer given later; `to` leads from the row to its policy."""
    given = GivenPolicy.objects.filter(
        customer=Given("customer", BigAutoField()), policy=OuterRef(f"{to}pk")
    )
    mine = rows.filter(**{f"{to}company": Given("company", BigAutoField())})
    mine = mine.annotate(is_given=Exists(given))
    segments = Q(**{f"{to}segment": ""}) | Q(**{f"{to}segment": Given("segment", CharField())})
    return mine.filter(segments | Q(is_given=True)).order_by("-is_given", f"-{to}segment")[:1]


def given_to(customers: Any) -> QuerySet[GivenPolicy, tuple[int, str]]:
    """By customer, the segment whose policy it was given; `customers` is what `in` takes."""
    given = GivenPolicy.objects.filter(customer__in=customers)
    return given.values_list("customer_id", "policy__segment")


def current_episodes(invoice_ids: Sequence[int]) -> dict[int, Episode]:
    """Per invoice that was started again, its current episode."""
    return {one.invoice_id: one for one in episodes(among(invoice_ids))}


def episodes(invoices: Any) -> QuerySet[Episode]:
    """New starts of invoices, the current one last; `invoices` is what `in` takes."""
    return Episode.objects.filter(invoice__in=invoices).order_by("number")


def courses(customers: Any) -> QuerySet[Course]:
    """Decisions of managers, the current one last; `customers` is what `in` takes."""
    return Course.objects.filter(customer__in=customers).order_by("pk")
