"""The history of a company: every contact, narrowed, searched in its own language, page by page."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.reports import contact_history
from tests import factories
from tests.factories import rewrite
from tests.web.days import late_invoice, walked
from tests.web.opening import opened

HISTORY = reverse("history")


def titles(html: str) -> list[str]:
    """Customer and what it was, in the order of the page."""
    names = re.findall(r'class="of strong"[^>]*>([^<]+)<', html)
    whats = re.findall(r'<span class="what"><b>([^<]+)<', html)
    return [f"{name}: {what}" for name, what in zip(names, whats, strict=True)]


def note(customer: Customer, text: str, *, by: str = "user:1", hours: int = 0, language: str = ""):
    at = timezone.now() - dt.timedelta(hours=hours)
    written = log_contact(
        customer=customer, channel=Channel.NOTE, purpose="note", text=text, by=by, at=at
    )
    rewrite(Communication.objects.filter(pk=written.pk), language=language)


@pytest.fixture
def talked(company: Company, clerk: Client) -> Company:
    theirs = company.users.get()
    halvren = factories.customer(company, name="Halvren Marine", collector=theirs)
    quill = factories.customer(company, name="Quillhaven Foods")
    halvren.contacts.update(email="c.baart@halvren.example")
    late_invoice(halvren, 12)
    walked(company)
    me = company.users.get().actor
    note(quill, "Their approver is on holidays until Monday.", by=me, hours=2, language="en")
    note(halvren, "Die Rechnungen wurden geprüft.", by="user:999", hours=30, language="de")
    return company


def test_everything_newest_first_each_opens_to_what_was_sent(talked: Company, clerk) -> None:
    html = opened(clerk, HISTORY)

    assert titles(html) == [
        "Halvren Marine: Reminder",
        "Quillhaven Foods: Note",
        "Halvren Marine: Note",
    ]
    assert "thank you for your order" in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "holiday"}, ["Quillhaven Foods: Note"]),
        ({"amount": "1"}, ["Halvren Marine: Reminder"]),
        ({"amount": "1000000"}, []),
        ({"collector": "nobody"}, ["Quillhaven Foods: Note"]),
        ({"words": "Rechnung geprüft"}, ["Halvren Marine: Note"]),
        ({"words": '"approver is"'}, ["Quillhaven Foods: Note"]),
        ({"words": "holiday -approver"}, ["Quillhaven Foods: Note"]),
        ({"customer": "quill"}, ["Quillhaven Foods: Note"]),
        ({"customer": "Baart@halvren"}, ["Halvren Marine: Reminder", "Halvren Marine: Note"]),
        ({"customer": "nobody@halvren"}, []),
        ({"channel": "email"}, ["Halvren Marine: Reminder"]),
        ({"purpose": "reminder"}, ["Halvren Marine: Reminder"]),
        ({"by": "machine"}, ["Halvren Marine: Reminder"]),
        ({"by": "user:999"}, ["Halvren Marine: Note"]),
        ({"state": "noted", "customer": "halv"}, ["Halvren Marine: Note"]),
        ({"direction": "in"}, []),
        ({"channel": "pigeon", "customer": "quill"}, ["Quillhaven Foods: Note"]),
    ],
)
def test_it_is_narrowed(talked: Company, clerk: Client, asked, found) -> None:
    assert titles(clerk.get(HISTORY, asked).text) == found


def test_days_are_the_companys(talked: Company, clerk: Client) -> None:
    today = talked.day_of(timezone.now())
    yesterday = today - dt.timedelta(1)

    assert len(titles(clerk.get(HISTORY, {"since": today.isoformat()}).text)) == 2
    assert titles(clerk.get(HISTORY, {"until": yesterday.isoformat()}).text) == [
        "Halvren Marine: Note"
    ]


def test_page_by_page_without_gap_or_repeat(talked: Company, clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr(contact_history, "ROWS", 2)
    customer = Customer.objects.get(name="Quillhaven Foods")
    for number in range(5):
        note(customer, f"note {number}", hours=40)
    rewrite(Communication.objects.filter(text__startswith="note"), created_at=timezone.now())

    seen, path = [], f"{HISTORY}?channel=note"
    while path:
        html = clerk.get(path, headers={"HX-Request": "true"}).text
        seen += re.findall(r'id="entry-([0-9a-f-]+)"', html)
        more = re.search(r'hx-get="([^"]*after=[^"]+)"', html)
        path = more[1].replace("&amp;", "&") if more else ""

    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(("name", "day"), [("until", "9999-12-31"), ("since", "0001-01-01")])
def test_a_day_that_nobody_counts_from_counts_as_not_said(
    talked: Company, clerk: Client, name: str, day: str
) -> None:
    assert len(titles(clerk.get(HISTORY, {name: day}).text)) == 3


@pytest.mark.parametrize("after", ["x", "9_9", "99999999999999999_" + "-" * 36])
def test_a_place_that_is_none_shows_the_newest(talked: Company, clerk: Client, after: str) -> None:
    assert len(titles(clerk.get(HISTORY, {"after": after}).text)) == 3


def test_another_companys_contacts_are_not_there(talked: Company, clerk: Client) -> None:
    note(factories.customer(factories.company(), name="Elsewhere"), "holiday")

    assert "Elsewhere" not in clerk.get(HISTORY, {"words": "holiday"}).text


def test_words_are_found_by_their_index(talked: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    rows = Communication.objects.filter(contact_history.SaysWords("holiday"))

    assert "communication_words" in rows.explain()
