"""Why somebody was contacted, and why not: the standing decision of every overdue customer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.checks import forgotten
from collections_app.dunning.models import Decision, Notice
from collections_app.history.models import Event
from collections_app.invoices.models import Summary
from collections_app.lib.together import read_together
from collections_app.reports.filters import customer_named
from collections_app.reports.models import Place
from collections_app.reports.queue import last_notices
from collections_app.reports.ranking import Cursor, in_queue, oldest_places
from collections_app.reports.words import decision_words, state_of_play

ROWS = 50
EARLIER = 30  # decisions of one customer
DECIDED = "dunning.decided"
UNDECIDED = "undecided"
GROUPS = {  # what was decided, as people ask for it
    "contacted": ("Contacted, or to be called", ("notice", "call", "call_open")),
    "climbs": ("Next level not due yet", ("climbs", "next_round", "calendar", "debit_runs")),
    "pressure": ("Contacted lately", ("pressure", "patience", "unfinished_notice")),
    "promised": ("Promised, disputed, said paid", ("nothing_to_demand", "promise_runs")),
    "held": ("On hold", ("held", "invoices_held")),
    "standing": ("Standing", ("standing",)),
    "ours": ("We owe an answer", ("answer_overdue",)),
    "unreachable": ("Cannot be reached", ("unreachable",)),
    "small": ("Too little", ("below_minimum", "below_level_minimum")),
    "person": ("A person decides", ("decide", "course", "top_of_ladder", "review_old_debt")),
}
NOT_CONTACTED = "not"


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to: a group of decisions, and a part of a name or a number."""

    group: str = ""
    words: str = ""

    @property
    def of_decision(self) -> Q:
        if self.group == NOT_CONTACTED:
            _, codes = GROUPS["contacted"]
            return ~Q(customer__decision__code__in=codes)
        if self.group == UNDECIDED:
            return Q(customer__decision__isnull=True)
        _, codes = GROUPS.get(self.group, ("", ()))
        return Q(customer__decision__code__in=codes) if codes else Q()


@dataclass(frozen=True)
class Row:
    """An overdue customer, what was decided about it last, and what became of that."""

    customer: Customer
    summaries: list[Summary]
    days_overdue: int
    decision: Decision | None
    says: str


@dataclass(frozen=True)
class Page:
    """Some rows, and where the next ones begin."""

    rows: list[Row]
    after: Cursor | None


def page_of(company: Company, *, asked: Asked, after: Cursor | None, day: dt.date) -> Page:
    """The customers whose debt is oldest first; it costs what is shown."""
    met = _overdue(company, day).filter(asked.of_decision & customer_named(asked.words))
    places = oldest_places(met, day=day, after=after, count=ROWS + 1)
    shown = places[:ROWS]
    is_more = len(places) > ROWS
    last = shown[-1] if is_more else None
    after = Cursor(0, last.oldest_due_on, last.customer_id) if last else None
    return Page(_rows(shown, day), after)


def counts_of(company: Company, day: dt.date) -> list[tuple[str, str, int]]:
    """Code, label and number of customers of each group that has any."""
    codes = _overdue(company, day).order_by().values_list("customer__decision__code")
    numbers = dict(codes.annotate(Count("customer", distinct=True)))
    groups = [
        (group, label, sum(numbers.get(code, 0) for code in codes))
        for group, (label, codes) in GROUPS.items()
    ]
    everybody = sum(numbers.values())
    contacted = groups[0][2]
    counted = [
        ("", "All overdue", everybody),
        (NOT_CONTACTED, "Not contacted", everybody - contacted),
        *groups,
        (UNDECIDED, "Not decided yet", numbers.get(None, 0)),
    ]
    return [one for one in counted if one[2] or not one[0]]


def fallen_through(company: Company) -> list[Customer]:
    """Overdue customers with neither a next look nor a pause: there must be none."""
    return list(forgotten(company)[:ROWS])


def earlier_decisions(customer: Customer) -> list[tuple[dt.datetime, str]]:
    """When something else was decided, newest first, in words."""
    events = Event.objects.filter(customer_id=customer.pk, kind=DECIDED).order_by("-at", "-pk")
    return [(one.at, _said(one)) for one in events[:EARLIER]]


def _said(event: Event) -> str:
    look_on = event.values.get("look_on")
    return decision_words(event.values["code"], event.values, look_on)


def _overdue(company: Company, day: dt.date) -> QuerySet[Place]:
    owes = Summary.objects.filter(customer=OuterRef("customer"), overdue__gt=0)
    return in_queue(company, day).filter(Exists(owes), oldest_due_on__lt=day)


def _rows(places: Sequence[Place], day: dt.date) -> list[Row]:
    ids = [one.customer_id for one in places]
    summaries = Summary.objects.filter(customer__in=ids).order_by("-to_collect", "currency")
    notices: QuerySet[Notice] = last_notices(ids)
    read_together(summaries, notices)
    last = {one.customer_id: one for one in notices}
    return [
        Row(
            customer=one.customer,
            summaries=[each for each in summaries if each.customer_id == one.customer_id],
            days_overdue=one.days_overdue(day),
            decision=(decision := getattr(one.customer, "decision", None)),
            says=state_of_play(decision, last.get(one.customer_id), day),
        )
        for one in places
    ]
