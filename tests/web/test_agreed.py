"""What was agreed ends on the customer's page: promise, dispute, search for money, standing."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.choices import ENDED_BY_MANAGER
from collections_app.customers.models import Customer
from collections_app.desk.next_steps import plan_next
from collections_app.desk.rules import NextStep
from collections_app.disputes.actions import open_dispute, settle_dispute
from collections_app.disputes.models import Attachment, Dispute
from collections_app.history.models import Event
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.promises.actions import record_promise
from collections_app.promises.says_paid import say_paid
from collections_app.users.choices import Role
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return late_invoice(customer, 12, "300.00")


def who() -> dict[str, Any]:
    now = timezone.now()
    return {"by": "user:1", "at": now, "on": now.date()}


@pytest.fixture
def dispute(invoice: Invoice) -> Dispute:
    return open_dispute(
        invoice=invoice,
        amount=Decimal(100),
        reason="price",
        answer_due_on=timezone.now().date(),
        **who(),
    )


def press(client: Client, name: str, id: int, **values: Any) -> str:
    response = client.post(reverse(f"customers:{name}", args=[id]), values, headers=HTMX)
    assert response.status_code == 200
    return response.text


def test_a_withdrawn_promise_is_chased_again(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    promise = record_promise(
        customer=customer,
        amount=Decimal(300),
        currency="EUR",
        promised_for=timezone.now().date() + dt.timedelta(7),
        **who(),
    )

    html = press(clerk, "withdraw", promise.pk)

    promise.refresh_from_db()
    invoice.refresh_from_db()
    assert (promise.state, invoice.demandable) == ("withdrawn", 300)
    assert "The promise is withdrawn. What is open is chased again." in html


def test_a_dispute_is_answered_then_settled_and_only_once(
    clerk: Client, dispute: Dispute, invoice: Invoice
) -> None:
    assert "Noted that we answered" in press(clerk, "end_dispute", dispute.pk, result="answered")
    assert "invoice stands" in press(clerk, "end_dispute", dispute.pk, result="upheld")
    press(clerk, "end_dispute", dispute.pk, result="credited")

    dispute.refresh_from_db()
    invoice.refresh_from_db()
    assert (dispute.result, invoice.demandable) == ("upheld", 300)
    assert dispute.answered_on


@pytest.fixture
def credited(dispute: Dispute) -> Dispute:
    settle_dispute(dispute=dispute, result="credited", **who())
    return dispute


def test_an_invoice_says_that_a_part_is_credited_and_not_that_it_is_disputed(
    clerk: Client, credited: Dispute
) -> None:
    page = clerk.get(reverse("customers:detail", args=[credited.customer_id])).text

    assert '100.00<span class="cur">EUR</span> credited' in page
    assert "no note yet, rest is chased" in page
    assert '100.00<span class="cur">EUR</span> disputed' not in page


def test_an_invoice_names_no_amount_twice(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(promised=300, disputed=100)

    page = clerk.get(reverse("customers:detail", args=[customer.pk])).text

    assert '200.00<span class="cur">EUR</span> promised' in page
    assert '100.00<span class="cur">EUR</span> disputed' in page


def test_a_person_says_whether_a_credit_note_is_still_to_come(
    clerk: Client, credited: Dispute, invoice: Invoice
) -> None:
    assert "is waited for until" in press(clerk, "end_dispute", credited.pk, result="still_to_come")
    assert "is chased in full again" in press(clerk, "end_dispute", credited.pk, result="no_credit")
    assert "Nothing is waited for any more" in press(
        clerk, "end_dispute", credited.pk, result="still_to_come"
    )

    invoice.refresh_from_db()
    assert invoice.demandable == 300


def bring(client: Client, dispute: Dispute, name: str, content: bytes = b"%PDF-1.7 note"):
    file = SimpleUploadedFile(name, content)
    path = reverse("customers:attach", args=[dispute.pk])
    return client.post(path, {"files": [file]}, headers=HTMX)


def test_a_file_is_kept_with_its_dispute_once_and_comes_back_as_it_was(
    clerk: Client, dispute: Dispute
) -> None:
    page = bring(clerk, dispute, "Lieferschein Ä.pdf").text
    bring(clerk, dispute, "again.pdf")

    file = Attachment.objects.get()
    assert "Kept with the dispute" in page and "<bdi>Lieferschein Ä.pdf</bdi>" in page
    back = clerk.get(reverse("customers:attachment", args=[file.pk]))
    assert back.content == b"%PDF-1.7 note"
    assert back["Content-Disposition"].startswith("attachment;")
    assert (back["Content-Type"], back["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert Event.objects.get(kind="dispute.file_added").values == {"name": "Lieferschein Ä.pdf"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("run.html", b"<script>", "is of a kind that is not kept here. Bring one of pdf, png"),
        ("no ending", b"x", "is of a kind that is not kept here"),
        ("empty.pdf", b"", "empty.pdf is empty."),
        ("large.pdf", b"x" * 10_000_001, "large.pdf is larger than 10 MB."),
    ],
)
def test_what_is_not_kept_is_said(
    clerk: Client, dispute: Dispute, name: str, content: bytes, says: str
) -> None:
    answer = bring(clerk, dispute, name, content)

    assert answer.status_code == 422
    assert says in answer.text
    assert not Attachment.objects.exists()


def test_nobody_else_gets_the_file(company: Company, clerk: Client, dispute: Dispute) -> None:
    bring(clerk, dispute, "photo.jpg", b"jpeg")
    stranger = client_of(person(Role.CLERK, factories.company()))

    path = reverse("customers:attachment", args=[Attachment.objects.get().pk])

    assert stranger.get(path).status_code == 404
    assert bring(stranger, dispute, "photo.jpg").status_code == 404


def test_a_standing_has_its_reason_and_its_review(
    clerk: Client, manager: Client, customer: Customer
) -> None:
    review_on = timezone.now().date() + dt.timedelta(90)

    html = press(
        clerk,
        "standing",
        customer.pk,
        standing="insolvent",
        standing_reason="Court notice",
        review_on=review_on,
    )

    customer.refresh_from_db()
    assert (customer.standing, customer.standing_review_on) == ("insolvent", review_on)
    assert "Court notice" in html
    assert "a manager can end it" in html

    page = manager.get(reverse("customers:detail", args=[customer.pk])).text
    press(manager, "standing", customer.pk, standing="normal", standing_reason="Plan accepted")

    customer.refresh_from_db()
    assert "Back to normal…" in page
    assert (customer.standing, customer.standing_reason) == ("normal", "")
    told = Event.objects.filter(kind="customer.standing").latest("pk").values
    assert (told["from"], told["to"], told["reason"]) == ("insolvent", "normal", "Plan accepted")


@pytest.mark.parametrize("standing", sorted(ENDED_BY_MANAGER))
def test_a_clerk_does_not_end_what_the_law_or_a_manager_began(
    clerk: Client, customer: Customer, standing: str
) -> None:
    Customer.objects.filter(pk=customer.pk).update(
        standing=standing, standing_review_on="2099-01-01"
    )
    said = {"standing": "normal", "standing_reason": "They called"}

    response = clerk.post(reverse("customers:standing", args=[customer.pk]), said, headers=HTMX)

    assert response.status_code == 422
    assert "is ended by a manager: ask one." in response.text
    customer.refresh_from_db()
    assert customer.standing == standing


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"standing": "insolvent", "standing_reason": ""}, "Say why, in a few words."),
        ({"standing": "normal", "standing_reason": ""}, "Say why, in a few words."),
        (
            {
                "standing": "insolvent",
                "standing_reason": "Court notice",
                "review_on": "2099-01-01",
            },
            "1 January 2099 is too far ahead: pick a date up to ",
        ),
        (
            {"standing": "insolvent", "standing_reason": "Court notice"},
            "Pick the day on which this is looked at again, after today.",
        ),
    ],
)
def test_a_standing_that_says_too_little_keeps_what_was_typed(
    clerk: Client, customer: Customer, values: dict, sentence: str
) -> None:
    response = clerk.post(reverse("customers:standing", args=[customer.pk]), values, headers=HTMX)

    assert response.status_code == 422
    assert sentence in response.text
    customer.refresh_from_db()
    assert customer.standing == "normal"


def planned(customer: Customer, act: str = "check_payment") -> None:
    step = NextStep(act, timezone.now().date())
    plan_next(customer=customer, step=step, **who())


def test_what_was_planned_is_ticked_off_where_nothing_is_owed(
    clerk: Client, customer: Customer
) -> None:
    planned(customer)

    assert "Ticked off." in press(clerk, "done", customer.pk)
    assert not customer.tasks.filter(state="open").exists()


def test_who_owes_is_not_left_without_a_next_day(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    planned(customer)

    response = clerk.post(reverse("customers:done", args=[customer.pk]), headers=HTMX)

    assert response.status_code == 422
    assert "say what comes next with it" in response.text
    assert customer.tasks.filter(state="open").exists()


def test_whether_the_money_came_is_not_asked_once_it_has(
    company: Company, customer: Customer, invoice: Invoice
) -> None:
    planned(customer)
    Invoice.objects.filter(pk=invoice.pk).update(settled_by_ledger=invoice.amount)
    summarise(customer_ids=[customer.pk], as_of=timezone.now().date())

    walked(company)

    assert customer.tasks.get().state == "cancelled"


def test_nobody_is_to_be_written_to_who_may_not_be_contacted(
    clerk: Client, customer: Customer
) -> None:
    planned(customer, "write")

    review_on = timezone.now().date() + dt.timedelta(90)
    said = {"standing": "represented", "standing_reason": "Lawyer", "review_on": review_on}
    press(clerk, "standing", customer.pk, **said)

    assert customer.tasks.get(kind="follow_up").state == "cancelled"


def test_another_companys_agreements_are_not_found(clerk: Client) -> None:
    stranger = factories.customer(factories.company())
    owed = late_invoice(stranger, 12, "300.00")
    dispute = open_dispute(
        invoice=owed,
        amount=Decimal(100),
        reason="price",
        answer_due_on=timezone.now().date(),
        **who(),
    )
    said = say_paid(invoice=owed, amount=Decimal(10), **who())
    promise = record_promise(
        customer=stranger,
        amount=Decimal(100),
        currency="EUR",
        promised_for=timezone.now().date(),
        **who(),
    )
    rows = {
        "withdraw": promise.pk,
        "end_dispute": dispute.pk,
        "end_says_paid": said.pk,
        "standing": stranger.pk,
        "done": stranger.pk,
        "propose": stranger.pk,
    }

    for name, id in rows.items():
        path = reverse(f"customers:{name}", args=[id])
        assert clerk.post(path, {"found": "yes"}).status_code == 404, name
