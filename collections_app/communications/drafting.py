"""A company writes its own wordings: drafts, versions, the way back, and words to avoid."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from collections_app.communications.cases import COMPANY
from collections_app.communications.models import DRAFT, AvoidedWord, Wording
from collections_app.communications.placeholders import faults_of
from collections_app.communications.rendering import Wording as AnyWording
from collections_app.communications.shipped import ShippedWording
from collections_app.communications.tone.check import check_wording, unreadable
from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.lists import Avoided
from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.history.models import Event

LONGEST = 12_000  # signs of a wording
KEPT = "wordings.kept"


class CannotSave(Exception):
    """The text is too long, somebody else saved it meanwhile, or it names what does not exist."""

    def __init__(self, says: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(says)
        self.findings = list(findings)


class Overtaken(CannotSave):
    """Somebody else wrote at the place since it was opened, or discarded its draft."""

    def __init__(self, *, is_discarded: bool = False) -> None:
        done = "discarded the draft of" if is_discarded else "saved or published"
        super().__init__(
            f"Somebody has {done} this text since you opened it. Yours stands here, "
            "not saved: copy what you need of it, then open the text anew."
        )


class CannotPublish(CannotSave):
    """There is no draft, it says what holds already, or a finding stops it."""


class CannotAvoid(Exception):
    """The word is empty or on the list already."""


@transaction.atomic
def save_draft(
    *,
    company: Company,
    place: ShippedWording,
    subject: str,
    body: str,
    seen_at: dt.datetime | None,
    by: str,
    at: dt.datetime,
) -> Wording:
    """Keep what was typed as the draft; `seen_at` is when its writer saw the place last changed."""
    subject, body = " ".join(subject.split()), _tidy(body)
    if not body or len(subject) + len(body) > LONGEST:
        raise CannotSave(f"A wording has a text, of at most {LONGEST:,} signs.")
    findings = [unreadable(one) for text in (subject, body) for one in faults_of(text)]
    if findings:
        raise CannotSave("It cannot be said yet.", findings)
    draft = _draft_of(company, place).select_for_update().first() or _new(company, place, DRAFT)
    last = changed_at(_versions(company, place))
    if last != seen_at:
        raise Overtaken(is_discarded=seen_at is not None and (last is None or last < seen_at))
    draft.subject, draft.body, draft.written_by, draft.written_at = subject, body, by, at
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise Overtaken from None
    return draft


def changed_at(written: Iterable[Wording]) -> dt.datetime | None:
    """When a place was last saved or published, of all that the company wrote there."""
    moments = (one.published_at or one.written_at for one in written)
    return max(filter(None, moments), default=None)


@transaction.atomic
def discard_draft(*, company: Company, place: ShippedWording, by: str, at: dt.datetime) -> None:
    """Forget the draft; what holds stays."""
    if _draft_of(company, place).delete()[0]:
        _record("wording.discarded", company, place, {}, by, at)


@transaction.atomic
def publish_draft(*, company: Company, place: ShippedWording, by: str, at: dt.datetime) -> Wording:
    """The draft becomes the next version, and holds for what is written from now on."""
    draft = _draft_of(company, place).select_for_update().first()
    if draft is None:
        raise CannotPublish("There is no draft any more.")
    _refuse_what_stops(draft, company)
    held = held_by(company, place)
    if (held.subject, _tidy(held.body)) == (draft.subject, draft.body):
        raise CannotPublish("The draft says what holds already.")
    draft.version = _next_version(company, place)
    draft.published_by, draft.published_at = by, at
    draft.save()
    _record("wording.published", company, place, {"version": draft.version}, by, at)
    return draft


@transaction.atomic
def go_back(
    *,
    company: Company,
    place: ShippedWording,
    to: AnyWording,
    back_to: int,
    by: str,
    at: dt.datetime,
) -> Wording:
    """Publish a new version that says what an old one said; a draft stays where it is.

    `back_to` is the number of the old one; 0 is what shipped.
    """
    list(_versions(company, place).select_for_update().values_list("pk"))
    _refuse_what_stops(to, company, language=place.language)
    held = held_by(company, place)
    if (held.subject, held.body) == (to.subject, to.body):
        raise CannotPublish("This is what holds already.")
    version = _new(company, place, _next_version(company, place))
    version.subject, version.body = to.subject, to.body
    version.written_by, version.written_at = by, at
    version.published_by, version.published_at = by, at
    version.save(force_insert=True)
    values = {"version": version.version, "back_to": back_to}
    _record("wording.published", company, place, values, by, at)
    return version


@transaction.atomic
def avoid_word(
    *, company: Company, language: str, word: str, instead: str, by: str, at: dt.datetime
) -> AvoidedWord:
    """Put a word on the company's list; drafts and versions with it are found from now on."""
    word, instead = " ".join(word.split()), " ".join(instead.split())
    if not word.strip("*") or not instead:
        raise CannotAvoid("Type a word, and what to write instead.")
    try:
        with transaction.atomic():
            avoided = AvoidedWord.objects.create(
                company=company, language=language, word=word, instead=instead, by=by, at=at
            )
    except IntegrityError:
        raise CannotAvoid(f"“{word}” is on the list already.") from None
    _record_word("wording.word_avoided", avoided, by, at)
    return avoided


