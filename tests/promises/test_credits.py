"""What was credited is not demanded until it is seen, or a person says that none comes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.disputes.actions import end_credit_wait, settle_dispute, wait_longer
from collections_app.disputes.models import Dispute
from collections_app.disputes.rules import is_credit_seen
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.dunning.walk import walk
from collections_app.invoices.models import Invoice
from collections_app.promises.settling import end_what_is_paid
from collections_app.reports.figures import figures_of
from collections_app.reports.rungs import InvoiceRow
from collections_app.tasks.models import Task
from collections_app.users.models import User
from tests import factories
from tests.factories import date, noon
from tests.promises.test_actions import pay
from tests.promises.test_judging import dispute

CREDITED, LAST_DAY, AFTER = "2024-01-29", "2024-02-12", "2024-02-13"
AMOUNT = Decimal(300)


@pytest.mark.parametrize(
    ("open_now", "paid", "is_seen"),
    [
        ("1000", "0", False),
        ("700", "0", True),
        ("701", "0", False),
        ("300", "700", False),  # the rest was paid
        ("300", "0", False),  # it was paid, as only the ledger knows
        ("0", "700", True),
        ("500", "200", True),
        ("500", "500", False),
    ],
)
def test_a_credit_is_seen_where_the_balance_fell_by_it(open_now, paid, is_seen):
    values = {"open_then": Decimal(1000), "open_now": Decimal(open_now), "paid": Decimal(paid)}

    assert is_credit_seen(AMOUNT, **values) is is_seen


AMOUNTS = st.decimals(1, 10_000, places=2)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_payments_alone_are_never_taken_for_a_credit(amount, then, paid):
    left = then - min(paid, then)

    assert is_credit_seen(amount, open_then=then, open_now=left, paid=paid) is (left == 0)


@pytest.fixture
def invoice(db):
    return factories.invoice(factories.customer(factories.company()), "2024-01-01", "1000.00")


def credit(invoice, **more):
    one = dispute(invoice, "300.00")
    Dispute.objects.update(**more)
    one.refresh_from_db()
    on = date(CREDITED)
    settle_dispute(dispute=one, result="credited", on=on, by="user:1", at=noon(on))
    return one


def look(invoice, day):
    end_what_is_paid(company=invoice.company, day=date(day), at=noon(day))
    return Invoice.objects.get(pk=invoice.pk).demandable


def test_what_was_credited_is_not_demanded_until_the_balance_falls_by_it(invoice):
    credit(invoice)

    assert look(invoice, LAST_DAY) == 700
    Invoice.objects.filter(pk=invoice.pk).update(settled_by_ledger=AMOUNT)
    assert look(invoice, LAST_DAY) == 700
    assert (Dispute.objects.get().credit_ended_on, Dispute.objects.get().credited) == (
        date(LAST_DAY),
        300,
    )


def test_who_pays_the_rest_is_not_asked_for_what_was_credited(invoice):
    credit(invoice)
    pay(invoice.customer, invoice, "700.00", "2024-02-01")

    assert look(invoice, LAST_DAY) == 0


def test_a_credit_note_of_that_amount_takes_its_place(invoice):
    credit(invoice)
    given = {"kind": "credit_note", "currency": "EUR"}
    factories.invoice(invoice.customer, "2024-03-01", "300.00", **given)

    assert look(invoice, "2024-02-02") == 1000  # and the note itself is taken off
    assert not Task.objects.filter(kind="credit_missing").exists()


def test_a_credit_note_that_does_not_come_is_its_owners_task(invoice):
    owner = User.objects.create_user("nora")
    credit(invoice, owner=owner)

    assert [look(invoice, day) for day in (LAST_DAY, AFTER, "2024-02-14")] == [700, 700, 700]
    task = Task.objects.get(kind="credit_missing")
    assert (task.assigned_to, task.due_on, task.state) == (owner, date(AFTER), "open")

    Invoice.objects.filter(pk=invoice.pk).update(settled_by_ledger=AMOUNT)
    look(invoice, "2024-02-20")
    task.refresh_from_db()
    assert task.state == "done"


def test_what_was_credited_is_demanded_again_once_a_person_says_that_no_note_comes(invoice):
    one = credit(invoice)
    look(invoice, AFTER)

    end_credit_wait(dispute=one, credited=None, on=date(AFTER), by="user:1", at=noon(date(AFTER)))

    assert look(invoice, AFTER) == 1000
    assert Task.objects.get(kind="credit_missing").state == "done"


def test_a_note_that_is_still_to_come_is_asked_for_again_after_as_many_days(invoice):
    one = credit(invoice)
    look(invoice, AFTER)

    wait_longer(dispute=one, on=date(AFTER), by="user:1", at=noon(date(AFTER)))

    assert [look(invoice, day) for day in ("2024-02-27", "2024-02-28")] == [700, 700]
    first, again = Task.objects.filter(kind="credit_missing").order_by("pk")
    assert (first.state, again.state, again.due_on) == ("done", "open", date("2024-02-28"))


def test_to_collect_shows_it_as_its_own_part(invoice):
    other = factories.invoice(invoice.customer, "2024-01-01", "500.00")
    one = credit(invoice)
    dispute(other, "50.00", on=CREDITED)
    invoice.refresh_from_db()
    other.refresh_from_db()

    rows = [InvoiceRow(each, 20) for each in (invoice, other)]
    summaries = invoice.customer.summaries.all()
    (figures,) = figures_of(summaries, rows, {invoice.pk: one.amount})

    assert (figures.sum_credited, figures.sum_disputed) == (300, 50)
    assert figures.to_collect == 1150


def go(invoice, day):
    look(invoice, day)
    walk(company=invoice.company, as_of=date(day), now=noon(day))
    accept_notices(notice_ids=Notice.objects.values_list("pk", flat=True), on=date(day))


def test_an_invoice_goes_on_in_order_once_it_was_waited_in_vain(invoice):
    go(invoice, "2024-01-10")
    one = credit(invoice)
    pay(invoice.customer, invoice, "700.00", "2024-01-29")

    for day in ("2024-01-30", LAST_DAY, AFTER):
        go(invoice, day)
    assert NoticeLine.objects.count() == 1
    end_credit_wait(dispute=one, credited=None, on=date(AFTER), by="user:1", at=noon(date(AFTER)))
    go(invoice, AFTER)

    reminder, letter = NoticeLine.objects.order_by("pk")
    assert (reminder.level, letter.level) == ("reminder", "first_letter")
    assert (letter.notice.day, letter.demanded) == (date(AFTER), 300)
    assert letter.released == "dispute_settled"
