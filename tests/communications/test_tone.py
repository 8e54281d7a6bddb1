"""The check of wordings: for every rule a text that breaks it and one that does not."""

from dataclasses import replace

import pytest

from collections_app.communications.cases import COMPANY
from collections_app.communications.placeholders import LISTS, MEANINGS
from collections_app.communications.rendering import wording_values
from collections_app.communications.shipped import (
    ShippedWording,
    shipped_wording,
    shipped_wordings,
)
from collections_app.communications.tone.check import check_wording
from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.lists import LISTS as WORD_LISTS
from collections_app.communications.tone.lists import Avoided, stages, tone_of
from collections_app.communications.tone.parts import PARTS
from collections_app.lib.languages import SPOKEN
from tests.communications.messages import a_line, facts
from tests.communications.tone_texts import BAD_PARTS, BAD_WORDS, GOOD_WORDS

WORDINGS = shipped_wordings()
NAMED = [f"{one.language}-{one.key}-{one.channel}" for one in WORDINGS]


def found(wording: ShippedWording, **given) -> list[Finding]:
    return check_wording(wording, language=wording.language, **given)


def rules(wording: ShippedWording, **given) -> set[str]:
    return {finding.rule for finding in found(wording, **given)}


def changed(key: str, channel: str, was: str, now: str, language: str = "en") -> ShippedWording:
    """A shipped wording with some words replaced, everywhere."""
    wording = shipped_wording(key, channel, language)
    assert was in wording.body
    return replace(wording, body=wording.body.replace(was, now))


def adding(key: str, channel: str, language: str, sentence: str) -> ShippedWording:
    wording = shipped_wording(key, channel, language)
    return replace(wording, body=f"{wording.body}\n\n{sentence}\n")


@pytest.mark.parametrize("wording", WORDINGS, ids=NAMED)
def test_every_shipped_wording_passes(wording):
    assert found(wording) == []


@pytest.mark.parametrize(("name", "key", "channel", "language", "sentence"), BAD_WORDS)
def test_a_word_that_the_stage_avoids_is_found(name, key, channel, language, sentence):
    assert rules(adding(key, channel, language, sentence)) >= {f"words.{name}"}


@pytest.mark.parametrize(("name", "key", "channel", "language", "sentence"), GOOD_WORDS)
def test_the_same_word_elsewhere_is_not(name, key, channel, language, sentence):
    assert f"words.{name}" not in rules(adding(key, channel, language, sentence))


@pytest.mark.parametrize(("name", "key", "channel", "was", "now"), BAD_PARTS)
def test_a_part_that_is_missing_is_found_and_no_other(name, key, channel, was, now):
    assert rules(changed(key, channel, was, now)) == {f"parts.{name}"}


def test_every_rule_has_a_bad_text():
    assert {name for name, *_ in BAD_PARTS} == set(PARTS)
    assert {name for name, *_ in BAD_WORDS} == {*WORD_LISTS, "shout"}
    for name in WORD_LISTS:
        assert {bad[3] for bad in BAD_WORDS if bad[0] == name} == set(SPOKEN)


def test_every_shipped_wording_has_a_stage_and_its_parts():
    assert {one.key for one in WORDINGS} == set(stages())
    for one in WORDINGS:
        assert stages()[one.key].parts_on(one.channel), (one.key, one.channel)


def test_every_language_has_all_lists_and_every_word_says_what_to_write_instead():
    for language in SPOKEN:
        tone = tone_of(language)
        assert set(tone.says) == set(tone_of("en").says)
        for avoided in tone.lists.values():
            assert avoided
            assert all(one.instead.endswith((".", '"')) for one in avoided)


def test_a_finding_is_a_sentence_with_a_suggestion():
    (finding,) = found(adding("reminder", "email", "en", "You failed to pay."))

    assert finding.says == "“failed” is too hard this early."
    assert finding.suggestion == 'Say the fact: "we have not seen the payment yet".'
    assert not finding.stops


def test_what_threatens_stops_and_stands_first():
    wording = adding("reminder", "email", "en", "You failed to pay. The police knows.")

    assert [(one.rule, one.stops) for one in found(wording)] == [
        ("words.never", True),
        ("words.friendly", False),
    ]


def test_a_part_that_only_some_readers_miss_names_them():
    wording = changed(
        "reminder", "email", "{{ block.invoices }}", "{% if lines.size < 40 %}x{% endif %}"
    )
    some = changed(
        "reminder",
        "email",
        "{{ greeting }}",
        '{% if contact.name != "" %}{{ greeting }}{% endif %}',
    )

    assert found(wording)[0].says == "The invoices are not listed."
    assert found(some)[0].says == "Nobody is greeted. Seen with nobody known."


