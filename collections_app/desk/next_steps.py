"""What a person does next at a customer: one thing, on one day."""

import datetime as dt

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
def plan_next(*, customer: Customer, step: NextStep, on: dt.date, by: str, at: dt.datetime) -> None:
    """Plan it in place of what was planned before; calls that are open wait for its day too."""
    if step.on < on:
        raise CannotPlan(f"Pick a day from {on} on; {step.on} has passed.")
    if why := why_too_far(step.on, on):
        raise CannotPlan(why)
    subject = ("customer", customer.pk)
    close_tasks_of(kinds=PLANNED, subject=subject, by=by, at=at)
    if step.act == NextAct.CALL and (calls := _open(customer, TaskKind.CALL)):
        _wait_for(calls, step)
    elif step.act == NextAct.ANSWER_DISPUTE and (owed := _open(customer, TaskKind.ANSWER_DISPUTE)):
        _not_later(owed[0], step.on)
    else:
        open_task(
            company_id=customer.company_id,
            customer_id=customer.pk,
            kind=TaskKind.CALL if step.act == NextAct.CALL else TaskKind.FOLLOW_UP,
            subject=subject,
            due_on=step.on,
            at=at,
            values={"act": step.act} | _hour(step),
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


def _open(customer: Customer, kind: str) -> list[Task]:
    """What is due first comes first."""
    owed = Task.objects.filter(customer=customer, kind=kind, state=TaskState.OPEN)
    return list(owed.order_by("due_on", "pk"))


def _not_later(task: Task, on: dt.date) -> None:
    """A dispute has its own task: on the day agreed, if we have not to answer sooner."""
    if on < task.due_on:
        task.due_on = on
        task.save(update_fields=["due_on"])


def _wait_for(calls: list[Task], step: NextStep) -> None:
    """Of a round, about a promise or a letter: dials follow the clerk's date (DESIGN 5.8)."""
    for task in calls:
        kept = {name: value for name, value in task.values.items() if name != "at"}
        task.due_on, task.values = step.on, kept | _hour(step)
        task.save(update_fields=["due_on", "values"])


def _hour(step: NextStep) -> dict[str, str]:
    return {"at": f"{step.at:%H:%M}"} if step.at else {}
