"""A message that waits for approval is said in a person's words: it alone, and before it goes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import transaction

from collections_app.communications.models import Communication
from collections_app.communications.rendering import CannotRender
from collections_app.communications.rewording import OneOff, findings_of, one_off
from collections_app.communications.tone.findings import Finding
from collections_app.communications.writing import Draft, rewrite_message
from collections_app.customers.actions import lock_customers
from collections_app.documents.child import CannotPrint
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.composing import draft_of
from collections_app.dunning.models import Notice, NoticeMessage
from collections_app.history.actions import record

WAITS_NO_MORE = "This message does not wait for approval any more."
OLD = "It is dated {day}. Date it today first, then change its text."


class CannotReword(Exception):
    """It waits no more, is dated on an earlier day, or a finding stops these words."""

    def __init__(self, says: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(says)
        self.findings = list(findings)


@dataclass(frozen=True)
class Rewording:
    """A message of a notice, as its wording says it and as it stands now."""

    message: NoticeMessage

    @cached_property
    def draft(self) -> Draft:
        return draft_of(self.message)

    @cached_property
    def begun(self) -> OneOff:
        """What the wording says."""
        return one_off(self.draft.wording, self.draft.given)

    @property
    def now(self) -> OneOff:
        """What it says, changed or not."""
        changed = self.message.communication.changed
        return self.worded(changed["subject"], changed["body"]) if changed else self.begun

    def worded(self, subject: str, body: str) -> OneOff:
        begun = self.begun
        tidy = "\n".join(line.rstrip() for line in body.splitlines()).strip()
        kept = " ".join(subject.split()) if begun.subject else ""
        return OneOff(begun.key, begun.channel, begun.language, kept, tidy)

    def findings(self, words: OneOff) -> list[Finding]:
        if words.is_empty:
            return []
        company, given = self.message.notice.company, self.draft.given
        return findings_of(words, instead_of=self.begun, given=given, company=company)


def rewording_of(communication: Communication) -> Rewording:
    """Of a message that is part of a notice."""
    messages = NoticeMessage.objects.select_related(
        "notice__company", "notice__customer", "communication__wording", "communication__contact"
    )
    return Rewording(messages.get(communication=communication))


@transaction.atomic
def reword(
    *, communication: Communication, subject: str, body: str, on: dt.date, by: str, at: dt.datetime
) -> list[Finding]:
    """The message goes in these words; what is advice about them comes back."""
    found = _waiting(communication, on)
    words = found.worded(subject, body)
    if words.is_empty or words.is_too_long:
        raise CannotReword("A message has a text, of at most 12,000 signs.")
    findings = found.findings(words)
    if any(one.stops for one in findings):
        raise CannotReword("It cannot go like this.", findings)
    changed = {"subject": words.subject, "body": words.body, "by": by, "at": at.isoformat()}
    _rewrite(found, words, changed, at)
    _record("notice.reworded", found, by, at)
    return findings


@transaction.atomic
def unword(*, communication: Communication, on: dt.date, by: str, at: dt.datetime) -> None:
    """The message says again what its wording says."""
    found = _waiting(communication, on)
    _rewrite(found, None, {}, at)
    _record("notice.unworded", found, by, at)


def _waiting(communication: Communication, on: dt.date) -> Rewording:
    lock_customers(customer_ids=[communication.customer_id])
    found = rewording_of(communication)
    notice: Notice = found.message.notice
    if notice.state != NoticeState.WAITING:
        raise CannotReword(WAITS_NO_MORE)
    if notice.day < on:
        raise CannotReword(OLD.format(day=notice.day))
    return found


def _rewrite(
    found: Rewording, words: OneOff | None, changed: dict[str, str], at: dt.datetime
) -> None:
    draft = found.draft if words is None else replace(found.draft, instead=words)
    try:
        is_done = rewrite_message(found.message.communication, draft, changed=changed, now=at)
    except (CannotRender, CannotPrint, OSError) as error:
        raise CannotReword(str(error)) from error
    if not is_done:
        raise CannotReword(WAITS_NO_MORE)


def _record(kind: str, found: Rewording, by: str, at: dt.datetime) -> None:
    notice = found.message.notice
    record(
        kind=kind,
        subject=("notice", notice.pk),
        by=by,
        at=at,
        company_id=notice.company_id,
        customer_id=notice.customer_id,
        values={"communication": str(found.message.communication_id)},
    )
