"""Whether what is written to a company's address arrives here."""

import datetime as dt
from collections.abc import Iterable

from collections_app.companies.models import Company
from collections_app.replies.models import Mail


def address_named(addressed: Iterable[str], company: Company | None) -> str:
    """The company's own address that a mail was sent to; empty where it names none."""
    own = {company.answers_to.lower(), company.sender_email.lower()} if company else set()
    named = sorted(own.intersection(addressed), key=lambda one: one != _reply_address(company))
    return next(iter(named), "")


def last_seen_at(company: Company) -> dt.datetime | None:
    """When a mail for the company's reply address was last seen."""
    seen = Mail.objects.filter(to=_reply_address(company)).exclude(to="")
    return seen.order_by("-received_at").values_list("received_at", flat=True).first()


def _reply_address(company: Company | None) -> str:
    return company.answers_to.lower() if company else ""
