"""Tasks whose reason went away: the walk cancels them, so that nobody works on what is settled."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from collections_app.dunning.facts import Plan
from collections_app.dunning.models import NoticeLine
from collections_app.lib.many import among
from collections_app.promises.models import PromiseLine
from collections_app.tasks.choices import Kind, NextAct, State
from collections_app.tasks.models import Task

# Opened by the walk alone, and asked for anew in every plan that still needs them.
PLANNED_KINDS = (
    Kind.DECIDE,
    Kind.CLEAR_RESIDUAL,
    Kind.REVIEW_OLD_DEBT,
    Kind.REVIEW_STANDING,
)


def cancel_moot_tasks(plans: Mapping[int, Plan], *, by: str, at: dt.datetime) -> None:
    """Of the customers just decided about."""
    open_ones = Task.objects.filter(customer__in=among(plans), state=State.OPEN)
    moot = [
        *_unplanned(open_ones, plans),
        *_moot_calls(open_ones, plans),
        *_moot_checks(open_ones, plans),
    ]
    if moot:
        Task.objects.filter(pk__in=moot).update(state=State.CANCELLED, closed_at=at, closed_by=by)


def _unplanned(tasks: QuerySet[Task], plans: Mapping[int, Plan]) -> Iterable[int]:
    wanted = {
        (task.kind, str(task.subject_id or id)) for id, one in plans.items() for task in one.tasks
    }
    for task in tasks.filter(kind__in=PLANNED_KINDS):
        if (task.kind, task.subject_id) not in wanted:
            yield task.pk


def _moot_calls(tasks: QuerySet[Task], plans: Mapping[int, Plan]) -> Iterable[int]:
    """Calls about a broken promise or a letter's arrival of which nothing is left to demand.

    Call rounds rest by themselves.
    """
    calls = list(tasks.filter(kind=Kind.CALL, subject_kind__in=["promise", "notice"]))
    promises = [int(one.subject_id) for one in calls if one.subject_kind == "promise"]
    notices = [int(one.subject_id) for one in calls if one.subject_kind == "notice"]
    left = PromiseLine.objects.filter(promise__in=promises, invoice__demandable__gt=0)
    alive = {("promise", str(id)) for id in left.values_list("promise_id", flat=True)}
    lines = NoticeLine.objects.filter(notice__in=notices, invoice__demandable__gt=0)
    alive |= {("notice", str(id)) for id in lines.values_list("notice_id", flat=True)}
    for call in calls:
        is_stopped = plans[call.customer_id or 0].code == "standing"
        if is_stopped or (call.subject_kind, call.subject_id) not in alive:
            yield call.pk


def _moot_checks(tasks: QuerySet[Task], plans: Mapping[int, Plan]) -> Iterable[int]:
    """Whether the money came need not be looked at where nothing is overdue any more."""
    settled = [id for id, one in plans.items() if one.code == "nothing_overdue"]
    if not settled:
        return ()
    checks = tasks.filter(kind=Kind.FOLLOW_UP, values__act=NextAct.CHECK_PAYMENT)
    return checks.filter(customer__in=among(settled)).values_list("pk", flat=True)
