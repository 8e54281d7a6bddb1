"""A world in memory in which the pure rules walk day by day, and what they did is kept."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from collections_app.dunning.facts import Ladder, Open, Plan, Rung, Situation, Told
from collections_app.dunning.rules import plan
from collections_app.lib.calendars import Calendar

LADDER = Ladder(
    rungs=(
        Rung("reminder", 1, False, 3, True, 0, 7, ("email", "sms", "letter")),
        Rung("first_letter", 2, False, 14, False, 10, 10, ("email", "letter")),
        Rung("second_letter", 3, False, 28, False, 14, 7, ("letter", "email")),
        Rung("call", 4, True, 37, False, 7, 0, ("call",)),
    )
)
COURTESY = Rung("courtesy_note", 0, False, 0, False, 0, 0, ("email",), before_due_days=5)
THIRD = Rung("third_notice", 5, False, 37, False, 0, 7, ("letter", "email"), after_call_rounds=2)
FINAL = Rung("final_notice", 6, False, 60, False, 14, 10, ("letter",), after_call_rounds=2)
THANKS = Rung("thank_you", 0, False, 0, False, 0, 0, ("email",), track="thanks")
WHOLE_LADDER = replace(LADDER, rungs=(*LADDER.rungs, THIRD, FINAL), courtesy=COURTESY)
CALENDAR = Calendar()
START = dt.date(2024, 1, 1)  # a Monday


def day(number: int) -> dt.date:
    return START + dt.timedelta(number)


@dataclass
class World:
    """One customer; `invoices` by id; `notices` and `calls` are what the walk did."""

    invoices: dict[int, Open]
    ladder: Ladder = LADDER
    reach: frozenset[str] = frozenset({"email", "letter"})
    standing: str = ""
    held_until: dt.date | None = None
    credits: dict[str, Decimal] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    in_round: set[int] = field(default_factory=set)
    round_is_open: bool = False
    round_number: int = 0
    round_ended_on: dt.date | None = None
    course: str = ""
    course_until: dt.date | None = None
    notices: list[tuple[dt.date, Plan]] = field(default_factory=list)
    calls: list[tuple[dt.date, Plan]] = field(default_factory=list)

    def situation(self) -> Situation:
        return Situation(
            invoices=tuple(one for one in self.invoices.values() if one.balance > 0),
            told=tuple(self.told),
            credits=self.credits,
            reach=self.reach,
            standing=self.standing,
            held_until=self.held_until,
            stood_since=self.told[0].on if self.told else None,
            round_number=self.round_number,
            round_is_open=self.round_is_open,
            in_round=frozenset(self.in_round),
            round_ended_on=self.round_ended_on,
            course=self.course,
            course_until=self.course_until,
        )

    def walk(self, today: dt.date) -> Plan:
        """Decide, and let every channel accept at once."""
        decided = plan(self.situation(), ladder=self.ladder, calendar=CALENDAR, day=today)
        if decided.rests_round:
            self.round_is_open = False
        if decided.notice:
            self._accept(decided, today)
        if decided.call:
            self._join(decided, today)
        return decided

    def _accept(self, decided: Plan, today: dt.date) -> None:
        notice = decided.notice
        assert notice is not None
        self.notices.append((today, decided))
        ids = frozenset(line.invoice_id for line in notice.lines)
        self.told.append(Told(today, notice.wording, notice.wording_rank, ids))
        for line in notice.lines:
            before = self.invoices[line.invoice_id]
            posted = before.pay_by_was_posted
            if line.pay_by != before.pay_by:
                posted = notice.channel == "letter"
            self.invoices[line.invoice_id] = replace(
                before,
                rank=line.rank or before.rank,
                taken_on=today if line.rank else before.taken_on,
                pay_by=line.pay_by,
                pay_by_was_posted=posted,
                released="",
                is_announced=before.is_announced or (bool(line.level) and line.rank == 0),
            )

    def _join(self, decided: Plan, today: dt.date) -> None:
        assert decided.call is not None
        self.calls.append((today, decided))
        self.round_is_open = True
        self.round_number = decided.call.number
        for line in decided.call.lines:
            self.in_round.add(line.invoice_id)
            before = self.invoices[line.invoice_id]
            rank = max(line.rank, before.rank)
            taken_on = today if line.rank > before.rank else before.taken_on
            self.invoices[line.invoice_id] = replace(before, rank=rank, taken_on=taken_on)

    def end_round(self, today: dt.date) -> None:
        """Somebody spoke to them."""
        for id in self.in_round:
            self.invoices[id] = replace(self.invoices[id], rounds=self.invoices[id].rounds + 1)
        self.in_round, self.round_is_open, self.round_number = set(), False, 0
        self.round_ended_on = today

    def steps(self, invoice_id: int) -> list[tuple[str, dt.date]]:
        """The levels an invoice took, with their days, in order."""
        acts = [(on, one.notice) for on, one in self.notices]
        acts += [(on, one.call) for on, one in self.calls]
        return [
            (line.level, on)
            for on, act in sorted(acts, key=lambda one: one[0])
            for line in act.lines
            if line.invoice_id == invoice_id and line.level
        ]


def owed(id: int, due_in: int, amount: str = "100.00", currency: str = "EUR") -> Open:
    return Open(id, currency, day(due_in), Decimal(amount), Decimal(amount))
