"""Who has how much to do, and did how much today."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Min, QuerySet

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.reports.ranking import in_queue
from collections_app.tasks.choices import State as TaskState
from collections_app.tasks.models import Task
from collections_app.users.models import PERSON, Absence, User

NOBODY = "Nobody's"
SKIPPED = "skipped"


def workload_of(company: Company, day: dt.date) -> list[dict[str, Any]]:
    """Everybody who has customers in the queue or did something that day, by name; nobody's last.

    `waiting` and `done` count customers, `skipped` notices; `oldest` is the day since when a task
    waits; `target` is how many customers they should have had to do with, if anybody said.
    """
    waiting, oldest = _waiting(company, day), _oldest(company, day)
    done, skipped = _done(company, day), _skipped(company, day)
    people = {one.pk: one for one in company.users.all()}
    targets = _targets(company, people.values(), day)
    rows = [
        {
            "name": one.display_name,
            "user": one.pk,
            "waiting": waiting.get(one.pk, 0),
            "oldest": oldest.get(one.pk),
            "done": done.get(one.actor, 0),
            "skipped": skipped.get(one.actor, 0),
            "target": targets.get(one.pk),
        }
        for one in sorted(people.values(), key=lambda one: one.display_name)
    ]
    others = [id for id in waiting if id not in people]
    nobodys = {
        "name": NOBODY,
        "user": None,
        "waiting": sum(waiting[id] for id in others),
        "oldest": min((oldest[id] for id in others if oldest.get(id)), default=None),
        "done": 0,
        "skipped": 0,
        "target": None,
    }
    told = ("waiting", "done", "skipped", "target")
    return [one for one in (*rows, nobodys) if any(one[name] for name in told)]


def _targets(company: Company, people: Iterable[User], day: dt.date) -> Mapping[int, int]:
    """Nobody has one on a day off, or while away."""
    if not company.calendar.is_business_day(day):
        return {}
    away = Absence.objects.filter(user__in=company.users.all(), from_on__lte=day, until_on__gte=day)
    absent = set(away.values_list("user", flat=True))
    return {one.pk: one.target for one in people if one.target and one.pk not in absent}


def _waiting(company: Company, day: dt.date) -> Mapping[int | None, int]:
    places = in_queue(company, day).order_by().values_list("customer__collector")
    return dict(places.annotate(Count("customer", distinct=True)))


def _oldest(company: Company, day: dt.date) -> Mapping[int | None, str]:
    tasks = Task.objects.filter(
        company=company, state=TaskState.OPEN, due_on__lte=day, customer__isnull=False
    )
    found = tasks.order_by().values_list("customer__collector").annotate(Min("due_on"))
    return {id: first.isoformat() for id, first in found}


def _done(company: Company, day: dt.date) -> Mapping[str, int]:
    acts = contacts_on(company, day).order_by().values_list("by")
    return dict(acts.annotate(Count("customer", distinct=True)))


def _skipped(company: Company, day: dt.date) -> Mapping[str, int]:
    skips = skips_on(company, day).order_by().values_list("by")
    return dict(skips.annotate(Count("pk")))


def contacts_on(company: Company, day: dt.date) -> QuerySet[Communication]:
    """What people said, wrote and noted on that day of the company."""
    begins, ends = _bounds(company, day)
    return Communication.objects.filter(
        company=company,
        by__startswith=PERSON,  # the index holds no machine's
        created_at__gte=begins,
        created_at__lt=ends,
    )


def skips_on(company: Company, day: dt.date) -> QuerySet[Event]:
    begins, ends = _bounds(company, day)
    return Event.objects.filter(
        company_id=company.pk,
        kind="notice.cancelled",
        values__code=SKIPPED,
        at__gte=begins,
        at__lt=ends,
    )


def _bounds(company: Company, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    begins = dt.datetime.combine(day, dt.time(), company.zone)
    return begins, dt.datetime.combine(day + dt.timedelta(1), dt.time(), company.zone)