@transaction.atomic
def allow_word(*, avoided: AvoidedWord, by: str, at: dt.datetime) -> None:
    """Take a word off the company's list."""
    _record_word("wording.word_allowed", avoided, by, at)
    avoided.delete()


def findings_for(wording: AnyWording, company: Company, language: str) -> list[Finding]:
    """The check with the company's own words and its own domain."""
    return check_wording(
        wording,
        language=language,
        own=own_list(company, language),
        company=replace(COMPANY, email=_email_of(company)),
    )


def published_by(company: Company) -> QuerySet[Wording]:
    """Its own versions, the newest last."""
    return company.wordings.filter(published_at__isnull=False).order_by("version")


def stopped_among(published: Iterable[Wording], company: Company) -> list[Wording]:
    """Of what holds: those that could not be published any more, by the lists of today."""
    held = {(one.key, one.channel, one.language): one for one in published}
    email = _email_of(company)
    return [one for one in held.values() if _is_stopped(_text_of(one), email)]


def keep_wordings(*, company: Company, by: str, at: dt.datetime) -> None:
    """Somebody has read the wordings as they are, and stands by them."""
    record(kind=KEPT, subject=("company", company.pk), by=by, at=at, company_id=company.pk)


def readings_of(company: Company) -> QuerySet[Event]:
    """When somebody stood by its wordings."""
    return Event.objects.filter(kind=KEPT, subject_kind="company", subject_id=str(company.pk))


def own_list(company: Company, language: str) -> list[Avoided]:
    """The company's own words to avoid."""
    own = AvoidedWord.objects.filter(company=company, language=language).order_by("word")
    return [Avoided(one.word, one.instead) for one in own]


def held_by(company: Company, place: ShippedWording) -> AnyWording:
    """What holds at a place: the company's last version, else what shipped."""
    return _versions(company, place).exclude(version=DRAFT).order_by("-version").first() or place


def _refuse_what_stops(wording: AnyWording, company: Company, language: str = "") -> None:
    spoken = language or getattr(wording, "language", "")
    findings = findings_for(wording, company, spoken)
    if _stops(findings):
        raise CannotPublish("It cannot be published yet.", findings)


@lru_cache(maxsize=1000)
def _is_stopped(text: ShippedWording, email: str) -> bool:
    """Remembered: to say a text of all hard cases takes a while."""
    company = replace(COMPANY, email=email)
    return _stops(check_wording(text, language=text.language, company=company))


def _text_of(one: Wording) -> ShippedWording:
    return ShippedWording(one.key, one.channel, one.language, one.subject, one.body)


def _email_of(company: Company) -> str:
    return company.sender_email or company.reply_to


def _stops(findings: Sequence[Finding]) -> bool:
    return any(one.stops for one in findings)


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _versions(company: Company, place: ShippedWording) -> QuerySet[Wording]:
    return Wording.objects.filter(
        company=company, key=place.key, channel=place.channel, language=place.language
    )


def _draft_of(company: Company, place: ShippedWording) -> QuerySet[Wording]:
    return _versions(company, place).filter(version=DRAFT)


def _new(company: Company, place: ShippedWording, version: int) -> Wording:
    return Wording(
        company=company,
        key=place.key,
        channel=place.channel,
        language=place.language,
        version=version,
    )


def _next_version(company: Company, place: ShippedWording) -> int:
    return (_versions(company, place).aggregate(last=Max("version"))["last"] or DRAFT) + 1


def _record(
    kind: str,
    company: Company,
    place: ShippedWording,
    values: dict[str, Any],
    by: str,
    at: dt.datetime,
) -> None:
    named = {"key": place.key, "channel": place.channel, "language": place.language}
    record(
        kind=kind,
        subject=("wording", place.key),
        by=by,
        at=at,
        company_id=company.pk,
        values=named | values,
    )


def _record_word(kind: str, avoided: AvoidedWord, by: str, at: dt.datetime) -> None:
    record(
        kind=kind,
        subject=("avoided_word", avoided.pk),
        by=by,
        at=at,
        company_id=avoided.company_id,
        values={"word": avoided.word, "language": avoided.language},
    )
