"""A person lays money on invoices, and takes it off again."""

import datetime as dt
from decimal import Decimal

import pytest

from collections_app.history.models import Event
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Summary
from collections_app.payments.actions import ask_to_match, write_unapplied
from collections_app.payments.allocating import CannotAllocate, allocate, undo_allocation
from collections_app.payments.models import Payment
from collections_app.payments.queries import unallocated, with_suggestions
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
ON = date("2024-01-12")
AT = noon("2024-01-12")


@pytest.fixture
def customer():
    return factories.customer(factories.company())


def money(of, amount, *, customer=None, **values) -> Payment:
    """Received, with its task and the customer's figures."""
    one = factories.payment(of, amount, customer=customer, **values)
    one.refresh_from_db()
    ask_to_match(payment=one, on=ON, at=AT)
    ids = [customer.pk] if customer else []
    summarise(customer_ids=ids, as_of=ON)
    write_unapplied(customer_ids=ids, as_of=ON)
    return one


def lay(payment, *parts, at=AT):
    laid = {invoice.pk: Decimal(amount) for invoice, amount in parts}
    allocations = allocate(payment=payment, parts=laid, on=ON, by="user:1", at=at)
    for one in (payment, *(invoice for invoice, _ in parts)):
        one.refresh_from_db()
    return allocations


def undo(allocation, at=AT + dt.timedelta(minutes=1)):
    undo_allocation(allocation=allocation, on=ON, by="user:2", at=at)


def waiting(payment):
    return with_suggestions(list(unallocated(payment.company).filter(pk=payment.pk)))


def tasks():
    return list(Task.objects.filter(state="open").values_list("kind", "customer"))


def test_money_laid_on_invoices_settles_them_and_ends_the_task(customer):
    first = factories.invoice(customer, "2023-12-01", "100.00")
    second = factories.invoice(customer, "2023-12-05", "80.00")
    payment = money(customer.company, "150.00", customer=customer)

    lay(payment, (first, "100.00"), (second, "50.00"))

    assert (first.balance, first.settled_on, second.balance) == (0, payment.received_on, 30)
    assert payment.unapplied == 0
    assert tasks() == []
    summary = Summary.objects.get(customer=customer)
    assert (summary.unapplied, summary.to_collect) == (0, 30)
    assert Event.objects.filter(kind="payment.allocated", customer_id=customer.pk).exists()


