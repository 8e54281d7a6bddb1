"""The five answers: typed, read once more, sent, and in the Inbox."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.models import Hold
from collections_app.invoices.models import Invoice
from collections_app.replies.page_answers import MOST_A_DAY
from collections_app.tasks.models import Task
from tests import factories
from tests.customer_page.links import answer
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice


def confirmed(path: str, chosen: str, **said: Any) -> Communication:
    """As a person gives it: typed, read, sent."""
    client = Client()
    asked = answer(path, chosen, client, **said)
    assert asked.status_code == 200 and "Is this right?" in asked.text, asked.text
    assert not Communication.objects.filter(channel="page").exists()
    sent = answer(path, chosen, client, confirmed="yes", **said)
    assert sent.status_code == 302
    assert "Thank you. Nora Berg reads your answer" in client.get(sent["Location"]).text
    return Communication.objects.get(channel="page")


ONCE = "11111111-1111-4111-8111-111111111111"


def test_will_pay_on_a_date(invoice: Invoice, mail: Communication, path: str) -> None:
    day = timezone.now().date() + dt.timedelta(5)

    reply = confirmed(path, "promise", invoices=[invoice.pk], pays_on=str(day), once=ONCE)

    assert "Invoices: TI-26-0344\nAmount: 1,200.00 EUR\nWe will pay on: " in reply.text
    assert reply.why["chosen"] == "promise" and reply.why["answers"] == str(mail.pk)
    assert reply.contact == mail.contact and reply.sender == "femke@vandrel.example"
    assert Hold.objects.filter(ended_on__isnull=True, reason="reply_waits").count() == 1
    assert Task.objects.filter(kind="answer").count() == 1


def test_paid_already(invoice: Invoice, path: str) -> None:
    day = timezone.now().date() - dt.timedelta(3)

    reply = confirmed(
        path, "says_paid", invoices=[invoice.pk], paid_on=str(day), how="transfer", reference="R 7"
    )

    assert "Paid by: Bank transfer" in reply.text and "Reference of the payment: R 7" in reply.text


def test_something_is_wrong(invoice: Invoice, path: str) -> None:
    reply = confirmed(
        path, "dispute", invoices=[invoice.pk], what="price", message="Two of them\nare missing."
    )

    assert "What is wrong: The price or the quantity" in reply.text
    assert reply.text.endswith("\n\nTwo of them\nare missing.")


def test_send_a_copy(invoice: Invoice, path: str) -> None:
    reply = confirmed(path, "send_copy", invoices=[invoice.pk], copy_to="ap@vandrel.example")

    assert "Send it to: ap@vandrel.example" in reply.text


def test_i_am_the_wrong_person(invoice: Invoice, path: str) -> None:
    reply = confirmed(path, "wrong_person", whom="Ms Aalders", whom_reach="+31 23 555 01 00")

    assert "The right person: Ms Aalders" in reply.text


@pytest.mark.parametrize(
    ("chosen", "said", "why"),
    [
        ("promise", {"pays_on": ""}, "Choose a day from today on"),
        ("promise", {"pays_on": "2001-01-01"}, "Choose a day from today on"),
        ("promise", {"pays_on": "2999-01-01"}, "Choose a day from today on"),
        ("says_paid", {"paid_on": "2999-01-01"}, "This day is still to come."),
        ("dispute", {"what": "price"}, "Say in a few words what is wrong."),
        ("dispute", {"message": "Bad"}, "Say in a few words what is wrong."),
        ("send_copy", {"copy_to": "nobody"}, "This is no e-mail address."),
        ("says_paid", {"invoices": ["999999"]}, "Choose at least one invoice."),
        ("says_paid", {"invoices": []}, "Choose at least one invoice."),
        ("says_paid", {"message": "x" * 1001}, "at most 1000 characters"),
        ("wrong_person", {}, "Name the person, or how to reach them."),
    ],
)
def test_what_is_not_clear_is_said_beside_it(
    invoice: Invoice, path: str, chosen: str, said: dict, why: str
) -> None:
    typed = {"invoices": [invoice.pk], "confirmed": "yes"} | said

    response = answer(path, chosen, **typed)

    assert response.status_code == 422
    assert why in response.text
    assert f'id="{chosen}"' in response.text.split("open name=")[1]
    assert not Communication.objects.filter(channel="page").exists()


def test_an_invoice_of_somebody_else_cannot_be_answered_for(company: Company, path: str) -> None:
    foreign = late_invoice(factories.customer(company), 9, "5.00")

    response = answer(path, "says_paid", invoices=[foreign.pk], confirmed="yes")

    assert response.status_code == 422


def test_the_same_answer_counts_once_and_another_one_is_another(invoice, path: str) -> None:
    said = {"invoices": [invoice.pk], "once": ONCE, "confirmed": "yes"}
    for _ in range(3):
        answer(path, "says_paid", **said)
    assert Communication.objects.filter(channel="page").count() == 1

    answer(path, "says_paid", **said, message="It went out on Monday.")

    assert Communication.objects.filter(channel="page").count() == 2
    assert Task.objects.filter(kind="answer").count() == 1


def test_before_it_is_sent_it_can_be_changed(invoice: Invoice, path: str) -> None:
    said = {"invoices": [invoice.pk], "message": "It went\nout.", "change": "yes"}

    page = answer(path, "says_paid", **said).text

    assert "It went\nout.</textarea>" in page
    assert not Communication.objects.filter(channel="page").exists()


def test_one_link_does_not_bury_the_inbox(invoice: Invoice, path: str) -> None:
    for number in range(MOST_A_DAY + 1):
        last = answer(
            path, "says_paid", invoices=[invoice.pk], confirmed="yes", message=f"{number}"
        )

    assert last.status_code == 429
    assert "Please write or call instead." in last.text
    assert Communication.objects.filter(channel="page").count() == MOST_A_DAY


def test_an_answer_stands_in_the_inbox_with_what_was_chosen(
    company: Company, invoice: Invoice, path: str
) -> None:
    answer(path, "says_paid", invoices=[invoice.pk], confirmed="yes")

    inbox = client_of(person("clerk", company)).get("/inbox/").text

    assert "On their page: says paid" in inbox
