"""Letters: a run is fetched, asked again, counted and closed, and never forgotten."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import PrintRun
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import Run
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import print_letters
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.users.choices import Role
from tests import factories
from tests.communications.print_runs import letters_on_paper, words_of
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, played

HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(company: Company) -> PrintRun:
    """Two letters that are due today."""
    now = timezone.now()
    long_ago = now - dt.timedelta(200)
    Company.objects.filter(pk=company.pk).update(
        mode=Mode.LIVE, live_since=long_ago.date(), ledger_as_of=company.day_of(now)
    )
    company.refresh_from_db()
    Run.objects.create(company=company, mode=Mode.LIVE, as_of=long_ago.date(), started_at=long_ago)
    for name in ("Aster Mill", "Birch Mill"):
        customer = factories.customer(company, name=name)
        Contact.objects.filter(customer=customer).update(email="")
        late_invoice(customer, 10)
    day = company.calendar.business_day_from(company.day_of(now))
    played(company, day=day, now=now)
    print_letters(company, day=day, now=now, in_window=True)
    return PrintRun.objects.get()


def post(client: Client, name: str, run: PrintRun, **values):
    return client.post(reverse(f"print_runs:{name}", args=[run.pk]), values, headers=HTMX)


def close(client: Client, run: PrintRun, posted: int, lost: str = ""):
    on = run.company.day_of(run.opened_at).isoformat()
    return post(client, "close", run, posted=posted, posted_on=on, lost=lost)


def pays(customer: Customer) -> None:
    today, now = timezone.now().date(), timezone.now()
    invoice = Invoice.objects.get(customer=customer)
    received = Received(today, invoice.balance, "EUR", "bank 1", customer.pk, invoice.pk)
    take_payments(
        company=customer.company, source="bank", payments=[received], on=today, by="test", at=now
    )


def test_a_run_is_fetched_counted_and_closed(run: PrintRun, clerk: Client) -> None:
    page = clerk.get(reverse("print_runs:index")).text
    assert "2 letters, 2 pages, 2 leaves" in page
    assert "Aster Mill" in page

    file = clerk.post(reverse("print_runs:fetch", args=[run.pk]))
    assert file["Content-Disposition"] == f'attachment; filename="print-run-{run.pk}.pdf"'
    assert "Print run" in words_of(file.content)[0]
    assert "It takes no more letters." in clerk.get(reverse("print_runs:index")).text

    wrong = close(clerk, run, 3)
    assert "holds 2 letters, not 3" in wrong.text
    done = close(clerk, run, 2)
    assert "is closed: 2 letters posted." in done.text
    assert "No letter waits." in done.text
    run.refresh_from_db()
    assert (run.closed_by.partition(":")[0], run.letters.filter(state="sent").count()) == (
        "user",
        2,
    )


def test_fetched_again_it_is_a_reprint(run: PrintRun, clerk: Client) -> None:
    path = reverse("print_runs:fetch", args=[run.pk])
    clerk.post(path)

    again = clerk.post(path)

    assert "Reprint 1" in words_of(again.content)[0]
    assert "and again 1 time" in clerk.get(reverse("print_runs:index")).text


def test_before_the_count_the_run_says_what_was_paid_since(run: PrintRun, clerk: Client) -> None:
    clerk.post(reverse("print_runs:fetch", args=[run.pk]))
    pays(run.letters.get(sheet=2).customer)

    asked = post(clerk, "ask", run)

    assert "Take out letter 2, then count what is left." in asked.text
    assert f"{run.pk}-2" in asked.text
    assert "has nothing left to demand." in asked.text
    run.refresh_from_db()
    assert letters_on_paper(run) == 1
    assert "is closed: 1 letter posted." in close(clerk, run, 1).text


def test_typed_without_asking_the_count_is_asked_for_again(run: PrintRun, clerk: Client) -> None:
    clerk.post(reverse("print_runs:fetch", args=[run.pk]))
    pays(run.letters.get(sheet=1).customer)

    refused = close(clerk, run, 2)

    assert "Take out letter 1: it must not go any more" in refused.text
    assert PrintRun.objects.get().closed_at is None


def test_a_lost_letter_is_named_and_lies_in_the_next_run(run: PrintRun, clerk: Client) -> None:
    clerk.post(reverse("print_runs:fetch", args=[run.pk]))

    assert "holds no letter 9" in close(clerk, run, 1, lost="9").text
    assert "without the 1 named as lost, not 2" in close(clerk, run, 2, lost="2, 2").text
    assert "Name lost letters by their numbers" in close(clerk, run, 1, lost="the second").text
    assert "is closed: 1 letter posted." in close(clerk, run, 1, lost=" 2 ").text

    letter = run.company.communications.get(state="ready")
    assert letter.reason == {"code": "lost", "run": run.pk, "sheet": 2}


def test_one_letter_and_the_manifest_are_read_by_number(run: PrintRun, clerk: Client) -> None:
    letter = clerk.get(reverse("print_runs:letter", args=[run.pk, 1]))
    manifest = clerk.get(reverse("print_runs:manifest", args=[run.pk]))

    assert f"{run.pk}-1, reprint" in words_of(letter.content)[0]
    assert manifest.content.startswith(b"sheet,customer,communication,pages,sha256")
    assert clerk.get(reverse("print_runs:letter", args=[run.pk, 9])).status_code == 404


@pytest.mark.parametrize("name", ["fetch", "ask", "close"])
def test_an_auditor_prints_and_posts_nothing(run: PrintRun, auditor: Client, name: str) -> None:
    assert post(auditor, name, run).status_code == 403
    assert reverse("print_runs:fetch", args=[run.pk]) not in auditor.get("/letters/").text


@pytest.mark.parametrize("name", ["fetch", "ask", "close", "manifest"])
def test_another_companys_run_is_not_found(clerk: Client, name: str) -> None:
    foreign = PrintRun.objects.create(company=factories.company(), opened_at=timezone.now())
    path = reverse(f"print_runs:{name}", args=[foreign.pk])

    assert (clerk.get(path) if name == "manifest" else clerk.post(path)).status_code == 404


@pytest.mark.parametrize(
    ("opened", "today", "stands"),
    [
        ("2026-05-11 08:00", "2026-05-12 18:00", False),  # Monday, Tuesday
        ("2026-05-11 18:00", "2026-05-13 08:00", True),  # Wednesday
        ("2026-05-08 08:00", "2026-05-11 18:00", False),  # Friday, Monday
        ("2026-05-08 08:00", "2026-05-12 08:00", True),  # Tuesday
    ],
)
def test_a_run_open_for_more_than_a_business_day_stands_first_in_review(
    company: Company, time_machine, opened: str, today: str, stands: bool
) -> None:
    time_machine.move_to(f"{today}+00:00", tick=False)
    at = dt.datetime.fromisoformat(f"{opened}+00:00")
    run = PrintRun.objects.create(company=company, opened_at=at)
    clerk = client_of(person(Role.CLERK, company))

    page = clerk.get(reverse("review:list")).text

    assert (f"#run-{run.pk}" in page) is stands
    if stands:
        assert page.index("Letters not posted") < page.index("For approval")
