"""Mails in a person's own words: what is proposed, and what becomes of what was typed."""

from datetime import date
from decimal import Decimal

import pytest

from collections_app.communications.shipped import shipped_wording
from collections_app.communications.typed import parts_of, proposed_words
from collections_app.communications.values import AgreedFacts
from tests.communications.messages import given

PROMISE = AgreedFacts("promise", ("TI-1", "TI-2"), date(2026, 5, 22), Decimal("31350"), "EUR")
PLAN = AgreedFacts(
    "instalments",
    ("TI-1",),
    date(2026, 5, 22),
    Decimal("200"),
    "EUR",
    parts=((Decimal("100"), date(2026, 5, 22)), (Decimal("100"), date(2026, 6, 22))),
)
DISPUTE = AgreedFacts("dispute", ("TI-3",), date(2026, 5, 15), Decimal("1200"), "EUR")
PAID = AgreedFacts("says_paid", ("TI-4",))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "- You pay 31,350.00 EUR by Friday 22 May 2026 for invoices TI-1 and TI-2.",
                "- You pay 200.00 EUR for invoice TI-1 in instalments: "
                "100.00 EUR by 22 May 2026 and 100.00 EUR by 22 June 2026.",
                "- We look into invoice TI-3 and answer by Friday 15 May 2026; "
                "until then we do not ask for 1,200.00 EUR of it.",
                "- You have paid invoice TI-4; we look for the money and come back to you "
                "if we do not find it.",
            ],
        ),
        (
            "de",
            [
                "- Sie zahlen 31.350,00 EUR bis Freitag, 22. Mai 2026 für "
                "Rechnungen TI-1 und TI-2.",
            ],
        ),
    ],
)
def test_what_was_agreed_is_summed_up_line_by_line(language, sentences):
    wording = shipped_wording("follow_up", "email", language)

    words = proposed_words(
        wording, given("email", language, lines=[], agreed=[PROMISE, PLAN, DISPUTE, PAID])
    )

    lines = words.text.splitlines()
    assert [one for one in sentences if one not in lines] == []
    assert "Dunwell" not in words.text


def test_what_was_typed_keeps_its_points_and_is_signed():
    parts = parts_of("Dear Femke,\r\n\r\nas agreed:\n- one\n- two\n\nuntil Friday,\nthen.")

    assert [(one.kind, one.text) for one in parts] == [
        ("paragraph", "Dear Femke,"),
        ("paragraph", "as agreed:"),
        ("point", "one"),
        ("point", "two"),
        ("paragraph", "until Friday, then."),
        ("block", ""),
    ]


def test_what_was_typed_is_never_read_as_a_template_or_a_block():
    [typed, signature] = parts_of("{{ company.name }} \ue001ways_to_pay **loud**")

    assert typed.text == "{{ company.name }} ways_to_pay **loud**"
    assert (typed.kind, signature.block) == ("paragraph", "signature")