def test_a_rest_keeps_its_task(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    payment = money(customer.company, "150.00", customer=customer)

    lay(payment, (invoice, "100.00"))

    assert payment.unapplied == 50
    assert tasks() == [("match_payment", customer.pk)]


def test_an_invoice_that_a_ledger_still_shows_open_is_settled_too(customer):
    """The file of that day came after the payment, and had not counted it."""
    invoice = factories.invoice(customer, "2023-12-01", "100.00", ledger_as_of=ON)
    payment = money(customer.company, "100.00", customer=customer)

    lay(payment, (invoice, "100.00"))

    assert invoice.balance == 0


def test_money_that_named_nobody_is_the_customers_until_it_is_undone(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    payment = money(customer.company, "130.00")

    (allocation,) = lay(payment, (invoice, "100.00"))
    assert (payment.customer, tasks()) == (customer, [("match_payment", customer.pk)])
    assert Summary.objects.get(customer=customer).unapplied == 30

    undo(allocation)
    payment.refresh_from_db()
    invoice.refresh_from_db()
    assert (payment.customer, payment.unapplied, invoice.balance) == (None, 130, 100)
    assert Summary.objects.get(customer=customer).unapplied == 0
    assert tasks() == [("match_payment", None)]


def test_what_was_undone_is_not_suggested_again(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    other = factories.invoice(customer, "2023-12-02", "70.00")
    payment = money(customer.company, "100.00", customer=customer)
    (before,) = waiting(payment)

    undo(lay(payment, (invoice, "100.00"))[0])
    (after,) = waiting(payment)

    assert [item.number for item in before.suggestions[0].items] == [invoice.number]
    assert {item.number for one in after.suggestions for item in one.items} == {other.number}


def test_an_act_is_undone_as_a_whole_and_once(customer):
    first = factories.invoice(customer, "2023-12-01", "100.00")
    second = factories.invoice(customer, "2023-12-05", "80.00")
    payment = money(customer.company, "200.00", customer=customer)
    act = lay(payment, (first, "100.00"), (second, "50.00"))

    undo(act[0])
    with pytest.raises(CannotAllocate, match="undone already"):
        undo(act[1])

    payment.refresh_from_db()
    first.refresh_from_db()
    assert (payment.unapplied, first.balance, first.settled_on) == (200, 100, None)


def test_the_other_act_of_the_same_payment_stays(customer):
    first = factories.invoice(customer, "2023-12-01", "100.00")
    second = factories.invoice(customer, "2023-12-05", "80.00")
    payment = money(customer.company, "180.00", customer=customer)
    lay(payment, (first, "100.00"))
    later = lay(payment, (second, "80.00"), at=AT + dt.timedelta(seconds=5))

    undo(later[0])

    payment.refresh_from_db()
    assert payment.unapplied == 80


def test_too_much_is_refused_with_what_is_left(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    payment = money(customer.company, "60.00", customer=customer)

    with pytest.raises(CannotAllocate, match=r"Only 60.00 EUR of it is left"):
        lay(payment, (invoice, "61.00"))
    with pytest.raises(CannotAllocate, match=r"Only 100.00 EUR of .* is open"):
        lay(payment, (invoice, "101.00"))
    with pytest.raises(CannotAllocate, match="no amount"):
        lay(payment, (invoice, "0.001"))

    assert payment.allocations.count() == 0


def test_the_same_click_twice_allocates_once(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    payment = money(customer.company, "60.00", customer=customer)

    lay(payment, (invoice, "30.00"))
    with pytest.raises(CannotAllocate, match=r"settles .* already"):
        lay(payment, (invoice, "30.00"))

    invoice.refresh_from_db()
    assert invoice.balance == 70


def test_no_border_is_crossed(customer):
    foreign = factories.invoice(customer, "2023-12-01", "100.00", currency="USD")
    credit = factories.invoice(customer, "2023-12-01", "100.00", kind="credit_note")
    own = factories.invoice(customer, "2023-12-01", "100.00")
    others = factories.invoice(factories.customer(customer.company), "2023-12-01", "100.00")
    elsewhere = factories.invoice(factories.customer(factories.company()), "2023-12-01", "100.00")
    payment = money(customer.company, "100.00", customer=customer)
    nobodys = money(customer.company, "100.00")

    for one, parts, sentence in (
        (payment, [foreign], "is in USD"),
        (payment, [credit], "is a credit note"),
        (payment, [others], "different customers"),
        (nobodys, [own, others], "different customers"),
        (payment, [elsewhere], "still here"),
        (payment, [], "at least one"),
    ):
        with pytest.raises(CannotAllocate, match=sentence):
            lay(one, *((invoice, "10.00") for invoice in parts))


def test_a_task_to_match_a_customers_money_ends_with_the_last_of_it(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    payment = money(customer.company, "100.00", customer=customer)
    Task.objects.create(
        company=customer.company,
        customer=customer,
        kind="match_payment",
        subject_kind="customer",
        subject_id=str(customer.pk),
        due_on=ON,
        opened_at=AT,
    )

    lay(payment, (invoice, "100.00"))

    assert tasks() == []


def test_suggestions_cost_the_same_for_many_payments(customer, django_assert_num_queries):
    for number in range(8):
        factories.invoice(customer, "2023-12-01", f"{100 + number}.00")
        money(customer.company, f"{100 + number}.00", customer=customer)
        money(customer.company, f"{200 + number}.00", payer=customer.name)
    payments = list(unallocated(customer.company))

    with django_assert_num_queries(4):
        found = with_suggestions(payments)

    assert len(found) == 16
    assert all(one.suggestions for one in found)


@pytest.mark.parametrize(
    ("payer", "is_found"),
    [
        ("VANDREL OPTICS BV", True),
        ("Vandrel Optics B.V. Haarlem 4711", True),
        ("Vandrel", False),
        ("Optics Vandrel", False),
        ("Vandrel Opticsson", False),
    ],
)
def test_a_payer_is_known_by_the_beginning_of_its_name(customer, payer, is_found):
    customer.name, customer.name_key = "Vandrel Optics BV", "vandrel optics"
    customer.save()
    factories.invoice(customer, "2023-12-01", "100.00")

    (found,) = waiting(money(customer.company, "33.00", payer=payer))

    assert [one.whose for one in found.suggestions] == ["name"] * is_found


def test_a_name_that_two_customers_have_is_no_hint(customer):
    for one in (customer, factories.customer(customer.company)):
        one.name_key = "vandrel optics"
        one.save()
        factories.invoice(one, "2023-12-01", "100.00")

    (found,) = waiting(money(customer.company, "33.00", payer="Vandrel Optics"))

    assert found.suggestions == []


def test_the_same_payer_as_last_time_is_remembered(customer):
    invoice = factories.invoice(customer, "2023-12-01", "100.00")
    lay(money(customer.company, "40.00", payer="J. Doe"), (invoice, "40.00"))

    (found,) = waiting(money(customer.company, "60.00", payer="J. Doe"))

    first = found.suggestions[0]
    assert (first.whose, first.why, first.customer_id) == ("payer", "equals", customer.pk)
