"""A send of which nobody knows whether it went: it is shown with what is known, and decided."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Attempt, Evidence
from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from collections_app.users.models import User
from tests import factories
from tests.outbox import send_one
from tests.web.days import unknown_send
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}


def test_it_went_and_its_level_counts(company: Company, manager: Client) -> None:
    one = unknown_send(company)

    path = reverse("communications:went", args=[one.pk])
    response = manager.post(path, {"page": "review"}, headers=HTMX)

    assert "Noted that it went." in response.text
    assert "Every send has a known outcome." in response.text
    one.refresh_from_db()
    assert one.state == "sent"
    assert one.notice_message.notice.state == "accepted"


def test_it_goes_again_on_a_persons_word_and_the_log_says_whose(
    company: Company, manager: Client
) -> None:
    one = unknown_send(company)
    page = opened(manager, reverse("customers:detail", args=[one.customer_id]))
    assert "The customer may get it twice." in page

    path = reverse("communications:again", args=[one.pk])
    response = manager.post(path, {"page": "customer"}, headers=HTMX)

    assert "It is sent again, after a last look at what is still owed." in response.text
    one.refresh_from_db()
    assert one.state == "ready"
    assert one.again_by.startswith("user:")


def test_what_is_decided_already_is_said(company: Company, manager: Client) -> None:
    one = unknown_send(company)
    manager.post(reverse("communications:went", args=[one.pk]))

    response = manager.post(
        reverse("communications:again", args=[one.pk]), {"page": "review"}, headers=HTMX
    )

    assert "It is not unknown any more." in response.text
    one.refresh_from_db()
    assert one.state == "sent"


def test_the_log_names_who_approved_it_and_who_sent_it_again(
    company: Company, manager: Client
) -> None:
    one = unknown_send(company)
    manager.post(reverse("communications:again", args=[one.pk]), {"page": "review"}, headers=HTMX)
    one.refresh_from_db()
    send_one(one, now=timezone.now())
    ordered = one.attempts.get(number=2).authorized_by
    Notice.objects.update(approved_by=ordered)

    html = opened(manager, reverse("customers:detail", args=[one.customer_id]))

    name = User.objects.get(pk=ordered.removeprefix("user:")).display_name
    assert f"sent again by {name}" in html
    assert f"Approved by {name}" in html


def test_what_was_searched_for_is_shown(company: Company, manager: Client) -> None:
    attempt = unknown_send(company).attempts.get()
    Evidence.objects.create(attempt=attempt, at=attempt.started_at, source="search", said="0 found")

    html = opened(manager, reverse("review:list"))

    assert "Search at the provider: nothing found. 0 found" in html


def test_what_is_long_unknown_stands_first_and_says_so(company: Company, manager: Client) -> None:
    newer, older = unknown_send(company), unknown_send(company)
    attempts = Attempt.objects.filter(communication=older)
    attempts.update(ended_at=attempts.get().started_at - dt.timedelta(hours=3))

    html = manager.get(reverse("review:list")).text

    assert html.index(older.customer.name) < html.index("Over 2 hours")
    assert html.index("Over 2 hours") < html.index(newer.customer.name)
    assert html.count("Over 2 hours") == 1


@pytest.mark.parametrize("act", ["went", "again"])
def test_a_clerk_decides_none_and_nobody_another_companys(
    company: Company, clerk: Client, manager: Client, act: str
) -> None:
    own, foreign = unknown_send(company), unknown_send(factories.company())

    assert "It went" not in clerk.get(reverse("review:list")).text
    assert clerk.post(reverse(f"communications:{act}", args=[own.pk])).status_code == 403
    assert manager.post(reverse(f"communications:{act}", args=[foreign.pk])).status_code == 404
    assert manager.get(reverse(f"communications:{act}", args=[own.pk])).status_code == 405


def test_a_crossed_message_says_so_at_its_customer(company: Company, manager: Client) -> None:
    one = unknown_send(company)
    manager.post(reverse("communications:went", args=[one.pk]))
    one.refresh_from_db()
    one.reason = {"code": "crossed", "invoices": ["R-7"]}
    one.save(update_fields=["reason"])

    html = opened(manager, reverse("customers:detail", args=[one.customer_id]))

    assert '<span class="tag">Crossed</span>' in html
    assert "It crossed: R-7 was paid, promised or disputed while it was being sent." in html
