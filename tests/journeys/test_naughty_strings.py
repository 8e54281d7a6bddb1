"""Strings that break things, from an import's text fields to the mail and the letter."""

import csv
import json

import pytest
from django.core.management import call_command

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.intake.models import Import
from tests import factories
from tests.factories import date
from tests.intake.shared import shared

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = [
    "customer number",
    "customer name",
    "invoice",
    "invoice date",
    "due date",
    "amount",
    "currency",
    "email",
    "contact name",
    "street",
    "city",
    "country",
    "purchase order",
]
LETTERS = 5  # a letter takes a tenth of a second; the rest goes by mail
FIELDS = 4  # text fields of a row that take one string each


def row(number: int, texts: list[str]) -> list[str]:
    """One invoice of one customer; its name, contact, street and order number are naughty."""
    name, contact, street, order = texts
    email = "" if number % 25 == 0 else f"customer{number}@vandrel.example"
    return [
        f"C{number:04}",
        name.strip()[:150] or f"Customer {number}",
        f"TI-{number:04}",
        "2023-12-06",
        "2024-01-05",
        "1200.00",
        "EUR",
        email,
        contact[:90],
        street[:150] or "Lenskade 21",
        "Haarlem",
        "NL",
        order[:90],
    ]


def rows_of(strings: list[str]) -> list[list[str]]:
    """Every string in one field of some row, and the next in the next."""
    padded = strings + [""] * (-len(strings) % FIELDS)
    return [
        row(number, padded[place : place + FIELDS])
        for number, place in enumerate(range(0, len(padded), FIELDS))
    ]


def test_naughty_strings_reach_the_customer_as_text_or_are_refused_with_a_sentence(tmp_path):
    strings = json.loads(shared("vectors/naughty_strings.json").read_text(encoding="utf-8"))
    company = factories.company()
    path = tmp_path / "naughty.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerows(rows_of(strings))

    call_command(
        "import_invoices",
        path,
        company=str(company.pk),
        yes=True,
        as_of=date("2024-01-06"),
        dates="YMD",
    )
    call_command("tick", "--as-of", "2024-01-10")

    stored = Customer.objects.filter(company=company).count()
    refused = Import.objects.get(state="committed").counts.get("refused", 0)
    assert stored + refused == len(rows_of(strings))
    assert refused <= 3
    sent = Communication.objects.filter(company=company, state="sent")
    assert sent.count() == stored
    assert sent.filter(channel="letter").count() >= LETTERS
    for one in sent.filter(channel="email"):
        assert "1,200.00 EUR" in one.text
        assert "<script" not in one.html.lower()
        assert "\n" not in one.subject
