"""Who has which customers: the list that a manager gives out anew."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.models import Summary
from collections_app.reports.filters import customer_named
from collections_app.users.choices import Role
from collections_app.users.models import Absence, User

NOBODY = "nobody"
SHOWN = 100
_OVERDUE = Summary.objects.filter(customer=OuterRef("pk"), overdue__gt=0)


@dataclass(frozen=True)
class Asked:
    """Which customers: all empty, everybody's."""

    of: str = ""  # a person's number, or "nobody"
    segment: str = ""
    words: str = ""
    late: str = ""  # "on": only who is overdue

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Asked":
        """What nobody knows counts as not said."""
        of = said.get("of", "")
        return cls(
            of=of if of == NOBODY or of.isdecimal() else "",
            segment=said.get("segment", "")[:60],
            words=said.get("words", "").strip()[:60],
            late="on" if said.get("late") else "",
        )

    @property
    def said(self) -> list[tuple[str, str]]:
        """By name, what is said at all."""
        return [(name, value) for name, value in asdict(self).items() if value]


def met(company: Company, asked: Asked) -> QuerySet[Customer]:
    """By name."""
    found = Customer.objects.filter(_of(asked), customer_named(asked.words, of=""), company=company)
    if asked.segment:
        found = found.filter(segment=asked.segment)
    if asked.late:
        found = found.filter(Exists(_OVERDUE))
    return found.order_by("name_key", "pk")


def _of(asked: Asked) -> Q:
    if asked.of == NOBODY:
        return Q(collector=None)
    return Q(collector=int(asked.of)) if asked.of else Q()


def shown(company: Company, asked: Asked) -> dict[str, Any]:
    """The page: the first customers, how many there are, and who could have them."""
    found = met(company, asked)
    owed = Prefetch("summaries", Summary.objects.filter(overdue__gt=0).order_by("currency"))
    return {
        "asked": asked,
        "customers": found.select_related("collector").prefetch_related(owed)[:SHOWN],
        "count": found.count(),
        "shown": SHOWN,
        "segments": _segments(company),
        "loads": loads_of(company),
        "people": collectors_of(company),
    }


def collectors_of(company: Company) -> list[User]:
    """Who works customers: everybody but auditors and who is switched off."""
    people = company.users.filter(is_active=True).exclude(role=Role.AUDITOR)
    return list(people.order_by("first_name", "last_name", "pk"))


def loads_of(company: Company) -> list[tuple[str, str, int]]:
    """For each person with customers, and nobody: how the address says it, the name, how many."""
    counts = Customer.objects.filter(company=company).order_by().values_list("collector")
    number = dict(counts.annotate(Count("pk")))
    people = User.objects.filter(pk__in=[id for id in number if id]).order_by("first_name", "pk")
    rows = [(str(one.pk), one.display_name, number[one.pk]) for one in people]
    return [*rows, (NOBODY, "Nobody", number.get(None, 0))]


def _segments(company: Company) -> list[str]:
    found = Customer.objects.filter(company=company).exclude(segment="")
    return list(found.order_by("segment").values_list("segment", flat=True).distinct())


def absences_of(company: Company, day: dt.date) -> QuerySet[Absence]:
    """Those of today and to come; `is_bridged` where who stands in can, here."""
    theirs = Absence.objects.filter(user__in=company.users.all(), until_on__gte=day)
    here = company.users.filter(pk=OuterRef("stands_in"), is_active=True)
    return (
        theirs.annotate(is_bridged=Exists(here))
        .select_related("user", "stands_in")
        .order_by("from_on", "pk")
    )
