"""A file of exchange rates: currency, day, and what one unit is worth in the company's currency."""

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.db import transaction

from collections_app.companies.models import Company
from collections_app.companies.rates import CannotTakeRates, NewRate, take_rates
from collections_app.customers.actions import look_at
from collections_app.invoices.models import Summary

COLUMNS = ("currency", "day", "rate")
LONGEST = 2_000_000  # bytes


@transaction.atomic
def import_rates(
    *, company: Company, content: bytes, on: dt.date, by: str, at: dt.datetime
) -> list[str]:
    """All rows or none; who owes in one of these currencies is looked at anew."""
    taken = take_rates(company=company, rates=list(read_rates(content)), on=on, by=by, at=at)
    owing = Summary.objects.filter(customer__company=company, currency__in=taken, balance__gt=0)
    look_at(customer_ids=owing.values_list("customer_id", flat=True).distinct())
    return taken


def read_rates(content: bytes) -> Iterator[NewRate]:
    """Columns are found by name; comma or semicolon parts them, and a decimal comma is one."""
    if len(content) > LONGEST:
        raise CannotTakeRates("The file is larger than 2 MB.")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise CannotTakeRates("The file is no text. Save it as CSV.") from None
    head = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=";" if ";" in head else ",")
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or []}
    if missing := [name for name in COLUMNS if name not in names]:
        raise CannotTakeRates(
            f"The file has no column {missing[0]}. Its first line is: currency,day,rate."
        )
    for number, row in enumerate(rows, 2):
        yield _read(number, *[(row[names[name]] or "").strip() for name in COLUMNS])


def _read(number: int, currency: str, day: str, rate: str) -> NewRate:
    try:
        on_day, worth = dt.date.fromisoformat(day), Decimal(rate.replace(",", "."))
    except (ValueError, InvalidOperation):
        raise CannotTakeRates(
            f"Line {number} is no rate: write it as USD,2026-11-03,0.9217."
        ) from None
    return NewRate(currency.upper(), on_day, worth)
