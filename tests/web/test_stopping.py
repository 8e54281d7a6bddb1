"""The one stop for everything, on every page, and what it says while nothing leaves."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Gate
from collections_app.companies import installation
from collections_app.companies.installation import stop_sending, why_silent
from collections_app.companies.models import Company, Installation
from collections_app.history.models import Event

ACTS = ["stopping:stop", "stopping:go_on"]
PAGES = ["queue", "review:list", "settings:list", "customers:index", "imports:list"]


def test_one_button_stops_everything_and_leads_back(company: Company, manager: Client) -> None:
    there = reverse("review:list")
    assert 'data-opens="stop-all"' in manager.get(there).text

    response = manager.post(reverse("stopping:stop"), {"next": there}, follow=True)

    assert response.redirect_chain == [(there, 302)]
    assert why_silent() == "stopped"
    assert "Everything is stopped: nothing leaves, for any company." in response.text
    assert 'data-opens="stop-all"' not in response.text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_who_stopped_it(
    company: Company, manager: Client, clerk: Client, page: str
) -> None:
    manager.post(reverse("stopping:stop"))

    html = clerk.get(reverse(page)).text

    assert "Everything is stopped" in html
    assert "by Ada" in html
    assert "A manager lets it go on." in html
    assert "Let it go on…" not in html


def test_a_manager_lets_it_go_on(company: Company, manager: Client) -> None:
    manager.post(reverse("stopping:stop"))

    response = manager.post(reverse("stopping:go_on"), follow=True)

    assert "Messages may leave again." in response.text
    assert why_silent() == ""
    assert list(Event.objects.values_list("kind", flat=True)) == [
        "sending.stopped",
        "sending.resumed",
    ]


def test_after_a_restore_the_page_says_what_going_on_means(
    company: Company, manager: Client
) -> None:
    stop_sending(because=installation.RESTORED, by="sending", at=timezone.now())

    html = manager.get("/").text
    response = manager.post(reverse("stopping:go_on"), follow=True)

    assert "this database is older than what this machine sent" in html
    assert "up to the end of the next business day nothing leaves without approval" in html
    assert "What was ready waits in Review." in response.text


def test_a_copy_says_that_it_is_one(company: Company, manager: Client, settings) -> None:
    Installation.objects.create(code="the other machine")

    assert "this database belongs to another installation" in manager.get("/").text


def test_the_environments_no_has_no_button(company: Company, manager: Client, settings) -> None:
    settings.SENDING = False

    html = manager.get("/").text

    assert "its environment says SENDING=off" in html
    assert "Let it go on…" not in html


def resting(minutes: int = 20) -> Gate:
    Installation.objects.create(code="here")
    until = timezone.now() + dt.timedelta(minutes=minutes)
    return Gate.objects.create(
        channel="email", failures=4, shut_until=until, why="connection refused"
    )


def test_a_channel_that_rests_is_shown_and_tried_again(
    company: Company, manager: Client, settings
) -> None:
    settings.INSTALLATION_ID = "here"
    gate = resting()

    review = manager.get(reverse("review:list")).text
    response = manager.post(reverse("stopping:try_again", args=["email"]), follow=True)

    assert f"rests until {gate.shut_until:%H:%M}: connection refused" in review
    assert "E-mail is tried again within a minute." in response.text
    gate.refresh_from_db()
    assert (gate.shut_until, gate.failures) == (None, 4)


def test_no_channel_of_another_name_is_tried(company: Company, manager: Client) -> None:
    assert manager.post(reverse("stopping:try_again", args=["pigeon"])).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_clerk_neither_stops_nor_lets_go(company: Company, clerk: Client, act: str) -> None:
    assert 'data-opens="stop-all"' not in clerk.get("/").text
    assert clerk.post(reverse(act)).status_code == 403
    assert clerk.post(reverse("stopping:try_again", args=["email"])).status_code == 403
    assert why_silent() == ""


@pytest.mark.parametrize("act", ACTS)
def test_neither_is_a_link(company: Company, manager: Client, act: str) -> None:
    assert manager.get(reverse(act)).status_code == 405


def test_no_stranger_is_redirected_to(company: Company, manager: Client) -> None:
    response = manager.post(reverse("stopping:stop"), {"next": "https://evil.example/"})

    assert response["Location"] == "/"
