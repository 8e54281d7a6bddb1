"""What a clerk knows of people before a call: when who was spoken with, and how good a word is."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.desk.actions import log_call
from collections_app.promises.models import Promise
from tests import factories
from tests.web.test_wrap_up import wrap


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company)


def called(customer: Customer, contact: Contact, outcome: str) -> None:
    log_call(
        customer=customer,
        contact=contact,
        outcome=outcome,
        note="",
        by="user:1",
        at=timezone.now(),
        on=timezone.now().date(),
    )


def page(client: Client, customer: Customer) -> str:
    return client.get(reverse("customers:detail", args=[customer.pk])).text


@pytest.mark.parametrize("outcome", ["reached", "refused"])
def test_each_contact_says_when_somebody_last_spoke_with_them(
    clerk: Client, customer: Customer, outcome: str
) -> None:
    other = Contact.objects.create(customer=customer, name="Joost Maas", phone="+31235550199")
    called(customer, customer.contacts.exclude(pk=other.pk).get(), outcome)
    called(customer, other, "voicemail")

    html = page(clerk, customer)

    assert len(re.findall(r"Last spoke <time[^>]*>Today", html)) == 1
    assert html.count("Not spoken with yet") == 1


def test_promises_say_how_many_were_not_kept(clerk: Client, customer: Customer) -> None:
    day = timezone.now().date()
    for state in ("kept", "broken", "broken"):
        Promise.objects.create(
            customer=customer,
            amount=10,
            currency="EUR",
            made_on=day,
            promised_for=day,
            state=state,
            judged_on=day,
            pauses=False,
            by="user:1",
        )

    assert "2 of the last 3 not kept, the latest 2 in a row" in page(clerk, customer)


def test_after_a_wrap_up_the_next_customer_is_a_key_away(clerk: Client, customer: Customer) -> None:
    clerk.defaults["HTTP_HX_CURRENT_URL"] = f"http://testserver/customers/{customer.pk}/?kind=calls"

    said = wrap(clerk, customer, outcome="voicemail").text

    path = reverse("customers:next", args=[customer.pk])
    assert f'<a href="{path}?kind=calls">Next customer<kbd>n</kbd></a>' in said


def test_who_is_represented_gets_no_mail_proposed_and_it_says_why(
    clerk: Client, customer: Customer
) -> None:
    Customer.objects.update(standing="represented", standing_review_on="2099-01-01")
    spoke = {"outcome": "reached", "contact": customer.contacts.get().pk, "has": ["contact"]}

    html = wrap(clerk, customer, "propose", **spoke).text

    assert "Represented by a lawyer: no mail sums this up, nobody is written to." in html
    assert "sends_mail" not in html


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        (6, "", "is no business day. Pick another, or save once more if it is meant."),
        (0, "03:00", "03:00 is outside our hours, 09:00 to 17:00."),
    ],
)
def test_an_odd_hour_for_a_call_is_asked_about_once(
    clerk: Client, customer: Customer, day: int, hour: str, sentence: str
) -> None:
    on = next(
        one
        for one in (timezone.now().date() + dt.timedelta(days) for days in range(1, 8))
        if one.weekday() == day
    )
    said = {"outcome": "call_back", "act": "call", "next_on": on.isoformat(), "next_at": hour}

    asked = wrap(clerk, customer, **said)
    meant = re.search(r'name="meant" value="([^"]*)"', asked.text)
    assert meant
    saved = wrap(clerk, customer, **said, meant=meant[1])

    assert asked.status_code == 422
    assert sentence in asked.text
    assert saved.status_code == 200
    assert customer.tasks.get(state="open").due_on == on


def test_nobody_is_called_at_night_where_they_are(clerk: Client, customer: Customer) -> None:
    Customer.objects.update(time_zone="America/New_York")
    shown = clerk.get(reverse("customers:detail", args=[customer.pk])).text
    on = customer.company.calendar.add_business_days(timezone.now().date(), 2)
    said = {"outcome": "call_back", "act": "call", "next_on": on.isoformat(), "next_at": "11:00"}

    asked = wrap(clerk, customer, **said)
    wrap(clerk, customer, quick="no_answer")

    again = re.search(r"No answer, again .* at (\d\d:\d\d) \((\d\d:\d\d)&nbsp;there\)", shown)
    assert again and again[2] >= "09:00"
    assert asked.status_code == 422 and "on their clock. Pick another" in asked.text
    assert customer.tasks.get(state="open").values["at"] == again[1]


def test_a_note_that_is_too_long_is_kept_and_says_so(clerk: Client, customer: Customer) -> None:
    typed = "x" * 2001

    for answer in (
        clerk.post(reverse("customers:write_note", args=[customer.pk]), {"text": typed}),
        wrap(clerk, customer, outcome="voicemail", note=typed),
    ):
        assert "This has 2001 signs and a note holds 2000." in answer.text
        assert typed in answer.text


def test_every_pinned_note_is_shown(clerk: Client, customer: Customer) -> None:
    for number in range(5):
        said = {"text": f"Note {number}.", "is_pinned": "on"}
        clerk.post(reverse("customers:write_note", args=[customer.pk]), said)

    assert page(clerk, customer).count('class="pinned"') == 5
