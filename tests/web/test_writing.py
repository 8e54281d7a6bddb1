"""A mail of a clerk's own accord: it goes as it was typed, can be undone, presses as a notice."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Notice
from tests import factories
from tests.web.days import late_invoice, leave, walked
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def begun(client: Client, customer: Customer) -> str:
    return client.get(reverse("customers:begin_mail", args=[customer.pk]), headers=HTMX).text


def send(client: Client, customer: Customer, **changed: object):
    contact = customer.contacts.get(name="Femke Oldaal")
    values = {
        "contact": contact.pk,
        "subject": "Your new purchase order",
        "text": "Dear Femke,\n\nthe order form is attached to nothing yet.\n\nKind regards",
        "once": "3f0e4f3e-4f1e-4a51-9a55-0d3a3c1f0a11",
    }
    path = reverse("customers:send_mail", args=[customer.pk])
    return client.post(path, values | changed, headers=HTMX)


def test_it_is_begun_with_the_greeting_and_goes_as_it_was_typed(
    company: Company, clerk: Client, customer: Customer
) -> None:
    assert "Femke Oldaal" in begun(clerk, customer)

    page = send(clerk, customer).text

    assert "The mail to Femke Oldaal goes in a moment." in page
    mail = Communication.objects.get()
    assert (mail.subject, mail.purpose) == ("Your new purchase order", "own_mail")
    assert "the order form is attached to nothing yet." in mail.text
    assert leave(company, 11) == 1
    history = opened(clerk, reverse("customers:history", args=[customer.pk]))
    assert "<b>Mail</b> to Femke Oldaal" in history
    assert "Written by Ada" in history


def test_sent_twice_it_is_one_mail(clerk: Client, customer: Customer) -> None:
    send(clerk, customer)
    send(clerk, customer)

    assert Communication.objects.count() == 1


def test_for_another_contact_only_the_greeting_changes(clerk: Client, customer: Customer) -> None:
    first = customer.contacts.get()
    other = customer.contacts.create(
        name="Joost Maas", salutation="Mr", email="joost@halvren.example"
    )
    path = reverse("customers:readdress_mail", args=[customer.pk])
    text = begun(clerk, customer).partition("</textarea>")[0].rpartition(">")[2]
    typed = text.replace("Kind regards", "thank you.\n\nKind regards")

    values = {"contact": other.pk, "was": first.pk, "subject": "Order", "text": typed}
    page = clerk.post(path, values, headers=HTMX).text

    assert "Maas" in page.partition("</textarea>")[0].rpartition(">")[2]
    assert "Oldaal," not in page.partition("</textarea>")[0].rpartition(">")[2]
    assert "thank you." in page and 'value="Order"' in page


def test_it_can_be_undone_for_ten_seconds(company: Company, clerk: Client, customer) -> None:
    send(clerk, customer)
    mail = Communication.objects.get()

    page = clerk.post(reverse("customers:undo_mail", args=[mail.pk]), {"place": "customer"})

    assert page.status_code == 302
    assert leave(company, 11) == 0
    mail.refresh_from_db()
    assert mail.state == "cancelled"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"subject": ""}, "Give the mail a subject."),
        ({"text": ""}, "Write the text."),
        ({"contact": ""}, "Pick who gets the mail."),
    ],
)
def test_what_is_missing_is_said(clerk: Client, customer, changed, says) -> None:
    answer = send(clerk, customer, **changed)

    assert answer.status_code == 422
    assert says in answer.text
    assert not Communication.objects.exists()


def test_nothing_goes_where_mail_bounced(clerk: Client, customer: Customer) -> None:
    customer.contacts.update(email_state="bounced")

    assert "No contact here takes mail." in begun(clerk, customer)
    assert send(clerk, customer).status_code == 422
    assert not Communication.objects.exists()


def test_an_address_of_another_customer_is_refused(
    company: Company, clerk: Client, customer: Customer
) -> None:
    stranger = factories.customer(company, name="Quillhaven").contacts.get()

    assert send(clerk, customer, contact=stranger.pk).status_code == 422
    assert not Communication.objects.exists()


def test_the_ladder_feels_it_for_a_week(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    send(clerk, customer)

    walked(company)
    assert not Notice.objects.exists()
    assert "1 of 1" in clerk.get(reverse("customers:detail", args=[customer.pk])).text


def test_the_ladder_does_not_feel_an_undone_one(company: Company, clerk: Client, customer) -> None:
    late_invoice(customer, 12)
    send(clerk, customer)
    mail = Communication.objects.get()
    clerk.post(reverse("customers:undo_mail", args=[mail.pk]), {"place": "customer"})

    walked(company)

    assert Notice.objects.filter(customer=customer).exists()


def test_after_a_week_a_notice_may_go(company: Company, clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)
    send(clerk, customer)
    Communication.objects.update(created_at=timezone.now() - dt.timedelta(7))

    walked(company)

    assert Notice.objects.filter(customer=customer).exists()
