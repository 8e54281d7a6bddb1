"""What is proposed for a company of a country."""

import pytest

from collections_app.lib.countries import Habits, countries, habits_of, time_zones


@pytest.mark.parametrize(
    ("country", "habits"),
    [
        ("DE", Habits("Europe/Berlin", "EUR", "de")),
        ("CH", Habits("Europe/Zurich", "CHF", "de")),
        ("MX", Habits("America/Mexico_City", "MXN", "es")),
        ("AU", Habits("Australia/Sydney", "AUD", "en")),
        ("FR", Habits("Europe/Paris", "EUR", "en")),  # as far as it is spoken here
        ("", Habits("UTC", "", "en")),
    ],
)
def test_a_country_has_its_habits(country: str, habits: Habits) -> None:
    assert habits_of(country) == habits


def test_every_country_has_clocks_that_can_be_chosen() -> None:
    assert {habits_of(one).time_zone for one in countries()} <= set(time_zones())
