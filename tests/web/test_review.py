"""Review: approving and skipping."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Notice
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind
from tests import factories
from tests.factories import date, noon
from tests.web.days import late_invoice, unknown_send, waiting_notice
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


def test_review_shows_the_message_as_it_would_go(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)
    mail = Communication.objects.get()

    html = opened(manager, reverse("review:list"))

    assert notice.customer.name in html
    assert "Key account: every level needs approval." in html
    assert mail.subject in html
    assert reverse("communications:html", args=[mail.pk]) in html


def test_approving_releases_the_notice_and_clears_the_list(
    company: Company, manager: Client
) -> None:
    notice = waiting_notice(company)

    response = manager.post(reverse("review:approve", args=[notice.pk]), headers=HTMX)

    assert f"Reminder to {notice.customer.name} approved." in response.text
    assert "No notice waits for approval." in response.text
    notice.refresh_from_db()
    assert notice.state == "ready"
    assert notice.approved_by.startswith("user:")
    assert Communication.objects.get().state == "ready"


def test_approved_late_a_notice_is_dated_today_and_the_log_says_why(
    company: Company, manager: Client
) -> None:
    today, now = timezone.now().date(), timezone.now()
    customer = factories.customer(company, standing="key_account")
    late_invoice(customer, 20)
    planned_on = company.calendar.add_business_days(today, -2)
    walk(company=company, as_of=planned_on, now=now)
    notice = Notice.objects.get()
    compose(notice=notice, now=now)

    manager.post(reverse("review:approve", args=[notice.pk]), headers=HTMX)

    notice.refresh_from_db()
    assert (notice.day, notice.state) == (today, "ready")
    sent = Communication.objects.get(state="ready")
    assert "20 days overdue" in sent.text
    page = opened(manager, reverse("customers:detail", args=[customer.pk]))
    assert "and written anew then." in page
    assert "is on its way by e-mail." in page


def test_approving_twice_says_that_it_waits_no_more(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)
    path = reverse("review:approve", args=[notice.pk])

    manager.post(path, headers=HTMX)
    response = manager.post(path, headers=HTMX)

    assert "does not wait for approval any more" in response.text


def test_skipping_cancels_the_notice_with_its_reason(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)

    path = reverse("review:skip", args=[notice.pk])
    response = manager.post(path, {"note": "They called; sales sorts it out."}, headers=HTMX)

    assert f"Reminder to {notice.customer.name} skipped." in response.text
    notice.refresh_from_db()
    assert notice.state == "cancelled"
    assert Communication.objects.get().state == "cancelled"
    page = manager.get(reverse("customers:detail", args=[notice.customer_id])).text
    assert "Skipped: They called; sales sorts it out." in page


def test_skipping_needs_a_reason(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)

    response = manager.post(reverse("review:skip", args=[notice.pk]), {"note": " "}, headers=HTMX)

    assert "Say why this is skipped." in response.text
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_a_reason_that_is_too_long_is_said_to_be(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)

    path = reverse("review:skip", args=[notice.pk])
    response = manager.post(path, {"note": "x" * 201}, headers=HTMX)

    assert "Say in at most 200 letters why this is skipped." in response.text
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_review_lists_unknown_sends_and_decisions(company: Company, manager: Client) -> None:
    customer_id, day = unknown_send(company).customer_id, date("2024-01-10")
    open_task(
        company_id=company.pk,
        customer_id=customer_id,
        kind=Kind.DECIDE,
        subject=("customer", customer_id),
        due_on=day,
        at=noon(day),
        values={"rounds": 3},
    )

    html = opened(manager, reverse("review:list"))

    assert "The connection was lost after the last line." in html
    assert "Nobody can be asked by machine" in html
    assert "3 call rounds without a promise" in html


def settle(invoice: Invoice) -> None:
    invoice.refresh_from_db()
    rest = [Received(invoice.due_on, invoice.balance, "EUR", invoice.number, None, invoice.pk)]
    today, now = timezone.now().date(), timezone.now()
    take_payments(
        company=invoice.company, source="bank", payments=rest, on=today, by="test", at=now
    )


def test_a_notice_whose_invoices_were_paid_since_says_so(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)
    second = late_invoice(notice.customer, 20)
    line = notice.lines.get()
    notice.lines.create(
        invoice=second,
        mode=line.mode,
        balance=second.balance,
        demanded=second.demandable,
        on_day=line.on_day,
    )
    with CaptureQueriesContext(connection) as before:
        assert "since:" not in manager.get(reverse("review:list")).text
    settle(second)
    with CaptureQueriesContext(connection) as after:
        one_paid = manager.get(reverse("review:list")).text
    settle(line.invoice)

    both_paid = manager.get(reverse("review:list")).text

    assert "one of its invoices owes another amount, it will not go as it is." in one_paid
    assert "Paid since: nothing of it is open any more, it will not go." in both_paid
    assert len(after) == len(before)


def test_money_that_names_nobody_is_shown_as_the_bank_told_it(
    company: Company, manager: Client
) -> None:
    customer = factories.customer(company)
    of_nobody = {"reference": "R 77 thanks", "payer": "Ferrant Quay"}
    money = [Received(date("2024-01-10"), Decimal(4200), "EUR", "1", **of_nobody)]
    money.append(Received(date("2024-01-10"), Decimal(55), "EUR", "2", customer_id=customer.pk))
    take_payments(
        company=company,
        source="bank",
        payments=money,
        on=date("2024-01-10"),
        by="test",
        at=noon("2024-01-10"),
    )

    html = manager.get(reverse("review:list")).text

    assert (
        "4,200.00 EUR from Ferrant Quay, reference “R 77 thanks”, is not matched to an invoice."
    ) in html
    assert "55.00 EUR" not in html  # its customer's row in the queue shows it


def test_a_notice_is_said_to_be_planned_anew_soon_by_business_days(
    company: Company, manager: Client
) -> None:
    notice, today = waiting_notice(company), company.working_day(timezone.now())
    back = company.calendar.add_business_days

    def says(days: int) -> bool:
        Notice.objects.filter(pk=notice.pk).update(day=back(today, -days))
        return "Soon planned anew" in manager.get(reverse("review:list")).text

    assert [says(days) for days in (0, 3, 4, 5)] == [False, False, True, True]
