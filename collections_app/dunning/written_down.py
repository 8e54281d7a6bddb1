"""A reply that was filed as something to do at the customer holds the ladder until that is done."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import (
    BigAutoField,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from collections_app.communications.actions import needs_no_answer
from collections_app.communications.choices import STAYS_OPEN, Direction, FiledAs, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.answering import (
    ask_to_answer,
    go_on_if_all_is_answered,
    hold_for_reply,
    running_reply_holds,
)
from collections_app.dunning.models import Hold
from collections_app.dunning.told_of import WRITTEN, still_to_write_down
from collections_app.history.actions import record
from collections_app.history.models import Event
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task
from collections_app.tasks.queries import open_tasks_of

BY = "ladder"
ABOUT_INVOICES = (FiledAs.PROMISE, FiledAs.DISPUTE, FiledAs.SAYS_PAID)
WENT = (State.SENT, State.DELIVERED)


def go_on_if_written_down(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """What was done at the customer answers what they wrote; few have written something."""
    if _open(customer).exists():
        _go_on(customer=customer, by=by, at=at)


@locked("customer.pk")
def _go_on(*, customer: Customer, by: str, at: dt.datetime) -> None:
    done = _done(_may_be_done(_open(customer)))
    for reply in done:
        needs_no_answer(reply=reply, by=by)
    if done:
        go_on_if_all_is_answered(customer=customer, by=by, at=at)


def hold_until_written_down(*, company: Company, day: dt.date, at: dt.datetime) -> int:
    """Where it is not done and the hold is over by its days, it goes on; for how many customers.

    Those who wait, and of whom nothing is new, cost no query each.
    """
    waiting = Customer.objects.filter(pk__in=_to_look_at(company, day)).select_related("company")
    return sum(_hold_on(customer, day, at) for customer in waiting.order_by("pk"))


def _to_look_at(company: Company, day: dt.date) -> set[int]:
    """Customers of whom something is done, or whose hold is over by its days."""
    rows = _question().ask(company=company.pk, day=day)
    return {one.customer_id for one in _done(rows["may_be_done"])} | {*rows["over"]}


@cache
def _question() -> Question:
    filed = _filed().filter(company=Given("company", BigAutoField()))
    over = _over(Given("day", DateField())).filter(customer__in=filed.values("customer"))
    return Question(
        {
            "may_be_done": _may_be_done(filed),
            "over": over.values_list("customer", flat=True),
        }
    )


def _over(day: Any) -> QuerySet[Hold]:
    return running_reply_holds().filter(until_on__lt=day)


@transaction.atomic
def _hold_on(customer: Customer, day: dt.date, at: dt.datetime) -> bool:
    go_on_if_written_down(customer=customer, by=BY, at=at)
    is_over = _over(day).filter(customer=customer).exists()
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
    ask_to_answer(reply=reply, words=reply.subject, on=day, at=at)
    subject = ("customer", reply.customer_id)
    task = open_tasks_of(kinds=[TaskKind.ANSWER], subject=subject).get()
    task.values["filed_as"] = reply.why["filed_as"]
    task.save(update_fields=["values"])


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


def _may_be_done(filed: QuerySet[Communication]) -> QuerySet[Communication]:
    """Those of these of which nothing is left to do, and all that came to a wrong person."""
    is_wrong_person = Q(why__filed_as=FiledAs.WRONG_PERSON)
    is_copy = Q(why__filed_as=FiledAs.SEND_COPY)
    return filed.filter(
        is_wrong_person
        | (is_copy & _has_copy())
        | (~is_wrong_person & ~is_copy & _is_written_down())
    )


def _done(may_be: Iterable[Communication]) -> list[Communication]:
    """In a fixed number of queries."""
    replies = list(may_be)
    prefetch_related_objects(replies, "customer__contacts")
    done = [one for one in replies if _is_no_wrong_person(one) or _knows_another(one.customer)]
    waits = still_to_write_down([one for one in done if one.why["filed_as"] in ABOUT_INVOICES])
    return [one for one in done if one.pk not in waits]


def _is_no_wrong_person(reply: Communication) -> bool:
    return bool(reply.why["filed_as"] != FiledAs.WRONG_PERSON)


def _knows_another(customer: Customer) -> bool:
    return any(one.takes_email or one.takes_sms for one in customer.contacts.all())


def _has_copy() -> Q:
    """One went since it came."""
    later = Communication.objects.filter(
        customer=OuterRef("customer"),
        direction=Direction.OUT,
        created_at__gte=OuterRef("created_at"),
    )
    return Q(Exists(later.filter(state__in=WENT).exclude(copies=[])))


def _is_written_down() -> Q:
    """A promise, a dispute or a says-paid since it came: whichever, somebody has dealt with it."""
    written = Event.objects.filter(
        kind__in=WRITTEN, customer_id=OuterRef("customer_id"), at__gte=OuterRef("created_at")
    )
    says_paid = Task.objects.filter(
        kind=TaskKind.FIND_MONEY,
        customer=OuterRef("customer"),
        opened_at__gte=OuterRef("created_at"),
    )
    return Q(Exists(written)) | Q(Exists(says_paid))
