"""The queue as a clerk sees it."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.notes import write_note
from collections_app.promises.actions import record_plan, record_promise
from collections_app.promises.rules import Instalment
from collections_app.tasks.actions import open_task
from tests import factories
from tests.web.days import late_invoice, unreachable, waiting_notice, walked


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
    assert "Reminder would have gone by e-mail on" in html
    assert "amount <b>8</b>" in html


def agreed_at(company: Company, hour: str, *, in_days: int = 0, **of: str) -> Customer:
    now = timezone.now()
    customer = factories.customer(company, **of)
    open_task(
        company_id=company.pk,
        customer_id=customer.pk,
        kind="follow_up",
        subject=("customer", customer.pk),
        due_on=company.day_of(now) + dt.timedelta(days=in_days),
        at=now,
        values={"act": "call", "at": hour},
    )
    return customer


def test_what_was_agreed_for_an_hour_of_today_stands_above_the_rows(
    company: Company, clerk: Client
) -> None:
    agreed_at(company, "23:59", name="Late Ltd")
    first = agreed_at(company, "00:00", name="Early Ltd")
    agreed_at(company, "10:00", in_days=1, name="Tomorrow Ltd")

    html = clerk.get("/").text

    strip = re.search('<nav class="agreed".*?</nav>', html, re.DOTALL)[0]
    assert re.findall("<bdi>(.*?)</bdi>", strip) == ["Early Ltd", "Late Ltd"]
    assert "past" in strip.split("Early Ltd")[0] and "past" not in strip.split("Early Ltd")[1]
    page = reverse("customers:detail", args=[first.pk])
    assert f'href="{page}#act-call" data-key="t"' in strip


def test_mine_shows_the_hours_of_my_customers_alone(company: Company, clerk: Client) -> None:
    agreed_at(company, "10:00", name="Somebody's Ltd")

    assert "Agreed for today" not in clerk.get("/?whose=mine").text


def test_who_paid_or_is_not_due_is_not_in_the_queue(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), -5)
    late_invoice(factories.customer(company), 12, settled_by_ledger="100.00")

    response = clerk.get("/")

    assert names(response.text) == []
    assert "Nobody to contact" in response.text


def test_a_task_stands_above_a_larger_and_older_sum(company: Company, clerk: Client) -> None:
    large = factories.customer(company, name="Large")
    late_invoice(large, 50, "150000.00")
    unreachable(company, "Unreachable")
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


def undecided(company: Company, name: str) -> Customer:
    """Its call rounds are over: a manager decides how to go on."""
    customer = factories.customer(company, name=name)
    late_invoice(customer, 12, "150000.00")
    subject, day = ("customer", customer.pk), timezone.now().date()
    task = {"company_id": company.pk, "customer_id": customer.pk, "kind": "decide"}
    open_task(subject=subject, due_on=day, at=timezone.now(), **task)
    return customer


def test_what_only_a_manager_can_do_is_at_the_end_of_a_clerks_queue(
    company: Company, clerk: Client, manager: Client
) -> None:
    approval = waiting_notice(company).customer
    late_invoice(factories.customer(company, name="Small"), 6, "90.00")
    walked(company)
    undecided(company, "To decide")

    assert names(manager.get("/").text) == ["To decide", approval.name, "Small"]
    html = clerk.get("/").text
    assert names(html) == ["Small", "To decide", approval.name]
    assert "A manager decides" in html
    assert "decide how to go on <b>" not in html


def test_next_leads_a_clerk_to_work_before_a_managers_decision(
    company: Company, clerk: Client
) -> None:
    first = unreachable(company, "First")
    late_invoice(small := factories.customer(company, name="Small"), 6, "90.00")
    walked(company)
    waits = undecided(company, "To decide")

    way = [clerk.get(reverse("customers:next", args=[one.pk])).url for one in (first, small)]

    assert [re.search(r"/customers/(\d+)/", one)[1] for one in way] == [
        str(small.pk),
        str(waits.pk),
    ]


def test_what_a_manager_has_to_do_is_not_left_of_a_clerks_day(
    company: Company, clerk: Client, manager: Client
) -> None:
    unreachable(company, "Unreachable")
    walked(company)
    undecided(company, "To decide")

    assert "of 1 done today" in clerk.get("/").text
    assert "of 2 done today" in manager.get("/").text


def test_a_call_to_nobody_with_a_number_begins_with_finding_one(
    company: Company, clerk: Client
) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 12)
    task = {"company_id": company.pk, "customer_id": customer.pk, "kind": "call"}
    today, subject = timezone.now().date(), ("customer", customer.pk)
    open_task(subject=subject, due_on=today, at=timezone.now(), **task)
    before = clerk.get("/").text

    customer.contacts.update(phone="+31235550100")

    assert "Find a number" in before and "Call Femke" not in before
    assert "Call Femke" in clerk.get("/").text


def test_instalments_are_one_flag(company: Company, clerk: Client) -> None:
    customer, today = factories.customer(company), timezone.now().date()
    late_invoice(customer, 12)
    record_plan(
        customer=customer,
        instalments=[Instalment(Decimal(50), today + dt.timedelta(days)) for days in (7, 30)],
        currency="EUR",
        on=today,
        by="user:1",
        at=timezone.now(),
    )

    page = clerk.get("/").text

    assert page.count("Promised ") == 2  # of the one row, in each of its two widths


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

    assert queries() == few <= 8


def test_names_are_text_and_never_markup(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company, name='<script>alert("x")</script>'), 10)

    html = clerk.get("/").text

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_htmx_gets_the_part_and_going_back_the_whole_page(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), 12)
    htmx = {"HX-Request": "true"}

    part = clerk.get("/", headers=htmx)
    back = clerk.get("/", headers=htmx | {"HX-History-Restore-Request": "true"})

    assert "<html" not in part.text and names(part.text)
    assert "<html" in back.text
    assert "HX-Request" in part["Vary"]


def test_points_open_to_their_rules(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), 12, "1234.50")

    html = clerk.get("/").text

    assert "<li><b>6</b> 12 days: one for each 2 days late, at most 30</li>" in html
    rule = "by the sum to collect, of currencies without a rate the largest: 4 from 100"
    assert f"<b>8</b> amount: {rule}" in html


def test_nothing_to_collect_names_the_overdue_sum_beside_it(
    company: Company, clerk: Client
) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 12, "500.00")
    record_promise(
        customer=customer,
        currency="EUR",
        amount=Decimal(500),
        promised_for=timezone.now().date() + timezone.timedelta(3),
        on=timezone.now().date(),
        by="user:1",
        at=timezone.now(),
    )

    html = clerk.get("/").text

    assert '<span class="strong">0.00<span class="cur">EUR</span></span>' in html
    assert 'of 500.00<span class="cur">EUR</span>' in html
    assert "Promised" in html


def test_a_note_is_no_contact(company: Company, clerk: Client) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 1)
    write_note(customer=customer, text="Hm.", is_pinned=False, by="user:1", at=timezone.now())

    assert "Note" not in re.search(r'class="c-last">(.*?)</td>', clerk.get("/").text, re.S)[1]


@pytest.mark.parametrize("path", ["/", "/?kind=calls&whose=mine", "/review/", "/settings/"])
def test_a_page_takes_twelve_queries_at_most(company: Company, manager: Client, path: str) -> None:
    unreachable(company, "No address")
    waiting_notice(company)

    with CaptureQueriesContext(connection) as captured:
        manager.get(path)

    assert len(captured) <= 12


def test_a_broken_promise_is_the_reason_before_an_open_call_round(
    company: Company, clerk: Client
) -> None:
    customer = factories.customer(company)
    customer.contacts.update(phone="+31235550100")
    late_invoice(customer, 50)
    promise = {"promise": "90.00", "currency": "EUR", "invoices": ["TI-1"]}
    for subject, values in ((("call_round", 1), {"round": 1}), (("promise", 1), promise)):
        open_task(
            company_id=company.pk,
            customer_id=customer.pk,
            kind="call",
            subject=subject,
            due_on=timezone.now().date(),
            at=timezone.now(),
            values=values,
        )

    html = clerk.get("/").text

    assert "Promise of 90.00 EUR not kept" in html
    assert "Call Femke" in html
