"""Beat keeps what each day showed, and a day that is played keeps itself."""

import datetime as dt

import pytest
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.jobs.day import play
from collections_app.jobs.tasks import look_back_at_company
from collections_app.reports.models import DayRecord, Snapshot
from tests import factories


@pytest.fixture
def company(db: None) -> Company:
    company = factories.company()
    factories.invoice(factories.customer(company), "2026-02-01", "100.00")
    return company


def test_the_hour_keeps_the_companys_day(company: Company) -> None:
    look_back_at_company(company.pk)

    assert Snapshot.objects.get().day == company.day_of(timezone.now())
    assert DayRecord.objects.count() == 1


def test_a_company_that_was_walked_ahead_is_left_alone(company: Company) -> None:
    company.walked_on = company.day_of(timezone.now()) + dt.timedelta(1)
    company.save(update_fields=["walked_on"])

    look_back_at_company(company.pk)

    assert not Snapshot.objects.exists()


def test_a_day_that_is_played_is_kept_and_the_missed_ones_before_it(company: Company) -> None:
    first = dt.date(2026, 3, 2)
    for day in (first, first + dt.timedelta(4)):
        play(company, day=day, now=factories.noon(day))

    days = Snapshot.objects.order_by("day").values_list("day", "is_made_up")
    assert list(days) == [(first + dt.timedelta(ago), ago in (1, 2, 3)) for ago in range(5)]
