"""One believable message, to be varied: Talbruck writes to Vandrel on 12 May 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.letters import build_letter
from collections_app.communications.rendering import Rendered, render
from collections_app.communications.shipped import shipped_wording
from collections_app.communications.values import (
    Address,
    CompanyFacts,
    ContactFacts,
    CustomerFacts,
    Given,
    LineFacts,
)

TODAY, PAY_BY = date(2026, 5, 12), date(2026, 5, 26)
COMPANY = CompanyFacts(
    legal_name="Talbruck Instruments GmbH",
    address=Address("Werkstrasse 14", "34117", "Kassel", "", "DE"),
    language="en",
    register_line="Local court Kassel, HRB 00000, VAT DE000000000",
    email="ar@talbruck.example",
    account_holder="Talbruck Instruments GmbH",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    pay_link="https://pay.talbruck.example/7KQ4-M2XD",
    clerk_name="Nora B.",
    clerk_phone="+49 561 555 0117",
    clerk_hours="Monday to Friday, 9:00 to 16:00",
)
CUSTOMER = CustomerFacts(
    number="C-20933",
    name="Vandrel Optics B.V.",
    address=Address("Lenskade 21", "2031 EX", "Haarlem", "", "NL"),
)
CONTACT = ContactFacts(name="Femke Oldaal", salutation="Ms")


def a_line(number: str = "TI-26-0344", amount: str = "14980.00", **changes: Any) -> LineFacts:
    line = LineFacts(
        number=number,
        issued_on=date(2026, 3, 28),
        due_on=date(2026, 4, 27),
        currency="EUR",
        balance=Decimal(amount),
        demanded=Decimal(amount),
        purchase_order="PO 88121",
        pay_by=PAY_BY,
    )
    return replace(line, **changes)


def lines(count: int) -> list[LineFacts]:
    return [a_line(f"TI-26-{number:04}", f"{number * 100}.10") for number in range(1, count + 1)]


def given(channel: str = "email", language: str = "en", **changes: Any) -> Given:
    usual = Given(channel, TODAY, COMPANY, CUSTOMER, CONTACT, [a_line()])
    changed = replace(usual, **changes)
    return replace(changed, customer=replace(changed.customer, language=language))


def facts(channel: str = "email", language: str = "en", **changes: Any) -> Facts:
    return facts_for(given(channel, language, **changes))


def rendered(key: str, channel: str = "email", language: str = "en", **changes: Any) -> Rendered:
    wording = shipped_wording(key, channel, language)
    return render(wording, facts(channel, language, **changes))


def letter(key: str = "first_letter", language: str = "en", **changes: Any) -> bytes:
    """The same on paper, as PDF."""
    return build_letter(
        given=given("letter", language, **changes),
        facts=facts("letter", language, **changes),
        body=rendered(key, "letter", language, **changes),
    )


def in_one_line(text: str) -> str:
    """A wrapped text as its reader hears it."""
    return " ".join(text.split())
