"""The manager's page: its figures, what opens behind them, and who may see it."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.actions import log_call
from collections_app.dunning.models import Decision
from collections_app.reports.looking_back import look_back
from collections_app.reports.models import Billing, DayRecord, Snapshot
from collections_app.reports.models.days import BUCKETS, STATES
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests import factories
from tests.reports.days import snapshot
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, unreachable, walked

PAGE = reverse("dashboard:page")
MOST_QUERIES = 12


def today() -> dt.date:
    return timezone.now().date()


def kept(company: Company) -> None:
    look_back(company=company, day=today(), at=timezone.now())


def rows_of(client: Client, name: str, **asked: str) -> list[dict[str, str]]:
    """The file of the rows behind a figure."""
    response = client.get(reverse("dashboard:download", args=[name]), asked)
    assert response.status_code == 200, name
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def mixed(company: Company) -> Company:
    """Something in every bucket and nearly every state, in two currencies."""
    customer = factories.customer(company, name="Halvren Marine")
    for days in (-5, 3, 40, 70, 120):
        late_invoice(customer, days, f"{200 + days}.00")
    late_invoice(customer, 8, "90.00", disputed=Decimal(20), promised=Decimal(30))
    late_invoice(customer, 9, "55.00", currency="USD", says_paid=Decimal(5))
    unreachable(company, "Deep Hole")
    walked(company)
    kept(company)
    return company


def test_only_who_oversees_may_see_it(company: Company, clerk: Client, auditor: Client) -> None:
    for client, status in ((clerk, 403), (auditor, 200)):
        assert client.get(PAGE).status_code == status
        assert (f'href="{PAGE}"' in client.get(reverse("history")).text) is (status == 200)
        rows = client.get(reverse("dashboard:rows", args=["open"]))
        assert rows.status_code == status


def test_another_companys_figures_are_nobodys_business(company: Company, manager: Client) -> None:
    other = factories.company()
    snapshot(other, today(), open=777_000, not_due=0)

    assert "777,000" not in manager.get(PAGE).text
    assert manager.get(PAGE, {"company": other.pk}).status_code == 404
    since = {"since": "2026-01-01"}
    assert manager.post(reverse("dashboard:billing", args=[other.pk]), since).status_code == 404


def test_before_the_first_look_it_says_when_there_is_one(manager: Client) -> None:
    html = manager.get(PAGE).text

    assert "No day was kept yet" in html and "within an hour" in html


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_rows_add_up_to_their_figure(mixed: Company, manager: Client, currency: str) -> None:
    figures = Snapshot.objects.get(currency=currency)

    for name in (*BUCKETS, *STATES):
        rows = rows_of(manager, name, currency=currency)
        assert sum(Decimal(one["Counted here"]) for one in rows) == getattr(figures, name), name
    opened = rows_of(manager, "open", currency=currency)
    assert sum(Decimal(one["Open"]) for one in opened) == figures.balance


def test_rows_of_a_past_day_are_those_that_were_open_then(company, manager: Client) -> None:
    """Due 40 days ago; 10 days ago it was 30 days late, and what came yesterday still open."""
    invoice = late_invoice(factories.customer(company), 40, "100.00", allocated=Decimal(60))
    came = factories.allocation(invoice, "60.00", at=timezone.now()).payment
    came.received_on = today() - dt.timedelta(1)
    came.save(update_fields=["received_on"])
    day = today() - dt.timedelta(10)
    snapshot(company, day, open=100, not_due=0)

    (row,) = rows_of(manager, "late_30", day=day.isoformat())

    assert (row["Days late"], row["Open"]) == ("30", "100.00")
    assert rows_of(manager, "late_60", day=day.isoformat()) == []


def test_states_of_a_past_day_have_no_rows(company: Company, manager: Client) -> None:
    day = today() - dt.timedelta(10)
    snapshot(company, day, open=100, not_due=0)

    response = manager.get(reverse("dashboard:rows", args=["promised"]), {"day": day.isoformat()})

    assert response.status_code == 404


def test_a_name_that_is_a_formula_is_a_text_in_the_file(company: Company, manager: Client) -> None:
    late_invoice(factories.customer(company, name='=HYPERLINK("x")'), 3)
    kept(company)

    (row,) = rows_of(manager, "late_30")

    assert row["Name"] == '\'=HYPERLINK("x")'


def test_whoever_fell_through_is_on_the_managers_page(mixed: Company, manager: Client) -> None:
    html = manager.get(PAGE).text
    assert "fell through" not in html
    assert re.search(r"Overdue without a next date <b>0</b>", html)

    fallen = Customer.objects.get(name="Halvren Marine")
    Customer.objects.filter(pk=fallen.pk).update(look_on=None)
    Decision.objects.filter(customer=fallen).update(code="climbs", values={}, look_on=None)
    fallen.notices.update(state="cancelled")

    html = manager.get(PAGE).text
    assert "1 fell through" in html and f'href="/customers/{fallen.pk}/" dir="auto">' in html


def test_a_tile_opens_beneath_and_closes_again(mixed: Company, manager: Client) -> None:
    part = manager.get(PAGE, {"figure": "current"}, headers={"HX-Request": "true"}).text

    assert "<html" not in part and "Not due yet, of all that is open" in part
    assert re.search(r'id="tile-current" aria-expanded="true"', part)
    assert f'href="{reverse("dashboard:rows", args=["not_due"])}?' in part
    whole = manager.get(PAGE, {"figure": "current"}).text
    assert part.strip() in whole


def test_a_manager_says_since_when_billing_is_whole(mixed: Company, manager: Client) -> None:
    assert "What was sold is not known" in manager.get(PAGE, {"figure": "dso"}).text
    address = reverse("dashboard:billing", args=[mixed.pk])
    since = today() - dt.timedelta(400)

    refused = manager.post(address, {"since": "2999-01-01"}, follow=True)
    assert "Pick a day up to" in refused.text and not Billing.objects.exists()
    said = manager.post(address, {"since": since.isoformat()}, follow=True)

    assert Billing.objects.get().complete_from == since
    assert "What was sold is known since" in said.text
    assert re.search(r"of \w{3} = [\d.]+ days", said.text)


def test_an_auditor_reads_and_sets_nothing(mixed: Company, auditor: Client) -> None:
    assert 'id="since"' not in auditor.get(PAGE, {"figure": "dso"}).text
    address = reverse("dashboard:billing", args=[mixed.pk])
    assert auditor.post(address, {"since": "2026-01-01"}).status_code == 403


def test_a_past_day_can_be_asked(company: Company, manager: Client) -> None:
    day = today() - dt.timedelta(20)
    snapshot(company, day, open=12_345, not_due=5, promised=40, on_ladder=12_300)
    snapshot(company, today(), open=99, not_due=99)

    html = manager.get(PAGE, {"day": (day + dt.timedelta(2)).isoformat()}).text

    assert "12,345.00" in html and "the last look before the day" in html
    assert "The work of that day was not kept." in html
    assert "Not known" in html  # what became of the promises; not that none was kept
    assert "99.00" in manager.get(PAGE, {"day": "2999-01-01"}).text
    assert "99.00" in manager.get(PAGE, {"day": "nonsense"}).text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_day_that_nobody_counts_from_is_today(mixed: Company, manager: Client, day: str) -> None:
    assert manager.get(PAGE, {"day": day}).context["board"].day == today()


def test_a_currency_of_which_nothing_was_kept_says_which_were(mixed, manager: Client) -> None:
    html = manager.get(PAGE, {"currency": "KWD"}).text

    assert "Up to this day nothing was owed in KWD. See it in" in html
    assert "currency=USD" in html
    assert "No day was kept" not in html
    assert manager.get(PAGE, {"currency": "\0"}).status_code == 200


def test_a_made_up_day_says_that_its_states_are_not_known(company, manager: Client) -> None:
    unknown = dict.fromkeys((*STATES, "credits", "unapplied"))
    snapshot(company, today(), open=100, not_due=60, is_made_up=True, **unknown)

    html = manager.get(PAGE).text

    assert "This day was made up from the ledger afterwards" in html
    assert html.count("not kept</span>") == 2


def test_charts_are_told_in_words_and_drawn_without_inline_code(mixed, manager: Client) -> None:
    html = manager.get(PAGE).text

    assert re.search(r'role="img" aria-label="Aging by week\. [^"]*overdue is [\d.,]+ EUR', html)
    assert 'id="chart-aging" type="application/json"' in html
    assert "style=" not in html
    assert not re.search(r"<script(?! src=| id=\"chart-\w+\" type=\"application/json\")", html)


def test_one_sum_of_all_stands_apart_with_the_day_of_its_rates(mixed, manager: Client) -> None:
    assert "for orientation" not in manager.get(PAGE).text
    euros, dollars = (Snapshot.objects.get(currency=one).balance for one in ("EUR", "USD"))

    on_day = today() - dt.timedelta(2)
    who = {"by": "user:1", "taken_at": timezone.now()}
    mixed.rates.create(currency="USD", on_day=on_day, rate=Decimal("0.5"), **who)

    html = manager.get(PAGE).text
    assert f"{euros + dollars / 2:,.2f}</td>" in html
    assert f"converted to EUR at rates of {on_day:%a} {on_day.day} {on_day:%b}" in html


def test_a_past_day_is_told_by_the_target_of_that_day(company: Company, manager: Client) -> None:
    ada = person(Role.CLERK, company)
    then = company.calendar.business_day_from(today() - dt.timedelta(5))
    row = {"name": "Ada", "user": ada.pk, "waiting": 3, "oldest": None, "done": 10, "skipped": 0}
    for day, target in ((then, {"target": 40}), (then - dt.timedelta(1), {})):
        snapshot(company, day, open=99, not_due=99)
        values = {"promises": [], "levels": [], "causes": [], "clerks": [row | target]}
        DayRecord.objects.create(company=company, day=day, values=values)
    User.objects.filter(pk=ada.pk).update(customers_a_day=80)

    html = manager.get("/dashboard/", {"day": then}).text
    before = manager.get("/dashboard/", {"day": then - dt.timedelta(1)}).text

    assert 'of 40</span><span class="sr"> a day, 25 %</span>' in html
    assert 'width="25" height="8"' in html
    assert " a day, " not in before


def test_causes_open_to_what_was_said(company: Company, manager: Client) -> None:
    customer = factories.customer(company, name="Quillhaven")
    late_invoice(customer, 3)
    ada: User = person(Role.CLERK, company)
    who = {"by": ada.actor, "at": timezone.now(), "on": today()}
    log_call(
        customer=customer,
        contact=None,
        outcome="reached",
        note="Boss is away.",
        cause="approval",
        **who,
    )
    kept(company)

    assert "Waiting for approval" in manager.get(PAGE).text
    assert rows_of(manager, "causes", of="approval")[0]["Said"] == "Boss is away."
    assert rows_of(manager, "causes", of="cash_short") == []


INVOICES = ("open", "late", "levels", "credits")
WORK = ("promises", "causes", "waiting", "done", "skipped", "months", "aging")


@pytest.mark.parametrize("name", [*INVOICES, *WORK])
def test_every_list_opens_as_a_page_and_as_a_file(mixed, manager: Client, name: str) -> None:
    page = manager.get(reverse("dashboard:rows", args=[name]), {"of": "reminder"})

    assert page.status_code == 200
    rows_of(manager, name, of="reminder")


def test_no_list_of_that_name_is_not_found(mixed: Company, manager: Client) -> None:
    assert manager.get(reverse("dashboard:rows", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}?figure=dso", "/dashboard/rows/open/"])
def test_it_asks_the_database_a_few_times_only(mixed, manager: Client, address: str) -> None:
    manager.get(address)

    with CaptureQueriesContext(connection) as captured:
        assert manager.get(address).status_code == 200

    assert len(captured) <= MOST_QUERIES, [one["sql"][:90] for one in captured]


def test_somebody_of_two_companies_stays_in_one(company: Company) -> None:
    other = factories.company(legal_name="Zeta Works")
    client = client_of(person(Role.MANAGER, company, other))
    snapshot(other, today(), open=4_321, not_due=0)

    html = client.get(PAGE, {"company": other.pk}).text

    assert "4,321.00" in html
    assert f"company={other.pk}" in re.findall(r'class="kpi" href="([^"]+)"', html)[0]
