"""Dates on pages: short in this year, with their year in any other."""

import datetime as dt

from django.template import Context, Template
from django.utils import timezone


def shown(day: dt.date) -> str:
    return Template("{% load dunwell %}{{ day|day }}").render(Context({"day": day}))


def test_a_day_of_another_year_says_which() -> None:
    year = timezone.now().year

    assert shown(dt.date(year + 1, 3, 1)).endswith(f"1 Mar {year + 1}")
    assert shown(dt.date(year - 1, 3, 1)).endswith(f"1 Mar {year - 1}")
    assert shown(dt.date(year, 3, 1)).endswith("1 Mar")
