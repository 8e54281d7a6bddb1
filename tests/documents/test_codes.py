"""The scannable payment code."""

from decimal import Decimal

import pytest

from collections_app.documents.codes import epc_code

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
