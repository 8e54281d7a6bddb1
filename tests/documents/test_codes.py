"""The scannable payment code, as it is made and as a decoder reads it back."""

from decimal import Decimal

import pytest
import zxingcpp

from collections_app.communications.values import CreditFacts
from collections_app.documents.codes import epc_code
from collections_app.documents.papers import PAPERS
from tests.communications.messages import COMPANY, TODAY, a_line, letter, replace
from tests.documents.places import picture_of

USUAL = {
    "holder": "Talbruck Instruments GmbH",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
    "amount": Decimal("23412.60"),
    "reference": "C-20933 TI-26-0344",
}


def test_code_is_a_square_with_white_around_it():
    code = epc_code(**USUAL)

    assert code.path.startswith("M4 4.5h7M")
    assert (code.size - 8 - 17) % 4 == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("0.00")},
        {"amount": Decimal("1000000000.00")},
        {"iban": "DE"},
        {"bic": "COBA"},
        {"reference": "東" * 140},
    ],
)
def test_what_the_standard_has_no_code_for_gets_none(changes):
    assert epc_code(**(USUAL | changes)) is None


def test_a_long_holder_is_cut_where_the_standard_cuts():
    assert epc_code(**(USUAL | {"holder": "x" * 71})) == epc_code(**(USUAL | {"holder": "x" * 70}))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_banking_app_reads_from_the_printed_page_what_is_to_be_paid(paper):
    company = replace(COMPANY, paper=paper)
    owed = [a_line("TI-1", "14980.00"), a_line("TI-2", "8432.60")]

    (read,) = zxingcpp.read_barcodes(picture_of(letter(lines=owed, company=company)))

    assert read.text.splitlines() == [
        "BCD",
        "002",
        "2",  # written in Latin-1
        "SCT",
        "COBADEFFXXX",
        "Talbruck Instruments GmbH",
        "DE89370400440532013000",
        "EUR23412.6",
        "",
        "",
        "C-20933 TI-1 TI-2",
    ]


def test_credits_are_taken_off_what_the_code_asks_for():
    credit = CreditFacts(Decimal("980.00"), "EUR", TODAY, "CN-7")

    (read,) = zxingcpp.read_barcodes(picture_of(letter(credits=[credit])))

    assert "EUR14000" in read.text.splitlines()
