"""Money in: what it settles, what stays unapplied, what a reversal takes back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.invoices.models import Summary
from collections_app.payments.actions import take_payments
from collections_app.payments.models import Payment
from collections_app.payments.rules import Received, settles
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
AMOUNTS = st.decimals("-500", "500", places=2).filter(bool)
PARTS = st.decimals("0", "500", places=2)


@pytest.fixture
def invoice():
    return factories.invoice(factories.customer(factories.company()), "2024-01-05", "100.00")


def pay(invoice, *amounts, names=True, currency="EUR"):
    take_payments(
        company=invoice.company,
        source="bank",
        payments=[
            Received(
                date("2024-01-10"),
                Decimal(amount),
                currency,
                f"{number}:{amount}",
                invoice.customer_id,
                invoice.pk if names else None,
            )
            for number, amount in enumerate(amounts)
        ],
        on=date("2024-01-10"),
        by="test",
        at=noon("2024-01-10"),
    )
    invoice.refresh_from_db()


def unapplied():
    return [one.unapplied for one in Payment.objects.order_by("pk")]


def test_an_exact_reference_settles(invoice):
    pay(invoice, "100.00")

    assert (invoice.balance, invoice.settled_on) == (0, date("2024-01-10"))
    assert not Task.objects.exists()


def test_an_overpayment_stays_unapplied_and_lowers_what_is_to_collect(invoice):
    other = factories.invoice(invoice.customer, "2024-01-06", "300.00")
    pay(invoice, "120.00")

    summary = Summary.objects.get(customer=invoice.customer)
    assert (invoice.balance, unapplied(), summary.unapplied) == (0, [20], 20)
    assert summary.to_collect == other.amount - 20
    assert Task.objects.get().kind == "match_payment"


def test_a_reversal_opens_the_invoice_again(invoice):
    pay(invoice, "120.00", "-120.00")

    assert (invoice.balance, invoice.settled_on) == (100, None)
    assert sum(unapplied()) == 0


def test_a_payment_without_a_reference_stays_unapplied_with_a_task(invoice):
    pay(invoice, "100.00", names=False)

    assert (invoice.balance, unapplied()) == (100, [100])
    assert Task.objects.get().kind == "match_payment"


def test_a_payment_in_another_currency_settles_nothing(invoice):
    pay(invoice, "100.00", currency="USD")

    assert invoice.balance == 100


def test_a_refund_settles_a_credit_note():
    customer = factories.customer(factories.company())
    credit = factories.invoice(customer, "2024-01-05", "50.00", kind="credit_note")

    pay(credit, "-30.00")

    assert (credit.balance, unapplied()) == (20, [0])


def test_the_same_payment_again_changes_nothing(invoice):
    pay(invoice, "40.00")
    pay(invoice, "40.00")

    assert (invoice.balance, Payment.objects.count()) == (60, 1)


@given(AMOUNTS, PARTS, PARTS)
def test_never_more_is_allocated_than_there_is(amount, open_part, taken_part):
    part = settles(amount, open_part=open_part, taken_part=taken_part)

    assert abs(part) <= abs(amount)
    assert -taken_part <= part <= open_part
