"""The coming days of a whole company, for a person who wants to see them before they come.

Workers answer a batch of customers at a time; one that dies loses its batch and nothing else.
Nothing that the ladder reads is written.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.choices import Standing
from collections_app.customers.models import Customer
from collections_app.dunning.arrival import is_asked
from collections_app.dunning.composing import beside, preview
from collections_app.dunning.facts import Edits, Ladder, Line, Rung
from collections_app.dunning.forecast import Coming, Outlook, forecast
from collections_app.dunning.models import Foreseen, Simulation
from collections_app.dunning.noting import Origin
from collections_app.dunning.outlooks import outlook_to_show, outlooks
from collections_app.invoices.models import Invoice
from collections_app.lib.copying import copy_values

DAYS = 30
BATCH = 1000  # customers between two signs of life
Draft = Mapping[str, Edits]  # by segment
Currencies = Mapping[int, str]  # by invoice


@transaction.atomic
def ask(*, company: Company, draft: Draft, on: dt.date, by: str, at: dt.datetime) -> Simulation:
    """Take down the question for a worker; a person has one at a time of a company."""
    Simulation.objects.filter(company=company, by=by).delete()
    return Simulation.objects.create(
        company=company,
        by=by,
        asked_at=at,
        first=on,
        last=on + dt.timedelta(DAYS - 1),
        draft=draft,
        customers=_owing(company).count(),
    )


def unanswered() -> list[int]:
    """The questions that wait for a worker."""
    rows = Simulation.objects.filter(ended_at__isnull=True).order_by("asked_at")
    return list(rows.values_list("pk", flat=True))


def looks_ahead(company: Company) -> QuerySet[Simulation]:
    """Those that were answered, about customers who owe."""
    answered = Simulation.objects.filter(company=company, ended_at__isnull=False)
    return answered.filter(customers__gt=0)


@transaction.atomic
def go_on(*, simulation_id: int, at: dt.datetime) -> bool:
    """Answer for one more batch of customers; False at the end, or while another worker does."""
    to_do = Simulation.objects.filter(pk=simulation_id, ended_at__isnull=True)
    one = to_do.select_for_update(skip_locked=True, of=("self",)).select_related("company").first()
    if one is None:
        return False
    batch = list(_owing(one.company).filter(pk__gt=one.up_to).order_by("pk")[:BATCH])
    if batch:
        copy_values(Foreseen, list(_foreseen(one, batch)))
        one.up_to, one.looked_at = batch[-1].pk, one.looked_at + len(batch)
    else:
        one.ended_at = at
    one.save(update_fields=["up_to", "looked_at", "ended_at"])
    return bool(batch)


def message_of(foreseen: Foreseen, *, at: dt.datetime) -> list[Communication]:
    """The messages of a notice that would go, as they would be written; none of a call.

    Empty too where what was foreseen does not come any more.
    """
    of, customer = foreseen.simulation, foreseen.customer
    outlook, ladder = outlook_to_show(customer, day=of.first)
    if foreseen.is_draft:
        ladder = _drafted(of, outlook, ladder)
    for coming in _coming(of, outlook, ladder):
        planned = coming.plan.notice
        if planned and (coming.on, planned.rung.key) == (foreseen.on_day, foreseen.level):
            origin = Origin(company_id=customer.company_id, day=coming.on, mode=of.company.mode)
            return preview(customer=customer, planned=planned, origin=origin, now=at)
    return []


def _owing(company: Company) -> QuerySet[Customer]:
    owed = Invoice.objects.filter(customer=OuterRef("pk"), balance__gt=0)
    return Customer.objects.filter(Exists(owed), company=company)


def _foreseen(of: Simulation, customers: list[Customer]) -> Iterable[dict[str, Any]]:
    """The rows of what would happen to these customers, without the draft and with it."""
    prefetch_related_objects(customers, "contacts")
    found = outlooks(of.company, customers, day=of.first)
    variants = (False, True) if of.draft else (False,)
    for customer, is_draft in product(customers, variants):
        outlook, ladder = found[customer.pk]
        if is_draft:
            ladder = _drafted(of, outlook, ladder)
        currencies = {one.id: one.currency for one in outlook.situation.invoices}
        head = {"simulation_id": of.pk, "customer_id": customer.pk, "is_draft": is_draft}
        for coming in _coming(of, outlook, ladder):
            yield from (head | act for act in _acts(of, customer, ladder, coming, currencies))


def _drafted(of: Simulation, outlook: Outlook, ladder: Ladder) -> Ladder:
    edited = ladder.edited(of.draft.get(ladder.segment, {}))
    return edited.reaching(outlook.situation.reach)


def _coming(of: Simulation, outlook: Outlook, ladder: Ladder) -> list[Coming]:
    calendar = of.company.calendar
    return forecast(outlook, ladder=ladder, calendar=calendar, first=of.first, last=of.last)


def _acts(
    of: Simulation, customer: Customer, ladder: Ladder, coming: Coming, currencies: Currencies
) -> Iterable[dict[str, Any]]:
    """A notice and a call are two contacts; so is the call that asks whether a letter arrived."""
    if notice := coming.plan.notice:
        asks = _asks(notice.lines, currencies)
        yield {
            "on_day": coming.on,
            "channel": notice.channel,
            "level": notice.rung.key,
            "mails_beside": len(list(beside(customer, notice.channel, notice.rung))),
            "asks": _shown(asks),
            "approval": notice.approval,
        }
        on = of.company.calendar.add_business_days(coming.on, 1)
        if on <= of.last and _asks_whether_it_arrived(customer, ladder, notice.rung, asks):
            yield _call(on, notice.rung.key, asks)
    if call := coming.plan.call:
        yield _call(coming.on, Channel.CALL, _asks(call.lines, currencies))


def _asks_whether_it_arrived(
    customer: Customer, ladder: Ladder, rung: Rung, asks: Mapping[str, Decimal]
) -> bool:
    is_key_account = customer.standing == Standing.KEY_ACCOUNT
    limit = ladder.arrival_call_from
    return rung.arrival_call and is_asked(limit, asks.values(), is_key_account=is_key_account)


def _call(on: dt.date, level: str, asks: Mapping[str, Decimal]) -> dict[str, Any]:
    values = {"on_day": on, "channel": Channel.CALL, "level": level, "asks": _shown(asks)}
    return values | {"mails_beside": 0, "approval": ""}


def _asks(lines: Iterable[Line], currencies: Currencies) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        currency = currencies[line.invoice_id]
        sums[currency] = sums.get(currency, Decimal(0)) + line.demanded
    return sums


def _shown(asks: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: str(sum) for currency, sum in asks.items()}
