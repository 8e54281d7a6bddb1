"""Who is in the demo company: read from customers.csv, where every name and number is invented."""

import csv
import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("customers.csv")
SEED = 20260401
ZONES = {
    "AT": "Europe/Vienna",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "JP": "Asia/Tokyo",
    "KW": "Asia/Kuwait",
}


@dataclass(frozen=True)
class Part:
    """One customer: who it is, how it is billed, how it pays, and the stories told about it.

    `size` is its usual invoice; what should come in the last `silent_days` does not.
    Phone numbers are from the ranges that regulators keep free for fiction.
    """

    number: str
    name: str
    street: str
    postal_code: str
    city: str
    country: str
    language: str
    legal_form: str
    salutation: str
    contact: str
    email: str
    phone: str
    mobile: str
    other_contact: str
    other_role: str
    other_email: str
    currency: str
    terms: dt.timedelta
    payment_method: str
    rhythm: str
    size: Decimal
    habit: str
    silent_days: dt.timedelta
    stories: tuple[str, ...]

    @property
    def time_zone(self) -> str:
        """Empty: the company's."""
        return ZONES.get(self.country, "")


@cache
def cast() -> dict[str, Part]:
    """All parts by customer number."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {row["number"]: _part(row) for row in csv.DictReader(file)}


def _part(row: dict[str, str]) -> Part:
    return Part(
        **{name: row[name] for name in Part.__dataclass_fields__ if name in _TEXTS},
        terms=dt.timedelta(int(row["terms"])),
        size=Decimal(row["size"]),
        silent_days=dt.timedelta(int(row["silent_days"])),
        stories=tuple(row["story"].split()),
    )


_TEXTS = {name for name, kind in Part.__annotations__.items() if kind is str}


def dice(*about: object) -> random.Random:
    """Chance that is the same each time for the same question."""
    return random.Random(":".join(map(str, (SEED, *about))))
