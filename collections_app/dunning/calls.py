"""Call rounds and dials: what ends a round, and when the customer may be called again."""

import datetime as dt
from functools import cache

from django.db import transaction
from django.db.models import BigAutoField, Q

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import RoundState
from collections_app.dunning.models import CallRound
from collections_app.dunning.queries import policy_of
from collections_app.dunning.timing import CALL_WINDOW_DAYS, call_free_on
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.tasks.actions import close_tasks
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

MOST_DAYS_AWAY = 30
TALKS = ("reached", "refused", "voicemail")  # outcomes of a call that was more than a dial


@locked("customer.pk")
def log_dial(
    *, customer: Customer, was_conversation: bool, on: dt.date, by: str, at: dt.datetime
) -> None:
    """A logged call: a conversation or the last dial ends the open round; the rest wait."""
    look_at(customer_ids=[customer.pk])
    waiting = _about_calls().ask(customer=customer.pk, company=customer.company_id)
    called = {call.customer_id for call in waiting["calls"]}
    if was_conversation and customer.pk in called:
        _close_single_calls(customer, by, at)
    for call_round in waiting["rounds"]:
        _count_dial(call_round, customer, was_conversation, on, by, at)
    for id in sorted(called):
        _put_off_calls(id, customer.company, on, at)


@cache
def _about_calls() -> Question:
    """The round of a customer, the calls to them and to those of the company who share a number."""
    id, company = Given("customer", BigAutoField()), Given("company", BigAutoField())
    rounds = CallRound.objects.filter(customer=id, state=RoundState.OPEN).order_by("pk")
    contacts = Contact.objects.filter(customer=id)
    numbers = contacts.values("mobile").union(contacts.values("phone"))
    theirs = Contact.objects.filter(customer__company=company).values("customer")
    by_mobile = theirs.exclude(mobile="").filter(mobile__in=numbers)
    by_phone = theirs.exclude(phone="").filter(phone__in=numbers)
    whose = Customer.objects.filter(pk=id).values("pk").union(by_mobile, by_phone)
    calls = Task.objects.filter(kind=TaskKind.CALL, state=TaskState.OPEN, customer__in=whose)
    return Question({"rounds": rounds[:1], "calls": calls})


def _count_dial(
    call_round: CallRound,
    customer: Customer,
    was_conversation: bool,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> None:
    call_round.dials += 1
    call_round.save(update_fields=["dials"])
    policy = policy_of(customer)
    if was_conversation or call_round.dials >= policy.calls_in_a_round:
        end_round(call_round=call_round, on=on, by=by, at=at)


def _close_single_calls(customer: Customer, by: str, at: dt.datetime) -> None:
    """Calls about a broken promise or a letter's arrival are done once somebody spoke."""
    calls = Task.objects.filter(customer=customer, kind=TaskKind.CALL, state=TaskState.OPEN)
    calls.exclude(subject_kind="call_round").update(
        state=TaskState.DONE, closed_at=at, closed_by=by
    )


def _put_off_calls(customer_id: int, company: Company, on: dt.date, at: dt.datetime) -> None:
    """Open call tasks become due when contact pressure allows the next call.

    Customers who share a number share the pressure on it (DESIGN 5.6).
    """
    free = _call_free_on(customer_id, _numbers_of(customer_id), company, at)
    if free:
        due_on = company.calendar.business_day_from(max(free, on))
        Task.objects.filter(
            customer=customer_id, kind=TaskKind.CALL, state=TaskState.OPEN, due_on__lt=due_on
        ).update(due_on=due_on)


@transaction.atomic
def put_off_calls_while_away(
    *, customer: Customer, name: str, back_on: dt.date, on: dt.date
) -> None:
    """Nobody rings who is said to be away; the task says why. `name`: who is; `on`: today."""
    soonest = min(back_on, on + dt.timedelta(MOST_DAYS_AWAY))
    due_on = customer.company.calendar.business_day_from(soonest)
    calls = Task.objects.filter(customer=customer, kind=TaskKind.CALL, state=TaskState.OPEN)
    for call in calls.filter(due_on__lt=due_on):
        call.due_on = due_on
        call.values = call.values | {"away": name, "back_on": back_on.isoformat()}
        call.save(update_fields=["due_on", "values"])


def _call_free_on(
    customer_id: int, numbers: set[str], company: Company, at: dt.datetime
) -> dt.date | None:
    """When the customer, or one of these numbers of theirs, may be called again."""
    calls = Communication.objects.filter(
        Q(customer=customer_id) | Q(recipient__in=numbers),
        channel=Channel.CALL,
        created_at__gt=at - dt.timedelta(CALL_WINDOW_DAYS),
    )
    said = calls.order_by("created_at").values_list("created_at", "why")
    days = [(company.day_of(made_at), why.get("outcome") in TALKS) for made_at, why in said]
    return call_free_on(
        [day for day, was_talk in days if was_talk], [day for day, talk in days if not talk]
    )


def _numbers_of(customer_id: int) -> set[str]:
    pairs = Contact.objects.filter(customer=customer_id).values_list("mobile", "phone")
    return {number for pair in pairs for number in pair if number}


def end_round(*, call_round: CallRound, on: dt.date, by: str, at: dt.datetime) -> None:
    """A conversation, a voicemail or the last dial: the round is done, its task too."""
    call_round.state, call_round.ended_on = RoundState.ENDED, on
    call_round.save(update_fields=["state", "ended_on"])
    _close_call(call_round, TaskState.DONE, by, at)


def rest_rounds(*, customer: Customer, mode: str, by: str, at: dt.datetime) -> None:
    """Nobody is to be called any more; the round opens again if that changes."""
    for one in CallRound.objects.filter(customer=customer, mode=mode, state=RoundState.OPEN):
        one.state = RoundState.RESTING
        one.save(update_fields=["state"])
        _close_call(one, TaskState.CANCELLED, by, at)


def _close_call(call_round: CallRound, state: str, by: str, at: dt.datetime) -> None:
    subject = ("call_round", call_round.pk)
    close_tasks(kind=TaskKind.CALL, subject=subject, by=by, at=at, state=state)
