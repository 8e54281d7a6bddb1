"""What customers told of single invoices on their page, and what was written down of them since."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from collections_app.communications.models import Communication
from collections_app.disputes.models import Dispute
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice
from collections_app.promises.models import PromiseLine, SaysPaid
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.models import Task

WRITTEN = ("promise.made", "dispute.opened")
SEARCHED = "find_money"
# Of what is written down: the rows that say of which invoice it is, and by what they name it.
INVOICES: tuple[tuple[str, QuerySet[Any], str], ...] = (
    ("promise.made", PromiseLine.objects.all(), "promise_id"),
    ("dispute.opened", Dispute.objects.all(), "pk"),
    (SEARCHED, SaysPaid.objects.all(), "pk"),
)


@dataclass(frozen=True)
class _Written:
    """Something that was written down of an invoice."""

    invoice_id: int
    at: dt.datetime


def still_to_write_down(replies: Sequence[Communication]) -> set[UUID]:
    """Those that name open invoices of which nothing was written down since, of whichever kind.

    Who answers twice, of one invoice each, is not answered by what is written of the first.
    """
    about = {one.pk: named for one in replies if (named := _named_by(one))}
    if not about:
        return set()
    open_ones, written = _open_ones(about.values()), _written_since(replies)
    return {
        one.pk
        for one in replies
        if (left := about.get(one.pk, set()) & open_ones[one.customer_id])
        and not any(each.invoice_id in left and each.at >= one.created_at for each in written)
    }


def _named_by(reply: Communication) -> set[int]:
    """What people write in their own words names none that a machine could tell."""
    return set(reply.why.get("told", {}).get("invoices", ()))


def _open_ones(named: Iterable[set[int]]) -> dict[int, set[int]]:
    """By customer: what was moved to another one names none of theirs."""
    rows = Invoice.objects.filter(pk__in=set().union(*named), balance__gt=0)
    found: dict[int, set[int]] = defaultdict(set)
    for id, customer_id in rows.values_list("pk", "customer_id"):
        found[customer_id].add(id)
    return found


def _written_since(replies: Sequence[Communication]) -> list[_Written]:
    """Of these customers, since the first of these replies."""
    customer_ids = {one.customer_id for one in replies}
    first = min(one.created_at for one in replies)
    events = Event.objects.filter(customer_id__in=customer_ids, kind__in=WRITTEN, at__gte=first)
    tasks = Task.objects.filter(
        kind=TaskKind.FIND_MONEY, customer__in=customer_ids, opened_at__gte=first
    )
    made = [*events.values_list("kind", "subject_id", "at")]
    made += [(SEARCHED, id, at) for id, at in tasks.values_list("subject_id", "opened_at")]
    return [
        _Written(invoice_id, at_of[id])
        for kind, rows, of in INVOICES
        if (at_of := {int(id): at for one, id, at in made if one == kind})
        for invoice_id, id in rows.filter(**{f"{of}__in": at_of}).values_list("invoice_id", of)
    ]
