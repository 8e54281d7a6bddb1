"""Judges a replay: walks the ladder again from the raw files and names every line that is wrong.

It shares no code with the product. The state of each invoice is fed with what the output says was
sent, so one wrong line does not condemn all that follow. Readings of the design beside `timing`:

- Overdue on day D means due before D. The balance of D is the amount less payments up to and
  including D. Nothing is promised, disputed or held, so all of the balance may be demanded.
- Eligible: issued, open, overdue, balance above the residual 5.00, and the customer's net (balances
  of overdue invoices less open credit notes less unapplied cash) above the minimum 20.00. What an
  invoice was paid beyond its amount is unapplied cash. A credit note counts from its issue date.
- A notice goes on the first business day on which an eligible invoice has a written level due and
  the contact pressure allows it: none to this customer on D-6..D, fewer than three on D-29..D, and
  none on D-13..D once an invoice that would be listed has its last written level behind it.
- A notice lists every eligible invoice once. Those whose level is due take it; the rest are for
  information. Its channel follows the highest level taken on it, the same for all lines.
- No second letter, and no call, unless an earlier notice has stood for three days.
- Calls stay undone, so there is one round: an invoice joins the call task on the first business
  day its call is due, and nothing blocks it.
- The window must begin before any open invoice is more than thirty days late, for old debt would
  enter higher up the ladder.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from tests.replay.facts import Invoice, Line, Payment, Violation
from tests.replay.timing import CHANNEL, LEVELS, Climb, is_business_day

MINIMUM = Decimal(20)
RESIDUAL = Decimal(5)
OLD_DEBT_DAYS = 30
STANDS_DAYS = 3


def judge(
    invoices: Iterable[Invoice],
    payments: Iterable[Payment],
    lines: Iterable[Line],
    *,
    start: date,
    end: date,
) -> list[Violation]:
    """Every rule that the exported lines break in the window start..end, in order of date."""
    by_number = _by_number(invoices)
    courses: dict[str, Course] = {}
    for invoice in by_number.values():
        courses.setdefault(invoice.customer, Course(invoice.customer)).add(invoice)
    for payment in payments:
        if payment.invoice not in by_number:
            raise ValueError(f"a payment names {payment.invoice}, which the ledger does not hold")
        courses[by_number[payment.invoice].customer].payments[payment.on].append(payment)
    found = []
    for line in lines:
        refusal = _misfit(line, by_number, start, end)
        if refusal:
            found.append(Violation(refusal[0], line.customer, line.invoice, line.on, refusal[1]))
        else:
            courses[line.customer].lines[line.on].append(line)
    for course in courses.values():
        found += course.judged(start, end)
    return sorted(found, key=lambda violation: (violation.on, violation.customer))


def _by_number(invoices: Iterable[Invoice]) -> dict[str, Invoice]:
    by_number: dict[str, Invoice] = {}
    for invoice in invoices:
        if invoice.number in by_number:
            raise ValueError(f"the ledger holds invoice {invoice.number} twice")
        by_number[invoice.number] = invoice
    return by_number


def _misfit(
    line: Line, by_number: dict[str, Invoice], start: date, end: date
) -> tuple[str, str] | None:
    """Why a line cannot belong to this ledger and window at all."""
    invoice = by_number.get(line.invoice)
    if invoice is None:
        return "unknown_invoice", "the ledger has no such invoice"
    if invoice.customer != line.customer:
        return "wrong_customer", f"the ledger has it for customer {invoice.customer}"
    if line.level not in (*LEVELS, ""):
        return "unknown_level", f"{line.level!r} is not a level"
    if not start <= line.on <= end:
        return "outside_window", f"the replay ran from {start} to {end}"
    return None


class Course:
    """One customer's invoices, money and contacts, followed day by day."""

    def __init__(self, customer: str) -> None:
        self.customer = customer
        self.climbs: dict[str, Climb] = {}
        self.payments: defaultdict[date, list[Payment]] = defaultdict(list)
        self.lines: defaultdict[date, list[Line]] = defaultdict(list)
        self.notices: list[date] = []
        self.late: set[str] = set()
        self.found: list[Violation] = []

    def add(self, invoice: Invoice) -> None:
        self.climbs[invoice.number] = Climb(invoice)

    def judged(self, start: date, end: date) -> list[Violation]:
        for on in sorted(day for day in self.payments if day <= start):
            self._receive(on)
        self._refuse_old_debt(start)
        for offset in range((end - start).days + 1):
            day = start + timedelta(days=offset)
            self._receive(day)
            self._judge_day(day)
        return self.found

    def _receive(self, day: date) -> None:
        for payment in self.payments.pop(day, ()):
            self.climbs[payment.invoice].pay(payment.amount)

    def _refuse_old_debt(self, start: date) -> None:
        for climb in self.climbs.values():
            seen = max(start, climb.invoice.issued)
            if climb.balance > 0 and (seen - climb.invoice.due).days > OLD_DEBT_DAYS:
                raise ValueError(f"{climb.invoice.number} is old debt when first seen on {seen}")

    def _judge_day(self, day: date) -> None:
        lines = self.lines.get(day, [])
        overdue = [climb for climb in self.climbs.values() if _is_overdue(climb, day)]
        due = [climb for climb in overdue if climb.next_on <= day]
        self.late &= {climb.invoice.number for climb in due}
        if not lines and not (due and is_business_day(day)):
            return
        if not is_business_day(day):
            self._refuse(
                "not_a_business_day", lines[0].invoice, day, f"{day:%A} is no business day"
            )
        net = self._net(overdue, day)
        eligible = {c.invoice.number: c for c in overdue if not _unfit(c, day, net)}
        notice = [line for line in lines if line.level != "call"]
        if notice:
            self._judge_notice(day, notice, eligible, net)
        elif is_business_day(day):
            self._judge_silence(day, eligible)
        self._judge_calls(day, [line for line in lines if line.level == "call"], eligible, net)

    def _net(self, overdue: list[Climb], day: date) -> Decimal:
        seen = [climb for climb in self.climbs.values() if climb.invoice.issued <= day]
        credit = sum((climb.balance for climb in seen if climb.balance < 0), Decimal(0))
        return sum((climb.balance for climb in overdue), credit)

    def _judge_notice(
        self, day: date, lines: list[Line], eligible: dict[str, Climb], net: Decimal
    ) -> None:
        pressure = self._pressure(day, eligible)
        if pressure:
            self._refuse(pressure[0], lines[0].invoice, day, pressure[1])
        if not any(line.level for line in lines) and not _written_due(eligible, day):
            self._refuse("nothing_due", lines[0].invoice, day, "no invoice has a written level due")
        for number in eligible.keys() - {line.invoice for line in lines}:
            self._refuse("missing", number, day, "it is eligible and not on the notice")
        self._judge_channel(day, lines)
        for line in self._singles(day, lines):
            self._judge_line(line, net)
        self.notices.append(day)

    def _judge_channel(self, day: date, lines: list[Line]) -> None:
        taken = [LEVELS.index(line.level) for line in lines if line.level]
        expected = CHANNEL[LEVELS[max(taken)]] if taken else lines[0].channel
        for line in lines:
            if line.channel != expected:
                sentence = f"it went by {line.channel!r}, the notice goes by {expected}"
                self._refuse("channel", line.invoice, day, sentence)

    def _judge_silence(self, day: date, eligible: dict[str, Climb]) -> None:
        due = _written_due(eligible, day)
        if due and not self._pressure(day, eligible):
            self._refuse_late(due, day, "a notice was due and allowed, and none went")

    def _judge_calls(
        self, day: date, lines: list[Line], eligible: dict[str, Climb], net: Decimal
    ) -> None:
        calls = [c for c in eligible.values() if c.next_level == "call" and c.next_on <= day]
        for line in self._singles(day, lines):
            if line.channel != "call":
                self._refuse("channel", line.invoice, day, f"a call went by {line.channel!r}")
            self._judge_line(line, net)
        if is_business_day(day):
            waiting = [climb for climb in calls if "call" not in climb.taken]
            self._refuse_late(waiting, day, "it did not join the call task")

    def _judge_line(self, line: Line, net: Decimal) -> None:
        climb = self.climbs[line.invoice]
        unfit = _unfit(climb, line.on, net)
        if unfit:
            self._refuse(unfit, line.invoice, line.on, f"balance {climb.balance}, net {net}")
        if line.balance != max(climb.balance, Decimal(0)):
            sentence = f"the line says {line.balance}, the ledger {climb.balance}"
            self._refuse("balance", line.invoice, line.on, sentence)
        if line.level:
            self._judge_level(climb, line)
        elif climb.writes_next and climb.next_on <= line.on and not unfit:
            self._refuse_late([climb], line.on, "its level was due, the line is for information")

    def _judge_level(self, climb: Climb, line: Line) -> None:
        level, day = line.level, line.on
        fault = _level_fault(climb, level, day)
        if fault:
            self._refuse(fault[0], line.invoice, day, fault[1])
        if not _is_below(level, "second_letter") and not self._has_stood(day):
            self._refuse("not_stood", line.invoice, day, "no earlier notice has stood three days")
        if not climb.last or _is_below(climb.last, level):
            climb.take(level, on=day, channel=line.channel)

    def _has_stood(self, day: date) -> bool:
        return any(notice <= day - timedelta(days=STANDS_DAYS) for notice in self.notices)

    def _pressure(self, day: date, eligible: dict[str, Climb]) -> tuple[str, str] | None:
        """The rule of contact pressure that forbids a notice on this day, and the dates it saw."""
        if recent := self._since(day, 6):
            return "pressure_7_days", f"there was a notice on {recent[-1]}"
        if len(recent := self._since(day, 29)) >= 3:
            return "pressure_30_days", f"there were notices on {', '.join(map(str, recent))}"
        passed = [n for n, climb in eligible.items() if "second_letter" in climb.taken]
        if passed and (recent := self._since(day, 13)):
            sentence = f"{passed[0]} has its second letter behind it, last notice on {recent[-1]}"
            return "pressure_14_days", sentence
        return None

    def _since(self, day: date, days: int) -> list[date]:
        return [notice for notice in self.notices if (day - notice).days <= days]

    def _singles(self, day: date, lines: list[Line]) -> list[Line]:
        singles: dict[str, Line] = {}
        for line in lines:
            if line.invoice in singles:
                self._refuse("doubled", line.invoice, day, "it stands on this day more than once")
            singles.setdefault(line.invoice, line)
        return list(singles.values())

    def _refuse_late(self, climbs: list[Climb], day: date, sentence: str) -> None:
        """Names a level that is late once, however many days it stays so."""
        for climb in climbs:
            if climb.invoice.number not in self.late:
                self.late.add(climb.invoice.number)
                told = f"{climb.next_level} was due from {climb.next_on}: {sentence}"
                self._refuse("late", climb.invoice.number, day, told)

    def _refuse(self, kind: str, invoice: str, day: date, sentence: str) -> None:
        self.found.append(Violation(kind, self.customer, invoice, day, sentence))


