"""What a person does next at a customer: one thing, on one day."""

import datetime as dt

from django.db.models import QuerySet

from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.desk.rules import NextStep
from collections_app.invoices.models import Summary
from collections_app.lib.dates import why_too_far
from collections_app.tasks.actions import close_tasks_of, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import NextAct
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task

PLANNED = (TaskKind.FOLLOW_UP, TaskKind.CALL)


class CannotPlan(Exception):
    """The day has passed, or is too far ahead."""


class CannotFinish(Exception):
    """Something is to be collected, and nothing else is planned."""


@locked("customer.pk")
def plan_next(*, customer: Customer, step: NextStep, on: dt.date, by: str, at: dt.datetime) -> Task:
    """Plan it in place of what was planned before; calls that are open wait for its day too."""
    if step.on < on:
        raise CannotPlan(f"Pick a day from {on} on; {step.on} has passed.")
    if why := why_too_far(step.on, on):
        raise CannotPlan(why)
    subject = ("customer", customer.pk)
    close_tasks_of(kinds=PLANNED, subject=subject, by=by, at=at)
    values = {"act": step.act} | ({"at": f"{step.at:%H:%M}"} if step.at else {})
    if step.act == NextAct.CALL and (waiting := _open_calls(customer).first()):
        _open_calls(customer).update(due_on=step.on)
        return _at_the_hour(waiting, step)
    if step.act == NextAct.ANSWER_DISPUTE and (owed := _open_disputes(customer).first()):
        return _not_later(owed, step.on)
    return open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind=TaskKind.CALL if step.act == NextAct.CALL else TaskKind.FOLLOW_UP,
        subject=subject,
        due_on=step.on,
        at=at,
        values=values,
    )


@locked("customer.pk")
def finish_step(*, customer: Customer, by: str, at: dt.datetime) -> None:
    """What was planned is done; nobody who owes is left without a next day."""
    subject = ("customer", customer.pk)
    close_tasks_of(kinds=PLANNED, subject=subject, by=by, at=at)
    is_owing = Summary.objects.filter(customer=customer, to_collect__gt=0).exists()
    if is_owing and not customer.tasks.filter(state=TaskState.OPEN).exists():
        raise CannotFinish("Something is to be collected: say what comes next with it (c).")
    look_at(customer_ids=[customer.pk])


def _open_disputes(customer: Customer) -> QuerySet[Task]:
    """A dispute has its own task, which no later plan takes away."""
    owed = Task.objects.filter(
        customer=customer, kind=TaskKind.ANSWER_DISPUTE, state=TaskState.OPEN
    )
    return owed.order_by("due_on", "pk")


def _not_later(task: Task, on: dt.date) -> Task:
    """On the day that was agreed, where it is before the one by which we have to answer."""
    if on < task.due_on:
        task.due_on = on
        task.save(update_fields=["due_on"])
    return task


def _open_calls(customer: Customer) -> QuerySet[Task]:
    """Of a round, about a promise or a letter: dials follow the clerk's date (DESIGN 5.8)."""
    return Task.objects.filter(
        customer=customer, kind=TaskKind.CALL, state=TaskState.OPEN
    ).order_by("pk")


def _at_the_hour(task: Task, step: NextStep) -> Task:
    task.refresh_from_db(fields=["due_on"])
    task.values.pop("at", None)
    if step.at:
        task.values["at"] = f"{step.at:%H:%M}"
    task.save(update_fields=["values"])
    return task
