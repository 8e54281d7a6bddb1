"""What a country mostly says of those in it: clocks, money, language. For proposals alone."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

import holidays
from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from collections_app.lib.languages import SPOKEN, spoken

UTC = "UTC"
# The table goes through these from east to west, beginning with islands.
OF_MOST_PEOPLE = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
}


@dataclass(frozen=True)
class Habits:
    """What is used in most offices of a country."""

    time_zone: str
    currency: str
    language: str


@cache
def countries() -> dict[str, str]:
    """Codes of countries whose public holidays are known, with their names, by name."""
    names = Locale(SPOKEN[0]).territories
    known = {code: names[code] for code in holidays.list_supported_countries() if code in names}
    return dict(sorted(known.items(), key=lambda one: one[1]))


@cache
def time_zones() -> list[str]:
    """Those of places, by name."""
    places = get_global("zone_territories").keys() & available_timezones()
    return sorted({*places, UTC})


@cache
def habits_of(country: str) -> Habits:
    """Of an unknown country: UTC, no currency, English."""
    people = get_global("territory_languages").get(country, {})
    most = max(people, key=lambda one: people[one]["population_percent"], default="")
    return Habits(
        time_zone=_first_zones().get(country, UTC),
        currency=next(iter(get_territory_currencies(country) if country else ()), ""),
        language=spoken(most),
    )


@cache
def _first_zones() -> dict[str, str]:
    """By country; where the table has several, the first is mostly the one of most people."""
    tables = [Path(folder) / "zone.tab" for folder in TZPATH]
    table = next((one for one in tables if one.exists()), None)
    lines = table.read_text().splitlines() if table else []
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[0]: row[2] for row in reversed(rows)} | OF_MOST_PEOPLE
