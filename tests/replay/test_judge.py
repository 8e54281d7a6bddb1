"""The judge accepts output that was computed by hand, and refuses it once it is spoiled."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.replay.facts import Invoice, Line, Payment, Violation
from tests.replay.judge import judge
from tests.replay.walker import walk

START, END = date(2024, 1, 1), date(2024, 8, 31)


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def invoice(number: str, due: str, amount: str = "100.00") -> Invoice:
    return Invoice("K1", number, day(due) - timedelta(days=30), day(due), Decimal(amount))


def line(number: str, level: str, channel: str, on: str, balance: str = "100.00") -> Line:
    return Line("K1", number, level, channel, day(on), Decimal(balance))


# Due on Friday 1 March, never paid.
LONE_INVOICE = [invoice("L", "03-01")]
LONE = [
    # Three business days after Friday: Mon 4, Tue 5, Wed 6. It states Wed 13 March.
    line("L", "reminder", "email", "03-06"),
    # Due date + 14 is Fri 15, the 13th + 2 bd is Fri 15, the gap ends on Sat 16: Mon 18.
    # It states Thu 28 March.
    line("L", "first_letter", "email", "03-18"),
    # Due date + 28 is Fri 29, the gap ends on Mon 1 April, the 28th + 2 bd is Mon 1 April.
    # It states Mon 8 April.
    line("L", "second_letter", "letter", "04-01"),
    # Due date + 37 is Sun 7, the gap ends on Mon 8, the 8th + 4 bd (by letter) is Fri 12 April.
    line("L", "call", "call", "04-12"),
]

# Due on the leap day, a Thursday, never paid.
LEAP_INVOICE = [invoice("F", "02-29")]
LEAP = [
    line("F", "reminder", "email", "03-05"),  # Fri 1, Mon 4, Tue 5; states Tue 12
    line("F", "first_letter", "email", "03-15"),  # Thu 14, Thu 14, gap Fri 15; states Mon 25
    line("F", "second_letter", "letter", "03-29"),  # Thu 28, Wed 27, gap Fri 29; states Fri 5 Apr
    line("F", "call", "call", "04-11"),  # Mon 8, Fri 5, and 4 bd after Fri 5: Thu 11
]

# A is due on Saturday 1 June, B on Thursday 6 June, C on Tuesday 9 July; none is paid.
THREE_INVOICES = [invoice("A", "06-01"), invoice("B", "06-06"), invoice("C", "07-09")]
THREE = [
    # Mon 3, Tue 4, Wed 5.
    line("A", "reminder", "email", "06-05"),
    # B could go on Tue 11 but for the notice of the 5th, which rests until Wed 12.
    line("A", "", "email", "06-12"),
    line("B", "reminder", "email", "06-12"),
    # A could go on Mon 17 but for the notice of the 12th. B waits for the 20th.
    line("A", "first_letter", "email", "06-19"),
    line("B", "", "email", "06-19"),
    # B could go on Mon 24 June, A on Wed 3 July. The notices of 5, 12 and 19 June are three in
    # thirty days until Thu 4 July. A's letter decides the channel.
    line("A", "second_letter", "letter", "07-05"),
    line("B", "first_letter", "letter", "07-05"),
    # A's letter states Fri 12 July; 4 bd after it is Thu 18.
    line("A", "call", "call", "07-18"),
    # C could go on Fri 12, but A has its second letter behind it: 14 days from the 5th.
    # B's first letter states Mon 15 July and went by letter: 4 bd later is Fri 19.
    line("A", "", "letter", "07-19"),
    line("B", "second_letter", "letter", "07-19"),
    line("C", "reminder", "letter", "07-19"),
    # B's letter states Fri 26 July; 4 bd after it is Thu 1 August.
    line("B", "call", "call", "08-01"),
    # C's reminder went by letter and states Fri 26 July, so Thu 1 August; 14 days end on Fri 2.
    line("A", "", "email", "08-02"),
    line("B", "", "email", "08-02"),
    line("C", "first_letter", "email", "08-02"),
    # The gap and the 14 days both end on Fri 16 August.
    line("A", "", "letter", "08-16"),
    line("B", "", "letter", "08-16"),
    line("C", "second_letter", "letter", "08-16"),
    # It states Fri 23 August; 4 bd after it is Thu 29.
    line("C", "call", "call", "08-29"),
]

# Paid on Monday 25 March after the first letter; the payment is reversed on Wednesday 10 April.
REVERSED_PAYMENTS = [
    Payment("L", day("03-25"), Decimal("100.00")),
    Payment("L", day("04-10"), Decimal("-100.00")),
]
REVERSED = [
    *LONE[:2],
    line("L", "second_letter", "letter", "04-10"),
    # It states Wed 17 April; 4 bd after it is Tue 23.
    line("L", "call", "call", "04-23"),
]


def judged(
    invoices: list[Invoice], lines: list[Line], payments: tuple | list = ()
) -> list[Violation]:
    return judge(invoices, payments, lines, start=START, end=END)


@pytest.mark.parametrize(
    ("invoices", "payments", "lines"),
    [
        (LONE_INVOICE, [], LONE),
        (LEAP_INVOICE, [], LEAP),
        (THREE_INVOICES, [], THREE),
        (LONE_INVOICE, REVERSED_PAYMENTS, REVERSED),
    ],
    ids=["lone", "leap day", "three invoices", "reversed"],
)
def test_output_computed_by_hand_is_accepted(invoices, payments, lines):
    assert judged(invoices, lines, payments) == []
    assert sorted(walk(invoices, payments, START, END), key=str) == sorted(lines, key=str)


def without(lines: list[Line], on: str, number: str = "") -> list[Line]:
    return [one for one in lines if one.on != day(on) or (number and one.invoice != number)]


def altered(lines: list[Line], when: str, number: str = "", **change: object) -> list[Line]:
    """The lines of one day, or of one invoice on that day, with some fields changed."""
    if isinstance(change.get("on"), str):
        change["on"] = day(str(change["on"]))
    hit = [one.on == day(when) and number in ("", one.invoice) for one in lines]
    assert any(hit), "a spoil that changes nothing proves nothing"
    return [
        replace(one, **change) if is_hit else one for one, is_hit in zip(lines, hit, strict=True)
    ]


Spoil = tuple[str, list[Line], str, str, str]

LONE_SPOILS: list[Spoil] = [
    ("reminder early", altered(LONE, "03-06", on="03-05"), "early", "L", "03-05"),
    ("reminder late", altered(LONE, "03-06", on="03-07"), "late", "L", "03-06"),
    ("letter in the gap", altered(LONE, "03-18", on="03-15"), "early", "L", "03-15"),
    ("letter late", altered(LONE, "03-18", on="03-19"), "late", "L", "03-18"),
    ("second early", altered(LONE, "04-01", on="03-29"), "early", "L", "03-29"),
    ("call a day early", altered(LONE, "04-12", on="04-11"), "early", "L", "04-11"),
    ("call 2 bd after", altered(LONE, "04-12", on="04-10"), "early", "L", "04-10"),
    ("call late", altered(LONE, "04-12", on="04-15"), "late", "L", "04-12"),
    ("no call", without(LONE, "04-12"), "late", "L", "04-12"),
    ("no notice", without(LONE, "03-18"), "late", "L", "03-18"),
    ("nothing at all", [], "late", "L", "03-06"),
    ("weekend", altered(LONE, "03-18", on="03-16"), "not_a_business_day", "L", "03-16"),
    ("skipped", altered(LONE, "03-06", level="first_letter"), "skipped", "L", "03-06"),
    ("call skips", altered(LONE, "03-06", level="call"), "skipped", "L", "03-06"),
    ("not stood", altered(LONE, "03-06", level="second_letter"), "not_stood", "L", "03-06"),
    ("level twice", altered(LONE, "03-18", level="reminder"), "twice", "L", "03-18"),
    ("call twice", [*LONE, line("L", "call", "call", "04-15")], "twice", "L", "04-15"),
    ("row doubled", [*LONE, LONE[1]], "doubled", "L", "03-18"),
    ("call doubled", [*LONE, LONE[3]], "doubled", "L", "04-12"),
    (
        "a cent more",
        altered(LONE, "03-18", balance=Decimal("100.01")),
        "balance",
        "L",
        "03-18",
    ),
    (
        "call's amount",
        altered(LONE, "04-12", balance=Decimal("99")),
        "balance",
        "L",
        "04-12",
    ),
    ("letter by mail", altered(LONE, "04-01", channel="email"), "channel", "L", "04-01"),
    ("mail by SMS", altered(LONE, "03-06", channel="sms"), "channel", "L", "03-06"),
    ("call by letter", altered(LONE, "04-12", channel="letter"), "channel", "L", "04-12"),
    ("no level", [*LONE, line("L", "", "email", "03-25")], "nothing_due", "L", "03-25"),
    ("due, not taken", altered(LONE, "03-18", level=""), "late", "L", "03-18"),
    ("odd level", altered(LONE, "03-18", level="final"), "unknown_level", "L", "03-18"),
    ("odd invoice", altered(LONE, "03-18", invoice="X"), "unknown_invoice", "X", "03-18"),
    ("other's", altered(LONE, "03-18", customer="K2"), "wrong_customer", "L", "03-18"),
    ("too soon", [*LONE, line("L", "", "email", "02-28")], "not_overdue", "L", "02-28"),
    ("unseen", [*LONE, line("L", "", "email", "01-30")], "not_issued", "L", "01-30"),
    ("outside", [*LONE, line("L", "", "email", "09-02")], "outside_window", "L", "09-02"),
]


@pytest.mark.parametrize(
    ("spoiled", "kind", "number", "on"), [pytest.param(*s[1:], id=s[0]) for s in LONE_SPOILS]
)
def test_spoiled_course_of_one_invoice_is_refused(spoiled, kind, number, on):
    violations = judged(LONE_INVOICE, spoiled)

    assert (kind, number, day(on)) in {(v.kind, v.invoice, v.on) for v in violations}


def bringing_forward_b() -> list[Line]:
    """B's first letter in a notice of its own on the day that its own dates allow."""
    own = [line("A", "", "email", "06-26"), line("B", "first_letter", "email", "06-26")]
    return [*altered(THREE, "07-05", "B", level=""), *own]


