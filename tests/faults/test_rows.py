"""Which row of the fault matrix (RELIABILITY 5) is covered where; none is forgotten in silence."""

import re

import pytest

from collections_app import env

TESTS = env.ROOT / "tests"
ROWS = set(range(1, 71))
# A test that is named test_row_NN_... needs no line here.
ELSEWHERE = {
    37: "dunning/test_sending.py::test_a_paid_invoice_cancels",
    39: "dunning/test_sending.py::test_a_part_payment_cancels_and_the_rest_is_planned_anew",
    40: "dunning/test_sending.py::test_a_change_since_it_was_written_stops_it",
    41: "dunning/test_sending.py::test_a_change_since_it_was_written_stops_it",
    42: "jobs/test_commands.py::test_a_notice_that_cannot_be_written_is_parked_and_the_others_go",
    44: "communications/test_transports_smtp.py::test_what_is_no_address_is_refused",
    45: "web/test_customers.py::test_a_form_sent_twice_is_one_call",
    49: "dunning/test_brakes.py::test_a_flood_waits_for_a_manager_and_goes_when_approved",
    55: "documents/test_press.py::test_a_letter_that_needs_too_much_memory_ends_and_the_next"
    "_is_printed",
    58: "dunning/test_walk.py::test_the_ladder_never_goes_back",
    59: "dunning/test_sending.py::test_messages_leave_in_business_hours_of_the_customer",
    60: "lib/test_dates.py::test_today_is_the_day_of_the_place",
    61: "journeys/test_one_customer.py::test_an_invoice_due_on_the_leap_day_is_reminded_three"
    "_business_days_later",
    62: "intake/test_rows.py::test_currencies_keep_their_own_decimals",
    63: "companies/test_installation.py::test_a_restored_database_is_noticed_at_the_first_send"
    "_and_stops",
    64: "companies/test_installation.py::test_a_copy_of_the_database_stays_silent_on_another"
    "_machine",
    69: "communications/test_sending.py::test_a_failed_settlement_leaves_no_half_mark",
    70: "journeys/test_live_channels.py::test_letters_wait_in_a_print_run_until_somebody_types"
    "_how_many_were_posted",
}
OPEN = {
    20: "no print-and-post provider stands behind the letter's transport yet",
    35: "a full disk of the PDFs has no case of its own yet",
    38: "a payment that crosses a message in the post is not flagged yet",
    43: "poison invoices are refused at import; no case walks one",
    46: "two clerks at one customer have no case of their own yet",
    47: "a stale page after a payment has no case of its own yet",
    50: "no provider's events are taken in yet",
    51: "no provider's events are taken in yet",
    52: "no provider's events are taken in yet",
    53: "no provider's events are taken in yet",
    54: "no incoming SMS is taken in yet",
    65: "old and new workers side by side have no case yet",
    66: "a migration taken back has no case yet",
    67: "no bounce is read from a mailbox yet",
    68: "there is no link for customers yet",
}
SOURCES = {path: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")}
NAMED = re.compile(r"^def test_row_(\d\d)_", re.MULTILINE)


def named_rows() -> set[int]:
    return {int(row) for source in SOURCES.values() for row in NAMED.findall(source)}


def test_every_row_is_covered_or_is_said_to_be_open():
    assert named_rows() | ELSEWHERE.keys() | OPEN.keys() == ROWS
    assert not OPEN.keys() & (named_rows() | ELSEWHERE.keys()), "Open no more: take them off."


@pytest.mark.parametrize("row", ELSEWHERE)
def test_a_row_covered_elsewhere_is_there(row):
    file, name = ELSEWHERE[row].split("::")

    assert f"def {name}(" in SOURCES[TESTS / file]
