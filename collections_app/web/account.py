"""What the page for customers shows, whoever looks: the customer by a link, or a colleague."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from collections_app.communications.choices import Channel
from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.phrases import page, phrase
from collections_app.communications.saying import Sayer
from collections_app.communications.tables import Foot, Row, Table
from collections_app.customers.models import Customer
from collections_app.dunning.account import account_of
from collections_app.invoices.models import Invoice
from collections_app.lib.languages import SPOKEN, spoken

LANGUAGES = [(one, str(Locale(one).display_name).capitalize()) for one in SPOKEN]


@dataclass(frozen=True)
class Line:
    """One open invoice: in words, and what is going on with it."""

    invoice: Invoice
    row: Row
    states: list[str]


@dataclass(frozen=True)
class Lines:
    """Those of one currency, with the sums beneath."""

    currency: str
    lines: list[Line]
    feet: list[Foot]


class AccountPage:
    """The page of one customer on a day, in one language."""

    def __init__(self, customer: Customer, day: dt.date, language: str) -> None:
        account = account_of(customer, day=day)
        given = replace(account.given, customer=replace(account.given.customer, language=language))
        self.customer, self.account = customer, account
        self.language = spoken(given.language)
        self.words = page(self.language)
        self.say = Sayer(given.language, day, Channel.PAGE)
        self.facts: Facts = facts_for(given)
        self.overdue = self._lines(self.facts.tables, account.overdue)
        self.ahead = self._lines(self.facts.upcoming_tables, account.ahead)

    def _lines(self, tables: Iterable[Table], invoices: Iterable[Invoice]) -> list[Lines]:
        """The invoices stand in the order of the tables' lines."""
        left = iter(invoices)
        return [
            Lines(
                table.currency,
                [self._line(next(left), row) for row in table.lines],
                table.feet if table.has_sums else [],
            )
            for table in tables
        ]

    def _line(self, invoice: Invoice, row: Row) -> Line:
        going_on = {
            "promised": invoice.promised,
            "disputed": invoice.disputed,
            "searched": invoice.says_paid,
        }
        return Line(invoice, row, [self.words[name] for name, sum in going_on.items() if sum])

    @property
    def sums(self) -> list[tuple[str, str]]:
        """What is to be paid, an amount and its currency each."""
        to_pay = self.account.to_pay.items()
        return [(self.say.amount(sum, currency), currency) for currency, sum in to_pay if sum]

    @property
    def how_many(self) -> str:
        """How many invoices are overdue, in a sentence."""
        count = len(self.account.overdue)
        return self.saying("overdue_1" if count == 1 else "overdue", count=str(count))

    @property
    def pay_link(self) -> str:
        """Where it can be paid online, as two people set it."""
        link = self.customer.company.pay_link
        return link if urlsplit(link).scheme in ("http", "https") else ""

    @property
    def phone(self) -> str:
        """As a telephone dials it."""
        return re.sub(r"[^+\d]", "", self.facts.clerk["phone"])

    def saying(self, kind: str, **values: str) -> str:
        """A sentence of the page with its values."""
        return phrase("page", kind, self.language, **values)

    @property
    def context(self) -> dict[str, Any]:
        name = self.facts.clerk["name"]
        return {
            "page": self,
            "words": self.words,
            "facts": self.facts,
            "languages": LANGUAGES,
            "reaches": self.saying("reaches", name=name),
            "pay_by": self.saying("pay_by", day=self.facts.asked_by) if self.facts.asked_by else "",
        }
