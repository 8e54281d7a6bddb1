"""However the queue is narrowed, everybody in it is shown once, and `n` leaves nobody out."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.actions import open_dispute
from collections_app.disputes.models import Dispute
from collections_app.promises.actions import record_plan
from collections_app.promises.rules import Instalment
from collections_app.reports import queue
from collections_app.tasks.actions import open_task
from collections_app.users.models import User
from tests import factories
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


def shown(client: Client, address: str) -> list[tuple[int, str]]:
    """Points and customer, page by page to the end."""
    rows: list[tuple[int, str]] = []
    while address:
        html = client.get(address, headers=HTMX).text
        points = map(int, re.findall(r'<td class="num score">(\d+)</td>', html))
        rows += zip(points, re.findall(r'class="who"[^>]*>([^<]+)<', html), strict=True)
        more = re.search(r'hx-get="(\?[^"]*after=[^"]+)"', html)
        address = "/" + unescape(more[1]) if more else ""
    return rows


def calls(company: Company, count: int, collector: User | None = None) -> list[Customer]:
    """Each with a call due, the first overdue for longest; all others owe too."""
    made = []
    for number in range(count):
        one = factories.customer(company, name=f"Customer {number}", collector=collector)
        late_invoice(one, 80 - 2 * number, f"{100 * 3 ** (number % 5)}.00")
        made.append(one)
    walked(company)
    for number, one in enumerate(made):
        if number % 3 != 1:
            subject = ("customer", one.pk)
            day = timezone.now().date()
            task = {"company_id": company.pk, "customer_id": one.pk, "kind": "call"}
            open_task(subject=subject, due_on=day, at=timezone.now(), **task)
    return made


@pytest.mark.parametrize(
    "address", ["/", "/?whose=mine", "/?whose=mine&sort=oldest", "/?whose=team"]
)
def test_everybody_is_shown_once_the_most_points_first(
    company: Company, clerk: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(queue, "ROWS", 5)
    calls(company, 17, User.objects.get())

    rows = shown(clerk, address)

    assert len({name for _, name in rows}) == len(rows) == 17
    points = [one for one, _ in rows]
    assert "oldest" in address or points == sorted(points, reverse=True)


def test_a_kind_shows_all_of_it(company: Company, clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr(queue, "ROWS", 3)
    calls(company, 15)

    rows = shown(clerk, "/?kind=calls")

    assert len({name for _, name in rows}) == len(rows) == 10


@pytest.mark.parametrize("query", ["", "kind=calls"])
def test_next_after_an_act_goes_on_where_the_customer_stood(
    company: Company, clerk: Client, query: str
) -> None:
    calls(company, 6)
    order = [name for _, name in shown(clerk, f"/?{query}")]
    html = clerk.get(f"/?{query}").text
    address = unescape(re.findall(r'class="who" href="([^"]+)"', html)[0])

    visited = []
    while "/customers/" in address:
        path, _, asked = address.partition("?")
        page = unescape(clerk.get(address).text)
        visited.append(re.search(r"<title>([^<]+) ·", page)[1])
        clerk.post(f"{path}wrap-up/", {"quick": "no_answer", "parts": "1"}, headers=HTMX)
        address = clerk.get(f"{path}next?{asked}")["Location"]

    assert list(dict.fromkeys(visited)) == order  # who is still overdue stands further down now


def test_every_open_dispute_and_promise_is_there_to_be_ended(
    company: Company, clerk: Client
) -> None:
    customer = factories.customer(company)
    day = timezone.now().date()
    invoices = [late_invoice(customer, 20 + number) for number in range(8)]
    for invoice in invoices:
        open_dispute(
            invoice=invoice,
            amount=invoice.balance,
            reason="price",
            answer_due_on=day + dt.timedelta(5),
            on=day,
            by="user:1",
            at=timezone.now(),
        )
    owed = late_invoice(customer, 10, "1200.00")
    weeks = [dt.timedelta(weeks=number) for number in range(1, 13)]
    record_plan(
        customer=customer,
        instalments=[Instalment(100, day + week) for week in weeks],
        currency="EUR",
        on=day,
        by="user:1",
        at=timezone.now(),
        invoices=[owed],
        with_manager=True,
    )

    html = clerk.get(reverse("customers:detail", args=[customer.pk])).text

    for dispute in Dispute.objects.all():
        assert reverse("customers:end_dispute", args=[dispute.pk]) in html
    assert html.count(">Withdraw<") == 12
