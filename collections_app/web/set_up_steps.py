"""The steps of the set-up: what is done, what exactly is missing, and where it is mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.urls import reverse

from collections_app.communications.ways_to_pay import grouped
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from collections_app.invoices.models import Invoice
from collections_app.jobs.readiness import Lack, Step
from collections_app.lib.countries import countries
from collections_app.reports.words import level_name
from collections_app.web.frame import Frame

REHEARSAL, LIVE = "rehearsal", "live"
REHEARSES = "Everything happens and nothing leaves the machine: you see what it would send."
GOES_LIVE = "Messages reach customers. On the first day nothing leaves without approval."


@dataclass(frozen=True)
class Shown:
    """One step: `says` what it is or how it stands, `to` where it is mended or looked at."""

    key: str
    title: str
    says: str
    to: str
    act: str
    is_done: bool
    lacks: list[str] = field(default_factory=list)
    first: list["Shown"] = field(default_factory=list)  # what has to be done before
    is_next: bool = False


def steps_of(frame: Frame, found: list[Lack]) -> list[Shown]:
    """In their order, by what was found lacking; the first that is not done is the next."""
    said, seen = list(_said(frame, found)), _look_ahead(frame, found)
    needed = {one.step for one in found if not one.only_live}
    rehearsal = _rehearsal(frame, [one for one in said if one.key in needed])
    live = _live(frame, [one for one in (*said, seen) if not one.is_done])
    steps = [*said, rehearsal, seen, live]
    upcoming = next((one for one in steps if not one.is_done), None)
    return [replace(one, is_next=one is upcoming) for one in steps]


def _said(frame: Frame, found: list[Lack]) -> Iterator[Shown]:
    """What has to be said, brought or read."""
    company, settings = frame.company, _to(frame, "settings:list")
    ways, brought = _to(frame, "policy:page"), _to(frame, "imports:list")
    words = _to(frame, "wordings:index")
    is_unsaid = any(one.step == Step.SENDERS and not one.only_live for one in found)
    senders = "Say who writes" if is_unsaid else "See who writes"
    legal = "What each level says holds no threat and lacks no part."
    for key, title, says, to, act in (
        (Step.COMPANY, "Company", _place(company), f"{settings}#company", "Change it"),
        (Step.SENDERS, "Senders", _writes(company), f"{settings}#senders", senders),
        (Step.PAYMENT, "Ways to pay", _paid(company), f"{settings}#payment", "Say how to pay"),
        (Step.IMPORT, "Open invoices", _ledger(frame), brought, "Bring a file"),
        (Step.POLICY, "Policy", _ladder(company), ways, "See the ladder"),
        (Step.WORDINGS, "Wordings", legal, words, "Read them"),
    ):
        yield _step(found, key, title, says, to, act)


def _look_ahead(frame: Frame, found: list[Lack]) -> Shown:
    says = "Somebody saw who will be written to or called, and on which day."
    to = _to(frame, "policy:page")
    return _step(found, Step.SIMULATION, "Looking ahead", says, to, "Look ahead")


def _step(found: Iterable[Lack], key: Step, title: str, says: str, to: str, act: str) -> Shown:
    lacks = [one.what for one in found if one.step == key]
    return Shown(key, title, "" if lacks else says, to, act, is_done=not lacks, lacks=lacks)


def _rehearsal(frame: Frame, first: list[Shown]) -> Shown:
    is_done = not frame.is_off or bool(frame.company.live_since)
    says, to = _rehearsed(frame.company) if is_done else REHEARSES, _to(frame, "why")
    return Shown(REHEARSAL, "Rehearsal", says, to, "See who and why", is_done, first=first)


def _live(frame: Frame, first: list[Shown]) -> Shown:
    is_done, to = frame.is_live, f"{_to(frame, 'settings:list')}#sending"
    says = "Messages reach customers." if is_done else GOES_LIVE
    return Shown(LIVE, "Live", says, to, "See how it stands", is_done, first=first)


def _place(company: Company) -> str:
    country = countries().get(company.country, company.country)
    zone = company.time_zone.replace("_", " ")
    return f"{company.city}, {country}. Money in {company.base_currency}, days of {zone}."


def _writes(company: Company) -> str:
    return f"{company.contact_name} signs, {company.sender_email} writes, and answers are heard."


def _paid(company: Company) -> str:
    ways = {
        f"to {grouped(company.iban)}": company.iban,
        "by a link": company.pay_link,
        "in ways of your own": company.other_ways_to_pay,
    }
    return f"Customers pay {', '.join(way for way, is_there in ways.items() if is_there)}."


def _ledger(frame: Frame) -> str:
    owed = Invoice.objects.filter(company=frame.company, balance__gt=0).count()
    return f"{frame.ledger}: {owed:,} open invoice{'' if owed == 1 else 's'}."


def _ladder(company: Company) -> str:
    policy = company.policies.filter(segment="").first()
    levels = policy.in_order if policy else []
    names = ", ".join(level_name(one.key).lower() for one in levels if one.is_on)
    return f"{names.capitalize()}."


def _rehearsed(company: Company) -> str:
    count = Notice.objects.filter(company=company, mode=Mode.REHEARSAL).count()
    if not count:
        return "It is on. What is due is decided every five minutes."
    return f"{count:,} notice{'' if count == 1 else 's'} so far, and nothing left the machine."


def _to(frame: Frame, name: str) -> str:
    return f"{reverse(name)}{frame.query}"
