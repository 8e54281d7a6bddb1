"""Hard cases: messages that a wording must still say well, for its check and its preview."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from collections_app.communications.choices import Channel
from collections_app.communications.values import (
    Address,
    AgreedFacts,
    CompanyFacts,
    ContactFacts,
    CreditFacts,
    CustomerFacts,
    EarlierFacts,
    Given,
    LineFacts,
    PromiseFacts,
    ReleaseFacts,
    UpcomingFacts,
)

DAY = dt.timedelta(1)
CHECKED_ON = dt.date(2026, 5, 12)
COMPANY = CompanyFacts(
    legal_name="Talbruck Instruments GmbH",
    address=Address("Werkstrasse 14", "34117", "Kassel", "", "DE"),
    email="ar@talbruck.example",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    pay_link="https://pay.talbruck.example/7KQ4-M2XD",
    clerk_name="Nora B.",
    clerk_phone="+49 561 555 0117",
)
CUSTOMER = CustomerFacts("C-20933", "Vandrel Optics B.V.", Address("Lenskade 21", "2031 EX"))
CONTACT = ContactFacts("Femke Oldaal", "Ms")
Changes = dict[str, Any]


def hard_cases(
    *,
    channel: str,
    language: str,
    lines: str,
    company: CompanyFacts = COMPANY,
    on: dt.date = CHECKED_ON,
) -> dict[str, Given]:
    """By name; `lines` are overdue, ahead (not due yet) or paid."""
    usual = Given(
        channel=channel,
        as_of=on,
        company=company,
        customer=replace(CUSTOMER, language=language),
        contact=CONTACT,
        lines=_lines(1, lines, on),
        earlier=[EarlierFacts("reminder", on - 12 * DAY)] if lines == "overdue" else [],
        agreed=[AgreedFacts("promise", ("INV-1001",), on + 10 * DAY, Decimal(480), "EUR")],
        answers_keys=channel == Channel.VOICE,
    )
    return {name: replace(usual, **change(lines, on)) for name, change in CASES.items()}


def _lines(count: int, kind: str, on: dt.date) -> list[LineFacts]:
    return [_line(number, kind, on) for number in range(1, count + 1)]


def _line(number: int, kind: str, on: dt.date, **changes: Any) -> LineFacts:
    """Older invoices have the smaller numbers."""
    due_on = on + 8 * DAY if kind == "ahead" else on - 16 * DAY + number % 5 * DAY
    line = LineFacts(
        number=f"INV-{1000 + number}",
        issued_on=due_on - 30 * DAY,
        due_on=due_on,
        currency="EUR",
        balance=Decimal(480 + 35 * number),
        demanded=Decimal(480 + 35 * number),
        purchase_order=f"PO {88120 + number}",
        pay_by=due_on if kind == "ahead" else on + 10 * DAY,
        said="reminder" if kind == "overdue" else "",
        said_on=on - 12 * DAY if kind == "overdue" else None,
        is_settled=kind == "paid",
    )
    return replace(line, **changes)


def _credit_note(kind: str, on: dt.date) -> Changes:
    credit = CreditFacts(Decimal(120), "EUR", on - 9 * DAY, "CN-77")
    return {"lines": _lines(2, kind, on), "credits": [credit]}


def _two_currencies(kind: str, on: dt.date) -> Changes:
    yen = _line(2, kind, on, currency="JPY", balance=Decimal(90000), demanded=Decimal(90000))
    return {"lines": [_line(1, kind, on), yen]}


def _broken_promise(kind: str, on: dt.date) -> Changes:
    """With all else that a later letter may have to tell."""
    fresh = _line(3, kind, on, is_new=kind == "overdue", said="", said_on=None)
    soon = UpcomingFacts("INV-1090", on - 2 * DAY, on + 28 * DAY, "EUR", Decimal(75))
    promise = PromiseFacts(Decimal(515), "EUR", on - 4 * DAY, "broken")
    told = [EarlierFacts("reminder", on - 12 * DAY), EarlierFacts("call", on - 8 * DAY)]
    return {
        "lines": [*_lines(2, kind, on), fresh, _line(9, kind, on, is_settled=True)],
        "upcoming": [soon],
    } | (
        {
            "promises": [promise],
            "releases": [ReleaseFacts("dispute_settled", ("INV-1002",))],
            "earlier": told,
            "copies": ["INV-1001"],
        }
        if kind == "overdue"
        else {}
    )


CASES: dict[str, Callable[[str, dt.date], Changes]] = {
    "1 invoice": lambda kind, on: {},
    "2 invoices": lambda kind, on: {"lines": _lines(2, kind, on)},
    "40 invoices": lambda kind, on: {"lines": _lines(40, kind, on)},
    "a credit note": _credit_note,
    "no first name": lambda kind, on: {"contact": ContactFacts("Oldaal", "Ms")},
    "nobody known": lambda kind, on: {"contact": ContactFacts()},
    "a non-Latin name": lambda kind, on: {
        "contact": ContactFacts("東京 太郎"),
        "customer": replace(CUSTOMER, name="株式会社レンズ"),
    },
    "two currencies": _two_currencies,
    "a broken promise": _broken_promise,
}
