"""What a customer wrote is on the customer's page, and is ticked off there."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.reports.pressure import pressure_of
from collections_app.tasks.models import Task
from tests import factories
from tests.replies.world import NUMBER, texted
from tests.web.days import late_invoice
from tests.web.opening import opened


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company)
    one.contacts.update(mobile=NUMBER)
    late_invoice(one, 10)
    texted("We pay on Friday.", at=timezone.now())
    return one


def test_the_history_shows_what_was_written_by_whom_from_where(customer, clerk: Client):
    page = opened(clerk, reverse("customers:history", args=[customer.pk]))

    assert "<b>Reply</b> from Femke Oldaal" in page
    assert "<dt>From</dt><dd>Femke Oldaal, +4915112345678</dd>" in page
    assert "We pay on Friday.</pre>" in page
    assert "Received" in page
    assert "It came back" not in page


def test_the_queue_leads_to_the_answer(customer, clerk: Client):
    page = clerk.get("/").text

    assert "Wrote “We pay on Friday.”" in page


def test_an_answered_reply_is_ticked_off(customer, clerk: Client):
    detail = reverse("customers:detail", args=[customer.pk])
    assert "Femke Oldaal wrote by SMS: “We pay on Friday.”" in clerk.get(detail).text

    said = clerk.post(reverse("customers:answered", args=[customer.pk]), follow=True).text

    assert "Ticked off: the reply is answered." in said
    assert "wrote by SMS" not in said
    assert Task.objects.get(kind="answer").state == "done"


def test_a_conversation_answers_it_and_a_dial_does_not(customer, clerk: Client):
    path = reverse("customers:wrap_up", args=[customer.pk])

    clerk.post(path, {"outcome": "no_answer"})
    assert Task.objects.get(kind="answer").state == "open"
    clerk.post(path, {"outcome": "reached", "note": "Friday it is."})

    assert Task.objects.get(kind="answer").state == "done"


def test_an_auditor_ticks_off_nothing(customer, auditor: Client):
    assert auditor.post(reverse("customers:answered", args=[customer.pk])).status_code == 403
    assert Task.objects.get(kind="answer").state == "open"


def test_a_long_reply_is_cut_in_the_row_and_whole_on_the_page(company, customer, clerk: Client):
    Task.objects.all().delete()
    texted("We moved last week. " * 7, at=timezone.now())

    assert "Wrote “We moved last week. We moved last week. We moved last week…”" in (
        clerk.get("/").text
    )
    assert "moved last week.”" in clerk.get(reverse("customers:detail", args=[customer.pk])).text


def test_what_they_write_is_no_pressure_on_them(customer, clerk: Client):
    today = customer.company.day_of(timezone.now())
    written = Communication.objects.filter(customer=customer)

    pressure = pressure_of(customer.company, [], written, day=today)

    assert [one.channels for one in pressure.strip if one.is_today] == [[]]
