"""How the customers of the demo company pay."""

import datetime as dt
from decimal import Decimal

from collections_app.demo.bills import Bill
from collections_app.demo.cast import dice
from collections_app.invoices.choices import PaymentMethod
from collections_app.lib.money import round_money

# Days after the due date: earliest, latest, usual. Others pay after a letter or a call.
DAYS_LATE = {"prompt": (-7, 2, -1), "relaxed": (-2, 3, 1), "ten": (6, 17, 10), "part": (4, 14, 8)}
GOOD_DAYS = 0.5  # of the invoices are paid in time by whoever mostly does not
# Days between a letter that was accepted and the money.
DAYS_AFTER_LETTER = (4, 9)
FIRST_PART = Decimal("0.5")
REST_AFTER = dt.timedelta(26)


def unasked(bill: Bill) -> list[tuple[dt.date, Decimal | None]]:
    """The days on which money comes by itself; None: whatever is open then."""
    part = bill.part
    if part.payment_method == PaymentMethod.DIRECT_DEBIT:
        return [(bill.due_on, None)]
    chance = dice(bill.number, "pays")
    habit = "relaxed" if chance.random() < GOOD_DAYS else part.habit
    if habit not in DAYS_LATE:
        return []
    earliest, latest, usual = DAYS_LATE[habit]
    on = bill.due_on + dt.timedelta(round(chance.triangular(earliest, latest, usual)))
    if habit != "part":
        return [(on, None)]
    first = round_money(bill.amount * FIRST_PART, part.currency)
    return [(on, first), (on + REST_AFTER, None)]


def after_letter(habit: str, level: str, number: str, day: dt.date) -> dt.date | None:
    """When an invoice is paid because of a letter; None where this one moves nobody."""
    if (habit, level) != ("letter", "first_letter"):
        return None
    return day + dt.timedelta(dice(number, "letter").randint(*DAYS_AFTER_LETTER))
