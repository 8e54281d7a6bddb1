"""The naughty strings as every name and number, through to the mail, the SMS and the paper."""

import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from collections_app.communications.emails import Mailbox, build_email, lay_out
from collections_app.communications.letters import build_letter, letter_facts
from collections_app.communications.sms_text import segments
from collections_app.communications.values import (
    Address,
    ContactFacts,
    CreditFacts,
    CustomerFacts,
    UpcomingFacts,
)
from tests.communications.messages import COMPANY, a_line, facts, given, rendered, replace
from tests.communications.test_rendering_emails import read
from tests.intake.shared import shared

HEADERS = ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]


def naughty_strings() -> list[str]:
    return json.loads(shared("vectors", "naughty_strings.json").read_text(encoding="utf-8"))


def message_of(word: str) -> dict:
    """Everything that comes from outside is the word."""
    address = Address(word, word, word, word, "NL")
    return {
        "customer": CustomerFacts(word, word, address),
        "contact": ContactFacts(word, word),
        "lines": [a_line(word, purchase_order=word), a_line(word, is_settled=True)],
        "credits": [CreditFacts(Decimal("1"), "EUR", date(2026, 5, 3), word)],
        "upcoming": [
            UpcomingFacts(word, date(2026, 5, 1), date(2026, 6, 1), "EUR", Decimal(1), word)
        ],
        "copies": [word],
    }


def test_naughty_names_change_no_header_and_make_no_link():
    for word in naughty_strings():
        message = message_of(word)
        body, said = rendered("first_letter", **message), facts(**message)
        mail = build_email(
            sender=Mailbox("ar@talbruck.example", word),
            reply_to=None,
            recipient=Mailbox("femke@vandrel.example", word),
            laid_out=lay_out(body=body, facts=said),
            attachments=[],
            message_id="<1@talbruck.example>",
        ).message()

        assert sorted(mail.keys()) == HEADERS, word
        assert [a.addr_spec for a in mail["To"].addresses] == ["femke@vandrel.example"], word
        shown = read(mail.get_body(("html",)).get_content())
        assert shown.addresses == [], word
        assert not set(shown.tags) - ALLOWED_TAGS, word
        assert "://" not in mail.get_body(("plain",)).get_content(), word


ALLOWED_TAGS = set("body table tbody tr td p b br span bdi".split())  # noqa: SIM905


@pytest.mark.parametrize("key", ["reminder", "still_open"])
def test_naughty_names_stay_one_line_of_an_sms(key):
    for word in naughty_strings():
        company = replace(COMPANY, legal_name=f"Acme {word}")
        text = rendered(key, "sms", company=company, **message_of(word)).text

        assert text.startswith("Acme"), word
        assert text.endswith("Reply STOP to opt out."), word
        assert not {unicodedata.category(sign) for sign in text} & {"Cc", "Co", "Cs"}, word
        assert segments(text).count <= 5, word


def test_naughty_names_fit_the_window():
    for word in naughty_strings():
        message = given("letter", **message_of(word))
        said = facts("letter", **message_of(word))
        body = rendered("first_letter", "letter", **message_of(word))

        sheet = letter_facts(given=message, facts=said, body=body)

        assert len(sheet.window.lines) <= 8, word
        assert sheet.window.lines[-1] == "NETHERLANDS", word


def test_naughty_names_are_printed():
    words = naughty_strings()
    lines = [a_line(word) for word in words]
    longest = max(filter(str.isascii, words), key=len)
    message = message_of(longest) | {"lines": lines, "credits": [], "upcoming": []}

    pdf = build_letter(
        given=given("letter", **message),
        facts=facts("letter", **message),
        body=rendered("first_letter", "letter", **message),
    )

    assert pdf.startswith(b"%PDF-")
