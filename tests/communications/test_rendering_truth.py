"""What a wording says of dates and of earlier contacts is true of the invoices it shows."""

import re
from datetime import date

import pytest

from collections_app.communications.rendering import render
from collections_app.communications.values import EarlierFacts
from tests.communications.messages import a_line, facts, in_one_line
from tests.communications.test_rendering_wordings import (
    NAMING_EARLIER,
    WORDINGS,
    WRITTEN,
    WRITTEN_NAMES,
)

SHORT = [w for w in WORDINGS if w.channel in ("sms", "call") and w.key != "thank_you"]
GERMAN = [w for w in WRITTEN if w.language == "de" and w.key in NAMING_EARLIER]
OLDER_AND_NEW = [
    a_line("KNOWN", due_on=date(2026, 4, 27)),
    a_line("NEW", due_on=date(2026, 3, 2), is_new=True),
]


@pytest.mark.parametrize("wording", WRITTEN, ids=WRITTEN_NAMES)
def test_a_letter_dates_the_invoice_it_introduces_though_a_new_one_is_older(wording):
    message = render(wording, facts(wording.channel, wording.language, lines=OLDER_AND_NEW))
    introduced, _, rest = in_one_line(message.text).partition("KNOWN")
    due = {"en": "27 April 2026", "de": "27. April 2026", "es": "27 de abril de 2026"}

    assert not re.search("March|März|marzo|71", message.subject + introduced)
    assert (due[wording.language] in introduced) == (wording.key != "reminder")
    assert not re.search("since|[Ss]eit|desde", rest.partition("NEW")[0])


@pytest.mark.parametrize("wording", SHORT, ids=[f"{w.language}-{w.key}" for w in SHORT])
def test_where_all_invoices_are_counted_the_oldest_is_that_of_all(wording):
    text = render(wording, facts(wording.channel, wording.language, lines=OLDER_AND_NEW)).text

    introduced = in_one_line(text).partition("KNOWN")[0]
    assert {"en": "2 March", "de": "2. März", "es": "2 de marzo"}[wording.language] in introduced
    assert "april" not in introduced.lower().replace("abril", "april")


@pytest.mark.parametrize("wording", GERMAN, ids=[f"{w.key}-{w.channel}" for w in GERMAN])
def test_a_german_letter_names_a_call_as_one_and_not_as_received(wording):
    called = [
        EarlierFacts("reminder", date(2026, 4, 30)),
        EarlierFacts("call", date(2026, 5, 8)),
    ]

    text = in_one_line(render(wording, facts(wording.channel, "de", earlier=called)).text)

    said = "Dazu gab es bisher unsere Erinnerung vom 30. April und unser Telefonat vom 8. Mai."
    introduced, found, _ = text.partition(said)
    assert found
    assert "war am 27. April 2026 fällig" in introduced
