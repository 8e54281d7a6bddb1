"""The print runs of a company: what is to be printed, taken out, counted and posted."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from collections_app.communications.choices import State
from collections_app.communications.models import Communication, PrintRun
from collections_app.companies.models import Company
from collections_app.reports.chronology import actor_names
from collections_app.reports.words import reason_words

CLOSED_SHOWN = 20


@dataclass(frozen=True)
class TakenOut:
    """A letter that lies on the printed stack and must not be posted."""

    letter: Communication
    why: str


@dataclass
class OpenRun:
    """A run that is not posted yet, with its letters in the order of the stack."""

    run: PrintRun
    is_late: bool
    letters: list[Communication] = field(default_factory=list)
    out: list[TakenOut] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return sum(one.pdf_pages for one in self.letters)

    @property
    def leaves(self) -> int:
        """Of paper, without the cover's."""
        both = self.run.company.prints_both_sides
        return sum(-(-one.pdf_pages // 2) for one in self.letters) if both else self.pages


def open_runs(company: Company, *, now: dt.datetime) -> list[OpenRun]:
    """The oldest first."""
    runs = PrintRun.objects.filter(company=company, closed_at=None).order_by("pk")
    late = set(late_runs(company, late_before(company, now)).values_list("pk", flat=True))
    rows = {one.pk: OpenRun(one, one.pk in late) for one in runs.select_related("company")}
    letters = Communication.objects.filter(print_run__in=rows).select_related("customer")
    for letter in letters.order_by("sheet"):
        row = rows[letter.print_run_id or 0]
        if letter.state == State.CANCELLED:
            row.out.append(TakenOut(letter, reason_words(letter.reason)))
        else:
            row.letters.append(letter)
    return list(rows.values())


def closed_with_names(company: Company) -> list[tuple[PrintRun, str]]:
    """The last ones, each with the number of its letters, and who closed it."""
    posted = Count("letters", filter=~Q(letters__state=State.CANCELLED))
    closed = PrintRun.objects.filter(company=company, closed_at__isnull=False)
    runs = list(closed.annotate(posted=posted).order_by("-closed_at")[:CLOSED_SHOWN])
    names = actor_names(one.closed_by for one in runs)
    return [(one, names[one.closed_by]) for one in runs]


def late_runs(company: Any, before: Any) -> QuerySet[PrintRun]:
    """Open for more than a business day: their letters lie about, and no deadline runs."""
    return PrintRun.objects.filter(company=company, closed_at=None, opened_at__lt=before)


def late_before(company: Company, now: dt.datetime) -> dt.datetime:
    """What was opened before the last business day began is late."""
    last = company.calendar.add_business_days(company.day_of(now), -1)
    return dt.datetime.combine(last, dt.time(), company.zone)