def bringing_forward_c() -> list[Line]:
    """C's reminder in a notice of its own, seven days after A's second letter."""
    own = [line("A", "", "email", "07-12"), line("B", "", "email", "07-12")]
    return [*altered(THREE, "07-19", "C", level=""), *own, line("C", "reminder", "email", "07-12")]


THREE_SPOILS: list[Spoil] = [
    ("7 days", altered(THREE, "06-12", on="06-11"), "pressure_7_days", "A", "06-11"),
    ("3 in 30", bringing_forward_b(), "pressure_30_days", "A", "06-26"),
    ("30th day", altered(THREE, "07-05", on="07-04"), "pressure_30_days", "A", "07-04"),
    ("14 days", bringing_forward_c(), "pressure_14_days", "A", "07-12"),
    ("14th day", altered(THREE, "08-02", on="08-01"), "pressure_14_days", "A", "08-01"),
    ("late after cap", altered(THREE, "07-05", on="07-08"), "late", "A", "07-05"),
    ("late after 14", altered(THREE, "08-02", on="08-05"), "late", "C", "08-02"),
    ("one missing", without(THREE, "06-12", "A"), "missing", "A", "06-12"),
    ("due one missing", without(THREE, "07-05", "B"), "missing", "B", "07-05"),
    (
        "info climbs",
        altered(THREE, "06-19", "B", level="first_letter"),
        "early",
        "B",
        "06-19",
    ),
    ("due stays", altered(THREE, "07-05", "B", level=""), "late", "B", "07-05"),
    ("mixed", altered(THREE, "07-05", "B", channel="email"), "channel", "B", "07-05"),
    ("softer", altered(THREE, "07-05", channel="email"), "channel", "A", "07-05"),
    ("firmer", altered(THREE, "08-02", channel="letter"), "channel", "C", "08-02"),
    ("call 2 bd on", altered(THREE, "07-18", on="07-16"), "early", "A", "07-16"),
    ("2 bd by post", altered(THREE, "08-02", "A", level="call"), "twice", "A", "08-02"),
]


