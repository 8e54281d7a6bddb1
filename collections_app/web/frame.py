"""What surrounds every page: the company in view, its day, whether it sends, the ledger's age."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils import timezone

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.companies.payment_details import SHOWN_DAYS
from collections_app.dunning.modes import is_stale
from collections_app.reports.counts import Parts, customers_counted
from collections_app.reports.review import PARTS
from collections_app.reports.silence import Silence, silence_of
from collections_app.reports.words import day_name
from collections_app.users.rules import can_oversee, can_steer
from collections_app.web.access import companies_of, installation_of, user_of
from collections_app.web.rail import INBOX, MOST, rail_counts

SENDING = {
    Mode.OFF: "Sending is off",
    Mode.REHEARSAL: "Rehearsal: nothing leaves",
    Mode.LIVE: "Sending is live",
}


class NoCompany(Http404):
    """The person works for no company yet; an administrator is led to opening one."""


@dataclass(frozen=True)
class Frame:
    """The rail's figures."""

    request: HttpRequest
    company: Company
    day: dt.date
    now: dt.datetime
    can_steer: bool
    can_oversee: bool
    by_customer: Parts = field(default_factory=dict)

    def counting(self, by_customer: Parts) -> "Frame":
        """The same, counting these by customer, too."""
        return replace(self, by_customer=by_customer)

    @property
    def queue_count(self) -> str:
        count = self.counts["queue"]
        return str(count) if count < MOST else f"{MOST - 1}+"

    @property
    def companies(self) -> list[Company]:
        """Asked for by whole pages only."""
        return companies_of(self.request)

    @property
    def own(self) -> list[int]:
        return [one.pk for one in self.companies]

    @property
    def inbox_count(self) -> int:
        return sum(self.counts[part] for part in INBOX)

    @property
    def review_count(self) -> int:
        return sum(self.counts[part] for part in PARTS)

    @property
    def approval_count(self) -> int:
        return self.counts["notices"]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Asked for by whole pages only, with what the page itself counts."""
        rail = rail_counts(self.company, day=self.day, now=self.now, own=self.own)
        return rail | customers_counted(self.by_customer)

    @cached_property
    def silence(self) -> Silence:
        """Asked for by whole pages only."""
        return silence_of(installation_of(self.companies))

    @property
    def sending(self) -> str:
        return SENDING[Mode(self.company.mode)]

    @property
    def state(self) -> str:
        """The same in a word, for a phone."""
        return self.company.get_mode_display()

    @property
    def is_live(self) -> bool:
        return self.company.mode == Mode.LIVE

    @property
    def is_off(self) -> bool:
        return self.company.mode == Mode.OFF

    @property
    def is_being_set_up(self) -> bool:
        """For whoever can go on with it."""
        return self.can_steer and self.company.live_since is None

    @property
    def has_begun(self) -> bool:
        """Something is planned, if only in rehearsal, and there is something to plan on."""
        return not self.is_off and self.company.ledger_as_of is not None

    @property
    def ledger(self) -> str:
        as_of = self.company.ledger_as_of
        return f"Ledger as of {day_name(as_of, self.day)}" if as_of else "No ledger yet"

    @property
    def clock(self) -> str:
        """The company's time of day."""
        return f"{self.now.astimezone(self.company.zone):%H:%M}"

    @property
    def is_stale(self) -> bool:
        return is_stale(self.company, self.day)

    @property
    def payment_is_new(self) -> bool:
        """Whoever sees that customers are asked to pay elsewhere can still stop it."""
        on = self.company.payment_changed_on
        return on is not None and (self.day - on).days < SHOWN_DAYS

    @property
    def query(self) -> str:
        """Keeps the company in the address where a person works for several."""
        return f"?company={self.company.pk}" if len(self.companies) > 1 else ""


def company_of(request: HttpRequest) -> Company:
    """The company that the address names, else the first that the person works for."""
    wanted = request.GET.get("company", "")
    companies = companies_of(request)
    if not companies:
        raise NoCompany("You work for no company yet: an administrator gives you one.")
    company = next((one for one in companies if wanted in ("", str(one.pk))), None)
    if company is None:
        raise Http404("No company of yours.")
    return company


def working_day(company: Company) -> dt.date:
    return company.working_day(timezone.now())


def frame_of(request: HttpRequest, company: Company) -> Frame:
    return Frame(
        request=request,
        company=company,
        day=working_day(company),
        now=timezone.now(),
        can_steer=can_steer(user_of(request).role),
        can_oversee=can_oversee(user_of(request).role),
    )
