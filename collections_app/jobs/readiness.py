"""What a company lacks before it may rehearse or go live: asked by pages and commands alike."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from collections_app.communications.drafting import published_by, readings_of, stopped_among
from collections_app.communications.models import Wording
from collections_app.communications.proving import is_proven, last_tries
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.dunning.models import Policy, Simulation
from collections_app.dunning.modes import is_stale
from collections_app.dunning.simulating import looks_ahead
from collections_app.history.models import Event
from collections_app.lib.together import read_together
from collections_app.mail import NO_SERVER
from collections_app.replies.mailbox import is_heard
from collections_app.reports.words import channel_name, level_name

MAIL_SERVER = (
    "a mail server: set EMAIL_URL where Dunwell is started, as .env.sample shows, and "
    "start it again"
)
HEAR = (
    "a way to hear what comes back: set MAILBOX_URL and run manage.py mailbox, or set "
    "MAIL_PROVIDER and write a mail to the reply address"
)


class Step(StrEnum):
    """Of the set-up: where something is mended."""

    COMPANY = "company"
    SENDERS = "senders"
    PAYMENT = "payment"
    IMPORT = "import"
    POLICY = "policy"
    WORDINGS = "wordings"
    SIMULATION = "simulation"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing; `only_live`: a rehearsal does without it."""

    step: Step
    what: str
    only_live: bool = False


class Rows(NamedTuple):
    """What is asked of the database about it, at once."""

    policies: QuerySet[Policy]
    tries: QuerySet[Event]
    looks: QuerySet[Simulation]
    readings: QuerySet[Event]
    published: QuerySet[Wording]


class Readiness(NamedTuple):
    """What a company lacks, and its last test mail."""

    lacks: list[Lack]
    tries: QuerySet[Event]


def missing_for(company: Company, mode: str, *, day: dt.date, now: dt.datetime) -> list[str]:
    """What a company lacks before it may be switched to that mode, in sentences."""
    if mode == Mode.OFF:
        return []
    if mode == Mode.LIVE:
        return [one.what for one in readiness_of(company, day=day, now=now).lacks]
    return [one.what for one in _to_rehearse(company, company.policies.all())]


def readiness_of(company: Company, *, day: dt.date, now: dt.datetime) -> Readiness:
    """All that stands between a company and its customers."""
    rows = Rows(
        policies=company.policies.all(),
        tries=last_tries(company),
        looks=looks_ahead(company)[:1],
        readings=readings_of(company)[:1],
        published=published_by(company),
    )
    read_together(*rows)
    lacks = [
        *_to_rehearse(company, rows.policies),
        *_at_hand(company, day, now),
        *_seen(company, rows),
    ]
    return Readiness(lacks, rows.tries)


def _to_rehearse(company: Company, policies: QuerySet[Policy]) -> Iterator[Lack]:
    if not (company.street and company.city and company.country):
        yield Lack(Step.COMPANY, "an address")
    if not company.sender_email:
        yield Lack(Step.SENDERS, "a sender's e-mail address")
    if not (company.contact_name and company.contact_phone):
        yield Lack(Step.SENDERS, "a named contact with a phone")
    if not (company.iban or company.pay_link or company.other_ways_to_pay):
        yield Lack(Step.PAYMENT, "a way to pay (IBAN, a link or another)")
    if not policies:
        yield Lack(Step.POLICY, "a collection policy")


def _at_hand(company: Company, day: dt.date, now: dt.datetime) -> Iterator[Lack]:
    if settings.MAILERS["default"]["BACKEND"] == NO_SERVER:
        yield Lack(Step.SENDERS, MAIL_SERVER, only_live=True)
    if not is_heard(now):
        yield Lack(Step.SENDERS, HEAR, only_live=True)
    if is_stale(company, day):
        yield Lack(Step.IMPORT, "a fresh ledger: import the open invoices", only_live=True)


def _seen(company: Company, rows: Rows) -> Iterator[Lack]:
    """What a person has to see before the first live day; what may be said is asked always."""
    is_first = company.live_since is None
    if is_first and not is_proven(rows.tries):
        yield Lack(Step.SENDERS, "a test mail that the mail server took", only_live=True)
    if is_first and not (rows.readings or rows.published):
        yield Lack(Step.WORDINGS, "somebody who read the wordings", only_live=True)
    if stopped := stopped_among(rows.published, company):
        named = "; ".join(map(_name, stopped))
        yield Lack(Step.WORDINGS, f"wordings that may go; mend: {named}", only_live=True)
    if is_first and not rows.looks:
        yield Lack(Step.SIMULATION, "a look at the next 30 days, under Policy", only_live=True)


def _name(wording: Wording) -> str:
    named = (level_name(wording.key), channel_name(wording.channel), wording.language)
    return ", ".join(named)
