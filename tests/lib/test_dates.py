"""Dates as people read them, and today where somebody is."""

from datetime import UTC, date, datetime

import pytest

from collections_app.lib.dates import show_date, today_in

THURSDAY, LEAP_DAY = date(2026, 5, 21), date(2024, 2, 29)


@pytest.mark.parametrize(
    ("form", "english", "german"),
    [
        ("full", "Thursday 21 May 2026", "Donnerstag, 21. Mai 2026"),
        ("long", "21 May 2026", "21. Mai 2026"),
        ("short", "Thu 21 May 2026", "Do., 21. Mai 2026"),
        ("day", "21 May", "21. Mai"),
        ("row", "Thu 21 May", "Do., 21. Mai"),
    ],
)
def test_date_is_shown_in_each_form(form, english, german):
    assert show_date(THURSDAY, "en", form) == english
    assert show_date(THURSDAY, "de-AT", form) == german


def test_the_29th_of_february_is_a_day_like_others():
    assert show_date(LEAP_DAY, "en") == "Thursday 29 February 2024"


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", date(2026, 5, 22)), ("America/New_York", THURSDAY)]
)
def test_today_is_the_day_of_the_place(zone, day):
    assert today_in(zone, datetime(2026, 5, 21, 20, 0, tzinfo=UTC)) == day
