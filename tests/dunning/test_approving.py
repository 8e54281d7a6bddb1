"""A notice that waited is approved: dated with that day, and nothing else changes."""

import datetime as dt

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning import composing
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.approving import CannotApprove, approve_notice
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Level, Notice, NoticeLine
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from tests import factories
from tests.factories import date, noon


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    return factories.customer(company, standing="key_account", language="en")


def waiting(company: Company, day: str) -> Notice:
    walk(company=company, as_of=date(day), now=noon(day))
    notice = Notice.objects.get(day=date(day))
    compose(notice=notice, now=noon(day))
    return notice


def approve(notice: Notice, day: str) -> None:
    approve_notice(notice=notice, on=date(day), by="user:1", at=noon(day))


def pay_by(invoice: Invoice) -> dt.date | None:
    return NoticeLine.objects.filter(invoice=invoice).latest("pk").pay_by


def states() -> list[tuple[str, str]]:
    return list(Communication.objects.order_by("created_at").values_list("state", "channel"))


def test_approved_on_its_day_it_goes_as_it_was_written(
    company: Company, customer: Customer
) -> None:
    factories.invoice(customer, "2024-01-05")
    notice = waiting(company, "2024-01-10")
    written = Communication.objects.get()

    approve(notice, "2024-01-10")

    assert states() == [("ready", "email")]
    assert Communication.objects.get().text == written.text


def test_approved_later_its_messages_are_written_anew_and_the_old_ones_cancelled(
    company: Company, customer: Customer
) -> None:
    factories.invoice(customer, "2024-01-05")
    notice = waiting(company, "2024-01-10")

    approve(notice, "2024-01-15")

    assert states() == [("cancelled", "email"), ("ready", "email")]
    old, new = Communication.objects.order_by("created_at")
    assert old.reason == {"code": "dated_anew", "on": "2024-01-15"}
    assert "5 days overdue" in old.text
    assert "10 days overdue" in new.text
    assert "Wednesday 17 January 2024" in " ".join(old.text.split())
    assert "Monday 22 January 2024" in " ".join(new.text.split())
    assert new.lines[0]["pay_by"] == "2024-01-22"
    line = NoticeLine.objects.get()
    assert (line.on_day, line.pay_by) == (date("2024-01-15"), date("2024-01-22"))


def test_a_line_for_information_keeps_the_date_that_it_had(
    company: Company, customer: Customer
) -> None:
    known = factories.invoice(customer, "2024-01-05")
    accept_notices(notice_ids=[waiting(company, "2024-01-10").pk], on=date("2024-01-10"))
    fresh = factories.invoice(customer, "2024-01-12")
    notice = waiting(company, "2024-01-17")

    approve(notice, "2024-01-19")

    assert pay_by(known) == date("2024-01-17")
    assert pay_by(fresh) == date("2024-01-26")


def test_a_released_line_gets_its_time_anew(company: Company, customer: Customer) -> None:
    known = factories.invoice(customer, "2024-01-05")
    accept_notices(notice_ids=[waiting(company, "2024-01-10").pk], on=date("2024-01-10"))
    factories.invoice(customer, "2024-01-12")
    notice = waiting(company, "2024-01-17")
    NoticeLine.objects.filter(invoice=known, notice=notice).update(released="dispute_settled")

    approve(notice, "2024-01-19")

    assert pay_by(known) == date("2024-01-26")


def test_a_courtesy_note_keeps_the_due_date(company: Company, customer: Customer) -> None:
    Level.objects.filter(key="courtesy_note").update(is_on=True)
    ahead = factories.invoice(customer, "2024-01-12")
    notice = waiting(company, "2024-01-09")
    assert notice.level == "courtesy_note"

    approve(notice, "2024-01-10")

    assert pay_by(ahead) == date("2024-01-12")


def test_where_the_address_is_gone_nothing_is_written_anew(
    company: Company, customer: Customer
) -> None:
    factories.invoice(customer, "2024-01-05")
    notice = waiting(company, "2024-01-10")
    customer.contacts.update(email="")

    approve(notice, "2024-01-15")

    assert states() == [("ready", "email")]  # the last look before sending cancels it


def test_approving_twice_writes_nothing_twice(company: Company, customer: Customer) -> None:
    factories.invoice(customer, "2024-01-05")
    notice = waiting(company, "2024-01-10")
    approve(notice, "2024-01-15")

    with pytest.raises(CannotApprove):
        approve(notice, "2024-01-16")

    assert states() == [("cancelled", "email"), ("ready", "email")]


def test_a_letter_that_cannot_be_made_leaves_its_notice_waiting(
    company: Company, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    factories.invoice(customer, "2024-01-05")
    notice = waiting(company, "2024-01-10")
    monkeypatch.setattr(composing, "write_message", refuse)

    with pytest.raises(CannotApprove, match=r"cannot be made, so it waits on\. No space left"):
        approve(notice, "2024-01-11")

    notice.refresh_from_db()
    assert (notice.state, notice.day) == ("waiting", date("2024-01-10"))
    assert states() == [("waiting", "email")]
