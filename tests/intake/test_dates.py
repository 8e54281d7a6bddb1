"""Dates: many formats, an order only where it is proved, and destroyed columns."""

import datetime as dt

import pytest

from collections_app.intake.dates import check_column, find_order, read_date
from collections_app.intake.refusals import CannotImport, NeedsAnswer, Unreadable

LEAP = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29",
        "2024/2/29",
        "2024.02.29",
        "20240229",
        "2024-02-29T23:59:59.123456789Z",
        "2024-02-29 00:00:00.000",
        "2024-02-29 10:00:00.5+02:00",
        "20240229T101500Z",
        "29 Feb 2024",
        "29-FEB-24",
        "29. Februar 2024",
        "February 29, 2024",
        "Feb 29 2024 12:00AM",
        "Thu, 29 Feb 2024 08:00:00 GMT",
        "2024-Feb-29",
        "\u00a02024-02-29 ",
        '="2024-02-29"',
        dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 23, 59, 59, 999999),  # noqa: DTZ001 - as a workbook has it
        20240229.0,
    ],
)
def test_a_date_that_leaves_no_choice_is_read_without_an_order(text):
    assert read_date(text, "") == LEAP


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("29.02.2024", "DMY"),
        ("29.2.24", "DMY"),
        ("29/02/2024 14:05:01.250", "DMY"),
        ("29 . 02 . 2024", "DMY"),
        ("2/29/2024", "MDY"),
        ("02-29-24 1:15 PM", "MDY"),
        ("24-02-29", "YMD"),
    ],
)
def test_a_date_of_two_readings_is_read_in_its_order(text, order):
    assert read_date(text, order) == LEAP


@pytest.mark.parametrize("text", ["", "  ", "00.00.0000", "0000-00-00", "00000000"])
def test_no_date_is_none(text):
    assert read_date(text, "DMY") is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2023-02-29", ""),
        ("31.04.2024", "DMY"),
        ("29 Foo 2024", ""),
        ("soon", "DMY"),
        ("12/13/2024", "DMY"),
        ("9999-12-31", ""),
        ("0012-01-01", ""),
        (True, ""),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text, order):
    with pytest.raises(Unreadable, match=r"date|year"):
        read_date(text, order)


def test_one_date_proves_the_order_of_all():
    assert find_order(["01/02/2024", "13/02/2024"]) == "DMY"
    assert find_order(["01/02/2024", "02/13/2024"]) == "MDY"
    assert find_order(["01-02-03", "99-01-31"]) == "YMD"


def test_dates_that_need_no_order_prove_none():
    assert find_order(["2024-02-01", "1 May 2024", ""]) == ""


def test_a_doubtful_order_is_asked_for_with_an_example():
    with pytest.raises(NeedsAnswer, match=r'"01/02/2024". Say --dates \(DMY, MDY\)'):
        find_order(["01/02/2024", "2024-05-05"])


def test_two_orders_in_one_file_are_asked_about_even_when_each_is_proved():
    with pytest.raises(NeedsAnswer, match="more than one order"):
        find_order(["13/02/2024", "02/13/2024"])


def test_a_told_order_allows_a_few_slips_and_no_more():
    right = [f"{day}/02/2024" for day in range(13, 29)]

    assert find_order([*right, "02/13/2024"], "DMY") == "DMY"
    with pytest.raises(CannotImport, match="16 of 17"):
        find_order([*right, "02/13/2024"], "MDY")


def test_hashes_and_day_numbers_refuse_the_whole_column():
    with pytest.raises(CannotImport, match='Column "Due" holds ########'):
        check_column("Due", ["2024-02-01", "########"])
    with pytest.raises(CannotImport, match="day numbers"):
        check_column("Due", ["2024-02-01", "45351"])
    with pytest.raises(CannotImport, match="day numbers"):
        check_column("Due", [dt.date(2024, 2, 1), 45351.0])


def test_dates_that_a_spreadsheet_turned_where_it_could_are_refused():
    """A file of day, month, year opened where months come first: 05.02. became 2 May."""
    with pytest.raises(CannotImport, match="turned"):
        check_column("Due", [dt.date(2024, 5, 2), dt.date(2024, 7, 1), "13.02.2024", "28.02.2024"])


def test_several_formats_in_one_column_are_no_trace_of_a_spreadsheet():
    check_column("Due", ["2024-02-13", "13.02.2024", "1.2.2024"])
