"""Undo: what an import brought goes, unless somebody was told of it or paid it."""

import datetime as dt

import pytest

from collections_app.companies.choices import Mode
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.models import Notice
from collections_app.dunning.walk import walk
from collections_app.intake.choices import Brings
from collections_app.intake.undo import CannotUndo, undo_import
from collections_app.invoices.models import Invoice, Summary
from collections_app.payments.models import Payment

from .ledger import HEADER, NOON, TODAY, balances, make_company, row, take_in
from .test_payments import pay_in

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(1)


@pytest.fixture
def company():
    return make_company(mode=Mode.REHEARSAL)


def undo(outcome, at=NOON):
    outcome.imported.refresh_from_db()
    return undo_import(imported=outcome.imported, by="test", at=at, today=LATER)


def test_what_an_import_brought_is_gone(company):
    outcome = take_in(company, row("R1"), row("R2", customer="C2,Bolt"))

    undone = undo(outcome)

    assert (undone.removed, undone.stays) == (2, [])
    assert not (Invoice.objects.exists() or Customer.objects.exists())
    company.refresh_from_db()
    assert company.ledger_as_of is None


def test_what_an_import_changed_is_as_before(company):
    take_in(company, row("R1"), row("R2"), row("R3"), told={"brings": Brings.OPEN_ITEMS})
    before = list(Invoice.objects.order_by("pk").values())
    outcome = take_in(company, row("R1", balance="0"), row("R2", amount="90.00"), day=LATER)

    undone = undo(outcome)

    assert undone.restored == 3
    assert list(Invoice.objects.order_by("pk").values()) == before
    assert Summary.objects.get().balance == 300


def test_a_customer_with_other_invoices_stays(company):
    take_in(company, row("R1"))

    undo(take_in(company, row("R1"), row("R2"), day=LATER))

    assert balances(company) == {"R1": "100.00"}
    assert Customer.objects.get().number == "C1"


def test_an_invoice_on_a_sent_notice_stays_and_is_named(company):
    outcome = take_in(
        company,
        f"{row('R1', due='2026-10-12')},ap@example.com",
        f"{row('R2', customer='C2,Bolt', due='2027-01-01')},",
        header=f"{HEADER},Email",
    )
    walk(company=company, as_of=TODAY, now=NOON)
    notice = Notice.objects.get()
    accept_notices(notice_ids=[notice.pk], on=TODAY)

    undone = undo(outcome)

    assert undone.stays == [
        "R1 stands on a notice or a call of 2026-11-02.",
        "contact ap@example.com of Acme Ltd, because the customer stays.",
    ]
    assert set(balances(company)) == {"R1"}
    assert Contact.objects.get().email == "ap@example.com"
    assert Customer.objects.get().name == "Acme Ltd"


def test_a_notice_that_was_only_planned_does_not_go(company):
    content = f"{row('R1', due='2026-10-12')},ap@example.com"
    outcome = take_in(company, content, header=f"{HEADER},Email")
    walk(company=company, as_of=TODAY, now=NOON)

    undo(outcome)

    assert Notice.objects.get().state == "cancelled"
    assert balances(company) == {"R1": "0.00"}


def test_the_contact_of_a_customer_that_stays_can_still_be_reached(company):
    take_in(company, row("R1"))
    content = [f"{row('R1')},ap@example.com", f"{row('R2')},ap@example.com"]

    undone = undo(take_in(company, *content, header=f"{HEADER},Email", day=LATER))

    assert undone.stays == ["contact ap@example.com of Acme Ltd, because the customer stays."]
    assert Contact.objects.get().customer.number == "C1"


def test_a_customer_that_goes_takes_its_contact_along(company):
    undone = undo(take_in(company, f"{row('R1')},ap@example.com", header=f"{HEADER},Email"))

    assert undone.stays == []
    assert not (Contact.objects.exists() or Customer.objects.exists())


