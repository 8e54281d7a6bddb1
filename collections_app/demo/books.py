"""What comes into the demo company: files of invoices from its books, and money at its bank."""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from collections_app.companies.models import Company
from collections_app.demo.bills import Bill, Numbers
from collections_app.demo.cast import Part
from collections_app.demo.habits import unasked
from collections_app.intake.choices import Kind as FileKind
from collections_app.intake.invoices import import_invoices
from collections_app.intake.sources import File, Told, prepare
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received

BY = "demo"
Spell = tuple[dt.date, dt.date]
AFTER_A_SPELL = dt.timedelta(12)
FILE_DAYS = (0, 3)  # Monday and Thursday
TOLD = Told(dates="YMD", decimal=".", delimiter=";", brings="changes")
HEADER = """customer number;customer name;street;postal code;city;country;language;legal form;
contact;email;phone;mobile;invoice number;kind;invoice date;due date;currency;amount;settled;
payment method;debit returned;purchase order""".replace("\n", "").split(";")


@dataclass(frozen=True)
class Coming:
    """Money on its way; no amount: whatever is open of the invoice then."""

    number: str
    amount: Decimal | None


@dataclass
class Books:
    """Bills wait for the next file, money for its day."""

    company: Company
    bills: dict[str, Bill]
    last: dt.date  # the day on which the story ends
    quiet: Mapping[str, Sequence[Spell]] = field(default_factory=dict)  # by customer number
    numbers: Numbers = field(default_factory=Numbers)
    to_file: list[Bill] = field(default_factory=list)
    coming: defaultdict[dt.date, list[Coming]] = field(default_factory=lambda: defaultdict(list))
    kept_open: set[str] = field(default_factory=set)
    counted: int = 0

    def __post_init__(self) -> None:
        self.issued: defaultdict[dt.date, list[Bill]] = defaultdict(list)
        for bill in self.bills.values():
            self.issued[bill.issued_on].append(bill)
            for on, amount in unasked(bill):
                self.expect(bill, on, amount)

    def expect(self, bill: Bill, on: dt.date, amount: Decimal | None = None) -> None:
        """Money that will come, unless the customer has fallen silent by then.

        In a quiet spell nothing comes: there has to be something open to tell a story about.
        """
        for first, last in self.quiet.get(bill.part.number, ()):
            on = last + AFTER_A_SPELL if first <= on <= last else on
        if on <= self.last - bill.part.silent_days:
            self.promise_money(bill, on, amount)

    def promise_money(self, bill: Bill, on: dt.date, amount: Decimal | None = None) -> None:
        """Money that will come on the next business day from `on`."""
        self.coming[self.company.calendar.business_day_from(on)].append(Coming(bill.number, amount))

    def keep_open(self, number: str) -> None:
        """What was to come for this invoice does not."""
        self.kept_open.add(number)

    def take_in(self, day: dt.date, *, at: dt.datetime) -> list[int]:
        """The day's bills and money; ids of the customers who are new."""
        self.to_file += self.issued.get(day, [])
        is_file_day = day.weekday() in FILE_DAYS or day == self.last
        new = self._file(day, at) if is_file_day and self.to_file else []
        self._bank(day, at)
        return new

    def _file(self, day: dt.date, at: dt.datetime) -> list[int]:
        content = csv_of(self.to_file)
        self.to_file = []
        prepared = prepare(
            company=self.company,
            kind=FileKind.INVOICES,
            file=File(f"open-{day}.csv", content),
            today=day,
            source="books",
            told=TOLD,
        )
        outcome = import_invoices(
            prepared=prepared, by=BY, at=at, today=day, is_confirmed=True, confirms_closing=True
        )
        self.company.refresh_from_db()
        return list(outcome.imported.new_customers) if outcome.imported else []

    def _bank(self, day: dt.date, at: dt.datetime) -> None:
        coming = {one.number: one for one in self.coming.pop(day, [])}
        wanted = coming.keys() - self.kept_open
        found = Invoice.objects.filter(
            company=self.company, number__in=wanted, balance__gt=0
        ).order_by("customer__number", "number")
        self.receive(
            [
                self._received(one, coming[one.number].amount, day)
                for one in found
                if one.balance > one.disputed
            ],
            day,
            at,
        )

    def _received(self, invoice: Invoice, amount: Decimal | None, day: dt.date) -> Received:
        open_part = invoice.balance - invoice.disputed
        return Received(
            received_on=day,
            amount=min(amount or open_part, open_part),
            currency=invoice.currency,
            external_id=self.next_id(),
            customer_id=invoice.customer_id,
            invoice_id=invoice.pk,
            reference=invoice.number,
            payer=self.bills[invoice.number].part.name,
        )

    def receive(self, money: list[Received], day: dt.date, at: dt.datetime) -> None:
        if money:
            take_payments(company=self.company, source="bank", payments=money, on=day, by=BY, at=at)

    def next_id(self) -> str:
        self.counted += 1
        return f"bank-{self.counted:05}"

    def credit(self, part: Part, amount: Decimal, day: dt.date) -> Bill:
        """A credit note; it comes with the next file."""
        number = self.numbers.next(Kind.CREDIT_NOTE, day)
        bill = Bill(part, number, day, day, amount, kind=Kind.CREDIT_NOTE)
        self.bills[number] = bill
        self.to_file.append(bill)
        return bill

    def net(self, *bills: Bill) -> None:
        """The books settle these against each other and say so in the next file."""
        self.to_file += [replace(one, settled=one.amount) for one in bills]

    def return_debit(self, bill: Bill, day: dt.date) -> None:
        """The bank gave a direct debit back; the books say so in the next file."""
        self.to_file.append(replace(bill, debit_returned_on=day))


def csv_of(bills: Iterable[Bill]) -> bytes:
    """The file as the books write it; a bill that is told twice stands in it as last told."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";")
    rows.writerow(HEADER)
    rows.writerows(_row(bill) for bill in {one.number: one for one in bills}.values())
    return file.getvalue().encode()


def _row(bill: Bill) -> tuple[object, ...]:
    part = bill.part
    return (
        part.number,
        part.name,
        part.street,
        part.postal_code,
        part.city,
        part.country,
        part.language,
        part.legal_form,
        part.contact,
        part.email,
        part.phone,
        part.mobile,
        bill.number,
        bill.kind,
        bill.issued_on,
        bill.due_on,
        part.currency,
        bill.amount,
        "" if bill.settled is None else bill.settled,
        part.payment_method,
        bill.debit_returned_on or "",
        bill.purchase_order,
    )
