"""Which row of the fault matrix (RELIABILITY 5) is covered where; none is forgotten in silence."""

import re

import pytest

from collections_app import env

TESTS = env.ROOT / "tests"
ROWS = set(range(1, 71))
# A test that is named test_row_NN_... needs no line here.
ELSEWHERE = {
    35: "lib/test_files.py::test_a_letter_without_room_is_parked_and_the_others_go",
    37: "dunning/test_sending.py::test_a_paid_invoice_cancels",
    39: "dunning/test_sending.py::test_a_part_payment_cancels_and_the_rest_is_planned_anew",
    40: "dunning/test_sending.py::test_a_change_since_it_was_written_stops_it",
    41: "dunning/test_sending.py::test_a_change_since_it_was_written_stops_it",
    42: "jobs/test_commands.py::test_a_notice_that_cannot_be_written_is_parked_and_the_others_go",
    44: "communications/test_transports_smtp.py::test_what_is_no_address_is_refused",
    45: "web/test_customers.py::test_a_form_sent_twice_is_one_call",
    49: "dunning/test_brakes.py::test_a_flood_waits_for_a_manager_and_goes_when_approved",
    50: "web/test_webhooks.py::test_one_event_told_fifty_times_at_once_is_one",
    51: "replies/test_statuses.py::test_in_any_order_and_however_often_it_ends_delivered",
    52: "web/test_webhooks.py::test_old_bodies_told_again_change_nothing",
    53: "web/test_webhooks.py::test_while_the_database_is_away_it_is_to_be_told_again",
    54: "replies/test_texts.py::test_stop_and_a_claim_at_one_moment_leave_one_text_or_none",
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
    67: "replies/test_mails.py::test_a_bounce_frees_the_level_marks_the_address_and_the_letter"
    "_follows",
    69: "communications/test_sending.py::test_a_failed_settlement_leaves_no_half_mark",
    70: "journeys/test_live_channels.py::test_letters_wait_in_a_print_run_until_somebody_types"
    "_how_many_were_posted",
}
OPEN = {
    20: "no print-and-post provider stands behind the letter's transport yet",
    47: "a stale page after a payment has no case of its own yet",
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
