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
LETTERS = 8  # a letter takes a tenth of a second; the rest goes by mail


def row(number: int, text: str) -> list[str]:
    by_post = number % 60 == 0
    email = "" if by_post else f"customer{number}@vandrel.example"
    name = text.strip() or f"Customer {number}"
    return [
        f"C{number:04}",
        name[:150],
        f"TI-{number:04}",
        "2023-12-06",
        "2024-01-05",
        "1200.00",
        "EUR",
        email,
        text[:90],
        text[:150] or "Lenskade 21",
        text[:90] or "Haarlem",
        "NL",
        text[:90],
    ]


def test_naughty_strings_reach_the_customer_as_text_or_are_refused_with_a_sentence(tmp_path):
    strings = json.loads(shared("vectors/naughty_strings.json").read_text(encoding="utf-8"))
    company = factories.company()
    path = tmp_path / "naughty.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        rows.writerows(row(number, text) for number, text in enumerate(strings))

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
    assert stored + refused >= len(strings)
    assert refused < len(strings) / 20
    sent = Communication.objects.filter(company=company, state="sent")
    assert sent.count() == stored
    assert sent.filter(channel="letter").count() >= LETTERS
    for one in sent.filter(channel="email"):
        assert "1,200.00 EUR" in one.text
        assert "<script" not in one.html.lower()
        assert "\n" not in one.subject
