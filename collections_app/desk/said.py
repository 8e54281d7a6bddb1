"""What was said on the phone or written to us, before it is written down. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from collections_app.customers.models import Contact
from collections_app.desk.contacts import Details
from collections_app.desk.rules import NextStep
from collections_app.invoices.models import Invoice
from collections_app.promises.rules import Instalment
from collections_app.users.models import User


@dataclass(frozen=True)
class CallSaid:
    """Whom the call reached; `cause` is why the money is late."""

    outcome: str
    contact: Contact | None = None
    cause: str = ""
    is_wrong_number: bool = False


@dataclass(frozen=True)
class PromiseSaid:
    """What will be paid of these invoices, in instalments or at once."""

    invoices: Sequence[Invoice]
    currency: str
    instalments: Sequence[Instalment]

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.instalments), Decimal(0))


@dataclass(frozen=True)
class DisputeSaid:
    """What of an invoice is disputed; without an owner the usual one for the reason has it."""

    invoice: Invoice
    amount: Decimal
    reason: str
    answer_due_on: dt.date
    note: str = ""
    owner: User | None = None


@dataclass(frozen=True)
class PaidSaid:
    """Invoices of which all that is not disputed is said to be paid."""

    invoices: Sequence[Invoice]
    paid_on: dt.date | None = None
    how: str = ""
    reference: str = ""
    amounts: Mapping[int, Decimal] = field(default_factory=dict)  # by invoice id, as stored


@dataclass(frozen=True)
class ContactSaid:
    """A new contact, or how one of ours changes from what was shown of it."""

    contact: Contact | None
    details: Details
    shown: Details | None = None


@dataclass(frozen=True)
class MailSaid:
    """The mail that sums up, as it was looked at."""

    contact: Contact
    subject: str
    text: str


@dataclass(frozen=True)
class WrapUp:
    """All of one contact; each part is left out where nothing was said of it."""

    next: NextStep
    overdue: tuple[str, ...] = ()  # numbers of the invoices that it was about
    call: CallSaid | None = None
    note: str = ""
    promise: PromiseSaid | None = None
    disputes: Sequence[DisputeSaid] = ()
    paid: PaidSaid | None = None
    contact: ContactSaid | None = None
    mail: MailSaid | None = None

    def agreed(self) -> Iterator[dict[str, Any]]:
        """The same as codes and values, for the log."""
        if self.promise:
            yield {
                "kind": "promise",
                "amount": str(self.promise.amount),
                "currency": self.promise.currency,
                "for": [one.promised_for.isoformat() for one in self.promise.instalments],
            }
        for one in self.disputes:
            yield {
                "kind": "dispute",
                "amount": str(one.amount),
                "currency": one.invoice.currency,
                "invoice": one.invoice.number,
                "reason": one.reason,
            }
        if self.paid:
            yield {"kind": "says_paid", "invoices": [one.number for one in self.paid.invoices]}
        if self.contact:
            yield {"kind": "contact", "name": self.contact.details.name}
        hour = {"at": f"{self.next.at:%H:%M}"} if self.next.at else {}
        yield {"kind": "next", "act": self.next.act, "on": self.next.on.isoformat()} | hour
