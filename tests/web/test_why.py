"""Who was contacted and who was not, and why: a list of all who are overdue, and one's history."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import set_standing
from collections_app.dunning.models import Decision
from collections_app.reports import why
from tests import factories
from tests.web.days import late_invoice, unreachable, walked

WHY = reverse("why")


def names(html: str) -> list[str]:
    return re.findall(r'data-open href="/customers/\d+/" dir="auto">([^<]+)<', html)


def line_of(html: str, name: str) -> str:
    rows = html.split("<tr data-row>")
    return next(one for one in rows if name in one)


@pytest.fixture
def overdue(company: Company) -> dict[str, Customer]:
    """One of each fate, the longest overdue first; one that owes nothing late."""
    days = {"Halvren Marine": 40, "Quillhaven": 20, "Vandrel Optics": 12, "Adria": 9, "Nobody": -9}
    customers = {name: factories.customer(company, name=name) for name in days}
    for name, customer in customers.items():
        late_invoice(customer, days[name])
    now = timezone.now()
    who = {"by": "user:1", "at": now, "on": now.date()}
    set_standing(
        customer=customers["Quillhaven"],
        standing="insolvent",
        reason="court",
        review_on=now.date() + dt.timedelta(30),
        **who,
    )
    customers["Deep Hole"] = unreachable(company, "Deep Hole")
    walked(company)
    return customers


def test_everybody_overdue_stands_there_with_the_decision_in_words(clerk: Client, overdue) -> None:
    html = clerk.get(WHY).text

    assert names(html)[0] == "Halvren Marine" and "Nobody" not in names(html)
    assert "Reminder would have gone by e-mail" in line_of(html, "Halvren Marine")
    assert "Insolvent: nobody is contacted." in line_of(html, "Quillhaven")
    assert "cannot go: no usable e-mail address" in line_of(html, "Deep Hole")
    assert "Nobody fell through" in html


def test_who_was_not_contacted_is_one_click(clerk: Client, overdue) -> None:
    assert set(names(clerk.get(f"{WHY}?group=not").text)) == {"Quillhaven", "Deep Hole"}
    assert names(clerk.get(f"{WHY}?group=standing").text) == ["Quillhaven"]
    assert names(clerk.get(f"{WHY}?group=unreachable").text) == ["Deep Hole"]
    chips = dict(re.findall(r'class="chip[^>]*>([^<]+) <b>(\d+)</b>', clerk.get(WHY).text))
    assert chips["All overdue"] == "5" and chips["Not contacted"] == "2"
    assert chips["Contacted, or to be called"] == "3"


def test_a_customer_is_found_by_name_or_number(clerk: Client, overdue) -> None:
    assert names(clerk.get(WHY, {"q": "halv"}).text) == ["Halvren Marine"]
    number = overdue["Adria"].number
    assert names(clerk.get(WHY, {"q": number}).text) == ["Adria"]
    assert "No customer matches." in clerk.get(WHY, {"q": "zzz"}).text


def test_page_by_page_without_gap_or_repeat(clerk: Client, overdue, monkeypatch) -> None:
    monkeypatch.setattr(why, "ROWS", 2)
    seen, path = [], WHY
    while path:
        html = clerk.get(path, headers={"HX-Request": "true"}).text
        seen += names(html)
        more = re.search(r'hx-get="([^"]*after=[^"]+)"', html)
        path = more[1].replace("&amp;", "&") if more else ""

    assert len(seen) == len(set(seen)) == 5


def test_before_the_first_walk_nobody_is_decided_about(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company, name="New here"), 12)

    html = clerk.get(f"{WHY}?group=undecided").text

    assert "The next walk decides." in line_of(html, "New here")


def test_who_falls_through_stands_on_top(
    company: Company, clerk: Client, manager: Client, overdue
) -> None:
    fallen = overdue["Adria"]
    Customer.objects.filter(pk=fallen.pk).update(look_on=None)
    Decision.objects.filter(customer=fallen).update(code="climbs", values={}, look_on=None)
    fallen.notices.update(state="cancelled")
    Company.objects.update(walked_on=timezone.now().date())

    html = clerk.get(WHY).text

    assert "1 fell through" in html
    assert f'href="/customers/{fallen.pk}/" dir="auto">Adria</a></li>' in html


def test_another_companys_customers_are_not_there(clerk: Client, overdue) -> None:
    other = factories.company()
    late_invoice(factories.customer(other, name="Elsewhere"), 12)
    walked(other)

    assert "Elsewhere" not in clerk.get(WHY).text


def test_the_history_of_decisions_is_one_click_at_the_customer(
    company: Company, clerk: Client, overdue
) -> None:
    customer = overdue["Halvren Marine"]
    now = timezone.now()
    who = {"by": "user:1", "at": now + dt.timedelta(minutes=1), "on": now.date()}
    set_standing(
        customer=customer,
        standing="represented",
        reason="lawyer",
        review_on=now.date() + dt.timedelta(30),
        **who,
    )
    walked(company)

    path = reverse("customers:decisions", args=[customer.pk])
    assert path in clerk.get(reverse("customers:detail", args=[customer.pk])).text
    said = re.findall(r"</time></span><span>([^<]+)<", clerk.get(path).text)

    assert said[0].startswith("Represented by a lawyer: nobody is contacted. Review on ")
    assert said[1:] == ["Reminder is due and goes by e-mail."]
