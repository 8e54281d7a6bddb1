"""Unapplied cash in the browser: suggestions, one click, by hand, undo, whose rows one sees."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.payments.actions import ask_to_match
from collections_app.payments.models import Allocation, Payment
from collections_app.tasks.models import Task
from tests import factories
from tests.web.days import late_invoice

HTMX = {"HX-Request": "true"}
LIST = "payments:list"


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Vandrel Optics BV", name_key="vandrel optics")


def money(company: Company, amount: str, **values) -> Payment:
    one = factories.payment(company, amount, **values)
    one.refresh_from_db()
    ask_to_match(payment=one, on=timezone.now().date(), at=timezone.now())
    return one


def lay(client: Client, payment: Payment, *parts, **how):
    fields = {f"invoice_{invoice.pk}": amount for invoice, amount in parts}
    return client.post(reverse("payments:allocate", args=[payment.pk]), fields, **how)


def test_the_page_says_why_an_invoice_is_suggested(
    company: Company, customer: Customer, clerk: Client
) -> None:
    late_invoice(customer, 20, "100.00", number="R-10231")
    late_invoice(customer, 10, "50.00", number="R-10232")
    money(company, "150.00", customer=customer, reference="thank you")
    money(company, "100.00", customer=customer, reference="R-10231")
    money(company, "50.00", payer="Vandrel Optics")

    page = clerk.get(reverse(LIST)).text

    assert "3 payments, 300.00" in page
    assert "All two open invoices add up to it" in page
    assert "Reference names R-10231" in page
    assert (
        "The payer&#x27;s name is that of Vandrel Optics BV. Amount equals invoice R-10232" in page
    )
    assert "Names nobody" in page


def test_one_click_allocates_and_undo_stands_in_its_place(
    company: Company, customer: Customer, clerk: Client
) -> None:
    invoice = late_invoice(customer, 20, "100.00", number="R-10231")
    payment = money(company, "100.00", customer=customer)

    done = lay(clerk, payment, (invoice, "100.00"), headers=HTMX).text
    invoice.refresh_from_db()
    assert invoice.balance == 0
    assert not Task.objects.filter(state="open").exists()
    undone = clerk.post(
        reverse("payments:undo", args=[Allocation.objects.get().pk]), headers=HTMX
    ).text

    assert "<html" not in done
    assert "100.00 EUR allocated to R-10231." in done
    assert "Undo" in done
    assert "Ada" in done
    assert "Nothing waits" in done
    assert "These invoices are not suggested for it again." in undone
    assert "Amount equals" not in undone
    assert Task.objects.filter(state="open").count() == 1


def test_a_way_in_order_says_that_what_was_undone_is_not_counted(
    company: Company, customer: Customer, clerk: Client
) -> None:
    oldest = late_invoice(customer, 20, "100.00", number="R-10231")
    late_invoice(customer, 10, "250.00", number="R-10232")
    payment = money(company, "100.00", customer=customer)
    lay(clerk, payment, (oldest, "100.00"))

    clerk.post(reverse("payments:undo", args=[Allocation.objects.get().pk]))
    page = clerk.get(reverse(LIST)).text

    assert ("Fits no invoice exactly; the oldest come first, not counting what was undone") in page


def test_what_was_undone_is_not_suggested_after_a_new_start_either(
    company: Company, customer: Customer, clerk: Client
) -> None:
    invoice = late_invoice(customer, 20, "100.00", number="R-10231")
    payment = money(company, "100.00", customer=customer)
    lay(clerk, payment, (invoice, "100.00"))
    clerk.post(reverse("payments:undo", args=[Allocation.objects.get().pk]))

    clerk.get(reverse(LIST))  # the sentences after both acts are shown once
    page = clerk.get(reverse(LIST)).text

    assert "R-10231" not in page
    assert "No open invoice in EUR is left to suggest." in page


def test_a_double_click_allocates_once_and_says_so(
    company: Company, customer: Customer, clerk: Client
) -> None:
    invoice = late_invoice(customer, 20, "100.00")
    payment = money(company, "60.00", customer=customer)

    lay(clerk, payment, (invoice, "30.00"), headers=HTMX)
    again = lay(clerk, payment, (invoice, "30.00"), headers=HTMX).text

    assert f"This money settles {invoice} already." in again
    assert Allocation.objects.count() == 1


def test_invoices_are_chosen_by_hand_with_amounts(
    company: Company, customer: Customer, clerk: Client
) -> None:
    first = late_invoice(customer, 20, "100.00")
    second = late_invoice(customer, 10, "50.00")
    payment = money(company, "120.00", customer=customer)
    address = reverse("payments:choose", args=[payment.pk])

    page = clerk.get(address).text
    answer = lay(clerk, payment, (first, "80.00"), (second, "40.00"), follow=True).text

    assert f'name="invoice_{first.pk}"' in page
    assert "120.00 EUR allocated to" in answer
    assert "Allocated lately" in answer
    first.refresh_from_db()
    assert first.balance == 20


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("121", "Only 120.00 EUR of it is left"),
        ("1.234", "can be read in two ways: write 1234 or 1.23."),
        ("", "at least"),
    ],
)
def test_a_wrong_amount_says_what_is_left_and_keeps_what_was_typed(
    company: Company, customer: Customer, clerk: Client, amount: str, sentence: str
) -> None:
    invoice = late_invoice(customer, 20, "500.00")
    payment = money(company, "120.00", customer=customer)

    answer = lay(clerk, payment, (invoice, amount))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{amount}"' in answer.text
    assert not Allocation.objects.exists()


def test_money_that_names_nobody_is_given_to_a_customer(
    company: Company, customer: Customer, clerk: Client
) -> None:
    invoice = late_invoice(customer, 20, "100.00")
    payment = money(company, "70.00", payer="Femke")
    address = reverse("payments:choose", args=[payment.pk])

    nobody = clerk.get(address).text
    found = clerk.get(address, {"q": "vandrel"}).text
    chosen = clerk.get(address, {"customer": customer.pk}).text
    lay(clerk, payment, (invoice, "70.00"))

    assert "No customer matches “Femke”" in nobody
    assert f"?customer={customer.pk}" in found
    assert f"Open invoices of {customer}" in chosen
    payment.refresh_from_db()
    assert payment.customer == customer


def test_a_customers_money_alone(company: Company, customer: Customer, clerk: Client) -> None:
    other = factories.customer(company, name="Quillhaven Foods")
    money(company, "70.00", customer=customer)
    money(company, "30.00", customer=other)

    page = clerk.get(reverse(LIST), {"customer": customer.pk}).text
    foreign = factories.customer(factories.company())

    assert "Payments of Vandrel Optics BV" in page
    assert "Quillhaven" not in page
    assert clerk.get(reverse(LIST), {"customer": foreign.pk}).status_code == 404
    assert clerk.get(reverse(LIST), {"customer": "x"}).status_code == 404


def test_nothing_to_allocate_says_so(company: Company, clerk: Client) -> None:
    page = clerk.get(reverse(LIST)).text

    assert "All money that came in is allocated." in page
    assert "Bring a file of payments" in page


def test_a_reversal_is_shown_without_a_button(
    company: Company, customer: Customer, clerk: Client
) -> None:
    money(company, "-70.00", customer=customer)

    page = clerk.get(reverse(LIST)).text

    assert "A reversal: this money went back." in page
    assert "Choose invoices" not in page


def test_an_auditor_reads_and_allocates_nothing(
    company: Company, customer: Customer, auditor: Client
) -> None:
    invoice = late_invoice(customer, 20, "100.00")
    payment = money(company, "100.00", customer=customer)

    page = auditor.get(reverse(LIST)).text

    assert "Amount equals invoice" in page
    assert "Allocate<" not in page
    assert lay(auditor, payment, (invoice, "100.00")).status_code == 403
    assert auditor.post(reverse("payments:undo", args=[1])).status_code == 403


def test_another_companys_money_and_invoices_are_not_found(
    company: Company, customer: Customer, clerk: Client
) -> None:
    theirs = factories.customer(factories.company())
    their_invoice = late_invoice(theirs, 20, "100.00")
    their_money = money(theirs.company, "100.00", customer=theirs)
    mine = money(company, "100.00")
    allocation = factories.allocation(their_invoice, "10.00", at=timezone.now())

    assert lay(clerk, their_money, (their_invoice, "1.00")).status_code == 404
    assert clerk.get(reverse("payments:choose", args=[their_money.pk])).status_code == 404
    assert clerk.post(reverse("payments:undo", args=[allocation.pk])).status_code == 404
    assert lay(clerk, mine, (their_invoice, "1.00")).status_code == 422
    assert str(their_money.customer) not in clerk.get(reverse(LIST)).text


def test_the_queue_the_customer_and_review_lead_to_the_money(
    company: Company, customer: Customer, clerk: Client
) -> None:
    late_invoice(customer, 20, "500.00")
    money(company, "100.00", customer=customer)
    money(company, "33.00", payer="Somebody")
    theirs = f"{reverse(LIST)}?customer={customer.pk}"

    assert f'href="{theirs}"' in clerk.get(reverse("queue")).text
    assert f'href="{theirs}"' in clerk.get(reverse("customers:detail", args=[customer.pk])).text
    assert f'href="{reverse(LIST)}"' in clerk.get(reverse("review:list")).text
