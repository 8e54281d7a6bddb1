"""Facts: everything that a wording or a layout may say, as strings in the reader's language."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from collections_app.communications import phrases
from collections_app.communications.asking import Ask, asks, net_lines, standing, sums
from collections_app.communications.saying import Sayer
from collections_app.communications.tables import (
    Row,
    Table,
    shown_line,
    shown_upcoming,
    tables,
    upcoming_tables,
)
from collections_app.communications.values import (
    AgreedFacts,
    CompanyFacts,
    EarlierFacts,
    Given,
    LineFacts,
    PromiseFacts,
    ReleaseFacts,
)
from collections_app.communications.ways_to_pay import WaysToPay, ways_to_pay
from collections_app.documents.addresses import address_lines, country_name
from collections_app.lib.languages import spoken

EARLIER_NAMED = 6  # the last of them; a longer list reads as a reproach


@dataclass(frozen=True)
class Facts:
    """Strings and lists of strings; a wording sees the fields above `tables`, layouts see all."""

    language: str
    channel: str
    date: str
    greeting: str
    company: dict[str, str]  # name, email, address, register
    customer: dict[str, str]  # name, number
    contact: dict[str, str]  # name
    clerk: dict[str, str]  # name, phone, spoken (the phone, to be read aloud), email, hours
    lines: list[Row]  # overdue; asked about before, or all of one age
    new_lines: list[Row]  # overdue since the last message
    all_lines: list[Row]
    oldest: Row  # of `lines`, which the first table shows
    oldest_of_all: Row
    count: str  # of all lines, as a word
    total: str  # demanded, per currency
    to_pay: str  # total less credits
    asked: str  # "23,412.60 EUR by Tuesday 26 May 2026"; empty when nothing is asked anew
    asked_by: str  # the first of these days alone, for who must not hear the sum
    standing: str  # invoices whose date was stated before, with that date
    paid_invoices: str  # settled since the last message
    earlier: str  # "our reminder of 30 April and our letter of 12 May"
    promises: list[str]
    releases: list[str]
    upcoming: list[Row]
    credits: list[str]
    copies: list[str]
    agreed: list[str]  # on the phone, a sentence each
    letter_attached: str  # "yes" or empty
    answers_keys: str  # "yes" or empty
    reach_me: str
    tables: list[Table]
    new_tables: list[Table]
    upcoming_tables: list[Table]
    ways_to_pay: WaysToPay
    labels: dict[str, str]
    colour: str  # the company's, as CSS writes it
    logo: str  # its path; empty: none
    page: str  # the address of the page for customers; empty: the message leads to none

    @property
    def signature_line(self) -> str:
        """Where the person works: the department unless no person is known, and the company."""
        department = self.labels["receivables"]
        known = [department] if self.clerk["name"] != department else []
        return ", ".join([*known, self.company["name"]])


LAYOUT_ONLY = {
    "tables",
    "new_tables",
    "upcoming_tables",
    "ways_to_pay",
    "labels",
    "colour",
    "logo",
    "page",
}


def facts_for(given: Given) -> Facts:
    """Put the raw values of one message into the customer's language.

    Names lose direction and control characters on every channel, and links wherever a mail
    program or a phone would make them live (RELIABILITY 3.10).
    """
    say = Sayer(given.language, given.as_of, given.channel)
    return Facts(
        language=spoken(given.language),
        channel=given.channel,
        date=say.day(given.as_of),
        **_people(given, say),
        **_lines(given, say),
        **_request(given, say),
        **_history(given, say),
        **_layout(given, say),
    )


def _people(given: Given, say: Sayer) -> dict:
    company, contact = given.company, given.contact
    name, salutation = say.name(contact.name), say.name(contact.salutation)
    return {
        "greeting": phrases.greeting(name, salutation, say.language),
        "company": {
            "name": say.name(company.legal_name),
            "email": company.email,
            "register": say.name(company.register_line),
            "address": company_address(given),
        },
        "customer": {
            "name": say.name(given.customer.name),
            "number": say.name(given.customer.number),
        },
        "contact": {"name": name},
        "clerk": _clerk(company, say),
        "reach_me": _reach_me(company, say),
    }


def company_address(given: Given) -> str:
    """The sender's name and address in one line, with its country for readers abroad."""
    home = given.company.address
    names = [given.company.legal_name]
    lines = address_lines(names=names, **asdict(home), home=home.country, language=given.language)
    is_abroad = given.customer.address.country not in ("", home.country)
    country = country_name(home.country, given.language) if is_abroad else ""
    return ", ".join(filter(None, [*lines, country]))


def _clerk(company: CompanyFacts, say: Sayer) -> dict[str, str]:
    return {
        "name": say.name(company.clerk_name) or say.label("receivables"),
        "phone": say.name(company.clerk_phone),
        "spoken": phrases.spoken_number(company.clerk_phone, say.language),
        "email": company.email,
        "hours": say.name(company.clerk_hours),
    }


