"""Every shipped wording: it renders, has its parts, keeps its tone, and parts its blocks."""

import re
from datetime import date
from decimal import Decimal

import pytest

from collections_app.communications.rendering import CannotRender, render
from collections_app.communications.shipped import (
    ShippedWording,
    shipped_wording,
    shipped_wordings,
)
from collections_app.communications.values import (
    AgreedFacts,
    ContactFacts,
    CreditFacts,
    EarlierFacts,
    PromiseFacts,
    ReleaseFacts,
    UpcomingFacts,
)
from collections_app.lib.languages import SPOKEN
from tests.communications.messages import (
    a_line,
    facts,
    in_one_line,
    lines,
    rendered,
)

WORDINGS = shipped_wordings()
NAMED = [f"{w.language}-{w.key}-{w.channel}" for w in WORDINGS]
BESIDE = ("courtesy_note", "thank_you", "follow_up", "answer", "own_mail")  # they chase nothing
WRITTEN = [w for w in WORDINGS if w.channel in ("email", "letter") and w.key not in BESIDE]
WRITTEN_NAMES = [f"{w.language}-{w.key}-{w.channel}" for w in WRITTEN]
NAMING_EARLIER = ["first_letter", "second_letter", "still_open", "third_notice", "final_notice"]
EVERYTHING = {
    "lines": [*lines(2), a_line("NEW", is_new=True), a_line("PAID", is_settled=True)],
    "credits": [CreditFacts(Decimal("240"), "EUR", date(2026, 5, 3), "G-12")],
    "upcoming": [UpcomingFacts("AHEAD", date(2026, 5, 1), date(2026, 6, 1), "EUR", Decimal(7))],
    "earlier": [EarlierFacts("reminder", date(2026, 4, 30))],
    "promises": [PromiseFacts(Decimal("5"), "EUR", date(2026, 5, 8), "broken")],
    "releases": [ReleaseFacts("dispute_settled", ("TI-1",))],
    "copies": ["TI-26-0001"],
    "agreed": [
        AgreedFacts("promise", ("TI-1",), date(2026, 5, 22), Decimal("5"), "EUR"),
        AgreedFacts("says_paid", ("TI-2",)),
    ],
    "letter_attached": True,
}
SAID = {
    "en": {
        "due": "due 27 April 2026",
        "by": "by Tuesday 26 May 2026",
        "late": "15 days overdue",
        "sum": "14,980.00 EUR",
        "paid": "If you have paid",
        "question": "Is anything wrong",
        "promised": "was agreed for 8 May",
        "settled": "has been settled",
    },
    "de": {
        "due": "fällig am 27. April 2026",
        "by": "bis Dienstag, 26. Mai 2026",
        "late": "15 Tage überfällig",
        "sum": "14.980,00 EUR",
        "paid": "gezahlt haben",
        "question": "Stimmt etwas damit nicht?",
        "promised": "Für den 8. Mai war",
        "settled": "ist geklärt",
    },
    "es": {
        "due": "vencimiento el 27 de abril de 2026",
        "by": "a más tardar el martes 26 de mayo de 2026",
        "late": "15 días de retraso",
        "sum": "14.980,00 EUR",
        "paid": "ha realizado el pago",
        "question": "que no sea correcto?",
        "promised": "Para el 8 de mayo se acordó",
        "settled": "ha quedado resuelta",
    },
}
MESSAGES = {
    "one": {"lines": lines(1)},
    "two": {"lines": lines(2)},
    "forty": {"lines": lines(40)},
    "everything": EVERYTHING,
    "nobody known": {"contact": ContactFacts()},
    "not Latin": {"contact": ContactFacts("東京 太郎")},
    "nothing asked anew": {"lines": [a_line(pay_by=None)]},
    "all dates passed": {"lines": [a_line(pay_by=date(2026, 5, 5))]},
}


