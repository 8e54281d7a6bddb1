"""A restored database has forgotten what was sent since: what people must look at first."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.companies.installation import RESTORED, stop_sending
from collections_app.dunning.brakes import resume
from collections_app.dunning.models import Notice, Run
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned
from tests import factories
from tests.factories import date, noon
from tests.outbox import send_one

pytestmark = pytest.mark.django_db
DAY, NOW = date("2024-01-10"), noon("2024-01-10")


def test_what_may_have_gone_is_not_put_up_for_approval():
    company = factories.company(mode=Mode.LIVE)
    Run.objects.create(company=company, as_of=date("2024-01-02"), mode=Mode.LIVE, started_at=NOW)
    for _ in range(2):
        factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    walk(company=company, as_of=DAY, now=NOW)
    compose_planned(company, day=DAY, now=NOW)
    may_have_gone = Communication.objects.order_by("pk")[0]
    send_one(may_have_gone, now=NOW, carrier=lambda _: Result(Outcome.UNKNOWN))
    stop_sending(because=RESTORED, by="test", at=NOW)

    resume(by="user:1", at=NOW)

    notices = Notice.objects.values_list("messages__communication__state", "state")
    assert sorted(notices) == [("unknown", "ready"), ("waiting", "waiting")]


def test_where_nothing_runs_on_the_careful_days_the_first_day_after_is_careful():
    company = factories.company(mode=Mode.LIVE, walked_on=date("2024-01-09"), fresh_days=99)
    Run.objects.create(company=company, as_of=date("2024-01-02"), mode=Mode.LIVE, started_at=NOW)
    factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    stop_sending(because=RESTORED, by="test", at=NOW)
    resume(by="user:1", at=NOW)
    company.refresh_from_db()

    walk(company=company, as_of=date("2024-01-22"), now=noon("2024-01-22"))
    compose_planned(company, day=date("2024-01-22"), now=noon("2024-01-22"))

    assert Notice.objects.get().state == "waiting"
    factories.invoice(factories.customer(company), "2024-01-15", "1200.00")
    walk(company=company, as_of=date("2024-01-23"), now=noon("2024-01-23"))
    compose_planned(company, day=date("2024-01-23"), now=noon("2024-01-23"))
    assert Notice.objects.latest("pk").state == "ready"
