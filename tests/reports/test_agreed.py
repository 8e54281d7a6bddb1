"""What was agreed, in words."""

import pytest

from collections_app.communications.choices import Cause
from collections_app.communications.models import Communication
from collections_app.reports.agreed import agreed_words, fix_of

PROMISE = {"kind": "promise", "amount": "1200.00", "currency": "EUR", "for": ["2026-05-22"]}
PLAN = PROMISE | {"for": ["2026-05-22", "2026-06-22"]}
DISPUTE = {"kind": "dispute", "amount": "50", "currency": "EUR", "invoice": "TI-1"} | {
    "reason": "price"
}


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ({}, ""),
        ({"cause": "approval"}, "Cause: waiting for approval."),
        ({"agreed": [PROMISE]}, "1,200.00 EUR promised for Fri 22 May."),
        (
            {"agreed": [PLAN]},
            "1,200.00 EUR promised in 2 instalments, the first on Fri 22 May.",
        ),
        ({"agreed": [DISPUTE]}, "50.00 EUR of TI-1 disputed, wrong price."),
        (
            {"agreed": [{"kind": "says_paid", "invoices": ["TI-1", "TI-2"]}]},
            "TI-1, TI-2 said to be paid.",
        ),
        (
            {"agreed": [{"kind": "next", "act": "call", "on": "2026-05-12", "at": "10:00"}]},
            "Next: call on Tue 12 May at 10:00.",
        ),
        (
            {
                "agreed": [
                    {"kind": "contact", "name": "Joost Maas"},
                    {"kind": "next", "act": "call", "on": "2026-05-12"},
                ]
            },
            "Contact Joost Maas noted; next: call on Tue 12 May.",
        ),
    ],
)
def test_what_was_agreed_is_said_in_a_sentence(why, words):
    assert agreed_words(Communication(why=why)) == words


def test_every_cause_has_its_fix():
    assert all(fix_of(one) for one in Cause)