def test_every_key_has_its_channels_in_every_language():
    expected = {
        ("reminder", "email"),
        ("reminder", "letter"),
        ("reminder", "sms"),
        ("first_letter", "email"),
        ("first_letter", "letter"),
        ("first_letter", "sms"),
        ("second_letter", "email"),
        ("second_letter", "letter"),
        ("second_letter", "sms"),
        ("still_open", "email"),
        ("still_open", "letter"),
        ("still_open", "sms"),
        ("call", "call"),
        ("voicemail", "call"),
        ("courtesy_note", "email"),
        ("courtesy_note", "letter"),
        ("courtesy_note", "sms"),
        ("thank_you", "email"),
        ("thank_you", "letter"),
        ("thank_you", "sms"),
        ("follow_up", "email"),
        ("answer", "email"),
        ("own_mail", "email"),
        ("voice_message", "voice"),
        ("voice_message", "sms"),
        ("third_notice", "email"),
        ("third_notice", "letter"),
        ("third_notice", "sms"),
        ("final_notice", "email"),
        ("final_notice", "letter"),
    }

    for language in SPOKEN:
        assert {(w.key, w.channel) for w in WORDINGS if w.language == language} == expected


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("wording", WORDINGS, ids=NAMED)
def test_wording_renders_for_every_kind_of_customer(wording, name):
    message = render(wording, facts(wording.channel, wording.language, **MESSAGES[name]))

    text = message.subject + message.text
    assert "  ." not in text
    assert not set(text) & set("{}\ue000\ue001\ue002")
    assert not re.search(r"\*\*|\s[,.;]|,,|\.\.|: ?$|\(\)", in_one_line(text)), text


@pytest.mark.parametrize("wording", WRITTEN, ids=WRITTEN_NAMES)
def test_written_message_has_its_five_parts(wording):
    message = render(wording, facts(wording.channel, wording.language))
    text = in_one_line(message.text)

    said = SAID[wording.language]
    thanks, greeting = {
        "en": ("thank you", "Dear Ms Femke Oldaal,"),
        "de": ("vielen Dank", "Sehr geehrte Frau Femke Oldaal,"),
        "es": ("Gracias", "Estimada Sra. Femke Oldaal:"),
    }[wording.language]
    places = [
        text.index(greeting),
        text.index(thanks),
        text.index(said["due"]),
        text.index(said["by"]),
        text.index("DE89 3704 0044 0532 0130 00"),
        text.index("+49 561 555 0117"),
    ]
    assert places == sorted(places)
    assert said["late"] in text
    assert said["sum"] in text
    assert said["paid"] in text
    assert message.text.rstrip().splitlines()[-2] == "Nora B."


@pytest.mark.parametrize("wording", WRITTEN, ids=WRITTEN_NAMES)
def test_newly_overdue_invoices_stand_apart_and_are_asked_about(wording):
    message = render(wording, facts(wording.channel, wording.language, **EVERYTHING))
    question = SAID[wording.language]["question"]

    between = message.text.partition("TI-26-0002")[2].partition("NEW")[0]
    assert question in in_one_line(between)


@pytest.mark.parametrize("wording", WRITTEN, ids=WRITTEN_NAMES)
def test_what_was_promised_and_settled_is_told_as_a_fact(wording):
    text = in_one_line(render(wording, facts(wording.channel, wording.language, **EVERYTHING)).text)

    assert SAID[wording.language]["promised"] in text
    assert SAID[wording.language]["settled"] in text
    assert "PAID" in text.partition("TI-26-0001")[0]


@pytest.mark.parametrize("key", NAMING_EARLIER)
@pytest.mark.parametrize("language", SPOKEN)
def test_later_letters_name_the_earlier_ones(key, language):
    text = in_one_line(rendered(key, language=language, **EVERYTHING).text)

    assert {
        "en": "You have had our reminder of 30 April.",
        "de": "Dazu gab es bisher unsere Erinnerung vom 30. April.",
        "es": "Ya ha recibido nuestro recordatorio del 30 de abril.",
    }[language] in text


def test_a_reminder_after_a_settled_letter_opens_with_thanks():
    settled = [a_line("PAID", is_settled=True), a_line("TI-2")]

    text = in_one_line(rendered("reminder", lines=settled).text)

    assert text.startswith("Dear Ms Femke Oldaal, thank you for paying invoice PAID;")


@pytest.mark.parametrize(
    ("language", "due", "overdue"),
    [
        ("en", "falls due on 20 May 2026", "overdue"),
        ("de", "wird am 20. Mai 2026 fällig", "überf"),
        ("es", "vence el 20 de mayo de 2026", "retraso"),
    ],
)
def test_a_courtesy_note_names_the_day_and_speaks_of_nothing_overdue(language, due, overdue):
    day = date(2026, 5, 20)
    ahead = [a_line(due_on=day, pay_by=day)]

    message = rendered("courtesy_note", language=language, lines=ahead)

    text = in_one_line(message.text)
    assert due in text
    assert overdue not in (message.subject + text).lower()
    assert "DE89 3704 0044 0532 0130 00" in text


