"""The queue narrowed to a kind of work or one's own customers, page by page."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.promises.actions import record_promise
from collections_app.promises.models import Promise
from collections_app.reports import queue as report
from collections_app.reports.points import APPROVAL_POINTS, LADDER_POINTS, TASK_POINTS
from collections_app.tasks.actions import open_task
from collections_app.users.models import User
from tests import factories
from tests.web.conftest import person
from tests.web.days import late_invoice, unreachable, waiting_notice, walked
from tests.web.test_queue import names


def paged(client: Client, path: str) -> list[str]:
    """The names of all rows, page by page."""
    seen = []
    while path:
        html = client.get(path, headers={"HX-Request": "true"}).text
        seen += names(html)
        more = re.search(r'hx-get="(\?[^"]*after=[^"]+)"', html)
        path = "/" + unescape(more[1]) if more else ""
    return seen


@pytest.mark.parametrize(
    "filters",
    [
        "",
        "?kind=ladder",
        "?whose=mine",
        "?kind=ladder&whose=mine",
        "?sort=oldest",
        "?whose=team&sort=oldest",
    ],
)
def test_more_rows_come_after_the_last_one_without_gap_or_repeat(
    company: Company, clerk: Client, monkeypatch, filters: str
) -> None:
    monkeypatch.setattr(report, "ROWS", 3)
    mine = {"collector": User.objects.get()}
    wanted = [factories.customer(company, name=f"Customer {n}", **mine) for n in range(7)]
    for customer in wanted:
        late_invoice(customer, 10)

    assert paged(clerk, "/" + filters) == [one.name for one in wanted]


def test_tasks_of_one_kind_are_paged_too(company: Company, clerk: Client, monkeypatch) -> None:
    monkeypatch.setattr(report, "ROWS", 2)
    wanted = [unreachable(company, f"Customer {n}").name for n in range(5)]
    late_invoice(factories.customer(company, name="Reached"), 12)
    walked(company)

    assert paged(clerk, "/?kind=contacts") == wanted


def test_what_the_ladder_does_alone_is_told_by_its_fixed_points() -> None:
    by_hand = {work + size for work in TASK_POINTS.values() for size in LADDER_POINTS}
    by_hand |= {APPROVAL_POINTS + size for size in LADDER_POINTS}

    assert not by_hand & set(LADDER_POINTS)


def kind(html: str, code: str) -> str:
    return re.search(rf'id="kind-{code}".*?<b>(\d+)</b>', html, re.S)[1]


def test_kinds_are_counted_and_filter_the_rows(company: Company, clerk: Client) -> None:
    unreachable(company, "No address")
    late_invoice(factories.customer(company, name="On its way"), 12)
    waiting = waiting_notice(company).customer

    html = clerk.get("/").text

    assert [kind(html, code) for code in ("all", "contacts", "approvals", "ladder")] == list("3111")
    assert names(clerk.get("/", {"kind": "contacts"}).text) == ["No address"]
    assert names(clerk.get("/", {"kind": "approvals"}).text) == [waiting.name]
    assert names(clerk.get("/", {"kind": "ladder"}).text) == ["On its way"]


def test_promises_whose_day_is_here_are_a_kind_of_their_own(
    company: Company, clerk: Client
) -> None:
    today = timezone.now().date()
    for days, name in ((-1, "Broken yesterday"), (0, "Due today"), (1, "Due tomorrow")):
        owing = factories.customer(company, name=name)
        late_invoice(owing, 12)
        record_promise(
            customer=owing,
            amount=Decimal(100),
            currency="EUR",
            promised_for=today + dt.timedelta(days),
            on=today - dt.timedelta(2),
            by="user:1",
            at=timezone.now(),
        )
    Promise.objects.filter(promised_for__lt=today).update(state="broken", judged_on=today)

    assert kind(clerk.get("/").text, "promises") == "1"
    assert names(clerk.get("/", {"kind": "promises"}).text) == ["Due today"]


@pytest.mark.parametrize(
    ("whose", "seen"),
    [
        ("mine", ["Mine"]),
        ("team", ["Mine", "Theirs"]),
        ("nobody", ["Nobody's"]),
        ("moon", ["Mine", "Theirs", "Other team's", "Nobody's"]),
    ],
)
def test_whose_customers_are_rows_and_numbers_of_their_own(
    company: Company, clerk: Client, whose: str, seen: list[str]
) -> None:
    User.objects.update(team="South")
    unreachable(company, "Mine", collector=User.objects.get())
    unreachable(company, "Theirs", collector=person("clerk", company, team="South"))
    unreachable(company, "Other team's", collector=person("clerk", company, team="North"))
    unreachable(company, "Nobody's")
    walked(company)

    html = clerk.get("/", {"whose": whose}).text

    assert [unescape(name) for name in names(html)] == seen
    assert kind(html, "all") == kind(html, "contacts") == str(len(seen))


def test_who_is_in_no_team_is_shown_what_is_given_out(company: Company, clerk: Client) -> None:
    unreachable(company, "Theirs", collector=person("clerk", company, team="North"))
    unreachable(company, "Nobody's")
    walked(company)

    html = clerk.get("/", {"whose": "team"}).text

    assert names(html) == ["Theirs"]
    assert ">Assigned<" in html and "My team" not in html
    User.objects.update(team="North")
    assert ">My team&#x27;s<" in clerk.get("/", {"whose": "team"}).text


def test_what_is_left_of_the_day_goes_with_the_filter(company: Company, clerk: Client) -> None:
    unreachable(company, "Mine", collector=User.objects.get())
    unreachable(company, "Nobody's")
    walked(company)

    part = clerk.get("/", {"whose": "mine"}, headers={"HX-Request": "true"}).text

    assert "of 2 done today" in clerk.get("/").text
    assert re.search(r'id="done" hx-swap-oob="true".*of 1 done today', part)


def test_a_filter_stays_while_another_is_chosen(company: Company, clerk: Client) -> None:
    html = unescape(clerk.get("/", {"whose": "mine", "sort": "oldest"}).text)

    assert 'href="?kind=contacts&whose=mine&sort=oldest"' in html
    assert 'href="?sort=oldest"' in html


def test_the_oldest_debt_comes_first_where_that_is_asked_for(
    company: Company, clerk: Client
) -> None:
    late_invoice(factories.customer(company, name="Large"), 20, "150000.00")
    late_invoice(factories.customer(company, name="Old"), 25, "90.00")

    assert names(clerk.get("/").text) == ["Large", "Old"]
    html = clerk.get("/", {"sort": "oldest"}).text
    assert names(html) == ["Old", "Large"]
    assert html.count('aria-sort="descending"') == 1


def test_a_filter_that_nobody_matches_can_be_cleared(company: Company, clerk: Client) -> None:
    late_invoice(factories.customer(company), 12)

    html = clerk.get("/", {"kind": "broken"}).text

    assert "No customer matches." in html
    assert "Clear filters" in html


def test_next_goes_down_the_queue_and_back_to_it_at_its_end(
    company: Company, clerk: Client
) -> None:
    first = factories.customer(company, name="First")
    late_invoice(first, 40)
    second = factories.customer(company, name="Second")
    late_invoice(second, 10)
    gone = factories.customer(company, name="Paid")

    def after(customer: Customer) -> str:
        path = reverse("customers:next", args=[customer.pk])
        return clerk.get(path, {"kind": "ladder"})["Location"].partition("&at=")[0]

    assert after(first) == reverse("customers:detail", args=[second.pk]) + "?kind=ladder"
    assert after(second) == "/?kind=ladder"
    assert after(gone) == reverse("customers:detail", args=[first.pk]) + "?kind=ladder"


def test_who_cannot_decide_or_approve_is_told_who_does(
    company: Company, clerk: Client, manager: Client
) -> None:
    customer = waiting_notice(company).customer
    approval = {"clerk": clerk.get("/").text, "manager": manager.get("/").text}
    open_task(
        company_id=company.pk,
        customer_id=customer.pk,
        kind="decide",
        subject=("customer", customer.pk),
        due_on=timezone.now().date(),
        at=timezone.now(),
    )
    decision = {"clerk": clerk.get("/").text, "manager": manager.get("/").text}

    assert "A manager approves" in approval["clerk"]
    assert f'data-open href="/customers/{customer.pk}/' in approval["clerk"]
    assert "#notice-" not in approval["clerk"]
    assert "Review notice" in approval["manager"]
    assert "A manager decides" in decision["clerk"]
    assert "#act-course" not in decision["clerk"]
    assert "A manager decides" not in decision["manager"]
    assert "#act-course" in decision["manager"]
