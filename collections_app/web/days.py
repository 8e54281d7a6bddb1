"""Days that people pick: neither past nor so far ahead that it can only be a slip."""

import datetime as dt

from django import forms

from collections_app.lib.dates import A_YEAR, show_date


def check_ahead(picked: dt.date, day: dt.date, most: dt.timedelta = A_YEAR) -> dt.date:
    """From `day` on, at most so far ahead."""
    if picked < day:
        raise forms.ValidationError(f"Pick a date from {_named(day)} on.")
    if picked > day + most:
        raise forms.ValidationError(
            f"{_named(picked)} is too far ahead: pick a date up to {_named(day + most)}."
        )
    return picked


def _named(day: dt.date) -> str:
    return show_date(day, "en", "long")