@pytest.mark.parametrize(
    ("spoiled", "kind", "number", "on"), [pytest.param(*s[1:], id=s[0]) for s in THREE_SPOILS]
)
def test_spoiled_course_of_a_customer_is_refused(spoiled, kind, number, on):
    violations = judged(THREE_INVOICES, spoiled)

    assert (kind, number, day(on)) in {(v.kind, v.invoice, v.on) for v in violations}


def test_reversed_order_is_refused_at_both_ends():
    swapped = altered(altered(LONE, "03-18", level="second_letter"), "04-01", level="first_letter")

    kinds = {(violation.kind, violation.on) for violation in judged(LONE_INVOICE, swapped)}

    assert {("skipped", day("03-18")), ("backward", day("04-01"))} <= kinds


def test_one_wrong_line_does_not_condemn_the_rest():
    spoiled = altered(THREE, "07-05", "A", balance=Decimal("90.00"))

    assert [v.kind for v in judged(THREE_INVOICES, spoiled)] == ["balance"]


def test_level_that_stays_late_is_named_once():
    assert [violation.kind for violation in judged(LONE_INVOICE, [])] == ["late"]


def test_violation_tells_the_dates_it_was_judged_by():
    (violation,) = judged(LONE_INVOICE, altered(LONE, "04-12", on="04-11"))

    assert str(violation) == (
        "2024-04-11 K1 L [early] call may come on the latest of: due date 2024-04-08, "
        "gap 2024-04-08, stated pay-by date 2024-04-12"
    )
