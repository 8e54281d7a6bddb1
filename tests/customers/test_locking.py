"""An act on a customer is done whole and alone, with the acts that it is made of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return factories.customer(factories.company(), name="Halvren")


@locked("customer.pk")
def rename(*, customer: Customer, name: str) -> None:
    Customer.objects.filter(pk=customer.pk).update(name=name)
    if not name:
        raise ValueError("A customer has a name.")


@locked("customer.pk")
def rename_twice(*, customer: Customer, names: tuple[str, str]) -> None:
    for name in names:
        rename(customer=customer, name=name)


@locked("customer.pk")
def rename_both(*, customer: Customer, other: Customer, name: str) -> None:
    rename(customer=customer, name=name)
    rename(customer=other, name=name)


def locks(captured: CaptureQueriesContext) -> int:
    return sum("FOR UPDATE" in one["sql"] for one in captured)


def test_an_act_within_another_locks_nothing_again(customer: Customer) -> None:
    with CaptureQueriesContext(connection) as captured:
        rename_twice(customer=customer, names=("Halvren AS", "Halvren Marine"))
        rename(customer=customer, name="Halvren OÜ")

    assert locks(captured) == 2


def test_another_customer_is_locked_too(customer: Customer) -> None:
    other = factories.customer(customer.company)

    with CaptureQueriesContext(connection) as captured:
        rename_both(customer=customer, other=other, name="Halvren AS")

    assert locks(captured) == 2


def test_what_refuses_within_another_undoes_all(customer: Customer) -> None:
    with pytest.raises(ValueError, match="has a name"):
        rename_twice(customer=customer, names=("Halvren AS", ""))

    customer.refresh_from_db()
    assert customer.name == "Halvren"
    with CaptureQueriesContext(connection) as captured:
        rename(customer=customer, name="Halvren AS")
    assert locks(captured) == 1
