"""Rows written by COPY read back as they were given."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from collections_app.customers.models import Customer
from collections_app.dunning.models import Decision
from collections_app.history.models import Event
from collections_app.lib.copying import copy_new, copy_over, copy_values
from collections_app.lib.many import among
from tests import factories

NOON = factories.noon("2026-03-04")
NAUGHTY = 'tab\there, newline\nthere, \\N, \\., quote"s and Ünïcödé'


@pytest.fixture
def company(db):
    return factories.company()


def test_new_objects_learn_their_keys_in_the_order_given(company):
    many = [
        Customer(company=company, number=str(n), name=NAUGHTY, other_names=[NAUGHTY, str(n)])
        for n in (3, 1, 2)
    ]

    copy_new(many, keys=True)

    for one in many:
        stored = Customer.objects.get(pk=one.pk)
        assert (stored.number, stored.name) == (one.number, NAUGHTY)
        assert stored.other_names == one.other_names


def test_values_keep_the_defaults_that_a_row_does_not_name(db):
    rows = [{"at": NOON, "by": NAUGHTY, "subject_id": str(n)} for n in range(2)]

    copy_values(Event, rows)

    first, second = Event.objects.order_by("subject_id")
    assert (first.at, first.by, first.values, first.customer_id) == (NOON, NAUGHTY, {}, None)
    assert second.subject_id == "1"


def test_what_is_there_already_is_updated_in_the_columns_named(company):
    known, new = factories.customer(company), factories.customer(company)
    Decision.objects.create(customer=known, code="climbs", decided_on=dt.date(2026, 1, 1))

    copy_over(
        [
            Decision(customer=one, code="notice", values={"a": NAUGHTY}, decided_on=NOON.date())
            for one in (known, new)
        ],
        unique=["customer_id"],
        update=["code", "values"],
    )

    stored = Decision.objects.order_by("pk").values_list("customer", "code", "values", "decided_on")
    assert [*stored] == [
        (known.pk, "notice", {"a": NAUGHTY}, dt.date(2026, 1, 1)),
        (new.pk, "notice", {"a": NAUGHTY}, NOON.date()),
    ]


def test_what_is_there_already_stays_where_no_column_is_named(company):
    customer = factories.customer(company)
    Decision.objects.create(customer=customer, code="climbs", decided_on=NOON.date())

    copy_over([Decision(customer=customer, code="notice", decided_on=NOON.date())])

    assert Decision.objects.get().code == "climbs"


def test_constraints_hold_for_copied_rows(company):
    twice = [Customer(company=company, number="1", name="A") for _ in range(2)]

    with pytest.raises(IntegrityError), transaction.atomic():
        copy_new(twice)


def test_among_finds_numbers_and_texts(company):
    first, second = factories.customer(company), factories.customer(company)

    by_key = Customer.objects.filter(pk__in=among([first.pk, second.pk]))
    by_number = Customer.objects.filter(number__in=among([first.number], kind="text"))

    assert {*by_key} == {first, second}
    assert [*by_number] == [first]
    assert not Customer.objects.filter(pk__in=among([])).exists()
