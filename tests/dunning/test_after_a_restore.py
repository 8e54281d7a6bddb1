"""A restored database has forgotten what was sent since: what people must look at first."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.companies.installation import RESTORED, stop_sending
from collections_app.companies.models import Company
from collections_app.dunning.actions import enter_reached
from collections_app.dunning.approving import went_already
from collections_app.dunning.brakes import resume
from collections_app.dunning.models import Notice, Run
from collections_app.dunning.situations import situation_of
from collections_app.dunning.steering import start_again
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import compose_planned
from tests import factories
from tests.factories import date, noon
from tests.outbox import send_one

pytestmark = pytest.mark.django_db
DAY, NOW = date("2024-01-10"), noon("2024-01-10")


def test_what_may_have_gone_is_not_put_up_for_approval():
    company = factories.company(mode=Mode.LIVE)
    Run.objects.create(company=company, as_of=date("2024-01-02"), mode=Mode.LIVE, started_at=NOW)
    for _ in range(2):
        factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    walk(company=company, as_of=DAY, now=NOW)
    compose_planned(company, day=DAY, now=NOW)
    may_have_gone = Communication.objects.order_by("pk")[0]
    send_one(may_have_gone, now=NOW, carrier=lambda _: Result(Outcome.UNKNOWN))
    stop_sending(because=RESTORED, by="test", at=NOW)

    resume(by="user:1", at=NOW)

    notices = Notice.objects.values_list("messages__communication__state", "state")
    assert sorted(notices) == [("unknown", "ready"), ("waiting", "waiting")]


def on(day: str) -> dict:
    return {"by": "user:1", "at": noon(day), "on": date(day)}


def a_restored_company(restored: str, due: str) -> Company:
    """One invoice; the database knows nothing that was sent, and somebody let it go on."""
    company = factories.company(mode=Mode.LIVE, fresh_days=999)
    Run.objects.create(company=company, as_of=date("2024-01-02"), mode=Mode.LIVE, started_at=NOW)
    factories.invoice(factories.customer(company), due, "1200.00")
    stop_sending(because=RESTORED, by="test", at=noon(restored))
    resume(by="user:1", at=noon(restored))
    company.refresh_from_db()
    return company


def notice_of(company: Company, day: str) -> Notice | None:
    walk(company=company, as_of=date(day), now=noon(day))
    compose_planned(company, day=date(day), now=noon(day))
    return Notice.objects.filter(day=date(day)).first()


def says_it_went(notice: Notice, went: str, today: str) -> None:
    went_already(notice=notice, went_on=date(went), **on(today))


def test_what_was_due_before_the_restore_waits_however_late_it_is_planned_again():
    company = a_restored_company("2024-01-11", due="2024-01-05")

    late = notice_of(company, "2024-02-12")

    assert (late.level, late.state, late.reason) == (
        "reminder",
        "waiting",
        {"approval": "restored"},
    )


def test_what_became_due_after_the_restore_goes_by_itself_once_the_careful_day_is_over():
    company = a_restored_company("2024-01-11", due="2024-01-09")
    factories.invoice(factories.customer(company), "2024-01-10", "1200.00")

    careful = notice_of(company, "2024-01-12")
    after = notice_of(company, "2024-01-15")

    assert (careful.state, after.state) == ("waiting", "ready")


def test_the_level_that_came_after_one_that_went_waits_too():
    """A backup five weeks old: the reminder went, and the first letter after it."""
    company = a_restored_company("2024-02-12", due="2024-01-05")
    says_it_went(notice_of(company, "2024-02-12"), "2024-01-10", today="2024-02-12")

    letter = notice_of(company, "2024-02-20")

    assert (letter.level, letter.state) == ("first_letter", "waiting")
    says_it_went(letter, "2024-02-06", today="2024-02-20")
    assert notice_of(company, "2024-02-27").level == "second_letter"


def test_what_follows_a_level_that_went_just_before_the_restore_did_not_go():
    company = a_restored_company("2024-02-12", due="2024-01-05")
    says_it_went(notice_of(company, "2024-02-12"), "2024-02-09", today="2024-02-12")

    letter = notice_of(company, "2024-02-20")

    assert (letter.level, letter.state) == ("first_letter", "ready")


def test_what_went_counts_from_its_own_day_above_a_level_that_was_not_forgotten():
    company = a_restored_company("2024-01-08", due="2024-01-05")
    assert notice_of(company, "2024-01-10").level == "reminder"
    send_one(Communication.objects.get(), now=NOW, carrier=lambda _: Result(Outcome.ACCEPTED))
    invoice = Invoice.objects.get()
    enter_reached(reached=[(invoice, "first_letter", date("2024-02-05"))])

    situation, _ = situation_of(invoice.customer, day=date("2024-02-12"))

    assert situation.invoices[0].rank == 2
    assert situation.invoices[0].taken_on == date("2024-02-05")


def test_a_new_start_leaves_behind_what_went_before_it_and_not_what_went_since():
    company = factories.company(mode=Mode.LIVE)
    customer = factories.customer(company)
    before, since = (factories.invoice(customer, "2024-01-05", "1200.00") for _ in range(2))
    enter_reached(
        reached=[
            (before, "reminder", date("2024-01-09")),
            (since, "reminder", date("2024-02-05")),
        ]
    )
    start_again(customer=customer, invoices=[before, since], reason="Sold.", **on("2024-01-31"))

    situation, _ = situation_of(customer, day=date("2024-02-12"))

    assert {one.id: one.rank for one in situation.invoices} == {before.pk: 0, since.pk: 1}
