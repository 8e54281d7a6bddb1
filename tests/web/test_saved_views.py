"""Views of the queue and the history that a person keeps, and what they did today."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.desk.notes import write_note
from collections_app.reports import saved_views
from collections_app.reports.models import SavedView
from collections_app.users.models import User
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, unreachable


def keep(client: Client, name: str, query: str = "?kind=calls&whose=mine"):
    return client.post(reverse("keep_view", args=["queue"]) + query, {"name": name}, follow=True)


def test_a_view_is_kept_found_and_forgotten(company: Company, clerk: Client) -> None:
    kept = keep(clerk, "My calls")

    assert kept.redirect_chain == [("/?kind=calls&whose=mine", 302)]
    assert "“My calls” is kept on top of the queue." in kept.text
    assert 'href="/?kind=calls&amp;whose=mine">My calls</a>' in clerk.get("/").text

    view = SavedView.objects.get()
    gone = clerk.post(reverse("forget_view", args=[view.pk]), follow=True)
    assert "“My calls” is forgotten." in gone.text
    assert not SavedView.objects.exists()


def test_a_view_of_the_history_is_kept_beside_those_of_the_queue(
    company: Company, clerk: Client
) -> None:
    keep(clerk, "Mornings")
    path = reverse("keep_view", args=["history"]) + "?channel=sms&moon=1"

    kept = clerk.post(path, {"name": "Mornings"}, follow=True)

    assert kept.redirect_chain == [("/history/?channel=sms", 302)]
    assert 'href="/history/?channel=sms">Mornings</a>' in kept.text
    assert "sms" not in clerk.get("/").text
    assert SavedView.objects.count() == 2
    assert clerk.post(reverse("keep_view", args=["moon"]), {"name": "x"}).status_code == 404


def test_a_name_names_the_newest_and_only_what_an_address_may_say(
    company: Company, clerk: Client
) -> None:
    keep(clerk, "Mornings")
    keep(clerk, "Mornings", "?kind=moon&sort=oldest&after=12&x=%22%3E")

    assert SavedView.objects.get().query == "sort=oldest"


def test_views_are_their_owners_alone(company: Company, clerk: Client) -> None:
    keep(clerk, "My calls")
    other = client_of(person("clerk", company))

    assert "My calls" not in other.get("/").text
    path = reverse("forget_view", args=[SavedView.objects.get().pk])
    assert other.post(path).status_code == 404
    assert SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_a_view_without_a_name_that_fits_is_refused(
    company: Company, clerk: Client, name: str
) -> None:
    assert "Give the view a" in keep(clerk, name).text
    assert not SavedView.objects.exists()


def test_there_are_as_many_as_can_be_found_again(
    company: Company, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    keep(clerk, "One")

    assert "forget one of them first" in keep(clerk, "Two").text
    assert SavedView.objects.get().name == "One"


def test_the_queue_says_what_was_done_today(company: Company, clerk: Client) -> None:
    me = User.objects.get()
    done = factories.customer(company)
    late_invoice(done, 1)
    unreachable(company, "To do")
    for text in ("One", "and the same customer"):
        write_note(customer=done, text=text, is_pinned=False, by=me.actor, at=timezone.now())
    yesterday = timezone.now() - timezone.timedelta(1)
    other = factories.customer(company)
    write_note(customer=other, text="Earlier", is_pinned=False, by=me.actor, at=yesterday)

    html = clerk.get("/").text

    assert "<b>1</b> of 1 done today" in html
