"""What a person does next at a customer: one thing, on one day."""

import datetime as dt
from functools import cache

from django.db.models import BigAutoField, CharField

from collections_app.customers.actions import look_at
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.desk.rules import NextStep
from collections_app.invoices.models import Summary
from collections_app.lib.dates import why_too_far
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.tasks.actions import close_tasks_of, open_task
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import NextAct
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task
from collections_app.tasks.queries import open_tasks_of

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
    owed = _about_tasks().ask(customer=customer.pk, subject=str(customer.pk))
    if owed["planned"]:
        close_tasks_of(kinds=PLANNED, subject=subject, by=by, at=at)
    if step.act == NextAct.CALL and owed["calls"]:
        _wait_for(owed["calls"], step)
    elif step.act == NextAct.ANSWER_DISPUTE and owed["answers"]:
        _not_later(owed["answers"][0], step.on)
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


@cache
def _about_tasks() -> Question:
    """What is planned at a customer, and what else is owed; what is due first comes first."""
    customer, subject = Given("customer", BigAutoField()), Given("subject", CharField())
    owed = Task.objects.filter(customer=customer, state=TaskState.OPEN).order_by("due_on", "pk")
    return Question(
        {
            "planned": open_tasks_of(kinds=PLANNED, subject=("customer", subject)),
            "calls": owed.filter(kind=TaskKind.CALL).exclude(subject_kind="customer"),
            "answers": owed.filter(kind=TaskKind.ANSWER_DISPUTE),
        }
    )


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
