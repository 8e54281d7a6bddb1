"""Several querysets are answered by one query, each as if it had been asked alone."""

import datetime as dt
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import BigAutoField, DateField, Exists, Max, Q
from django.test.utils import CaptureQueriesContext

from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.invoices.models import Invoice
from collections_app.lib.given import Given
from collections_app.lib.together import Question, read_together
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    one = factories.customer(factories.company(), name='Zoë "Ø" & <Söhne>\n')
    factories.invoice(one, "2026-02-28", "1250000.125", currency="KWD")
    factories.invoice(one, "2026-03-01", "90.00")
    return one


def known(row: object) -> object:
    """All that an object holds, and those that it brought along."""
    if not hasattr(row, "_state"):
        return row
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    return own, {name: known(one) for name, one in row._state.fields_cache.items()}


def test_rows_are_those_of_a_query_of_their_own(customer: Customer) -> None:
    def asked() -> list:
        return [
            Customer.objects.select_related("company", "collector"),
            Invoice.objects.order_by("-due_on"),
            Contact.objects.defer("email"),
            Invoice.objects.values_list("number", "due_on", "amount", named=True),
            Invoice.objects.values_list("customer").annotate(last=Max("due_on")),
            Invoice.objects.order_by("customer", "-due_on").distinct("customer"),
            Invoice.objects.values_list("number", flat=True)[:1],
            Invoice.objects.none(),
            Invoice.objects.filter(pk__in=[]),
            Customer.objects.filter(name="nobody"),
            Invoice.objects.values_list("number", "due_on").union(
                Customer.objects.values_list("name", "look_on"), all=True
            ),
        ]

    together, alone = asked(), asked()
    with CaptureQueriesContext(connection) as captured:
        read_together(*together)
        rows = [[known(row) for row in one] for one in together]

    assert len(captured) == 1
    assert rows == [[known(row) for row in one] for one in alone]


def test_amounts_days_and_moments_keep_their_types(customer: Customer) -> None:
    invoices = customer.invoices.order_by("due_on")
    company = type(customer.company).objects.filter(window_opens=dt.time(8))

    read_together(invoices, company)

    assert invoices[0].balance == Decimal("1250000.125")
    assert invoices[0].due_on == dt.date(2026, 2, 28)
    assert [one.window_opens for one in company] in ([], [dt.time(8)])


def test_what_is_prefetched_comes_with_it(customer: Customer) -> None:
    customers = Customer.objects.prefetch_related("invoices")

    read_together(customers)

    assert len(customers[0].invoices.all()) == 2


CUSTOMER, DAY = Given("customer", BigAutoField()), Given("day", DateField())


def all_known(rows: Mapping) -> dict:
    return {name: [known(row) for row in found] for name, found in rows.items()}


def about(customer: object, customers: object, day: object) -> dict:
    """Questions of every shape in which a page asks about a customer."""
    mine = Invoice.objects.filter(customer=customer)
    return {
        "customer": Customer.objects.filter(pk=customer).select_related("company", "collector"),
        "invoices": mine.filter(due_on__gte=day).order_by("due_on").defer("source"),
        "all": Invoice.objects.filter(customer__in=customers).exclude(due_on=day).order_by("pk"),
        "contacts": Contact.objects.filter(customer__invoices__in=mine.values("pk")).order_by("pk"),
        "last": mine.values_list("customer").annotate(last=Max("due_on")),
        "one": mine.order_by("-due_on").values_list("number", flat=True)[:1],
        "either": Invoice.objects.filter(
            Q(due_on=day) | ~Exists(mine.filter(due_on__lt=day))
        ).order_by("pk"),
        "none": Invoice.objects.none(),
    }


def test_a_question_is_asked_again_with_other_values(customer: Customer) -> None:
    other = factories.customer(customer.company)
    factories.invoice(other, "2026-03-01", "70.00")
    factories.contact(other)
    question = Question(about(CUSTOMER, CUSTOMER, DAY))

    for one in (customer, other, customer):
        for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 3, 2)):
            with CaptureQueriesContext(connection) as captured:
                rows = question.ask(customer=one.pk, day=day)

            assert len(captured) == 1
            assert all_known(rows) == all_known(about(one.pk, [one.pk], day))


@pytest.mark.django_db(transaction=True)
def test_threads_ask_one_question_side_by_side(customer: Customer) -> None:
    question = Question({"day": Company.objects.annotate(day=DAY).values_list("day", flat=True)})
    days = [dt.date(2026, 1, 1) + dt.timedelta(past) for past in range(50)]

    def ask(day: dt.date) -> list[dt.date]:
        try:
            return question.ask(day=day)["day"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, days)) == [[day] for day in days]


def test_a_value_that_nobody_gave_is_missed() -> None:
    with pytest.raises(KeyError, match="day"):
        Question({"due": Invoice.objects.filter(due_on=DAY)}).ask(customer=1)


@pytest.mark.parametrize(
    "work_out",
    [
        lambda: DAY - dt.timedelta(30),
        lambda: dt.timedelta(30) + DAY,
        lambda: dt.datetime.combine(DAY, dt.time()),
        lambda: CUSTOMER + 1,
        lambda: -CUSTOMER,
        lambda: CUSTOMER < 1,
        lambda: CUSTOMER == 1,
        lambda: CUSTOMER != 1,
        lambda: CUSTOMER in (1, 2),
        lambda: list(CUSTOMER),
        lambda: f"{CUSTOMER}",
        lambda: int(CUSTOMER),
        lambda: Invoice.objects.all()[:CUSTOMER],
        lambda: Invoice.objects.filter(customer__in=[CUSTOMER]),
    ],
)
def test_nothing_is_worked_out_from_a_value_that_is_not_known(work_out: Callable) -> None:
    with pytest.raises(TypeError):
        work_out()
