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
from collections_app.reports.counts import rows_of_each, the_counts
from collections_app.reports.print_runs import late_before
from collections_app.reports.ranking import in_queue
from collections_app.reports.review import waiting
from collections_app.web.access import senders_of

INBOX = ("replies", "mails", "texts")


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
    return the_counts(_question().ask(**given))


@cache
def _question() -> Question:
    company, day = Given("company", BigAutoField()), Given("day", DateField())
    opened = Given("late_before", DateTimeField())
    own = among(Given("own", ArrayField(BigIntegerField())))
    senders = among(Given("senders", ArrayField(TextField())), kind="text")
    parts = {
        "queue": in_queue(company, day),
        "replies": replies_to_file(company),
        "mails": mails_not_filed(company, own=own),
        "texts": texts_not_filed(senders, own=own),
        **waiting(company, late_before=opened),
    }
    return Question(rows_of_each(parts))
