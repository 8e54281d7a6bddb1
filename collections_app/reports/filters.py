"""What a queue is narrowed to and in which order it stands, as an address says it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from collections_app.customers.rules import name_key
from collections_app.reports.kinds import LABELS
from collections_app.users.models import User
from collections_app.users.queries import stood_in_for

MINE, TEAM, NOBODY = "mine", "team", "nobody"
WHOSE = (MINE, TEAM, NOBODY)
BY_POINTS, BY_AGE = "", "oldest"
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
ORDERS = (BY_POINTS, BY_AGE)


def as_query(values: Mapping[str, str]) -> str:
    """As it stands in an address; what is empty is left out."""
    return urlencode({name: value for name, value in values.items() if value})


def day_said(text: str) -> dt.date | None:
    """The day in an address; None where it is none, or none that anybody counts from."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def customer_named(words: str, of: str = "customer__") -> Q:
    """Customers with that number or with the words in their name, or rows of them; all for ""."""
    if not words:
        return Q()
    key = name_key(words) or words.casefold()
    named = Q(**{f"{of}name__icontains": words}) | Q(**{f"{of}name_key__contains": key})
    return named | Q(**{f"{of}number__iexact": words})


@dataclass(frozen=True)
class Filters:
    """All empty: the whole queue by its points."""

    kind: str = ""
    whose: str = ""
    sort: str = BY_POINTS

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Filters":
        """What an address says and nobody knows counts as not said."""
        kind, whose, sort = (asked.get(name, "") for name in ("kind", "whose", "sort"))
        return cls(
            kind=kind if kind in LABELS else "",
            whose=whose if whose in WHOSE else "",
            sort=sort if sort in ORDERS else BY_POINTS,
        )

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return as_query(vars(self))

    def of_customer(self, user: User, day: dt.date) -> Q:
        """Whose customers, as a condition on rows with a customer; who is away has a stand-in."""
        bridged = stood_in_for(user, day).values("user")
        return {
            MINE: Q(customer__collector=user) | Q(customer__collector__in=bridged),
            TEAM: _of_team(user),
            NOBODY: Q(customer__collector__isnull=True),
        }.get(self.whose, Q())


def whose_labels(user: User) -> dict[str, str]:
    """The names of those choices; who is in no team has the customers of everybody."""
    return {MINE: "Mine", TEAM: "My team's" if user.team else "Assigned", NOBODY: "Unassigned"}


def _of_team(user: User) -> Q:
    if user.team:
        return Q(customer__collector__team=user.team)
    return Q(customer__collector__isnull=False)
