"""Disputes: the disputed part rests, the undisputed rest climbs, nothing jumps."""

from decimal import Decimal

import pytest

from collections_app.disputes.actions import (
    CannotDispute,
    answer_dispute,
    open_dispute,
    settle_dispute,
)
from collections_app.disputes.choices import Reason, Result
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.models import Decision, Notice, NoticeLine
from collections_app.dunning.walk import walk
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice():
    return factories.invoice(factories.customer(factories.company()), "2024-01-05", "1200.00")


def dispute(invoice, amount, answer_due="2024-02-28", **more):
    return open_dispute(
        invoice=invoice,
        amount=Decimal(amount),
        reason=Reason.DAMAGED,
        answer_due_on=date(answer_due),
        on=date("2024-01-08"),
        by="user:1",
        at=noon("2024-01-08"),
        **more,
    )


def go(invoice, day):
    walk(company=invoice.company, as_of=date(day), now=noon(day))
    accept_notices(notice_ids=Notice.objects.values_list("pk", flat=True), on=date(day))


def test_only_the_undisputed_rest_is_demanded(invoice):
    dispute(invoice, "400.00")

    go(invoice, "2024-01-10")

    line = NoticeLine.objects.get()
    assert (line.balance, line.demanded) == (1200, 800)


def test_a_wholly_disputed_invoice_is_left_alone(invoice):
    dispute(invoice, "1200.00")

    go(invoice, "2024-03-01")

    assert not Notice.objects.exists()
    assert Decision.objects.get().code == "nothing_to_demand"


def test_while_our_answer_is_overdue_the_invoice_does_not_climb(invoice):
    one = dispute(invoice, "400.00", answer_due="2024-01-09")

    go(invoice, "2024-01-10")
    assert Decision.objects.get().code == "answer_overdue"

    answer_dispute(dispute=one, on=date("2024-01-11"), by="user:1", at=noon("2024-01-11"))
    go(invoice, "2024-01-11")
    assert NoticeLine.objects.get().level == "reminder"


def test_a_settled_dispute_goes_on_with_the_next_level_and_names_the_outcome(invoice):
    one = dispute(invoice, "400.00")
    go(invoice, "2024-01-10")
    settle_dispute(
        dispute=one, result=Result.UPHELD, on=date("2024-03-01"), by="u", at=noon("2024-03-01")
    )

    go(invoice, "2024-03-01")

    line = NoticeLine.objects.latest("pk")
    assert (line.level, line.demanded, line.released) == ("first_letter", 1200, "dispute_settled")


@pytest.mark.parametrize("amount", ["0.00", "1200.01"])
def test_a_dispute_above_what_is_open_is_refused(invoice, amount):
    with pytest.raises(CannotDispute, match="dispute up to that"):
        dispute(invoice, amount)


def test_a_second_dispute_on_the_same_invoice_is_refused(invoice):
    dispute(invoice, "400.00")

    with pytest.raises(CannotDispute, match="disputed already"):
        dispute(invoice, "100.00")
