"""One total in the company's currency, which says how old its rates are and what it leaves out."""

from decimal import Decimal

import pytest

from collections_app.companies.rates import NewRate, take_rates
from collections_app.invoices.models import Summary
from collections_app.reports.converted import converted_total
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
DAY = date("2024-01-10")


@pytest.fixture
def company():
    company = factories.company()
    for currency, sum in [("EUR", "100.00"), ("USD", "50.00"), ("USD", "50.00"), ("CHF", "7.00")]:
        owing = factories.customer(company)
        Summary.objects.create(customer=owing, currency=currency, demandable=sum, as_of=DAY)
    return company


def taken(company, **rates: tuple[str, str]) -> None:
    new = [NewRate(one, date(day), Decimal(worth)) for one, (day, worth) in rates.items()]
    take_rates(company=company, rates=new, on=DAY, by="u", at=noon("2024-01-10"))


def test_without_a_rate_nothing_is_converted(company):
    found, _ = converted_total(company, day=DAY)

    assert (found.total, found.since) == (None, None)
    assert found.apart == {"CHF": Decimal(7), "USD": Decimal(100)}


def test_what_has_a_rate_is_one_total_and_the_rest_is_named(company):
    taken(company, USD=("2024-01-09", "0.9219"), GBP=("2024-01-02", "1.16"))

    found, _ = converted_total(company, day=DAY)

    assert (found.total, found.currency) == (Decimal("192.19"), "EUR")
    assert (found.since, found.until) == (date("2024-01-09"), date("2024-01-09"))
    assert found.apart == {"CHF": Decimal(7)}


def test_the_total_names_the_oldest_and_the_newest_of_its_rates(company):
    taken(company, USD=("2024-01-09", "0.9"), CHF=("2024-01-03", "1.1"))

    found, _ = converted_total(company, day=DAY)

    assert (found.total, found.apart) == (Decimal("197.70"), {})
    assert (found.since, found.until) == (date("2024-01-03"), date("2024-01-09"))