@pytest.mark.parametrize("language", SPOKEN)
def test_call_script_leads_through_the_call(language):
    script = rendered("call", "call", language, **EVERYTHING)
    points = [part.text for part in script.parts if part.kind == "point"]

    assert len(points) == 11
    assert "Femke Oldaal" in points[0]
    assert "Talbruck Instruments GmbH" in points[0]
    assert "5.00 EUR" in script.text or "5,00 EUR" in script.text


def test_plain_text_wraps_at_72_and_aligns_what_belongs_together():
    text = rendered("reminder", lines=lines(2)).text

    assert max(map(len, text.splitlines())) <= 72
    assert "  TI-26-0001                                                  100.10 EUR\n" in text
    assert "IBAN           DE89 3704 0044 0532 0130 00\nBIC            COBADEFFXXX\n" in text


def test_no_line_breaks_inside_a_sum_or_a_date():
    text = rendered("second_letter", language="de", **EVERYTHING).text

    broken = re.compile(r"\d\n\d|\d\n(EUR|Mai|May)|\d\.\nMai")
    assert not broken.search(text)


@pytest.mark.parametrize(
    "body",
    [
        "{{ nothing }}",
        "{{ customer.secret }}",
        "{{ company.__class__ }}",
        "{{ tables }}",
        "{{ labels }}",
        "{{ block.nothing }}",
        "{% include 'x' %}",
        "{% render 'x' %}",
        "{% capture x %}{% endcapture %}",
        "{% liquid echo 'x' %}",
        "{{ 'x' | upcase }}",
        "{{ customer.name | append: 'x' }}",
        "{{ all_lines }}",
        "{{ promises }}",
        "{% for line in all_lines %}{{ line }}{% endfor %}",
        "{% if %}",
        "{% for x in lines %}",
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% assign x = 'xxxxxxxxxx' %}{% for i in (1..200) %}{% for j in (1..200) %}x{% endfor %}"
        "{% endfor %}",
    ],
)
def test_a_wording_that_asks_for_more_is_refused(body):
    wording = ShippedWording("mine", "email", "en", "s", body)

    with pytest.raises(CannotRender, match="mine email"):
        render(wording, facts())


def test_emphasis_and_blocks_come_from_the_wording_alone():
    wording = ShippedWording("mine", "email", "en", "s", "**{{ customer.name }}** x\n\n- a\n- b")
    customer = {"lines": [a_line("**N**")]}

    first, *points = render(wording, facts(**customer)).parts

    assert [(run.text, run.is_strong) for run in first.runs] == [
        ("Vandrel Optics B.V.", True),
        (" x", False),
    ]
    assert [(part.kind, part.text) for part in points] == [("point", "a"), ("point", "b")]


def test_a_missing_wording_is_named():
    with pytest.raises(LookupError, match="no wording fourth for email"):
        shipped_wording("fourth", "email", "en")


@pytest.mark.parametrize(
    ("language", "thanks", "calm"),
    [
        ("en", "thank you for paying invoice PAID.", "nothing is overdue any more"),
        ("de", "vielen Dank für Ihre Zahlung zu Rechnung PAID.", "es ist nichts mehr überfällig"),
        ("es", "Gracias por el pago de la factura PAID.", "ya no queda nada vencido"),
    ],
)
def test_a_thank_you_names_what_was_paid_and_asks_for_nothing(language, thanks, calm):
    paid = [a_line("PAID", is_settled=True)]

    message = rendered("thank_you", language=language, lines=paid)

    text = in_one_line(message.text)
    assert thanks in text
    assert calm in text
    assert "EUR" not in text
    assert "DE89" not in text
    assert "PAID" in message.subject


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ["automated message", "by Tuesday 26 May 2026", "on plus 4 9, 5 6 1, 5 5 5, 0 1 1 7."],
        ),
        ("de", ["automatische Nachricht", "bis Dienstag, 26. Mai 2026", "unter plus 4 9, 5 6 1"]),
        ("es", ["mensaje automático", "el martes 26 de mayo de 2026", "al más 4 9, 5 6 1, 5 5 5"]),
    ],
)
def test_a_voice_message_says_what_it_is_and_no_sum(language, told):
    text = rendered("voice_message", channel="voice", language=language).text

    assert [words for words in told if words not in text] == []
    assert "EUR" not in text
    assert "14" not in text.replace("2026", "")


def test_a_voice_message_asks_for_no_day_that_has_passed():
    passed = [a_line(pay_by=date(2026, 5, 5))]

    text = rendered("voice_message", channel="voice", lines=passed).text

    assert "May we ask" not in text
