"""A level is sent by hand from the customer's page."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.companies.installation import stop_sending
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Notice
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, leave, walked
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


@pytest.fixture
def company(db: None) -> Company:
    """At any hour of any day, so that the tests ask for no confirmation of the hour."""
    return factories.company(window_opens=dt.time(0), window_closes=dt.time(23, 59, 59))


@pytest.fixture(autouse=True)
def on_a_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every day is a business day, as the tests may run on any."""
    always = "collections_app.lib.calendars.Calendar.is_business_day"
    monkeypatch.setattr(always, lambda self, day: True)


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, name="Halvren Marine")


def look(client: Client, customer: Customer, level: str = ""):
    return client.get(reverse("customers:look", args=[customer.pk]), {"level": level}, headers=HTMX)


def shown(page: str) -> dict[str, str]:
    """The form under what was looked at."""
    return dict(re.findall(r'name="(level|seen)" value="([^"]*)"', page))


def send(client: Client, customer: Customer, **values: str):
    form = shown(look(client, customer).text)
    path = reverse("customers:send", args=[customer.pk])
    return client.post(path, form | values, headers=HTMX)


def test_what_goes_is_shown_without_asking_much(
    company: Company, manager: Client, customer: Customer
) -> None:
    late_invoice(customer, 10)
    walked(company)
    late_invoice(customer, 50, "900.00")
    send(manager, customer, is_sure="on")

    with CaptureQueriesContext(connection) as captured:
        page = manager.get(reverse("customers:detail", args=[customer.pk])).text

    assert "unless you undo it" not in page and 'id="undo-send"' in page
    assert len(captured) <= 12


def test_what_is_shown_is_what_goes_and_it_counts_as_the_level(
    company: Company, clerk: Client, customer: Customer
) -> None:
    invoice = late_invoice(customer, 1)

    page = look(clerk, customer)
    assert "Reminder, as it would go" in page.text
    assert "By itself it would go on" in page.text
    assert not Notice.objects.exists()

    answered = send(clerk, customer, is_sure="on")
    assert "Reminder goes in 10 seconds unless you undo it." in answered.text
    assert "Undo" in answered.text
    assert leave(company, 5) == 0
    assert leave(company, 11) == 1

    sent = Communication.objects.get()
    assert sent.text in html.unescape(page.text)
    assert sent.by.startswith("user:")
    detail = opened(clerk, reverse("customers:detail", args=[customer.pk]))
    assert "Reminder was sent by hand." in detail
    assert f"Reminder, {timezone.now():%a}" in detail
    assert invoice.notice_lines.get().level == "reminder"


def test_what_was_sent_can_be_undone_until_it_has_gone(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 1)
    send(clerk, customer, is_sure="on")
    undo = reverse("customers:undo_send", args=[Notice.objects.get().pk])

    undone = clerk.post(undo, headers=HTMX)

    assert "Stopped. Nothing left" in undone.text
    assert leave(company, 60) == 0
    assert Communication.objects.get().state == State.CANCELLED

    send(clerk, customer, is_sure="on")
    assert leave(company, 11) == 1
    late = clerk.post(reverse("customers:undo_send", args=[Notice.objects.last().pk]), headers=HTMX)
    assert late.status_code == 422
    assert "Too late to undo. Reminder would have gone by e-mail" in late.text
    assert Communication.objects.filter(state=State.SENT).count() == 1


def test_going_ahead_of_the_ladder_must_be_confirmed(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 1)

    answered = send(clerk, customer)

    assert answered.status_code == 422
    assert "say that it shall" in answered.text
    assert not Notice.objects.exists()


def test_what_is_due_today_needs_no_confirmation(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)

    assert "Send it all the same" not in look(clerk, customer).text
    assert send(clerk, customer).status_code == 200


def test_what_changed_since_it_was_shown_is_shown_again(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)
    form = shown(look(clerk, customer).text)
    late_invoice(customer, 11)

    path = reverse("customers:send", args=[customer.pk])
    answered = clerk.post(path, form, headers=HTMX)

    assert answered.status_code == 422
    assert "Something changed since this was shown." in answered.text
    assert not Notice.objects.exists()
    assert shown(answered.text)["seen"] != form["seen"]


def test_pressing_twice_sends_once(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)
    form = shown(look(clerk, customer).text)
    path = reverse("customers:send", args=[customer.pk])

    first, second = (clerk.post(path, form, headers=HTMX) for _ in range(2))

    assert first.status_code == 200
    assert "A notice is on its way or waits in Review already." in second.text
    assert Communication.objects.count() == 1


