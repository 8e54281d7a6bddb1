"""What a forecast starts from: customers as the walk sees them, and what time will change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import UNFINISHED, Track
from collections_app.dunning.facts import Ladder, Line, PlannedNotice, Rung
from collections_app.dunning.forecast import Change, Outlook
from collections_app.dunning.models import Hold, Notice, NoticeLine
from collections_app.dunning.releases import let_go
from collections_app.dunning.situations import situations
from collections_app.dunning.timing import day_after
from collections_app.lib.many import among


def outlooks(
    company: Company,
    customers: Sequence[Customer],
    *,
    day: dt.date,
    by_segment: Mapping[str, Ladder] | None = None,
) -> dict[int, tuple[Outlook, Ladder]]:
    """Per customer id, where its coming days start, and its ladder; a fixed number of queries."""
    found = situations(company, customers, day=day, by_segment=by_segment)
    invoices_of = {id: [one.id for one in known.invoices] for id, (known, _) in found.items()}
    changes = _by_customer(invoices_of, [*_holds_end(invoices_of), *_answers_late(invoices_of)])
    underway = _underway({id: ladder for id, (_, ladder) in found.items()}, invoices_of)
    return {
        id: (Outlook(known, changes[id], underway.get(id)), ladder)
        for id, (known, ladder) in found.items()
    }


def _by_customer(
    invoices_of: Mapping[int, Sequence[int]], changes: Iterable[Change]
) -> defaultdict[int, list[Change]]:
    owner = {invoice_id: id for id, many in invoices_of.items() for invoice_id in many}
    grouped: defaultdict[int, list[Change]] = defaultdict(list)
    for one in changes:
        if id := owner.get(one.invoice_id):
            grouped[id].append(one)
    return grouped


def _holds_end(invoices_of: Mapping[int, Sequence[int]]) -> Iterable[Change]:
    """Each hold ends on the day after its last, unless somebody ends it before."""
    holds = Hold.objects.filter(customer__in=among(invoices_of), ended_on__isnull=True)
    for invoice_id, last_on, code in let_go(invoices_of, holds):
        yield Change(day_after(last_on), invoice_id, released=code)


def _answers_late(invoices_of: Mapping[int, Sequence[int]]) -> Iterable[Change]:
    """From the day after the one on which we owe an answer."""
    ids = [id for many in invoices_of.values() for id in many]
    owed = Dispute.objects.filter(
        invoice__in=among(ids), settled_on__isnull=True, answered_on__isnull=True
    )
    for invoice_id, due_on in owed.values_list("invoice_id", "answer_due_on"):
        yield Change(day_after(due_on), invoice_id, answer_overdue=True)


def _underway(
    ladders: Mapping[int, Ladder], invoices_of: Mapping[int, Sequence[int]]
) -> dict[int, PlannedNotice]:
    """Per customer, the notice that is planned, waits for a person or is being sent.

    What is not owed any more does not go.
    """
    notices = Notice.objects.filter(customer__in=among(ladders), state__in=UNFINISHED)
    found = {one.pk: one for one in notices}
    lines: defaultdict[int, list[NoticeLine]] = defaultdict(list)
    owed = among(id for many in invoices_of.values() for id in many)
    rows = NoticeLine.objects.filter(notice__in=among(found), invoice__in=owed)
    for line in rows.order_by("pk"):
        lines[line.notice_id or 0].append(line)
    underway = {}
    for one in found.values():
        rung = _rung(ladders[one.customer_id], one.level)
        if rung and (lines[one.pk] or one.track == Track.THANKS):
            underway[one.customer_id] = _planned(one, rung, lines[one.pk])
    return underway


def _rung(ladder: Ladder, key: str) -> Rung | None:
    known = (*ladder.rungs, *ladder.optional, ladder.courtesy, ladder.thanks)
    return next((one for one in known if one and one.key == key), None)


def _planned(notice: Notice, rung: Rung, lines: Iterable[NoticeLine]) -> PlannedNotice:
    return PlannedNotice(
        rung=rung,
        wording=notice.wording,
        wording_rank=notice.wording_rank,
        opens_with_thanks=notice.opens_with_thanks,
        channel=notice.channel,
        approval=notice.reason.get("approval", ""),
        lines=tuple(
            Line(
                invoice_id=one.invoice_id,
                level=one.level,
                rank=one.rank,
                balance=one.balance,
                demanded=one.demanded,
                pay_by=one.pay_by,
                released=one.released,
                episode=one.episode,
            )
            for one in lines
        ),
        is_automatic=notice.is_automatic,
    )
