"""SMS: the company named, the way out said, the alphabet and the segments counted."""

import pytest

from collections_app.communications.models import Wording
from collections_app.communications.rendering import CannotRender
from collections_app.communications.sms_text import foreign_links, segments, sms_text
from collections_app.communications.writing import Draft, write_message
from collections_app.lib.languages import SPOKEN
from tests import factories
from tests.communications.messages import COMPANY, a_line, given, lines, rendered, replace
from tests.factories import noon


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("ÄÖÜß", "GSM-7", 4, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("’" * 70, "UCS-2", 70, 1),
        ("’" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),
        ("ç", "UCS-2", 1, 1),
    ],
)
def test_segments_are_counted_as_they_are_paid(text, encoding, units, count):
    counted = segments(text)

    assert (counted.encoding, counted.units, counted.count) == (encoding, units, count)
    assert counted.units <= counted.room


def test_typographic_signs_do_not_double_the_price():
    assert sms_text("It’s  “late” − 5\xa0EUR…") == 'It\'s "late" - 5 EUR...'


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(
    "key", ["reminder", "first_letter", "second_letter", "still_open", "third_notice"]
)
@pytest.mark.parametrize("count", [1, 2, 40])
def test_sms_names_the_company_and_the_way_out_in_two_segments(language, key, count):
    text = rendered(key, "sms", language, lines=lines(count)).text

    assert text.startswith("Talbruck Instruments GmbH: ")
    assert "STOP" in text
    assert "\n" not in text
    counted = segments(text)
    assert (counted.encoding, counted.count) == ("GSM-7", 2)


def test_accents_give_way_only_where_that_keeps_the_text_cheap():
    assert sms_text("venció el 3, más allá") == "vencio el 3, mas alla"
    assert sms_text("venció, Łódź") == "venció, Łódź"


def test_a_long_company_name_does_not_push_the_way_out_off():
    company = replace(COMPANY, legal_name="Talbruck " * 20)

    text = rendered("reminder", "sms", company=company).text

    assert segments(text.replace("…", "...")).count <= 2
    assert text.endswith("Reply STOP to opt out.")


def test_names_carry_no_link_into_an_sms():
    company = replace(COMPANY, legal_name="Acme https://evil.example\u202e")

    text = rendered("reminder", "sms", company=company, lines=[a_line("www.evil.example")]).text

    assert text.startswith("Acme: ")
    assert "evil" not in text


OWN = {"talbruck.example", "pay.talbruck.example"}


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Pay here: https://pay.talbruck.example/7KQ4", []),
        ("See talbruck.example/pay or www.talbruck.example", []),
        ("Talbruck B.V.: R-1 was due on 4.5. Call +49 561 555", []),
        ("Write to ar@gmail.com", []),
        ("Pay here: https://bit.ly/3xYz", ["bit.ly"]),
        ("Pay here: BIT.LY/3xYz", ["bit.ly"]),
        ("www.elsewhere.example", ["elsewhere.example"]),
        ("https://talbruck.example.evil.example/x", ["talbruck.example.evil.example"]),
        ("https://nottalbruck.example/x", ["nottalbruck.example"]),
    ],
)
def test_links_of_an_sms_lead_to_own_domains_alone(text, hosts):
    assert foreign_links(text, OWN) == hosts


@pytest.mark.django_db
def test_a_wording_that_links_elsewhere_makes_no_sms():
    company = factories.company(pay_link="https://pay.talbruck.example/x")
    customer = factories.customer(company)
    draft = Draft(
        customer=customer,
        contact=customer.contacts.get(),
        channel="sms",
        given=given("sms"),
        wording=Wording(key="reminder", channel="sms", language="en", body="Pay: bit.ly/3xYz"),
        key="x",
        mode="live",
        by="test",
    )

    with pytest.raises(CannotRender, match=r"links to bit\.ly\. An SMS may link only"):
        write_message(draft, now=noon("2024-01-10"))
