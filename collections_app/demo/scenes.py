"""One customer on one day of the story, and what every story needs to know and may do."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from collections_app.communications.actions import log_contact
from collections_app.communications.choices import Channel, Direction
from collections_app.customers.models import Contact, Customer
from collections_app.demo.books import Books
from collections_app.demo.cast import Part, dice
from collections_app.desk.actions import log_call
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import show_date
from collections_app.lib.money import show_money
from collections_app.reports.people import whom_to_call

LANGUAGE = "en"


@dataclass
class Scene:
    """Somebody of the company deals with one customer at one moment."""

    books: Books
    customer: Customer
    part: Part
    day: dt.date
    at: dt.datetime
    by: str

    def __post_init__(self) -> None:
        self.chance: Random = dice(self.part.number, self.at.isoformat())

    @property
    def contact(self) -> Contact | None:
        return next(iter(whom_to_call(self.customer.contacts.all())), None)

    @property
    def is_silent(self) -> bool:
        """Whether nothing comes in from this customer by its habit any more."""
        return self.day > self.books.last - self.part.silent_days

    def unpaid(self) -> list[Invoice]:
        """What is overdue, oldest first."""
        late = Invoice.objects.filter(
            customer=self.customer, kind=Kind.INVOICE, balance__gt=0, due_on__lt=self.day
        )
        return list(late.select_related("company").order_by("due_on", "number"))

    def overdue(self) -> list[Invoice]:
        """What of it can be demanded."""
        return [one for one in self.unpaid() if one.demandable]

    def say(self, texts: str | Sequence[str], **slots: str) -> str:
        """One of the texts, its slots filled."""
        text = texts if isinstance(texts, str) else self.chance.choice(texts)
        return text.format(**self._slots(), **slots)

    def _slots(self) -> dict[str, str]:
        late = self.overdue()
        oldest = late[0] if late else None
        return {
            "person": self._person(),
            "invoice": oldest.number if oldest else "the last invoice",
            "amount": self.money(sum((one.demandable for one in late), Decimal(0))),
            "days": str((self.day - oldest.due_on).days) if oldest else "some",
        }

    def _person(self) -> str:
        contact = self.contact
        return f"{contact.salutation} {contact.name}".strip() if contact else "The office"

    def money(self, amount: Decimal) -> str:
        return show_money(amount, self.part.currency, LANGUAGE)

    def date(self, day: dt.date) -> str:
        return show_date(day, LANGUAGE, "short")

    def call(self, outcome: str, text: str, *, cause: str = "") -> None:
        log_call(
            customer=self.customer,
            contact=self.contact,
            outcome=outcome,
            note=text,
            cause=cause,
            by=self.by,
            at=self.at,
            on=self.day,
        )

    def called_by_them(self, text: str) -> None:
        """A call that came in."""
        log_contact(
            customer=self.customer,
            contact=self.contact,
            channel=Channel.CALL,
            direction=Direction.IN,
            purpose="call",
            text=text,
            by=self.by,
            at=self.at,
        )

    def note(self, text: str) -> None:
        log_contact(
            customer=self.customer,
            channel=Channel.NOTE,
            purpose="note",
            text=text,
            by=self.by,
            at=self.at,
        )

    def is_paid_on(self, invoice: Invoice, on: dt.date, amount: Decimal | None = None) -> None:
        """This money comes, whatever the customer's habit is."""
        self.books.promise_money(self.books.bills[invoice.number], on, amount)
