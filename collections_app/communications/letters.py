"""A rendered message on paper: where each part stands."""

from dataclasses import asdict

from collections_app.communications.facts import Facts
from collections_app.communications.phrases import addressed_name
from collections_app.communications.rendering import Rendered, held_part
from collections_app.communications.values import Address, Given
from collections_app.communications.ways_to_pay import grouped
from collections_app.documents.addresses import Window, address_lines, country_name, window
from collections_app.documents.letters import LetterFacts, letter_pdf
from collections_app.documents.logos import is_wide
from collections_app.documents.papers import PAPERS
from collections_app.lib.files import read


def build_letter(*, given: Given, facts: Facts, body: Rendered) -> bytes:
    """The letter as PDF: `facts` and `body` made from `given` for the channel letter."""
    paper = PAPERS[given.company.paper]
    return letter_pdf(paper=paper, facts=letter_facts(given=given, facts=facts, body=body))


def letter_facts(*, given: Given, facts: Facts, body: Rendered) -> LetterFacts:
    """Everything on the sheet, in the customer's language; addresses in the sender's."""
    logo = read(given.company.logo) if given.company.logo else b""
    return LetterFacts(
        language=facts.language,
        subject=body.subject,
        brand="" if logo and is_wide(logo) else facts.company["name"],
        logo=logo,
        colour=given.company.colour,
        return_line=", ".join(company_lines(given)),
        window=_window(given),
        information=_information(facts),
        parts=[held_part(part) for part in body.parts],
        tables=facts.tables,
        new_tables=facts.new_tables,
        upcoming_tables=facts.upcoming_tables,
        ways_to_pay=facts.ways_to_pay.rows,
        code=scannable.code if (scannable := facts.ways_to_pay.scannable) else None,
        signature=[facts.clerk["name"], facts.signature_line],
        continued=f"{facts.company['name']}, {facts.labels['continued']} "
        f"{facts.customer['number']}, {facts.date}",
        foot=_foot(given, facts),
        labels=facts.labels,
    )


def company_lines(given: Given) -> list[str]:
    """The sender's name and address without its country."""
    home = given.company.address
    return _lines([given.company.legal_name], home, home.country, given.company.language)


def _window(given: Given) -> Window:
    contact, company = given.contact, given.company
    person = addressed_name(contact.name, contact.salutation, given.language)
    names = [given.customer.name, person if contact.name != given.customer.name else ""]
    home = company.address.country
    lines = _lines(names, given.customer.address, home, company.language)
    return window(lines, rows=PAPERS[company.paper].rows)


def _lines(names: list[str], address: Address, home: str, language: str) -> list[str]:
    return address_lines(names=names, **asdict(address), home=home, language=language)


def _information(facts: Facts) -> list[tuple[str, list[str]]]:
    labels = facts.labels
    name, at, host = facts.clerk["email"].partition("@")
    rows = [
        (labels["date"], [facts.date]),
        (labels["customer_number"], [facts.customer["number"]]),
        (labels["clerk"], [facts.clerk["name"]]),
        (labels["phone"], [facts.clerk["phone"]]),
        (labels["email"], [name, at + host]),
    ]
    return [(label, pieces) for label, pieces in rows if any(pieces)]


def _foot(given: Given, facts: Facts) -> list[list[str]]:
    company = given.company
    reach = [company.email, facts.clerk["phone"]]
    register = [facts.company["register"], grouped(company.iban)]
    home, reader = company.address.country, given.customer.address.country
    country = country_name(home, given.language) if reader not in ("", home) else ""
    *lines, town = company_lines(given)
    columns = [[*lines, ", ".join(filter(None, [town, country]))], reach, register]
    return [[line for line in column if line] for column in columns]
