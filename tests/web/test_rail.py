"""The rail counts what the places that it leads to show."""

import datetime as dt

import pytest
from django.http import HttpRequest

from collections_app.communications.models import PrintRun
from collections_app.companies.models import Company
from collections_app.dunning.walk import walk
from collections_app.replies.queries import mails_not_filed, replies_to_file, texts_not_filed
from collections_app.reports.print_runs import late_before
from collections_app.reports.ranking import in_queue
from collections_app.reports.review import PARTS, waiting
from collections_app.tasks.actions import open_task
from collections_app.web import frame, rail
from collections_app.web.rail import INBOX, rail_counts
from tests.replies.mails import came, owing_by_mail, written
from tests.replies.world import NOW, live_company, texted

DAY = NOW.date()


@pytest.fixture
def companies(db: None) -> list[Company]:
    """Two, the second without a number of its own; what came in and waits is of the first."""
    first, second = live_company(), live_company()
    Company.objects.filter(pk=first.pk).update(sms_sender="+15005550006")
    owing_by_mail(first)
    owing_by_mail(second, "somebody@else.example")
    came(written("Hello."))
    came(written("It is Femke.", From="femke@home.example", **{"Message-ID": "<b@home.example>"}))
    texted("Who is this?", number="+4915199999999")
    task = {"kind": "decide", "subject": ("customer", 1), "due_on": DAY, "at": NOW}
    open_task(company_id=first.pk, **task)
    PrintRun.objects.create(company=first, opened_at=NOW - dt.timedelta(10))
    return list(Company.objects.order_by("pk"))


def shown(company: Company, own: list[int]) -> dict[str, int]:
    senders = [company.sms_sender] if company.sms_sender else []
    lists = {
        "queue": in_queue(company, DAY),
        "replies": replies_to_file(company),
        "mails": mails_not_filed(company, own=own),
        "texts": texts_not_filed(senders, own=own),
        **waiting(company, late_before=late_before(company, NOW)),
    }
    return {name: len(rows) for name, rows in lists.items()}


def test_the_counts_are_those_of_the_lists(companies: list[Company]) -> None:
    first, second = companies

    for own in ([first.pk, second.pk], [first.pk], [second.pk]):
        assert rail_counts(first, day=DAY, now=NOW, own=own) == shown(first, own)
        assert rail_counts(second, day=DAY, now=NOW, own=own) == shown(second, own)


def test_all_that_waits_is_counted(companies: list[Company]) -> None:
    counts = rail_counts(companies[0], day=DAY, now=NOW, own=[one.pk for one in companies])

    assert [counts[part] for part in INBOX] == [1, 1, 1]
    assert [counts[part] for part in PARTS] == [0, 0, 1, 1]


def test_no_more_of_a_long_queue_is_counted_than_is_shown(
    companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = companies[0]
    for number in range(3):
        owing_by_mail(first, f"ap{number}@long.example")
    Company.objects.filter(pk=first.pk).update(ledger_as_of=DAY)
    walk(company=Company.objects.get(pk=first.pk), as_of=DAY, now=NOW)
    assert in_queue(first, DAY).count() > 2
    for module in (rail, frame):
        monkeypatch.setattr(module, "MOST", 2)
    rail._question.cache_clear()

    request = HttpRequest()
    vars(request)["companies"] = companies
    about = frame.Frame(request, first, DAY, NOW, can_steer=False, can_oversee=False)

    assert about.queue_count == "1+"
    rail._question.cache_clear()