def test_a_key_account_is_sent_to_by_a_manager_and_waits_for_one_else(
    company: Company, clerk: Client, manager: Client
) -> None:
    first, second = (factories.customer(company, standing="key_account") for _ in range(2))
    for one in (first, second):
        late_invoice(one, 12)

    assert "A manager approves it in Review." in look(clerk, first).text
    assert "Reminder waits in Review for a manager." in send(clerk, first).text
    assert "Sending it approves it." in look(manager, second).text
    assert "Reminder goes in 10 seconds" in send(manager, second).text

    states = dict(Communication.objects.values_list("customer_id", "state"))
    assert states == {first.pk: State.WAITING, second.pk: State.READY}


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        ("insolvent", "Insolvent: nobody is contacted."),
        ("do_not_contact", "Do not contact: nobody is contacted."),
    ],
)
def test_nobody_who_may_not_be_contacted_is(
    company: Company, clerk: Client, standing: str, sentence: str
) -> None:
    review_on = timezone.now().date() + dt.timedelta(30)
    customer = factories.customer(company, standing=standing, standing_review_on=review_on)
    late_invoice(customer, 12)

    assert sentence in look(clerk, customer).text


def test_a_level_that_is_not_next_is_not_offered(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)

    said = look(clerk, customer, "second_letter").text

    assert "Second letter is not the next level of any invoice." in said
    assert 'name="seen"' not in said


def test_a_company_that_is_switched_off_sends_nothing_by_hand(clerk: Client, company: Company):
    customer = factories.customer(company)
    late_invoice(customer, 12)
    Company.objects.update(mode="off")

    assert "Sending is switched off." in look(clerk, customer).text


def test_nothing_goes_by_hand_while_all_sending_is_stopped(
    clerk: Client, customer: Customer
) -> None:
    Company.objects.update(mode="live", ledger_as_of=timezone.now().date())
    late_invoice(customer, 12)
    stop_sending(by="user:1", at=timezone.now())

    assert "Sending is stopped. A manager lets it go on." in look(clerk, customer).text


def test_a_ledger_too_old_to_send_on_stops_it_too(clerk: Client, customer: Customer) -> None:
    Company.objects.update(mode="live", ledger_as_of=dt.date(2020, 1, 1))
    late_invoice(customer, 12)

    assert "The ledger is too old to send on" in look(clerk, customer).text


def test_the_page_says_what_became_of_it(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    send(clerk, customer)
    path = reverse("customers:going", args=[Notice.objects.get().pk])

    before = clerk.get(path, headers=HTMX).text
    leave(company, 11)
    after = clerk.get(path, headers=HTMX).text

    assert "goes to Femke Oldaal by e-mail." in before
    assert "Undo" in before
    assert "Undo" not in after
    assert "Reminder would have gone by e-mail" in after


def test_another_companys_customer_is_not_written_to(clerk: Client) -> None:
    foreign = factories.customer(factories.company())
    late_invoice(foreign, 12)
    theirs = client_of(person("clerk", foreign.company))
    form = shown(look(theirs, foreign).text)

    assert look(clerk, foreign).status_code == 404
    path = reverse("customers:send", args=[foreign.pk])
    assert clerk.post(path, form).status_code == 404
    theirs.post(path, form)
    undo = reverse("customers:undo_send", args=[Notice.objects.get().pk])
    assert clerk.post(undo).status_code == 404


def test_an_auditor_looks_and_sends_nothing(auditor: Client, customer: Customer) -> None:
    late_invoice(customer, 12)

    page = look(auditor, customer)

    assert "Reminder, as it would go" in page.text
    assert 'name="seen"' not in page.text
    assert auditor.post(reverse("customers:send", args=[customer.pk])).status_code == 403


def test_without_scripts_the_whole_page_answers(clerk: Client, customer: Customer) -> None:
    late_invoice(customer, 12)

    page = clerk.get(reverse("customers:look", args=[customer.pk]))

    assert "<h1" in page.text
    assert "Reminder, as it would go" in page.text


def test_the_ladder_plans_nothing_beside_what_is_on_its_way(
    company: Company, clerk: Client, customer: Customer
) -> None:
    late_invoice(customer, 12)
    send(clerk, customer)

    walked(company)

    assert Notice.objects.count() == 1
