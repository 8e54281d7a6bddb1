"""How money that names no invoice exactly may be allocated."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.payments.rules import Money, OpenItem, names, suggestions

DAY = dt.date(2026, 11, 2)
A, B = 1, 2  # customers


def item(number, balance, *, days=30, customer=A, currency="EUR"):
    id = int("".join(filter(str.isdigit, number)) or 0)
    due = DAY - dt.timedelta(days)
    return OpenItem(id, customer, number, currency, Decimal(balance), due)


ITEMS = [
    item("10231", "100", days=60),
    item("10232", "250", days=50),
    item("10233", "40", days=40),
    item("10234", "75", days=30),
]


def ways(rest, items=ITEMS, *, reference="", undone=(), customer=A, **hints):
    money = Money(Decimal(rest), "EUR", customer, reference, **hints)
    return [
        (one.why, [each.number for each in one.items], [int(part) for part in one.amounts])
        for one in suggestions(money, items, undone=undone)
    ]


@pytest.mark.parametrize(
    ("rest", "reference", "why", "numbers", "amounts"),
    [
        ("290", "10232 and 10233", "reference", ["10232", "10233"], [250, 40]),
        ("300", "Inv 10232/10233.", "reference", ["10232", "10233"], [250, 40]),
        ("40", "10232 and 10233", "reference", ["10233"], [40]),
        ("200", "R 10232", "reference", ["10232"], [200]),
        ("40", "thank you", "equals", ["10233"], [40]),
        ("350", "", "oldest", ["10231", "10232"], [100, 250]),
        ("390", "", "oldest", ["10231", "10232", "10233"], [100, 250, 40]),
        ("465", "", "all", ["10231", "10232", "10233", "10234"], [100, 250, 40, 75]),
        ("115", "", "pair", ["10233", "10234"], [40, 75]),
        ("120", "", "first", ["10231", "10232"], [100, 20]),
        ("900", "", "first", ["10231", "10232", "10233", "10234"], [100, 250, 40, 75]),
    ],
)
def test_the_surest_way_comes_first(rest, reference, why, numbers, amounts):
    assert ways(rest, reference=reference)[0] == (why, numbers, amounts)


def test_the_same_way_stands_once_under_its_surest_reason():
    assert [why for why, *_ in ways("100", reference="10231")] == ["reference"]


@pytest.mark.parametrize(
    ("reference", "number", "is_named"),
    [
        ("Invoice 10231", "10231", True),
        ("RE 10231, 10232", "10232", True),
        ("110231", "10231", False),
        ("10231-2", "10231", True),
        ("ab-77/2026", "AB-77/2026", True),
        ("12 rolls", "12", False),
        ("12", "12", True),
        ("", "10231", False),
    ],
)
def test_a_number_is_named_as_a_word_of_its_own(reference, number, is_named):
    assert names(reference, number) is is_named


def test_what_was_undone_is_not_suggested_again():
    assert ways("40", undone={10233})[0][0] == "first"
    assert ways("290", reference="10232 10233", undone={10232})[0] == (
        "reference",
        ["10233"],
        [40],
    )


def test_a_way_says_when_open_invoices_of_its_customer_are_left_out():
    money = Money(Decimal(60), "EUR", A)
    elsewhere = [*ITEMS, item("20001", "100", customer=B)]

    assert [one.passes_over for one in suggestions(money, ITEMS, undone={10231})] == [True]
    assert [one.passes_over for one in suggestions(money, elsewhere, undone={20001})] == [False]


def test_money_that_names_nobody_is_found_by_the_invoices_it_names():
    items = [*ITEMS, item("20001", "100", customer=B)]

    found = suggestions(Money(Decimal(100), "EUR", reference="20001"), items)

    assert (found[0].why, found[0].customer_id) == ("reference", B)


def test_numbers_of_two_customers_are_no_suggestion():
    items = [*ITEMS, item("20001", "99", customer=B)]

    assert ways("500", items, reference="10231 20001", customer=None) == []


def test_the_same_payer_as_last_time_leads_to_its_customer():
    items = [*ITEMS, item("20001", "100", customer=B)]
    before = suggestions(Money(Decimal(100), "EUR", payer_before=B), items)[0]
    named = suggestions(Money(Decimal(77), "EUR", payer_named=A), items)[0]

    assert (before.whose, before.why, before.customer_id) == ("payer", "equals", B)
    assert (named.whose, named.why, named.customer_id) == ("name", "first", A)


def test_the_only_invoice_of_an_amount_is_suggested_and_one_of_two_is_not():
    assert ways("250", customer=None) == [("equals", ["10232"], [250])]
    assert ways("250", [*ITEMS, item("20001", "250", customer=B)], customer=None) == []


def test_a_reversal_gets_no_suggestion():
    assert ways("-40") == []


AMOUNTS = st.integers(1, 60).map(Decimal)
OPEN_ITEMS = st.lists(
    st.builds(
        OpenItem,
        st.integers(1, 30),
        st.sampled_from([A, B]),
        st.sampled_from(["10231", "10232", "A-77", "5"]),
        st.sampled_from(["EUR", "USD"]),
        AMOUNTS,
        st.dates(dt.date(2026, 1, 1), DAY),
    ),
    max_size=9,
    unique_by=lambda one: one.invoice_id,
)
HINTS = st.sampled_from([None, A, B])
MONEY = st.builds(
    Money,
    AMOUNTS,
    st.sampled_from(["EUR", "USD"]),
    HINTS,
    st.sampled_from(["", "10231 10232", "a-77", "5", "10232/A-77"]),
    HINTS,
    HINTS,
)


@given(MONEY, OPEN_ITEMS, st.sets(st.integers(1, 30)))
def test_no_suggestion_takes_more_than_there_is_or_crosses_a_border(money, items, undone):
    for one in suggestions(money, items, undone=undone):
        assert one.total <= money.rest
        assert len({each.invoice_id for each in one.items}) == len(one.items)
        assert {each.customer_id for each in one.items} == {one.customer_id}
        assert money.customer_id in (None, one.customer_id)
        for each, part in zip(one.items, one.amounts, strict=True):
            assert Decimal(0) < part <= each.balance
            assert each.currency == money.currency
            assert each.invoice_id not in undone
