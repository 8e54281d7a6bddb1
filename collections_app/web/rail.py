"""What the rail counts on every page."""

import datetime as dt
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigAutoField, BigIntegerField, DateField, DateTimeField, TextField

from collections_app.companies.models import Company
from collections_app.lib.given import Given
from collections_app.lib.many import among
from collections_app.lib.together import Question
from collections_app.replies.queries import mails_not_filed, replies_to_file, texts_not_filed
from collections_app.reports.counts import rows_counted
from collections_app.reports.print_runs import late_before
from collections_app.reports.ranking import in_queue
from collections_app.reports.review import PARTS, waiting
from collections_app.web.access import senders_of

INBOX = ("replies", "mails", "texts")
COUNTED = ("queue", *INBOX, *PARTS)
MOST = 1000  # no more of the queue is counted for a mark beside its name


def rail_counts(
    company: Company, *, day: dt.date, now: dt.datetime, own: list[int]
) -> dict[str, int]:
    """By the names of the parts; `own` are the companies of whoever looks."""
    given = {
        "company": company.pk,
        "day": day,
        "late_before": late_before(company, now),
        "own": own,
        "senders": senders_of([company]),
    }
    (counts,) = _question().ask(**given)["counts"]
    return dict(zip(COUNTED, counts, strict=True))


@cache
def _question() -> Question:
    company, day = Given("company", BigAutoField()), Given("day", DateField())
    opened = Given("late_before", DateTimeField())
    own = among(Given("own", ArrayField(BigIntegerField())))
    senders = among(Given("senders", ArrayField(TextField())), kind="text")
    parts = {
        "queue": in_queue(company, day).order_by()[:MOST],
        "replies": replies_to_file(company),
        "mails": mails_not_filed(company, own=own),
        "texts": texts_not_filed(senders, own=own),
        **waiting(company, late_before=opened),
    }
    counts = [rows_counted(parts[name]) for name in COUNTED]
    return Question({"counts": Company.objects.filter(pk=company).values_list(*counts)})
