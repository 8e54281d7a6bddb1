"""Amounts in the wrap-up: typed in anybody's manner, refused where they may mean two things."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.invoices.models import Invoice
from collections_app.promises.models import Promise
from tests.web.days import late_invoice
from tests.web.test_wrap_up import ahead, customer, invoice, promise, wrap

__all__ = ["customer", "invoice"]


def dispute(invoice: Invoice, amount: str) -> dict:
    return {
        "has": "dispute",
        "disputed": invoice.pk,
        "dispute_reason": "price",
        "disputed_amount": amount,
        "answer_due_on": ahead(5),
    }


@pytest.mark.parametrize("typed", ["1.234,50", "1,234.50", "1'234.50", "1 234,50", "1234,5 EUR"])
def test_a_promise_is_written_as_whoever_types_writes(
    clerk: Client, customer: Customer, invoice: Invoice, typed: str
) -> None:
    wrap(clerk, customer, **promise(invoice, amount=typed))

    assert Promise.objects.get().amount == Decimal("1234.50")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.234", "&quot;1.234&quot; can be read in two ways: write 1234 or 1.23."),
        ("0", "Write an amount above 0."),
        ("5,000.00", "1,234.50 EUR open; "),
    ],
)
def test_an_amount_that_cannot_be_meant_is_refused_with_what_to_write(
    clerk: Client, customer: Customer, invoice: Invoice, typed: str, sentence: str
) -> None:
    promised = wrap(clerk, customer, **promise(invoice, amount=typed))
    disputed = wrap(clerk, customer, **dispute(invoice, typed))

    assert sentence in promised.text
    assert sentence in disputed.text
    assert f'value="{typed}"' in promised.text
    assert not Promise.objects.exists()
    assert not Dispute.objects.exists()


def test_what_is_disputed_in_the_same_call_is_not_promised_too(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    both = promise(invoice, amount="1000") | dispute(invoice, "400")
    both["has"] = ["promise", "dispute"]

    refused = wrap(clerk, customer, **both)

    assert "834.50 EUR open; promise up to that." in refused.text
    assert not (Promise.objects.exists() or Dispute.objects.exists())


def test_the_proposed_promise_gives_way_to_a_dispute_of_the_same_call(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    both = promise(invoice, amount="1234.50", proposed_amount="1234.50") | dispute(invoice, "400")
    both["has"] = ["promise", "dispute"]

    assert (
        'name="amount" inputmode="decimal" value="834.50"'
        in wrap(clerk, customer, "propose", **both).text
    )
    wrap(clerk, customer, **both)

    assert (Promise.objects.get().amount, Dispute.objects.get().amount) == (Decimal("834.50"), 400)


def test_a_currency_without_decimals_takes_none(clerk: Client, customer: Customer) -> None:
    yen = late_invoice(customer, 12, "5000", currency="JPY")

    refused = wrap(clerk, customer, **promise(yen, amount="100.55"))
    wrap(clerk, customer, **promise(yen, amount="1,000"))

    assert "JPY has no decimals: write whole numbers." in refused.text
    assert Promise.objects.get().amount == 1000


def test_the_label_names_the_currency_of_what_is_promised(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    yen = late_invoice(customer, 2, "900000", currency="JPY")

    page = clerk.get(reverse("customers:detail", args=[customer.pk])).text
    anew = wrap(clerk, customer, "propose", **promise(yen)).text

    assert _label(page) == "EUR"
    assert _label(anew) == "JPY"


def _label(html: str) -> str:
    found = re.search(r'id="promise-currency"[^>]*>, (\w+)<', html)
    assert found
    return found[1]
