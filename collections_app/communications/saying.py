"""How one message says names, days and sums: its language, day and channel in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collections_app.communications import phrases
from collections_app.lib.dates import show_date
from collections_app.lib.money import show_amount, show_money
from collections_app.lib.texts import one_line, without_links

MANY_INVOICES = 4  # named one by one up to here, counted beyond
PRINTED_NAME = 120  # letters of a name, number or reference; the log keeps the whole
SMS_NAME = 40


@dataclass(frozen=True)
class Sayer:
    """Values into words; names lose links where a mail program would make them live."""

    language: str
    as_of: date
    channel: str

    def name(self, value: str) -> str:
        line = one_line(value, limit=SMS_NAME if self.channel == "sms" else PRINTED_NAME)
        return line if self.channel == "letter" else without_links(line)

    def day(self, day: date, form: str = "long") -> str:
        return show_date(day, self.language, form)

    def near(self, day: date) -> str:
        return phrases.near_day(day, self.as_of, self.language)

    def money(self, amount: Decimal, currency: str) -> str:
        return show_money(amount, currency, self.language)

    def amount(self, amount: Decimal, currency: str) -> str:
        return show_amount(amount, currency, self.language)

    def sums(self, sums: Mapping[str, Decimal]) -> str:
        """One sum per currency, "1,200.00 EUR and 90,000 JPY"; those of nothing left out."""
        shown = [self.money(amount, currency) for currency, amount in sums.items() if amount]
        return self.listed(shown)

    def listed(self, parts: Sequence[str]) -> str:
        return phrases.joined(parts, self.language)

    def numbers(self, numbers: Sequence[str]) -> str:
        """Invoice numbers one by one while they are few, else how many."""
        if len(numbers) > MANY_INVOICES:
            return f"{len(numbers)} {phrases.labels(self.language)['invoices']}"
        return self.listed([self.name(number) for number in numbers])

    def invoices(self, numbers: Sequence[str]) -> str:
        """As part of a sentence: "invoices A and B"."""
        if len(numbers) > MANY_INVOICES:
            return self.numbers(numbers)
        kind = "invoice" if len(numbers) == 1 else "invoices"
        return self.phrase(
            "line", kind, number=self.numbers(numbers), numbers=self.numbers(numbers)
        )

    def phrase(self, table: str, kind: str, **values: str) -> str:
        return phrases.phrase(table, kind, self.language, **values)

    def earlier(self, kind: str, day: date) -> str:
        """An earlier contact: "our reminder of 30 April"."""
        known = kind if phrases.knows_earlier(kind) else "message"
        return self.phrase("earlier", known, day=self.near(day))

    def label(self, key: str) -> str:
        return phrases.labels(self.language)[key]
