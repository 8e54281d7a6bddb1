"""Customers with a due invoice each, of a company that has been live for a while."""

import datetime as dt
from itertools import count

from collections_app.communications.choices import Channel
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import Run
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned
from tests import factories

DAYS_LATE = 7  # on any weekday a reminder is due by then
_mobiles = count(1)


def live_company(now: dt.datetime) -> Company:
    """Its ledger is as fresh as can be, and its window open all day."""
    since = now.date() - dt.timedelta(200)
    company = factories.company(
        mode=Mode.LIVE,
        live_since=since,
        ledger_as_of=now.date(),
        window_opens=dt.time(0),
        window_closes=dt.time(23, 59),
        most_notices_a_day=10**6,
    )
    at = dt.datetime.combine(since, dt.time(12), dt.UTC)
    Run.objects.create(company=company, as_of=since, mode=Mode.LIVE, started_at=at)
    return company


def owing(company: Company, channel: str, day: dt.date, amount: str = "1200.00") -> Customer:
    """A customer who is reached by one channel, and is late."""
    customer = factories.customer(company, street="" if channel == Channel.SMS else "Lenskade 21")
    if channel != Channel.EMAIL:
        Contact.objects.filter(customer=customer).update(email="", **_reached_by(channel))
    factories.invoice(customer, (day - dt.timedelta(DAYS_LATE)).isoformat(), amount)
    return customer


def _reached_by(channel: str) -> dict[str, object]:
    if channel != Channel.SMS:
        return {}
    return {
        "mobile": f"+49151{next(_mobiles):08}",
        "sms_consent_on": dt.date(2020, 1, 1),
        "sms_consent_source": "order form",
    }


def write_notices(company: Company, now: dt.datetime) -> int:
    """Plan and compose, as beat does; how many notices are ready."""
    day = company.day_of(now)
    walk(company=company, as_of=day, now=now)
    return compose_planned(company, day=day, now=now)