def test_a_customers_name_is_not_the_authors_word():
    company = replace(COMPANY, legal_name="Court & Police Supplies")

    assert rules(shipped_wording("reminder", "email", "en"), company=company) == set()


def test_a_companys_own_words_are_looked_for_too():
    own = [Avoided("outstanding*", "Write “open”.")]

    (finding,) = found(adding("second_letter", "email", "en", "It is outstanding."), own=own)

    assert (finding.rule, finding.suggestion) == ("words.own", "Write “open”.")
    assert finding.says == "“outstanding” is on your company's own list."


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ("Please understand that we would be very glad indeed to hear from you soon. " * 2, "segm"),
        ("Спасибо", "alphabet"),
        ("See bit.ly/3xY", "link"),
        ("See https://pay.example.org/7", "link"),
    ],
)
def test_a_text_that_costs_or_leads_astray_is_found(added, rule):
    assert any(
        one.startswith(f"sms.{rule}") for one in rules(adding("reminder", "sms", "en", added))
    )


def test_a_text_may_lead_to_the_companys_own_domain():
    wording = ShippedWording(
        "thank_you",
        "sms",
        "en",
        "",
        "{{ company.name }}: thank you. See pay.talbruck.example/x. Reply STOP to opt out.",
    )

    assert rules(wording) == set()


def test_a_text_of_three_segments_says_so():
    (finding,) = found(adding("reminder", "sms", "en", "We are glad to help you. " * 4))

    assert finding.says == "With 2 invoices it takes 3 segments, of 2."


@pytest.mark.parametrize("language", SPOKEN)
def test_prose_that_is_hard_to_read_is_found(language):
    hard = {
        "en": "Notwithstanding considerable administrative accommodation, remuneration "
        "obligations originating previously remain comprehensively unsatisfied. ",
        "de": "Ungeachtet außerordentlicher Verwaltungsentgegenkommensmaßnahmen verbleiben "
        "Zahlungsverpflichtungsangelegenheiten unberücksichtigterweise unabgeschlossen. ",
        "es": "Independientemente de consideraciones administrativas extraordinarias, "
        "determinadas responsabilidades correspondientes permanecen indefinidamente. ",
    }[language]

    assert "reading" in rules(adding("third_notice", "email", language, hard * 5))


def test_a_sentence_without_end_is_found():
    endless = "Please pay and " + "then write to us and " * 9 + "answer."

    assert "sentence" in rules(adding("reminder", "email", "en", endless))


def test_a_letter_as_long_as_a_report_is_found():
    assert rules(adding("reminder", "email", "en", "We are here. " * 80)) == {"length"}


def test_a_subject_is_there_and_short():
    wording = shipped_wording("reminder", "email", "en")

    assert "subject" in rules(replace(wording, subject=""))
    assert "subject" in rules(replace(wording, subject="We write to you. " * 9))


def test_what_reads_badly_without_a_value_is_found():
    wording = adding("reminder", "email", "en", "We greet you {{ contact.name }}, and yours.")

    (finding,) = found(wording)

    assert finding.rule == "reads.badly"
    assert finding.says == "With nobody known it reads “…We greet you , and yours.…”."


def test_the_placeholders_are_all_that_a_message_has_and_no_more():
    values = wording_values(facts(lines=[a_line()]))
    names = {
        f"{name}.{part}" if part else name
        for name, value in values.items()
        for part in (value if isinstance(value, dict) else [""])
    }
    lists = {name for name, value in values.items() if isinstance(value, list)}

    assert names - lists == set(MEANINGS)
    assert lists == set(LISTS)


@pytest.mark.parametrize(
    ("body", "says", "suggestion"),
    [
        ("{{ customer.nmae }}", "“customer.nmae” is no placeholder.", "customer.name"),
        ("a\n\n{{ askd }}", "Line 3: “askd” is no placeholder.", "asked"),
        ("{% if false %}{{ oldest.nmber }}{% endif %}", "oldest.nmber", "oldest.number"),
        ("{% for l in lines %}{{ l.numbr }}{% endfor %}", "l.numbr", "l.number"),
        ("{{ customer }}", "“customer” is no placeholder.", "{{ customer."),
        ("{{ qqqqqqqq }}", "“qqqqqqqq” is no placeholder.", "Choose one from the list."),
        ("{{ total | upcase }}", "“upcase” cannot change a value.", "Take out “| upcase”."),
        ("{% include 'x' %}", "“include” stands where it cannot.", "Known are assign, for, if."),
        ("{% if total %}", "“if” is not ended.", "Write {% endif %} where it ends."),
        ("{{ total", "It cannot be read", "Compare it with the version before."),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(body, says, suggestion):
    wording = replace(shipped_wording("answer", "email", "en"), body=body)

    finding = found(wording)[0]

    assert finding.rule == "placeholders"
    assert says in finding.says
    assert suggestion in finding.suggestion
