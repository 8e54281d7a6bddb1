"""Numbers of things, leading zeros, words, addresses and phones inside cells."""

import datetime as dt

import pytest

from collections_app.intake import zeros
from collections_app.intake.reach import read_country, read_email, read_language, read_phone
from collections_app.intake.refusals import CannotImport, Unreadable
from collections_app.intake.values import check_ids, is_floated, read_id, read_link, read_text


def test_spaces_of_every_kind_around_a_text_are_taken_off():
    assert read_text("\ufeff\u00a0 Acme  Ltd\u2009\t\u200b ") == "Acme  Ltd"


def test_a_nul_and_a_text_without_end_are_refused():
    with pytest.raises(Unreadable, match="NUL"):
        read_text("Ac\0me")
    with pytest.raises(Unreadable, match="longer than 5"):
        read_text("Acme Ltd", 5)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12345.0, "12345"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("R-2024/17", "R-2024/17"),
        (" 00123\u00a0", "00123"),
        ("12345.0", "12345.0"),
    ],
)
def test_a_number_of_something_is_a_text(cell, number):
    assert read_id(cell) == number


def test_a_column_of_floats_loses_what_the_spreadsheet_added_and_no_other_does():
    assert is_floated(["12345.0", "7.00", "A-1"])
    assert not is_floated(["1.0", "1.5"])
    assert not is_floated(["12345", "A-1"])
    assert read_id("12345.0", floated=True) == "12345"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["1.23E+11"], "shortened"),
        (["1,5e+10"], "shortened"),
        (["17", "########"], "too narrow"),
        (["3-Dec"], "made a date"),
        (["Mar-12"], "made a date"),
        (["12. Mrz"], "made a date"),
        ([dt.date(2024, 3, 12)], "made a date"),
        ([1.2345678901234567e19], "too long"),
        (["1234567890123450000"], "lost their last digits"),
    ],
)
def test_numbers_that_a_spreadsheet_destroyed_refuse_the_file(cells, sentence):
    with pytest.raises(CannotImport, match=sentence):
        check_ids("Invoice", cells)


def test_honest_numbers_are_no_trace_of_a_spreadsheet():
    check_ids(
        "Invoice", ["4E10", "12E3", "MAY-2024-1", "1234567890123450000", "1234567890123456789"]
    )


def test_mixed_zeros_are_doubted():
    assert "writes 00123 and 123" in zeros.doubt("Customer", ["00123", "123", "9"])


def test_zeros_lost_in_part_are_doubted():
    assert "writes 00123 but also 45" in zeros.doubt("Customer", ["00123", "00777", "45", "12345"])


@pytest.mark.parametrize("numbers", [["0015752855", "7900770150"], ["1", "22"], ["007", "A1"], []])
def test_zeros_that_are_all_there_or_never_were_are_not_doubted(numbers):
    assert zeros.doubt("Customer", numbers) == ""


def test_a_rule_about_zeros_touches_plain_numbers_only():
    assert zeros.apply_rule("45", "pad:5") == "00045"
    assert zeros.apply_rule("00045", "strip") == "45"
    assert zeros.apply_rule("000", "strip") == "0"
    assert zeros.apply_rule("A-007", "pad:8") == "A-007"
    assert zeros.apply_rule("007", "keep") == "007"


def test_a_rule_can_be_told_for_one_field_or_all():
    assert zeros.told_rules("invoices", ["customer=pad:8"]) == {"customer_number": "pad:8"}
    assert zeros.told_rules("invoices", ["strip"])["number"] == "strip"
    with pytest.raises(CannotImport, match="not keep, strip or pad"):
        zeros.told_rules("invoices", ["drop"])


@pytest.mark.parametrize(
    "text", ["a@b", "two@x.com, three@x.com", "jürgen@example.com", "a b@x.com", "@x.com"]
)
def test_a_bad_address_is_refused(text):
    with pytest.raises(Unreadable, match="e-mail"):
        read_email(text)


def test_an_address_is_kept_as_it_can_be_used():
    assert read_email(" Ap@Example.COM ") == "Ap@example.com"


def test_a_phone_is_read_as_dialled_at_home():
    assert read_phone("030 1234567", "DE") == "+49301234567"
    assert read_phone("+44 20 7946 0018", "DE") == "+442079460018"
    with pytest.raises(Unreadable, match="phone"):
        read_phone("call me", "DE")


@pytest.mark.parametrize(
    "text",
    [
        "030 1234567 ext 12",
        "030 1234567 x12",
        "Tel. 030 1234567",
        "Büro: 030 1234567",
        "tel:+49301234567;ext=3",
    ],
)
def test_an_extension_or_a_label_beside_a_phone_is_no_part_of_it(text):
    assert read_phone(text, "DE") == "+49301234567"


@pytest.mark.parametrize("text", ["HELLO 123", "030 1234567 DW 3", "1800 FLOWERS", "030 12E4567"])
def test_letters_are_not_read_as_the_digits_of_their_keys(text):
    with pytest.raises(Unreadable, match="phone"):
        read_phone(text, "DE")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("USA", "US"),
        ("DEU", "DE"),
        ("", ""),
    ],
)
def test_a_country_is_known_by_letters_or_name(text, code):
    assert read_country(text) == code


def test_an_unknown_country_is_refused():
    with pytest.raises(Unreadable, match="country"):
        read_country("818")


def test_a_language_is_known_by_tag_or_name():
    assert [read_language(text) for text in ("DE", "de_AT", "Deutsch", "english", "")] == [
        "de", "de-AT", "de", "en", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "www.x.com", "http://", "https://x y", "http://[x"]
)
def test_only_web_addresses_are_links(text):
    with pytest.raises(Unreadable, match="web address"):
        read_link(text)
