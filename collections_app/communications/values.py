"""The plain values that a message is made of: what its callers know, before any language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collections_app.documents.papers import DEFAULT_COLOUR, DEFAULT_PAPER


@dataclass(frozen=True)
class Address:
    """A postal address; `street` may hold several lines, `country` is ISO 3166 (two letters)."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True)
class CompanyFacts:
    """Who is owed, how to pay it, and the person who signs."""

    legal_name: str
    address: Address
    language: str = "en"
    register_line: str = ""  # court, number, VAT id
    email: str = ""
    account_holder: str = ""
    iban: str = ""
    bic: str = ""
    pay_link: str = ""
    other_ways_to_pay: str = ""  # one per line, "Label: value" or free words
    clerk_name: str = ""
    clerk_phone: str = ""
    clerk_hours: str = ""
    paper: str = DEFAULT_PAPER
    colour: str = DEFAULT_COLOUR
    logo: str = ""  # PNG, below MEDIA_ROOT


@dataclass(frozen=True)
class CustomerFacts:
    """Who owes."""

    number: str
    name: str
    address: Address
    language: str = ""  # empty: the company's


@dataclass(frozen=True)
class ContactFacts:
    """The person written to; both empty where only a desk is known."""

    name: str = ""
    salutation: str = ""  # "Ms", "Herr Dr."


@dataclass(frozen=True)
class LineFacts:
    """One overdue invoice on the notice.

    `balance` is what is open, `demanded` what may be asked for (DESIGN 5.5), `pay_by` the date
    that the notice states for it or repeats; `said` and `said_on` are the kind and day of the
    last message about it (a kind of EarlierFacts); `is_new` sets it apart as newly overdue;
    `is_settled` names it in the thanks instead of the table.
    """

    number: str
    issued_on: date
    due_on: date
    currency: str
    balance: Decimal
    demanded: Decimal
    purchase_order: str = ""
    pay_by: date | None = None
    said: str = ""
    said_on: date | None = None
    is_new: bool = False
    is_settled: bool = False


@dataclass(frozen=True)
class UpcomingFacts:
    """An open invoice that is not due yet."""

    number: str
    issued_on: date
    due_on: date
    currency: str
    balance: Decimal
    purchase_order: str = ""


@dataclass(frozen=True)
class CreditFacts:
    """A credit note (with its number) or money not yet allocated; the amount is positive."""

    amount: Decimal
    currency: str
    on: date
    number: str = ""


@dataclass(frozen=True)
class EarlierFacts:
    """An earlier contact: a level (reminder, first_letter, ...), still_open, call or voicemail."""

    kind: str
    on: date


@dataclass(frozen=True)
class PromiseFacts:
    """A promise and what came of it: open, kept, partly_kept or broken."""

    amount: Decimal
    currency: str
    due_on: date
    state: str
    paid: Decimal = Decimal(0)


@dataclass(frozen=True)
class ReleaseFacts:
    """What let invoices go on: dispute_settled, money_not_found or hold_over."""

    kind: str
    invoices: tuple[str, ...]


@dataclass(frozen=True)
class AgreedFacts:
    """What was agreed on the phone: promise, instalments, dispute, says_paid, copy or call.

    `parts` are the sums and days of instalments, `on` the day of all else.
    """

    kind: str
    invoices: tuple[str, ...] = ()
    on: date | None = None
    amount: Decimal = Decimal(0)
    currency: str = ""
    parts: tuple[tuple[Decimal, date], ...] = ()


@dataclass(frozen=True)
class Given:
    """All that one message is made of.

    `channel` is email, sms, letter, voice, call or page; `as_of` the company's date. `copies` are
    the numbers of the invoices whose copies go with it; `letter_attached` says that the letter
    itself is attached to the mail as a PDF, `answers_keys` that the phone's keys are understood.
    `page` is the address of the page for customers, empty where the message leads to none.
    """

    channel: str
    as_of: date
    company: CompanyFacts
    customer: CustomerFacts
    contact: ContactFacts
    lines: Sequence[LineFacts]
    credits: Sequence[CreditFacts] = ()
    upcoming: Sequence[UpcomingFacts] = ()
    earlier: Sequence[EarlierFacts] = ()
    promises: Sequence[PromiseFacts] = ()
    releases: Sequence[ReleaseFacts] = ()
    copies: Sequence[str] = ()
    agreed: Sequence[AgreedFacts] = ()
    letter_attached: bool = False
    answers_keys: bool = False
    page: str = ""

    @property
    def language(self) -> str:
        return self.customer.language or self.company.language

    @property
    def owed(self) -> list[LineFacts]:
        return [line for line in self.lines if not line.is_settled]

    @property
    def known(self) -> list[LineFacts]:
        """The lines asked about before; all of them where none is older than the others."""
        return [line for line in self.owed if not line.is_new] or self.owed

    @property
    def fresh(self) -> list[LineFacts]:
        """The lines that stand apart because they became overdue since the last message."""
        return [line for line in self.owed if line not in self.known]