def _is_overdue(climb: Climb, day: date) -> bool:
    invoice = climb.invoice
    return climb.balance > 0 and invoice.due < day and invoice.issued <= day and invoice.amount > 0


def _unfit(climb: Climb, day: date, net: Decimal) -> str:
    """Why an invoice may not be chased on this day; empty if it may."""
    if climb.invoice.amount <= 0:
        return "credit_note"
    if climb.invoice.issued > day:
        return "not_issued"
    if climb.balance <= 0:
        return "settled"
    if climb.invoice.due >= day:
        return "not_overdue"
    if climb.balance <= RESIDUAL:
        return "residual"
    return "" if net > MINIMUM else "under_minimum"


def _level_fault(climb: Climb, level: str, day: date) -> tuple[str, str] | None:
    """What is wrong with taking this level on this day: its order or its date."""
    if level in climb.taken:
        return "twice", f"{level} was taken on {climb.taken[level]}"
    if climb.last and _is_below(level, climb.last):
        return "backward", f"{level} comes after {climb.last}"
    if level != climb.next_level:
        return "skipped", f"{level} comes before {climb.next_level}"
    if climb.next_on > day:
        waits = ", ".join(f"{name} {wait}" for name, wait in climb.waits().items())
        return "early", f"{level} may come on the latest of: {waits}"
    return None


def _written_due(eligible: dict[str, Climb], day: date) -> list[Climb]:
    return [climb for climb in eligible.values() if climb.writes_next and climb.next_on <= day]


def _is_below(level: str, other: str) -> bool:
    return LEVELS.index(level) < LEVELS.index(other)
