"""A reply that was filed as something to do at the customer holds the ladder until that is done."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from collections_app.communications.actions import needs_no_answer
from collections_app.communications.choices import STAYS_OPEN, Direction, FiledAs, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.actions import lock_customers
from collections_app.customers.models import Customer
from collections_app.dunning.answering import (
    ask_to_answer,
    go_on_if_all_is_answered,
    hold_for_reply,
    reply_holds,
)
from collections_app.history.actions import record
from collections_app.history.models import Event
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task

BY = "ladder"
WRITTEN = ("promise.made", "dispute.opened")
WENT = (State.SENT, State.DELIVERED)


@transaction.atomic
def go_on_if_written_down(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """What was done at the customer answers what they wrote."""
    lock_customers(customer_ids=[customer.pk])
    done = [one for one in _open(customer) if _is_done(one)]
    for reply in done:
        needs_no_answer(reply=reply, by=by)
    if done:
        go_on_if_all_is_answered(customer=customer, by=by, at=at)


def hold_until_written_down(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """Where it is not done and the hold is over by its days, it goes on; for how many customers."""
    waiting = Customer.objects.filter(pk__in=_filed().filter(company=company).values("customer"))
    return sum(
        _hold_on(customer, day, at) for customer in waiting.select_related("company").order_by("pk")
    )


@transaction.atomic
def _hold_on(customer: Customer, day: dt.date, at: dt.datetime) -> bool:
    go_on_if_written_down(customer=customer, by=BY, at=at)
    is_over = reply_holds(customer).filter(until_on__lt=day).exists()
    if not is_over or (reply := _open(customer).first()) is None:
        return False
    hold_for_reply(customer=customer, day=day, at=at)
    _ask_again(reply, day, at)
    record(
        kind="hold.goes_on",
        subject=("customer", customer.pk),
        by=BY,
        at=at,
        company_id=customer.company_id,
        customer_id=customer.pk,
        values={"filed_as": reply.why["filed_as"]},
    )
    return True


def _ask_again(reply: Communication, day: dt.date, at: dt.datetime) -> None:
    """The task to answer says from now on what is still to do."""
    task = ask_to_answer(reply=reply, words=reply.subject, on=day, at=at)
    values = task.values | {"filed_as": reply.why["filed_as"]}
    Task.objects.filter(pk=task.pk).update(values=values)


def _open(customer: Customer) -> QuerySet[Communication]:
    """The oldest first."""
    waiting = _filed().filter(customer=customer).select_related("contact")
    return waiting.order_by("created_at", "pk")


def _filed() -> QuerySet[Communication]:
    """Replies that were filed as something that is still to be done."""
    filed = Communication.objects.filter(
        direction=Direction.IN, purpose="reply", why__filed_as__in=STAYS_OPEN
    )
    return filed.exclude(why__has_key="answered")


def _is_done(reply: Communication) -> bool:
    filed_as = reply.why["filed_as"]
    if filed_as == FiledAs.WRONG_PERSON:
        return any(one.takes_email or one.takes_sms for one in reply.customer.contacts.all())
    if filed_as == FiledAs.SEND_COPY:
        return _after(reply).filter(state__in=WENT).exclude(copies=[]).exists()
    return _is_written_down(reply)


def _is_written_down(reply: Communication) -> bool:
    """A promise, a dispute or a says-paid since it came: whichever, somebody has dealt with it."""
    written = Q(kind__in=WRITTEN, customer_id=reply.customer_id, at__gte=reply.created_at)
    says_paid = Q(kind=TaskKind.FIND_MONEY, customer=reply.customer_id)
    return (
        Event.objects.filter(written).exists()
        or Task.objects.filter(says_paid, opened_at__gte=reply.created_at).exists()
    )


def _after(reply: Communication) -> QuerySet[Communication]:
    return Communication.objects.filter(
        customer=reply.customer_id, direction=Direction.OUT, created_at__gte=reply.created_at
    )
