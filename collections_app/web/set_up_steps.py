"""The steps of the set-up: what is done, what exactly is missing, and where it is mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.dunning.models import Notice
from collections_app.invoices.models import Invoice
from collections_app.jobs.readiness import Lack, Step, lacks_of
from collections_app.reports.words import level_name
from collections_app.web.frame import Frame

REHEARSAL, LIVE = "rehearsal", "live"
REHEARSES = "Everything happens and nothing leaves the machine: you see what it would send."
GOES_LIVE = "Messages reach customers. On the first day nothing leaves without approval."

ACTS = {
    "settings:list": "Open Settings",
    "imports:list": "Bring a file",
    "policy:page": "Look ahead",
    "wordings:index": "Read them",
    "why": "See who and why",
}


@dataclass(frozen=True)
class Shown:
    """One step: `says` what it is or how it stands, `to` where it is mended or looked at."""

    key: str
    title: str
    says: str
    to: str
    act: str
    lacks: list[str]
    is_done: bool
    is_next: bool = False


def steps_of(frame: Frame) -> list[Shown]:
    """In their order; the first that is not done is the next."""
    found = lacks_of(frame.company, day=frame.day, now=frame.now)
    steps = list(_steps(frame, found))
    upcoming = next((one for one in steps if not one.is_done), None)
    return [replace(one, is_next=one is upcoming) for one in steps]


def _steps(frame: Frame, found: list[Lack]) -> Iterator[Shown]:
    company = frame.company
    yield _step(found, Step.COMPANY, "Company", _place(company), _settings(frame, "company"))
    yield _step(found, Step.SENDERS, "Senders", _writes(company), _settings(frame, "senders"))
    yield _step(found, Step.PAYMENT, "Ways to pay", _paid(company), _settings(frame, "payment"))
    yield _step(found, Step.IMPORT, "Open invoices", _ledger(frame), _page(frame, "imports:list"))
    yield _step(found, Step.POLICY, "Policy", _ladder(company), _page(frame, "policy:page"))
    says = "What each level says holds no threat and lacks no part."
    yield _step(found, Step.WORDINGS, "Wordings", says, _page(frame, "wordings:index"))
    yield _rehearsal(frame, [one.what for one in found if not one.only_live])
    says = "Somebody looked ahead: who is written to or called on which day."
    yield _step(found, Step.SIMULATION, "Looking ahead", says, _page(frame, "policy:page"))
    yield _live(frame, [one.what for one in found])


def _step(found: Iterable[Lack], key: Step, title: str, says: str, where: tuple[str, str]) -> Shown:
    lacks = [one.what for one in found if one.step == key]
    act, to = where
    return Shown(key, title, "" if lacks else says, to, act, lacks, is_done=not lacks)


def _rehearsal(frame: Frame, lacks: list[str]) -> Shown:
    is_done, to = not frame.is_off or bool(frame.company.live_since), _page(frame, "why")[1]
    says = _rehearsed(frame.company) if is_done else REHEARSES
    return Shown(REHEARSAL, "Rehearsal", says, to, "See who and why", lacks, is_done=is_done)


def _live(frame: Frame, lacks: list[str]) -> Shown:
    to = _settings(frame, "sending")[1]
    says = "Messages reach customers." if frame.is_live else GOES_LIVE
    missing = [] if frame.is_live else lacks
    return Shown(LIVE, "Live", says, to, "See how it stands", missing, is_done=frame.is_live)


def _place(company: Company) -> str:
    money = f"{company.base_currency}, {company.time_zone.replace('_', ' ')}"
    return f"{company.legal_name}, {company.city} {company.country}. {money}."


def _writes(company: Company) -> str:
    return f"{company.contact_name} signs, {company.sender_email} writes, and answers are heard."


def _paid(company: Company) -> str:
    ways = {
        f"to {company.iban}": company.iban,
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


def _settings(frame: Frame, section: str) -> tuple[str, str]:
    act, to = _page(frame, "settings:list")
    return act, f"{to}#{section}"


def _page(frame: Frame, name: str) -> tuple[str, str]:
    return ACTS[name], f"{reverse(name)}{frame.query}"