def _reach_me(company: CompanyFacts, say: Sayer) -> str:
    phone, hours = say.name(company.clerk_phone), say.name(company.clerk_hours)
    said = phrases.reach_me(say.channel, phone, company.email, say.language)
    return f"{said}, {hours}." if phone and hours else f"{said}."


def _lines(given: Given, say: Sayer) -> dict:
    known = [shown_line(line, say) for line in given.known]
    fresh = [shown_line(line, say) for line in given.fresh]
    settled = [line.number for line in given.lines if line.is_settled]
    return {
        "lines": known,
        "new_lines": fresh,
        "all_lines": known + fresh,
        "oldest": _oldest(given.known, say),
        "oldest_of_all": _oldest(given.owed, say),
        "count": phrases.count_word(len(given.owed), say.language),
        "paid_invoices": say.invoices(settled) if settled else "",
        "upcoming": [shown_upcoming(invoice, say) for invoice in given.upcoming],
        "copies": [say.name(number) for number in given.copies],
        "letter_attached": "yes" if given.letter_attached else "",
        "answers_keys": "yes" if given.answers_keys else "",
    }


def _oldest(lines: Sequence[LineFacts], say: Sayer) -> Row:
    oldest = min(lines, key=lambda line: (line.due_on, line.number), default=None)
    return shown_line(oldest, say) if oldest else {}


def _request(given: Given, say: Sayer) -> dict:
    netted = net_lines(given.owed, given.credits)
    asked = asks(netted, given.as_of)
    return {
        "total": say.sums(sums(given.owed)),
        "to_pay": say.sums(sums(netted)),
        "asked": _asked(asked, say),
        "asked_by": say.day(asked[0].pay_by, "full") if asked else "",
        "standing": _standing(standing(netted, given.as_of), say),
        "credits": [say.money(credit.amount, credit.currency) for credit in given.credits],
        "ways_to_pay": ways_to_pay(given.company, given.customer.number, netted, say),
    }


def _history(given: Given, say: Sayer) -> dict:
    return {
        "earlier": _earlier(given.earlier, say),
        "promises": [_promise(promise, say) for promise in given.promises],
        "releases": [_release(release, say) for release in given.releases],
        "agreed": [_agreed(one, say) for one in given.agreed],
    }


def _layout(given: Given, say: Sayer) -> dict:
    known, fresh = tables(given, say)
    return {
        "tables": known,
        "new_tables": fresh,
        "upcoming_tables": upcoming_tables(given, say),
        "labels": phrases.labels(say.language),
        "colour": given.company.colour,
        "logo": given.company.logo,
        "page": given.page,
    }


def _asked(asked: Sequence[Ask], say: Sayer) -> str:
    """One sum by one date; several dates each name their invoices."""
    parts = []
    for ask in asked:
        part = say.phrase("line", "ask", amount=say.sums(ask.sums), day=say.day(ask.pay_by, "full"))
        parts.append(part if len(asked) == 1 else f"{part} ({say.numbers(ask.numbers)})")
    return say.listed(parts)


def _standing(lines: Sequence[LineFacts], say: Sayer) -> str:
    dated = {
        line.pay_by: [one.number for one in lines if one.pay_by == line.pay_by] for line in lines
    }
    return say.listed(
        [
            say.phrase("line", "standing", number=say.numbers(numbers), day=say.near(day))
            for day, numbers in sorted(dated.items())
            if day
        ]
    )


def _earlier(earlier: Sequence[EarlierFacts], say: Sayer) -> str:
    last = sorted(earlier, key=lambda contact: contact.on)[-EARLIER_NAMED:]
    return say.listed([say.earlier(contact.kind, contact.on) for contact in last])


def _promise(promise: PromiseFacts, say: Sayer) -> str:
    return say.phrase(
        "promise",
        promise.state,
        amount=say.money(promise.amount, promise.currency),
        paid=say.money(promise.paid, promise.currency),
        day=say.near(promise.due_on),
    )


def _agreed(agreed: AgreedFacts, say: Sayer) -> str:
    parts = [
        say.phrase("line", "ask", amount=say.money(amount, agreed.currency), day=say.day(day))
        for amount, day in agreed.parts
    ]
    return say.phrase(
        "agreed",
        agreed.kind,
        invoices=say.invoices(agreed.invoices),
        amount=say.money(agreed.amount, agreed.currency) if agreed.currency else "",
        day=say.day(agreed.on, "full") if agreed.on else "",
        parts=say.listed(parts),
    )


def _release(release: ReleaseFacts, say: Sayer) -> str:
    return say.phrase("release", release.kind, invoices=say.invoices(release.invoices))
