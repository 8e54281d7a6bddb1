"""Whether the machine is well: what left today, what failed, and what has waited longest."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from collections_app.communications.choices import Direction, State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.models import Notice
from collections_app.lib.together import read_together

RECENT = dt.timedelta(7)  # what leaves today was written in these days


@dataclass(frozen=True)
class Machine:
    """Counts of messages; `ready_since` and `approval_since` are those that wait longest."""

    sent_today: int
    bounced: int  # of the last seven days
    failed: int
    ready_since: dt.datetime | None
    approval_since: dt.date | None


def machine_of(company: Company, *, day: dt.date, now: dt.datetime) -> Machine:
    """In one query."""
    begins = dt.datetime.combine(day, dt.time(), company.zone)
    mine = Communication.objects.filter(company=company, direction=Direction.OUT).order_by()
    lately = (
        mine.filter(created_at__gte=begins - RECENT)
        .values("company")
        .annotate(
            sent=Count("pk", filter=Q(sent_at__gte=begins)),
            bounced=Count("pk", filter=Q(state=State.BOUNCED)),
        )
    )
    failed = mine.filter(state=State.FAILED).values("company").annotate(count=Count("pk"))
    ready = mine.filter(state=State.READY, send_after__lte=now).values("company")
    waiting = Notice.objects.filter(company=company, state=NoticeState.WAITING).order_by()
    sums = lately.values_list("sent", "bounced")
    failures = failed.values_list("count", flat=True)
    since = ready.annotate(first=Min("send_after")).values_list("first", flat=True)
    asked = waiting.values("company").annotate(first=Min("day")).values_list("first", flat=True)
    read_together(sums, failures, since, asked)
    sent, bounced = next(iter(sums), (0, 0))
    return Machine(
        sent_today=sent,
        bounced=bounced,
        failed=next(iter(failures), 0),
        ready_since=next(iter(since), None),
        approval_since=next(iter(asked), None),
    )
