"""The walk: look at the customers whose time has come, decide, write the result."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.calls import rest_rounds
from collections_app.dunning.choices import RoundState
from collections_app.dunning.facts import Ladder, Plan, Situation
from collections_app.dunning.models import CallRound, Decision, NoticeLine, Run
from collections_app.dunning.noting import Origin, line_values, store_notices
from collections_app.dunning.queries import customers_to_look_at
from collections_app.dunning.rules import plan
from collections_app.dunning.situations import situation_of, situations
from collections_app.dunning.upkeep import cancel_moot_tasks
from collections_app.history.actions import event, record_all
from collections_app.invoices.actions import summarise
from collections_app.lib.copying import copy_over, copy_values
from collections_app.lib.many import among
from collections_app.tasks.actions import open_task, open_tasks
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task

BATCH = 2500  # customers decided and written in one transaction
FEW = 8  # customers who are asked about one by one in less time than as a batch
BY = "ladder"


class CannotWalk(Exception):
    """The day was walked past already, or the company is switched off."""


def walk(*, company: Company, as_of: dt.date, now: dt.datetime) -> Run:
    """Decide for every customer whose look is due, once per day however often it is called.

    The run that it answers with is stored only where a customer was looked at.
    """
    if company.walked_on and as_of < company.walked_on:
        raise CannotWalk(
            f"{company} was walked on {company.walked_on} already; the ladder never goes back. "
            f"Give that day or a later one instead of {as_of}."
        )
    if company.mode == Mode.OFF:
        raise CannotWalk(f"{company} is switched off. Switch it to rehearsal or live first.")
    run = Run(company=company, as_of=as_of, mode=company.mode, started_at=now)
    if customers_to_look_at(company, as_of).exists():
        run.save()
        while _walk_batch(run, company, now):
            pass
        run.save(update_fields=["looked_at", "notices", "calls"])
    if company.walked_on != as_of:
        company.walked_on = as_of
        company.save(update_fields=["walked_on"])
    return run


@transaction.atomic
def _walk_batch(run: Run, company: Company, now: dt.datetime) -> int:
    """One batch of customers, locked; the number looked at, 0 when none is left."""
    due = customers_to_look_at(company, run.as_of).select_for_update(of=("self",), skip_locked=True)
    customers = list(due[:BATCH])
    if customers:
        plans = _plans(company, customers, run.as_of)
        _write(run, customers, plans, now)
        summarise(customer_ids=[one.pk for one in customers], as_of=run.as_of)
    return len(customers)


def _plans(company: Company, customers: Sequence[Customer], day: dt.date) -> dict[int, Plan]:
    calendar = company.calendar
    return {
        id: plan(situation, ladder=ladder, calendar=calendar, day=day)
        for id, (situation, ladder) in _situations(company, customers, day).items()
    }


def _situations(
    company: Company, customers: Sequence[Customer], day: dt.date
) -> dict[int, tuple[Situation, Ladder]]:
    """The question about one customer is planned already, those about a batch never are."""
    if len(customers) > FEW:
        return situations(company, customers, day=day)
    for one in customers:
        one.company = company
    return {one.pk: situation_of(one, day=day) for one in customers}


def _write(
    run: Run, customers: Sequence[Customer], plans: dict[int, Plan], now: dt.datetime
) -> None:
    _write_notices(run, plans)
    for customer in customers:
        _write_calls(run, customer, plans[customer.pk], now)
    _write_tasks(run, plans, now)
    cancel_moot_tasks(plans, by=BY, at=now)
    _write_decisions(run, plans, now)
    _write_looks(plans)
    run.looked_at += len(customers)
    run.notices += sum(one.notice is not None for one in plans.values())
    run.calls += sum(one.call is not None for one in plans.values())


def _write_notices(run: Run, plans: dict[int, Plan]) -> None:
    planned = {id: one.notice for id, one in plans.items() if one.notice}
    store_notices(planned, of=_origin(run))


def _origin(run: Run) -> Origin:
    return Origin(company_id=run.company_id, day=run.as_of, mode=run.mode, run_id=run.pk)


def _write_calls(run: Run, customer: Customer, decided: Plan, now: dt.datetime) -> None:
    if decided.rests_round:
        rest_rounds(customer=customer, mode=run.mode, by=BY, at=now)
    if decided.call is None:
        return
    call_round = _open_round(run, customer, decided.call.number)
    place = {"call_round_id": call_round.pk, "round": call_round.number, "accepted_on": run.as_of}
    origin = _origin(run)
    copy_values(NoticeLine, (line_values(line, origin, **place) for line in decided.call.lines))
    open_task(
        company_id=run.company_id,
        customer_id=customer.pk,
        kind=TaskKind.CALL,
        subject=("call_round", call_round.pk),
        due_on=run.as_of,
        at=now,
        values={"round": call_round.number},
    )


def _open_round(run: Run, customer: Customer, number: int) -> CallRound:
    """The open round; one that rested opens again and counts its dials anew."""
    CallRound.objects.filter(customer=customer, mode=run.mode, state=RoundState.RESTING).update(
        state=RoundState.OPEN, dials=0
    )
    call_round, _ = CallRound.objects.get_or_create(
        customer=customer,
        mode=run.mode,
        state=RoundState.OPEN,
        defaults={"company_id": run.company_id, "number": number, "opened_on": run.as_of},
    )
    return call_round


def _write_tasks(run: Run, plans: dict[int, Plan], now: dt.datetime) -> None:
    open_tasks(
        Task(
            company_id=run.company_id,
            customer_id=customer_id,
            kind=task.kind,
            subject_kind=task.subject_kind,
            subject_id=str(task.subject_id or customer_id),
            due_on=run.as_of,
            opened_at=now,
            values=dict(task.values),
        )
        for customer_id, decided in plans.items()
        for task in decided.tasks
    )


_DECIDED = ("code", "values", "look_on")


def _write_decisions(run: Run, plans: dict[int, Plan], now: dt.datetime) -> None:
    """Keep each decision; only a change is history."""
    rows = Decision.objects.filter(customer__in=among(plans))
    before = {id: kept for id, *kept in rows.values_list("customer_id", *_DECIDED)}
    changed = [
        Decision(
            customer_id=id,
            code=one.code,
            values=_plain(one.values),
            decided_on=run.as_of,
            look_on=one.look_on,
        )
        for id, one in plans.items()
        if before.get(id) != [one.code, _plain(one.values), one.look_on]
    ]
    copy_over(changed, unique=["customer_id"], update=["code", "values", "decided_on", "look_on"])
    record_all(
        event(
            kind="dunning.decided",
            subject=("customer", one.customer_id),
            by=BY,
            at=now,
            company_id=run.company_id,
            customer_id=one.customer_id,
            values={
                "code": one.code,
                "on": run.as_of.isoformat(),
                "look_on": one.look_on and one.look_on.isoformat(),
            }
            | one.values,
        )
        for one in changed
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as ISO text, as JSON keeps them."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in values.items()
    }


def _write_looks(customer_ids: Iterable[int]) -> None:
    """When to look again, as the decisions just written say."""
    decided = Decision.objects.filter(customer=OuterRef("pk")).values("look_on")
    Customer.objects.filter(pk__in=among(customer_ids)).update(look_on=Subquery(decided))
