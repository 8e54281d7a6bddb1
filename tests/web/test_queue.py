"""The queue as a clerk sees it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collections_app.companies.models import Company
from collections_app.reports import queue as report
from tests import factories
from tests.web.days import late_invoice, waiting_notice, walked


def names(html: str) -> list[str]:
    return re.findall(r'class="who"[^>]*>([^<]+)<', html)


def test_queue_shows_who_is_overdue_why_and_how_much(company: Company, clerk: Client) -> None:
    customer = factories.customer(company, name="Halvren Marine")
    late_invoice(customer, 12, "1234.50")
    walked(company)

    html = clerk.get("/").text

    assert names(html) == ["Halvren Marine"]
    assert '1,234.50<span class="cur">EUR</span>' in html
    assert "12 days" in html
    assert "Reminder went by e-mail on" in html
    assert "amount <b>8</b>" in html


def test_who_paid_or_is_not_due_is_not_in_the_queue(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), -5)
    late_invoice(factories.customer(company), 12, settled_by_ledger="100.00")

    response = clerk.get("/")

    assert names(response.text) == []
    assert "Nobody to contact" in response.text


def test_a_task_stands_above_a_larger_and_older_sum(company: Company, clerk: Client) -> None:
    large = factories.customer(company, name="Large")
    late_invoice(large, 50, "150000.00")
    unreachable = factories.customer(company, name="Unreachable", street="")
    unreachable.contacts.all().delete()
    late_invoice(unreachable, 12, "150.00")
    late_invoice(factories.customer(company, name="Small"), 6, "90.00")
    walked(company)

    assert names(clerk.get("/").text) == ["Unreachable", "Large", "Small"]


def test_amounts_of_other_currencies_are_shown_with_their_own_decimals(
    company: Company, clerk: Client
) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 12, "1250000", currency="JPY")
    late_invoice(customer, 12, "310.125", currency="KWD")

    html = clerk.get("/").text

    assert '1,250,000<span class="cur">JPY</span>' in html
    assert '310.125<span class="cur">KWD</span>' in html


def test_what_waits_for_approval_says_so(company: Company, clerk: Client) -> None:
    waiting_notice(company)

    html = clerk.get("/").text

    assert "Reminder is written and waits for approval." in html
    assert "For approval" in html


def test_more_rows_come_after_the_last_one_without_gap_or_repeat(
    company: Company, clerk: Client, monkeypatch
) -> None:
    monkeypatch.setattr(report, "ROWS", 3)
    wanted = [factories.customer(company, name=f"Customer {n}") for n in range(7)]
    for customer in wanted:
        late_invoice(customer, 10)

    seen, path = [], "/"
    while path:
        html = clerk.get(path, headers={"HX-Request": "true"}).text
        seen += names(html)
        more = re.search(r'hx-get="(\?after=[^"]+)"', html)
        path = "/" + more[1] if more else ""

    assert seen == [one.name for one in wanted]


@pytest.mark.parametrize("after", ["12-x", "12_2026-02-30_1", f"12_2026-02-28_{10**30}", "_"])
def test_a_spoiled_cursor_shows_the_first_page(company: Company, clerk: Client, after: str) -> None:
    late_invoice(factories.customer(company), 10)

    assert len(names(clerk.get("/", {"after": after}).text)) == 1


def test_queries_do_not_grow_with_rows(company: Company, clerk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert clerk.get("/").status_code == 200
        return len(captured)

    late_invoice(factories.customer(company), 10)
    walked(company)
    few = queries()
    for _ in range(12):
        late_invoice(factories.customer(company), 10)
    Company.objects.get(pk=company.pk)
    walked(Company.objects.get(pk=company.pk))

    assert queries() == few <= 10


def test_names_are_text_and_never_markup(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company, name='<script>alert("x")</script>'), 10)

    html = clerk.get("/").text

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
