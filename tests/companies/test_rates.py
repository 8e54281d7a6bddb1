"""Exchange rates: taken in by file, all or none, and used for no demand."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from collections_app.companies.actions import change_company
from collections_app.companies.models import Rate
from collections_app.companies.rates import CannotTakeRates, latest_rates
from collections_app.history.models import Event
from collections_app.intake.rates import import_rates
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
DAY = date("2024-01-10")
WHO = {"on": DAY, "by": "user:1", "at": noon("2024-01-10")}
HEAD = "currency,day,rate\n"


@pytest.fixture
def company():
    return factories.company()


def known(company, day=DAY) -> list[tuple[str, str, str]]:
    rows = latest_rates(company, day)
    return [(one.currency, f"{one.rate.normalize():f}", str(one.on_day)) for one in rows]


def test_of_each_currency_the_last_rate_up_to_a_day_holds(company):
    rows = "USD,2024-01-03,0.91\nUSD,2024-01-09,0.92\nGBP,2024-01-05,1.16\n"
    import_rates(company=company, content=(HEAD + rows).encode(), **WHO)

    assert known(company) == [("GBP", "1.16", "2024-01-05"), ("USD", "0.92", "2024-01-09")]
    assert known(company, date("2024-01-04")) == [("USD", "0.91", "2024-01-03")]
    said = Event.objects.get(kind="rates.taken")
    assert said.values == {"currencies": ["GBP", "USD"], "rates": 3}


def test_the_same_day_again_replaces_its_rate(company):
    for worth in ("0.91", "0.93"):
        content = f"{HEAD}USD,2024-01-09,{worth}\n".encode()
        import_rates(company=company, content=content, **WHO)

    assert known(company) == [("USD", "0.93", "2024-01-09")]
    assert Rate.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfDay;Currency;Rate\r\n2024-01-09;usd;0,92\r\n",
        b"source,rate,currency,day\nbank,0.92,USD,2024-01-09\n",
    ],
)
def test_columns_are_found_by_name_and_a_decimal_comma_is_read(company, content):
    import_rates(company=company, content=content, **WHO)

    assert known(company) == [("USD", "0.92", "2024-01-09")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("currency,day\nUSD,2024-01-09\n", "no column rate"),
        ("", "no column currency"),
        (HEAD + "USD,2024-01-09,0.92\nUSD,9 January,0.92\n", "Line 3 is no rate"),
        (HEAD + "USD,2024-01-09,much\n", "Line 2 is no rate"),
        (HEAD + "USD,2024-01-09\n", "Line 2 is no rate"),
        (HEAD + "XXQ,2024-01-09,0.92\n", "“XXQ” is no currency"),
        (HEAD + "EUR,2024-01-09,1\n", "own currency"),
        (HEAD + "USD,2024-01-11,0.92\n", "to come"),
        (HEAD + "USD,2024-01-09,0\n", "not above zero"),
        (HEAD + "USD,2024-01-09,NaN\n", "not above zero"),
        (HEAD + "USD,2024-01-09,1e12\n", "not above zero"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(company, content, why):
    with pytest.raises(CannotTakeRates, match=why):
        import_rates(company=company, content=content.encode(), **WHO)

    assert not Rate.objects.exists()


def test_what_is_no_text_is_refused(company):
    with pytest.raises(CannotTakeRates, match="no text"):
        import_rates(company=company, content=b"\xff\xfe\x00", **WHO)


def test_another_own_currency_forgets_the_rates(company):
    content = f"{HEAD}USD,2024-01-09,0.92\n".encode()
    import_rates(company=company, content=content, **WHO)

    change_company(company=company, values={"base_currency": "GBP"}, by="u", at=WHO["at"])

    assert not Rate.objects.exists()


def test_the_command_takes_a_file_and_shows_what_holds(company, tmp_path, capsys):
    file = tmp_path / "rates.csv"
    file.write_text(f"{HEAD}USD,2024-01-09,0.92\n")

    call_command("rates", str(company), str(file))

    assert capsys.readouterr().out == "1 USD = 0.92 EUR, 2024-01-09\n"
    assert Rate.objects.get().rate == Decimal("0.92")
    with pytest.raises(CommandError, match="No such file"):
        call_command("rates", str(company), str(tmp_path / "none.csv"))
