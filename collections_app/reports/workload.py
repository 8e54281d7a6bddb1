"""Who has how much to do, and did how much today."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import BigAutoField, Count, DateField, DateTimeField, Min, QuerySet

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.lib.given import Given
from collections_app.lib.together import Question
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
    begins, ends = _bounds(company, day)
    read = _question().ask(company=company.pk, day=day, begins=begins, ends=ends)
    waiting, done, skipped = dict(read["waiting"]), dict(read["done"]), dict(read["skipped"])
    oldest = {id: first.isoformat() for id, first in read["oldest"]}
    people = {one.pk: one for one in read["people"]}
    is_worked = company.calendar.is_business_day(day)
    targets = _targets(people.values(), absent=set(read["absent"])) if is_worked else {}
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


def _targets(people: Iterable[User], *, absent: Collection[int]) -> Mapping[int, int]:
    """Nobody has one while away."""
    return {one.pk: one.target for one in people if one.target and one.pk not in absent}


@cache
def _question() -> Question:
    company, day = Given("company", BigAutoField()), Given("day", DateField())
    begins, ends = Given("begins", DateTimeField()), Given("ends", DateTimeField())
    people = User.objects.filter(companies=company)
    by_collector = in_queue(company, day).order_by().values_list("customer__collector")
    tasks = Task.objects.filter(
        company=company, state=TaskState.OPEN, due_on__lte=day, customer__isnull=False
    )
    acts = _contacts(company, begins, ends).order_by().values_list("by")
    skips = _skips(company, begins, ends).order_by().values_list("by")
    away = Absence.objects.filter(user__in=people, from_on__lte=day, until_on__gte=day)
    return Question(
        {
            "waiting": by_collector.annotate(Count("customer", distinct=True)),
            "oldest": tasks.order_by().values_list("customer__collector").annotate(Min("due_on")),
            "done": acts.annotate(Count("customer", distinct=True)),
            "skipped": skips.annotate(Count("pk")),
            "people": people,
            "absent": away.values_list("user", flat=True),
        }
    )


def contacts_on(company: Company, day: dt.date) -> QuerySet[Communication]:
    """What people said, wrote and noted on that day of the company."""
    return _contacts(company.pk, *_bounds(company, day))


def skips_on(company: Company, day: dt.date) -> QuerySet[Event]:
    return _skips(company.pk, *_bounds(company, day))


def _contacts(company: Any, begins: Any, ends: Any) -> QuerySet[Communication]:
    return Communication.objects.filter(
        company=company,
        by__startswith=PERSON,  # the index holds no machine's
        created_at__gte=begins,
        created_at__lt=ends,
    )


def _skips(company: Any, begins: Any, ends: Any) -> QuerySet[Event]:
    return Event.objects.filter(
        company_id=company,
        kind="notice.cancelled",
        values__code=SKIPPED,
        at__gte=begins,
        at__lt=ends,
    )


def _bounds(company: Company, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    begins = dt.datetime.combine(day, dt.time(), company.zone)
    return begins, dt.datetime.combine(day + dt.timedelta(1), dt.time(), company.zone)
