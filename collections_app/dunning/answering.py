"""A customer wrote: the ladder waits until somebody answered, or for the company's days."""

import datetime as dt
from functools import cache
from textwrap import shorten

from django.db import transaction
from django.db.models import BigAutoField, CharField, QuerySet

from collections_app.communications.actions import needs_no_answer, open_replies
from collections_app.communications.models import Communication
from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.actions import end_hold, put_hold
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.models import Hold
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.queries import open_tasks_of

BY = "reply"
MOST_TOLD = 400  # the log has it whole


@transaction.atomic
def wait_for_answer(*, reply: Communication, words: str, at: dt.datetime) -> None:
    """A person reads it; until then nothing is written to the customer by itself.

    `words`: what is new in it.
    """
    day = reply.company.working_day(at)
    ask_to_answer(reply=reply, words=words, on=day, at=at)
    hold_for_reply(customer=reply.customer, day=day, at=at)


def ask_to_answer(*, reply: Communication, words: str, on: dt.date, at: dt.datetime) -> None:
    """The customer's one task to answer, opened where there is none."""
    open_task(
        company_id=reply.company_id,
        customer_id=reply.customer_id,
        kind=TaskKind.ANSWER,
        subject=("customer", reply.customer_id),
        due_on=on,
        at=at,
        values={
            "channel": reply.channel,
            "name": str(reply.contact or reply.sender),
            "text": shorten(words, MOST_TOLD, placeholder="…"),
        },
    )


def hold_for_reply(*, customer: Customer, day: dt.date, at: dt.datetime) -> None:
    """For the company's days; one hold for all of their replies, a later one makes it longer."""
    company = customer.company
    until_on = company.calendar.add_business_days(day, company.reply_hold_days)
    running = reply_holds(customer).first()
    if running is None:
        reason = HoldReason.REPLY_WAITS
        put_hold(customer=customer, until_on=until_on, reason=reason, on=day, by=BY, at=at)
    elif running.until_on < until_on:
        running.until_on = until_on
        running.save(update_fields=["until_on"])
        look_at(customer_ids=[customer.pk])


@locked("customer.pk")
def end_waiting(*, customer: Customer, by: str, at: dt.datetime) -> bool:
    """Somebody answered: the task is done and the hold over; whether there was a task.

    A hold that a person put is that person's to end.
    """
    waits = _about_waiting().ask(customer=customer.pk, subject=str(customer.pk))
    for reply in waits["replies"]:
        needs_no_answer(reply=reply, by=by)
    for hold in waits["holds"]:
        end_hold(hold=hold, on=customer.company.working_day(at), by=by, at=at)
    if waits["tasks"]:
        close_tasks(kind=TaskKind.ANSWER, subject=("customer", customer.pk), by=by, at=at)
    return bool(waits["tasks"])


@cache
def _about_waiting() -> Question:
    """What a customer wrote and what waits for it; mostly there is nothing."""
    customer, subject = Given("customer", BigAutoField()), Given("subject", CharField())
    return Question(
        {
            "replies": open_replies(customer),
            "holds": reply_holds(customer),
            "tasks": open_tasks_of(kinds=[TaskKind.ANSWER], subject=("customer", subject)),
        }
    )


def go_on_if_all_is_answered(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """When nothing that the customer wrote is open any more, the ladder goes on."""
    if not open_replies(customer).exists():
        end_waiting(customer=customer, by=by, at=at)


def reply_holds(customer: Customer | Given) -> QuerySet[Hold]:
    return running_reply_holds().filter(customer=customer).select_related("customer__company")


def running_reply_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(ended_on__isnull=True, by=BY, reason=HoldReason.REPLY_WAITS)
