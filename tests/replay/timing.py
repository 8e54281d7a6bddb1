"""The default policy and its calendar, written a second time so that the product can be judged.

The rules are those of "How the ladder is walked" in the design, read as follows.

- Business days are Monday to Friday. n business days after a date are counted strictly after it.
- An invoice's next level may come on the latest of: due date + the level's days; its last level
  + the gap; the pay-by date that its own last level stated + 2 business days, or + 4 where the
  notice that stated it went as a letter. That day is rolled forward to a business day.
- The stated pay-by date is the notice's date + 7, 10 or 7 calendar days (reminder, first letter,
  second letter) and is not rolled. A line for information repeats the date and changes nothing.
- A level never lapses: an invoice that is paid and reopened goes on where it was.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.replay.facts import Invoice

WRITTEN = ("reminder", "first_letter", "second_letter")
LEVELS = (*WRITTEN, "call")
CHANNEL = {"reminder": "email", "first_letter": "email", "second_letter": "letter", "call": "call"}
DAYS_AFTER_DUE = {"first_letter": 14, "second_letter": 28, "call": 37}
REMINDER_BUSINESS_DAYS = 3
GAP_DAYS = {"first_letter": 10, "second_letter": 14, "call": 7}
PAY_BY_DAYS = {"reminder": 7, "first_letter": 10, "second_letter": 7, "call": 0}
GRACE_BUSINESS_DAYS = {"email": 2, "letter": 4}


def is_business_day(day: date) -> bool:
    return day.weekday() < 5


def rolled(day: date) -> date:
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, count: int) -> date:
    for _ in range(count):
        day = rolled(day + timedelta(days=1))
    return day


@dataclass(slots=True)
class Climb:
    """One invoice on its way up the ladder, as the judged output itself says it went."""

    invoice: Invoice
    paid: Decimal = Decimal(0)
    balance: Decimal = field(init=False)
    taken: dict[str, date] = field(default_factory=dict)
    last: str = ""
    last_channel: str = ""
    next_on: date = field(init=False)

    def __post_init__(self) -> None:
        self.balance = self.invoice.amount
        self.next_on = max(self.waits().values())

    @property
    def next_level(self) -> str:
        """The rung above the last one taken; empty at the top."""
        return (*LEVELS, "")[LEVELS.index(self.last) + 1 if self.last else 0]

    @property
    def writes_next(self) -> bool:
        return self.next_level in WRITTEN

    def pay(self, amount: Decimal) -> None:
        self.paid += amount
        self.balance = self.invoice.amount - self.paid

    def take(self, level: str, *, on: date, channel: str) -> None:
        self.taken[level] = on
        self.last, self.last_channel = level, channel
        self.next_on = max(self.waits().values())

    def waits(self) -> dict[str, date]:
        """Every date that the next level waits for, named for the violation's sentence."""
        level, due = self.next_level, self.invoice.due
        if level == "reminder":
            return {"due date": add_business_days(due, REMINDER_BUSINESS_DAYS)}
        if not level:
            return {"top of the ladder": date.max}
        last_on = self.taken[self.last]
        pay_by = last_on + timedelta(days=PAY_BY_DAYS[self.last])
        grace = GRACE_BUSINESS_DAYS.get(self.last_channel, GRACE_BUSINESS_DAYS["email"])
        return {
            "due date": rolled(due + timedelta(days=DAYS_AFTER_DUE[level])),
            "gap": rolled(last_on + timedelta(days=GAP_DAYS[level])),
            "stated pay-by date": add_business_days(pay_by, grace),
        }
