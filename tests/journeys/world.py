"""A company whose days are played one after another."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from collections_app.dunning.queries import customers_to_look_at
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import play
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from tests.factories import date, noon

_payments = count(1)


@dataclass
class Days:
    """Plays the days up to a date, each once, in order.

    `leaps` is for stories in which what happens counts, and not that nothing does in between: days
    on which the ladder looks at nobody, four of five, are left out, but for the first and the last.
    """

    company: Company
    next_day: dt.date = field(default_factory=lambda: date("2024-01-01"))
    leaps: bool = False

    def until(self, day: str) -> None:
        always = {self.next_day, date(day)}
        while self.next_day <= date(day):
            if not self.leaps or self.next_day in always or self._somebody_is_due():
                self._play()
            self.next_day += dt.timedelta(1)

    def _somebody_is_due(self) -> bool:
        return customers_to_look_at(self.company, self.next_day).exists()

    def _play(self) -> None:
        self.company.refresh_from_db()
        Company.objects.filter(pk=self.company.pk).update(ledger_as_of=self.next_day)
        play(self.company, day=self.next_day, now=noon(self.next_day))

    def pay(self, invoice: Invoice, amount: str, on: str) -> None:
        take_payments(
            company=self.company,
            source="bank",
            payments=[
                Received(
                    date(on),
                    Decimal(amount),
                    invoice.currency,
                    f"payment {next(_payments)}",
                    invoice.customer_id,
                    invoice.pk,
                )
            ],
            on=date(on),
            by="test",
            at=noon(on),
        )

    def sent(self) -> list[tuple[str, str, str]]:
        """Wording, channel and day of everything that went out, in order."""
        rows = Communication.objects.filter(company=self.company, sent_at__isnull=False)
        return [
            (one.purpose, one.channel, one.sent_at.date().isoformat())
            for one in rows.order_by("sent_at", "channel")
            if one.sent_at
        ]

    def notices(self) -> list[tuple[str, str]]:
        rows = Notice.objects.filter(company=self.company).order_by("day", "pk")
        return [(one.level, one.day.isoformat()) for one in rows]
