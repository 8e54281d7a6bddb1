"""A company's own wordings: drafts, versions, and which of them a message is written with."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from collections_app.communications.drafting import (
    CannotAvoid,
    CannotPublish,
    CannotSave,
    allow_word,
    avoid_word,
    changed_at,
    discard_draft,
    go_back,
    held_by,
    publish_draft,
    save_draft,
)
from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication, Wording
from collections_app.communications.shipped import shipped_wording
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Notice
from collections_app.dunning.walk import walk
from collections_app.history.models import Event
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db

REMINDER = shipped_wording("reminder", "email", "en")
CLERK, MANAGER = "user:1", "user:2"
AT = dt.datetime(2026, 5, 12, 9, tzinfo=dt.UTC)
OURS = REMINDER.body.replace("If all is well,", "If all is in order,")
SEEN: Any = "as it is"


@pytest.fixture
def company():
    return factories.company()


def saved(company, body=OURS, *, seen_at=SEEN, at=AT, subject=REMINDER.subject) -> Wording:
    if seen_at is SEEN:
        seen_at = changed_at(company.wordings.all())
    return save_draft(
        company=company,
        place=REMINDER,
        subject=subject,
        body=body,
        seen_at=seen_at,
        by=CLERK,
        at=at,
    )


def published(company, body=OURS) -> Wording:
    saved(company, body)
    return publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)


def reminder_of(company, **customer) -> Communication:
    late = factories.invoice(factories.customer(company, language="en", **customer), "2024-01-05")
    walk(company=company, as_of=date("2024-01-10"), now=noon("2024-01-10"))
    compose(notice=Notice.objects.get(customer=late.customer), now=noon("2024-01-10"))
    return Communication.objects.get(customer=late.customer)


def test_what_shipped_holds_until_a_company_publishes_its_own(company):
    before = reminder_of(company)
    saved(company)
    with_draft = reminder_of(company)
    publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)
    after = reminder_of(company)

    assert "If all is well," in before.text and "If all is well," in with_draft.text
    assert "If all is in order," in after.text
    assert (before.wording.company, before.wording.version) == (None, 1)
    assert (after.wording.company, after.wording.version) == (company, 1)


def test_a_message_keeps_the_version_it_was_written_with(company):
    published(company)
    first = reminder_of(company)
    published(company, REMINDER.body.replace("If all is well,", "If nothing is amiss,"))

    first.refresh_from_db()
    assert (first.wording.version, first.wording.body) == (1, OURS.strip("\n"))
    assert reminder_of(company).wording.version == 2


def test_the_words_of_one_company_are_not_those_of_another(company):
    published(company)

    message = reminder_of(factories.company(legal_name="Other AG"))

    assert message.wording.company is None


def test_an_unknown_name_is_refused_and_the_nearest_named(company):
    with pytest.raises(CannotSave) as refused:
        saved(company, "{{ greeting }}\n\n{{ custmer.name }}")

    (finding,) = refused.value.findings
    assert finding.says == "Line 3: “custmer.name” is no placeholder."
    assert finding.suggestion == "Did you mean {{ customer.name }}?"
    assert not Wording.objects.filter(company=company).exists()


@pytest.mark.parametrize("tag", ["{% raw %}", "{%- raw -%}"])
def test_placeholders_that_would_be_shown_as_typed_are_refused(company, tag):
    with pytest.raises(CannotSave) as refused:
        saved(company, f"{{{{ greeting }}}}\n\n{tag}{{{{ customer.name }}}}{{% endraw %}}")

    (finding,) = refused.value.findings
    assert finding.says == "Line 3: “raw” would show placeholders as they are typed."
    assert not Wording.objects.filter(company=company).exists()


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 12_001])
def test_a_wording_has_a_text_of_a_page_or_so(company, body):
    with pytest.raises(CannotSave, match="has a text, of at most 12,000 signs"):
        saved(company, body)


def test_a_draft_with_faults_of_tone_is_kept_but_not_published(company):
    saved(company, OURS.replace("{{ block.ways_to_pay }}", "Otherwise the police comes."))

    with pytest.raises(CannotPublish) as refused:
        publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)

    assert {one.rule for one in refused.value.findings} == {"words.never", "parts.ways_to_pay"}
    assert held_by(company, REMINDER) == REMINDER


def test_advice_does_not_keep_a_draft_from_being_published(company):
    advised = OURS.replace("and we have", "and, again, we have")

    assert published(company, advised).version == 1


def test_two_people_do_not_write_over_each_other(company):
    first = saved(company)
    saved(company, seen_at=first.written_at, at=AT + dt.timedelta(minutes=1))

    with pytest.raises(CannotSave, match="Somebody has saved or published this text since"):
        saved(company, seen_at=first.written_at)


@pytest.mark.parametrize("has_held", [False, True])
def test_who_typed_while_another_discarded_the_draft_is_told_so(company, has_held):
    if has_held:
        published(company)
    later = AT + dt.timedelta(minutes=5)
    draft = saved(company, f"{OURS}\n\nMore.", at=later)
    discard_draft(company=company, place=REMINDER, by=MANAGER, at=later)

    with pytest.raises(CannotSave, match="Somebody has discarded the draft of this text since"):
        saved(company, seen_at=draft.written_at)


def test_who_typed_while_another_published_does_not_take_it_back_unseen(company):
    published(company)

    with pytest.raises(CannotSave, match="Somebody has saved or published this text since"):
        saved(company, REMINDER.body.replace("If all is well,", "If it suits you,"), seen_at=None)


def test_what_holds_already_is_not_published_once_more(company):
    published(company)
    saved(company)

    with pytest.raises(CannotPublish, match="says what holds already"):
        publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)


def test_what_shipped_is_not_published_once_more(company):
    saved(company, REMINDER.body, subject=REMINDER.subject)

    with pytest.raises(CannotPublish, match="says what holds already"):
        publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)


def test_a_draft_that_is_discarded_leaves_what_holds(company):
    published(company)
    saved(company, OURS + "\n\nMore.")

    discard_draft(company=company, place=REMINDER, by=CLERK, at=AT)

    assert held_by(company, REMINDER).body == OURS.strip("\n")
    with pytest.raises(CannotPublish, match="no draft any more"):
        publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT)


def test_going_back_is_a_new_version_that_says_the_old(company):
    old = published(company)
    published(company, REMINDER.body.replace("If all is well,", "If nothing is amiss,"))
    saved(company, OURS + "\n\nStill being written.")

    back = go_back(company=company, place=REMINDER, to=old, back_to=1, by=MANAGER, at=AT)

    assert (back.version, back.body) == (3, old.body)
    assert held_by(company, REMINDER) == back
    assert publish_draft(company=company, place=REMINDER, by=MANAGER, at=AT).version == 4
    with pytest.raises(CannotPublish, match="holds already"):
        go_back(
            company=company,
            place=REMINDER,
            to=held_by(company, REMINDER),
            back_to=3,
            by=MANAGER,
            at=AT,
        )


def test_a_company_can_go_back_to_what_shipped(company):
    published(company)

    back = go_back(company=company, place=REMINDER, to=REMINDER, back_to=0, by=MANAGER, at=AT)

    assert (back.version, back.body) == (2, REMINDER.body)


def test_who_published_what_is_history(company):
    published(company)

    event = Event.objects.get(kind="wording.published")
    version = Wording.objects.get(company=company)

    assert (event.by, event.at, event.company_id) == (MANAGER, AT, company.pk)
    assert event.values == {"key": "reminder", "channel": "email", "language": "en", "version": 1}
    assert (version.written_by, version.published_by) == (CLERK, MANAGER)


def test_the_database_itself_keeps_a_published_version(company):
    version = published(company)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Wording.objects.filter(pk=version.pk).update(body="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(company=company, key="reminder", version=2, body="by nobody")


def test_a_company_avoids_words_of_its_own(company):
    saved(company, OURS.replace("If all is in order,", "If all is tickety-boo,"))
    avoided = avoid_word(
        company=company, language="en", word="tickety*", instead="Write “well”.", by=CLERK, at=AT
    )

    with pytest.raises(CannotAvoid, match="on the list already"):
        avoid_word(company=company, language="en", word="tickety*", instead="x", by=CLERK, at=AT)
    with pytest.raises(CannotAvoid, match="Type a word"):
        avoid_word(company=company, language="en", word=" * ", instead="x", by=CLERK, at=AT)
    assert "“tickety” is on your company's own list. Write “well”." in told(company)
    allow_word(avoided=avoided, by=CLERK, at=AT)
    assert "0 findings" in told(company)


def told(company, *, fails: bool = False) -> str:
    lines: list[str] = []
    stdout = type("Lines", (), {"write": lambda self, line: lines.append(line)})()
    if fails:
        with pytest.raises(CommandError):
            call_command("check_wordings", company=str(company), stdout=stdout)
    else:
        call_command("check_wordings", company=str(company), stdout=stdout)
    return "".join(lines)


def test_the_command_finds_nothing_in_what_shipped(capsys):
    call_command("check_wordings")

    assert "90 wordings, 0 findings, 0 must not go." in capsys.readouterr().out


def test_the_command_tells_what_must_not_go(company):
    saved(company, OURS.replace("{{ block.ways_to_pay }}", "Otherwise the police comes."))

    said = told(company, fails=True)

    assert "“police” has no place in any message." in said
    assert "1 wordings, 2 findings, 1 must not go." in said


def test_a_batch_asks_for_its_wordings_once(company):
    """A notice more costs no query for its words: they are read for all (PERFORMANCE)."""
    wordings = Wordings(company.pk)
    late = [
        factories.invoice(factories.customer(company, language=language), "2024-01-05")
        for language in ("en", "de", "es", "en")
    ]
    walk(company=company, as_of=date("2024-01-10"), now=noon("2024-01-10"))

    with CaptureQueriesContext(connection) as asked:
        for one in late:
            notice = Notice.objects.select_related("customer", "company").get(customer=one.customer)
            compose(notice=notice, now=noon("2024-01-10"), wordings=wordings)

    reading = [one["sql"] for one in asked if 'FROM "communications_wording"' in one["sql"]]
    companies = [one["sql"] for one in asked if one["sql"].startswith('SELECT "companies_company"')]
    assert Communication.objects.count() == 4
    assert companies == []
    assert len(reading) == 2  # before and after what shipped was stored for the first time


def test_a_text_that_shipped_anew_is_a_new_version(company):
    Wording.objects.create(key="reminder", channel="email", language="en", body="As it was.")

    wording = reminder_of(company).wording

    assert (wording.company, wording.version, wording.body) == (None, 2, REMINDER.body)
