"""Addresses that are one although they are written in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.lib.addresses import ascii_form, spellings


@pytest.mark.parametrize(
    "written",
    ["femke@müller.example", "Femke@MÜLLER.example", "femke@xn--mller-kva.example"],
)
def test_a_domain_is_one_however_it_is_written(written):
    assert ascii_form(written) == "femke@xn--mller-kva.example"
    assert set(spellings(written)) == {"femke@müller.example", "femke@xn--mller-kva.example"}


@pytest.mark.parametrize("odd", ["", "@", "x@", "femke", "a@xn--", "a@ü..", "a@-ü-", "+49 151"])
def test_what_is_no_domain_stays_as_it_is(odd):
    assert ascii_form(odd) == odd
    assert odd in spellings(odd)


def test_an_ordinary_address_has_one_spelling():
    assert spellings("Femke@Vandrel.example") == ["femke@vandrel.example"]


@given(st.text(max_size=80))
def test_whatever_is_said_has_an_ascii_form_that_stays(said):
    assert ascii_form(ascii_form(said)) == ascii_form(said)
