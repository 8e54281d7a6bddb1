"""Two clerks never work one customer at cross purposes."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from collections_app.history.actions import record
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mira(company: Company) -> Client:
    user = person("clerk", company)
    user.first_name, user.last_name = "Mira", "Sandvoss"
    user.save()
    return client_of(user)


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Halvren Marine")
    late_invoice(one, 40)
    return one


def page(client: Client, customer: Customer) -> str:
    return client.get(reverse("customers:detail", args=[customer.pk])).text


def seen(html: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', html)[1]


def log(client: Client, customer: Customer, **values: str):
    path = reverse("customers:wrap_up", args=[customer.pk])
    return client.post(path, {"outcome": "voicemail"} | values, headers=HTMX)


def test_who_has_a_customer_is_said_in_the_queue_and_on_the_page(
    clerk: Client, mira: Client, customer: Customer
) -> None:
    page(mira, customer)

    queue = clerk.get("/").text
    assert re.search(r"Mira Sandvoss has it since \d\d:\d\d", queue)
    assert "data-row" not in queue
    assert re.search(r"<b>Mira Sandvoss</b> is on it since \d\d:\d\d", page(clerk, customer))
    assert "is on it since" not in page(mira, customer)


def test_the_queue_and_the_next_customer_free_the_one_before(
    company: Company, clerk: Client, mira: Client, customer: Customer
) -> None:
    page(mira, customer)
    mira.get("/")

    assert "has it since" not in clerk.get("/").text


def test_next_goes_to_one_whom_nobody_has(
    company: Company, clerk: Client, mira: Client, customer: Customer
) -> None:
    second, third = (factories.customer(company, name=name) for name in ("Second", "Third"))
    late_invoice(second, 30)
    late_invoice(third, 20)
    page(mira, second)

    path = reverse("customers:next", args=[customer.pk])
    assert clerk.get(path)["Location"].startswith(reverse("customers:detail", args=[third.pk]))
    page(mira, third)
    assert clerk.get(path)["Location"].startswith(reverse("customers:detail", args=[second.pk]))


def test_an_auditor_holds_nobody_up(clerk: Client, auditor: Client, customer: Customer) -> None:
    page(auditor, customer)

    assert "has it since" not in clerk.get("/").text


def test_an_act_on_an_overtaken_page_is_refused_once_with_what_happened(
    clerk: Client, mira: Client, customer: Customer
) -> None:
    mine = seen(page(clerk, customer))
    log(mira, customer)

    refused = log(clerk, customer, outcome="no_answer", seen=mine)

    assert refused.status_code == 422
    assert (refused["HX-Retarget"], refused["HX-Reswap"]) == ("#here", "outerHTML")
    assert re.search(r"Mira Sandvoss, \d\d:\d\d: left a voicemail\. Next: call on", refused.text)
    assert Communication.objects.count() == 1
    log(clerk, customer, outcome="no_answer", seen=seen(refused.text))
    assert Communication.objects.count() == 2


def test_ones_own_acts_are_no_news(clerk: Client, customer: Customer) -> None:
    mine = seen(page(clerk, customer))
    log(clerk, customer)

    assert log(clerk, customer, seen=mine).status_code == 200


def test_every_act_heeds_what_happened(clerk: Client, mira: Client, customer: Customer) -> None:
    mine = seen(page(clerk, customer))
    day = (timezone.now() + timezone.timedelta(9)).date().isoformat()
    hold = {"until_on": day, "reason": "asked"}
    path = reverse("customers:put_hold", args=[customer.pk])
    mira.post(path, hold, headers=HTMX)

    refused = clerk.post(path, hold | {"reason": "internal", "seen": mine}, headers=HTMX)

    assert "put a hold" in refused.text
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("spoiled", ["", "x", "1@", "0@2026-01-01T00:00:00Z", "1@2026-13-01T00:00"])
def test_what_names_no_moment_is_not_compared(
    clerk: Client, mira: Client, customer: Customer, spoiled: str
) -> None:
    log(mira, customer)

    assert log(clerk, customer, seen=spoiled).status_code == 200


def test_a_page_that_stays_open_is_told(clerk: Client, mira: Client, customer: Customer) -> None:
    path, mine = reverse("customers:here", args=[customer.pk]), seen(page(clerk, customer))

    def here(told: str) -> str:
        asked = {"seen": mine, "told": told, "alive": "1"}
        return clerk.get(path, asked, headers=HTMX).text

    assert here("0.0") == ""
    log(mira, customer)
    html = here("0.0")
    assert "Since you opened this page:" in html and "left a voicemail" in html
    assert seen(html) == mine
    assert here("0.1") == ""


def test_kinds_without_words_of_their_own_are_shown_as_they_are(
    clerk: Client, customer: Customer
) -> None:
    mine = seen(page(clerk, customer))
    record(
        kind="payment.received",
        subject=("payment", 1),
        by="import:12",
        at=timezone.now(),
        company_id=customer.company_id,
        customer_id=customer.pk,
    )
    record(
        kind="moon.risen",
        subject=("moon", 1),
        by="night",
        at=timezone.now(),
        company_id=customer.company_id,
        customer_id=customer.pk,
    )

    told = log(clerk, customer, seen=mine).text

    assert "Import 12" in told and "took in a payment." in told
    assert "moon risen." in told
