"""What people decide about one customer's ladder, on its page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.assigning import add_policy
from collections_app.dunning.models import Course, Episode, Override
from collections_app.tasks.actions import open_task
from tests import factories
from tests.web.days import late_invoice, walked
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


def today() -> dt.date:
    return timezone.now().date()


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Halvren Marine")
    late_invoice(one, 10, number="TI-1")
    return one


def act(client: Client, name: str, customer: Customer, **values):
    return client.post(reverse(f"customers:{name}", args=[customer.pk]), values, headers=HTMX)


def asked_to_decide(customer: Customer) -> None:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="decide",
        subject=("customer", customer.pk),
        due_on=today(),
        at=timezone.now(),
        values={"rounds": 3},
    )


def page(client: Client, customer: Customer) -> str:
    return client.get(reverse("customers:detail", args=[customer.pk])).text


def test_a_manager_decides_how_to_go_on(manager: Client, customer: Customer) -> None:
    asked_to_decide(customer)
    assert "Decide how to go on" in page(manager, customer)

    again_on = (today() + dt.timedelta(14)).isoformat()
    response = act(
        manager, "course", customer, choice="go_on", again_on=again_on, note="Calls help."
    )

    assert "Go on calling decided for Halvren Marine." in response.text
    assert 'id="act-course"' not in response.text
    assert Course.objects.get().note == "Calls help."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"choice": "go_on"}, "Pick a day to look at this again."),
        ({"choice": "go_on", "again_on": "soon"}, "Write the day as 2026-05-31"),
        ({"choice": "go_on", "again_on": "2020-01-01"}, "Pick a date from"),
        ({"again_on": "2030-01-01"}, "Pick how to go on."),
    ],
)
def test_what_is_missing_for_a_decision_is_said(
    manager: Client, customer: Customer, values: dict, sentence: str
) -> None:
    response = act(manager, "course", customer, **values)

    assert response.status_code == 422
    assert sentence in response.text
    assert not Course.objects.exists()


def test_a_person_lets_a_notice_go_beyond_the_pressure(
    company: Company, clerk: Client, customer: Customer
) -> None:
    walked(company)
    late_invoice(customer, 9, number="TI-2")
    walked(company)
    assert "Let it go today" in page(clerk, customer)

    response = act(clerk, "override", customer, reason="They asked for it on the phone.")

    assert "goes with the next walk" in response.text
    walked(company)
    late_invoice(customer, 8, number="TI-3")
    walked(company)
    assert Override.objects.get().reason == "They asked for it on the phone."
    assert Communication.objects.filter(state="sent").count() == 2


def test_a_manager_starts_an_invoice_again(
    company: Company, manager: Client, customer: Customer
) -> None:
    walked(company)

    invoice = customer.invoices.get()
    response = act(manager, "start_again", customer, invoices=[invoice.pk], reason="New owner.")

    assert "TI-1 will climb from the first level again." in response.text
    assert Episode.objects.get().number == 2


def test_a_new_start_of_nothing_is_refused(manager: Client, customer: Customer) -> None:
    response = act(manager, "start_again", customer, reason="New owner.")

    assert response.status_code == 422
    assert "Pick the invoices that start again." in response.text


def test_a_clerk_notes_that_a_mail_came_back(
    company: Company, clerk: Client, customer: Customer
) -> None:
    walked(company)
    mail = Communication.objects.get()
    assert "It came back" in opened(clerk, reverse("customers:detail", args=[customer.pk]))

    path = reverse("communications:came_back", args=[mail.pk])
    response = clerk.post(path, headers=HTMX)
    again = clerk.post(path, headers=HTMX)

    mail.refresh_from_db()
    assert "Noted that it came back" in response.text
    assert mail.state == "bounced"
    assert again.status_code == 422
    assert "cannot come back" in again.text


def test_steering_is_for_managers_where_it_says_so(
    company: Company, clerk: Client, auditor: Client, customer: Customer
) -> None:
    asked_to_decide(customer)

    assert 'id="act-course"' not in page(clerk, customer)
    assert act(clerk, "course", customer, choice="go_on").status_code == 403
    assert act(clerk, "start_again", customer, reason="x").status_code == 403
    assert act(auditor, "override", customer, reason="x").status_code == 403


def test_another_companys_customer_cannot_be_steered(company: Company, manager: Client) -> None:
    foreign = factories.customer(factories.company())

    for name in ("course", "override", "start_again"):
        assert act(manager, name, foreign, reason="x").status_code == 404


def test_pressure_that_nothing_waits_for_is_not_lifted(clerk: Client, customer: Customer) -> None:
    response = act(clerk, "override", customer, reason="Just so.")

    assert response.status_code == 422
    assert "waits for contact pressure" in response.text
    assert not Override.objects.exists()


def test_a_manager_gives_a_customer_another_policy(
    manager: Client, clerk: Client, customer: Customer
) -> None:
    factories.customer(customer.company, segment="public")
    assert 'id="act-policy"' not in page(manager, customer)
    policy = add_policy(company=customer.company, segment="public", by="user:1", at=timezone.now())
    assert "Policy: Standard" in page(manager, customer)

    refused = act(manager, "policy", customer, policy=policy.pk, why_policy="")
    given = act(manager, "policy", customer, policy=policy.pk, why_policy="Pays by quarter.")

    assert refused.status_code == 422
    assert "Say why this customer climbs another ladder." in refused.text
    assert "Halvren Marine climbs the policy public from the next walk on." in given.text
    assert "public policy, given" in page(manager, customer)
    back = act(manager, "policy", customer, policy="", why_policy="As all others.")
    assert "climbs the policy of its segment" in back.text
    assert act(clerk, "policy", customer, policy="", why_policy="No.").status_code == 403
    foreign = factories.company().policies.get()
    other = act(manager, "policy", customer, policy=foreign.pk, why_policy="No.")
    assert other.status_code == 422
