"""The chronology of one customer: everything in its order, on the page and on paper."""

import datetime as dt
import io
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import set_standing
from collections_app.desk.notes import write_note
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold
from collections_app.invoices.models import Invoice
from collections_app.jobs.tasks import write_file
from collections_app.promises.models import Promise
from collections_app.reports import customer_story
from collections_app.reports.models import Export
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ago(days: int) -> dt.date:
    return timezone.now().date() - dt.timedelta(days)


@pytest.fixture
def customer(company: Company) -> Customer:
    """Long late: promised and broken, disputed, paid in part, held, then reminded today."""
    one = factories.customer(company, name="Halvren Marine", number="H-7")
    late_invoice(one, 40, "1200.00", number="TI-1")
    Promise.objects.create(
        customer=one,
        currency="EUR",
        amount=Decimal(500),
        promised_for=ago(10),
        made_on=ago(20),
        judged_on=ago(8),
        state="broken",
        pauses=True,
        by="user:1",
    )
    invoice = Invoice.objects.get()
    Dispute.objects.create(
        customer=one,
        invoice=invoice,
        reason="price",
        amount=Decimal(90),
        open_then=Decimal(1200),
        note="They ordered at 11.",
        opened_on=ago(18),
        answer_due_on=ago(12),
        settled_on=ago(11),
        result="upheld",
    )
    factories.payment(company, "300.00", customer=one, received_on=ago(6))
    Hold.objects.create(
        customer=one,
        reason="asked",
        put_on=ago(30),
        until_on=ago(25),
        ended_on=ago(25),
        by="user:1",
    )
    walked(company)
    return one


def page(client: Client, customer: Customer, **asked: object) -> str:
    path = reverse("customers:chronology", args=[customer.pk])
    return unescape(client.get(path, asked).text)


def titles(html: str) -> list[str]:
    return re.findall(r'<div class="what"><b>([^<]+)<', html)


def test_what_happened_stands_in_its_order(customer: Customer, clerk: Client) -> None:
    html = page(clerk, customer)

    assert [re.sub(r" (for|until) \w+ .*", "", one) for one in titles(html)] == [
        "Invoice TI-1",
        "Hold",
        "Hold ended",
        "Promised 500.00 EUR",
        "90.00 EUR of TI-1 disputed",
        "Dispute of TI-1 ended: invoice stands",
        "Promise of 500.00 EUR broken",
        "300.00 EUR received",
        "Reminder",
    ]
    assert "thank you for your order" in html
    assert "They ordered at 11." in html
    assert "0.00 EUR of 500.00 EUR had come in" in html


def test_the_money_stands_before_the_invoice_that_it_settled(
    customer: Customer, clerk: Client
) -> None:
    Invoice.objects.update(settled_on=ago(6))

    told = titles(page(clerk, customer))

    at = told.index("300.00 EUR received")
    assert told[at + 1] == "TI-1 settled"


def test_it_is_narrowed_to_days(customer: Customer, clerk: Client) -> None:
    html = page(clerk, customer, since=ago(12), until=ago(7))

    assert titles(html) == [
        "Dispute of TI-1 ended: invoice stands",
        "Promise of 500.00 EUR broken",
    ]
    assert "Nothing on these days." in page(clerk, customer, until=ago(400))


def test_a_standing_says_who_set_it_and_why(customer: Customer, clerk: Client) -> None:
    user = customer.company.users.get()
    set_standing(
        customer=customer,
        standing="represented",
        reason="Their lawyer called",
        review_on=timezone.now().date() + dt.timedelta(30),
        on=timezone.now().date(),
        by=user.actor,
        at=timezone.now(),
    )

    html = page(clerk, customer)

    assert titles(html)[-1] == "Standing: represented by a lawyer"
    assert "Their lawyer called (Ada)" in html


def test_it_costs_the_same_queries_however_long_it_is(customer: Customer, clerk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(clerk, customer)
        return len(asked)

    def note() -> None:
        at = timezone.now()
        write_note(customer=customer, text="Rang", is_pinned=False, by="user:1", at=at)

    note()
    few = queries()
    for number in range(12):
        late_invoice(customer, 30 + number)
        note()

    assert few <= 12
    assert queries() == few


def test_too_much_is_said_and_not_hidden(customer: Customer, clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr(customer_story, "MOST", 3)

    html = page(clerk, customer)

    assert len(titles(html)) == 3
    assert "these are the oldest 3. Narrow the days" in html


def test_on_paper_every_message_has_its_words_and_pages_are_numbered(
    customer: Customer, manager: Client
) -> None:
    path = reverse("customers:print_chronology", args=[customer.pk])
    assert "Waits for a worker." in manager.post(path, headers=HTMX).text
    export = Export.objects.get()

    write_file(str(export.pk))

    fetched = manager.get(reverse("export_file", args=[export.pk]))
    assert "chronology-H-7-" in fetched["Content-Disposition"]
    text = PdfReader(io.BytesIO(fetched.getvalue())).pages[0].extract_text()
    said = Communication.objects.get().text.split("\n\n")[1].split("\n")[0]
    assert "Chronology: Halvren Marine, H-7" in text
    assert "page 1 of" in text
    assert said[:30] in text.replace("\n", " ")
    assert "Promise of 500.00 EUR broken" in text
    assert "Fetch PDF" in page(manager, customer)


def test_nobody_sees_or_prints_what_is_not_theirs(customer: Customer, clerk: Client) -> None:
    stranger = client_of(person("manager", factories.company()))
    path = reverse("customers:chronology", args=[customer.pk])
    paper = reverse("customers:print_chronology", args=[customer.pk])

    assert stranger.get(path).status_code == 404
    assert stranger.post(paper).status_code == 404
    assert clerk.post(paper).status_code == 403
