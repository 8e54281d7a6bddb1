"""When the money is here, the search for it ends, and so does a dispute of what is settled."""

from decimal import Decimal

import pytest

from collections_app.disputes.models import Dispute
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice
from collections_app.promises.models import SaysPaid
from collections_app.promises.says_paid import CannotFind, end_says_paid, say_paid
from collections_app.promises.settling import end_what_is_paid
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.intake.ledger import make_company, row, take_in
from tests.promises.test_actions import pay
from tests.promises.test_judging import dispute

SAID = "2024-01-25"
WHO = {"on": date(SAID), "by": "user:1", "at": noon(SAID)}


@pytest.fixture
def invoice(db):
    return factories.invoice(factories.customer(factories.company()), "2024-01-01", "300.00")


def settle(invoice, day="2024-01-30"):
    end_what_is_paid(company=invoice.company, day=date(day), at=noon(day))


@pytest.mark.parametrize(("paid", "state"), [("99.99", "open"), ("100.00", "found")])
def test_the_search_ends_when_as_much_has_come(invoice, paid, state):
    said = say_paid(invoice=invoice, amount=100, **WHO)
    pay(invoice.customer, invoice, paid, "2024-01-30")

    settle(invoice)

    said.refresh_from_db()
    invoice.refresh_from_db()
    assert said.state == state
    assert invoice.says_paid == (100 if state == "open" else 0)
    assert Task.objects.filter(kind="find_money", state="open").exists() == (state == "open")


@pytest.mark.parametrize(
    ("amount", "is_theirs", "is_here"),
    [("300.00", True, True), ("299.99", True, False), ("300.00", False, False)],
)
def test_found_is_what_is_here(invoice, amount, is_theirs, is_here):
    said = say_paid(invoice=invoice, amount=Decimal(300), **WHO)
    whose = invoice.customer if is_theirs else factories.customer(invoice.company)
    factories.payment(invoice.company, amount, customer=whose)

    if is_here:
        end_says_paid(said=said, found=True, **WHO)
    else:
        with pytest.raises(CannotFind, match=r"No payment of 300\.00 EUR is here yet"):
            end_says_paid(said=said, found=True, **WHO)

    assert SaysPaid.objects.get().state == ("found" if is_here else "open")


@pytest.mark.parametrize(("paid", "result"), [("299.00", ""), ("300.00", "paid")])
def test_a_dispute_of_what_is_settled_ends_as_paid(invoice, paid, result):
    dispute(invoice, "200.00")
    pay(invoice.customer, invoice, paid, "2024-01-30")

    settle(invoice)

    assert Dispute.objects.get().result == result
    assert Event.objects.filter(kind="dispute.paid").exists() == bool(result)


def test_a_file_that_settles_an_invoice_ends_what_waited_for_it(db):
    company = make_company()
    take_in(
        company, row("R1", amount="1000.00"), row("R2", amount="500.00"), day=date("2026-11-02")
    )
    on = {"on": date("2026-11-02"), "by": "user:1", "at": noon("2026-11-02")}
    say_paid(invoice=Invoice.objects.get(number="R1"), amount=400, **on)
    dispute(Invoice.objects.get(number="R2"), "100.00", on="2026-11-02")

    changed = row("R1", amount="1000.00", balance="600.00"), row("R2", amount="500.00", balance="0")
    take_in(company, *changed, day=date("2026-11-06"))

    assert (SaysPaid.objects.get().state, Dispute.objects.get().result) == ("found", "paid")