def test_an_invoice_that_was_paid_since_stays_and_is_named(company):
    outcome = take_in(company, row("R1"), row("R2"))
    pay_in(company, "R1,2026-11-03,100.00,C1", at=NOON + dt.timedelta(hours=1))

    undone = undo(outcome)

    assert undone.stays == ["R1 was paid since."]
    assert set(balances(company)) == {"R1"}


def test_what_a_later_import_changed_is_undone_in_order(company):
    first = take_in(company, row("R1"))
    second = take_in(company, row("R1", balance="40.00"), day=LATER)

    with pytest.raises(CannotUndo, match=f"R1 was changed by import {second.imported.pk}; undo"):
        undo(first)
    undo(second)

    assert balances(company) == {"R1": "100.00"}
    assert undo(first).removed == 1


def test_an_import_of_which_every_row_stays_is_not_marked_as_undone(company):
    first = take_in(company, row("R1"), row("R2"))
    take_in(company, row("R1", balance="40.00"), row("R2", balance="50.00"), day=LATER)

    with pytest.raises(CannotUndo, match=r"Nothing of this .* back: R1 .* all of its 2 rows"):
        undo(first)

    first.imported.refresh_from_db()
    assert (first.imported.state, first.imported.undone_by) == ("committed", "")
    assert balances(company) == {"R1": "40.00", "R2": "50.00"}


@pytest.mark.parametrize("day", [TODAY, LATER])
def test_a_dunned_invoice_that_a_wrong_file_closed_is_open_again(company, day):
    content = f"{row('R1', due='2026-10-12')},ap@example.com"
    told = {"brings": Brings.OPEN_ITEMS}
    take_in(company, content, row("R2") + ",", header=f"{HEADER},Email", told=told)
    walk(company=company, as_of=TODAY, now=NOON)
    accept_notices(notice_ids=[Notice.objects.get().pk], on=TODAY)
    wrong = take_in(company, row("R2", balance="0"), day=day, confirms_closing=True)
    assert balances(company) == {"R1": "0.00", "R2": "0.00"}

    undone = undo(wrong)

    assert (undone.restored, undone.stays) == (2, [])
    assert balances(company) == {"R1": "100.00", "R2": "100.00"}
    assert Notice.objects.get().state == "accepted"


def test_a_changed_invoice_that_was_paid_since_is_as_before_and_paid(company):
    take_in(company, row("R1"))
    outcome = take_in(company, row("R1", amount="150.00"), day=LATER)
    pay_in(company, "R1,2026-11-04,70.00,C1", at=NOON + dt.timedelta(days=2))

    undone = undo(outcome, at=NOON + dt.timedelta(days=2))

    assert (undone.restored, undone.stays) == (1, [])
    assert balances(company) == {"R1": "30.00"}


def test_a_payment_larger_than_what_was_open_before_keeps_the_change(company):
    take_in(company, row("R1"), row("R2"))
    outcome = take_in(company, row("R1", amount="150.00"), row("R2", balance="0"), day=LATER)
    pay_in(company, "R1,2026-11-04,150.00,C1", at=NOON + dt.timedelta(days=2))

    undone = undo(outcome, at=NOON + dt.timedelta(days=2))

    assert undone.stays == ["R1 was paid since, by more than was open of it before."]
    assert balances(company) == {"R1": "0.00", "R2": "100.00"}


def test_nothing_is_undone_twice(company):
    outcome = take_in(company, row("R1"))
    undo(outcome)

    with pytest.raises(CannotUndo, match="is undone: there is nothing"):
        undo(outcome)


def test_undone_payments_open_their_invoices_again(company):
    take_in(company, row("R1"))
    outcome = pay_in(company, "R1,2026-11-03,100.00,C1", "?,2026-11-03,5.00,C1")

    undone = undo(outcome)

    assert undone.removed == 2
    assert not Payment.objects.exists()
    assert balances(company) == {"R1": "100.00"}
    assert (Summary.objects.get().balance, Summary.objects.get().unapplied) == (100, 0)


def test_an_undone_file_can_be_taken_in_again(company):
    undo(take_in(company, row("R1")))

    take_in(company, row("R1"))

    assert balances(company) == {"R1": "100.00"}
