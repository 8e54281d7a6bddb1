"""What a forecast starts from: customers as the walk sees them, and what time will change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import UNFINISHED, Track
from collections_app.dunning.facts import Ladder, Line, PlannedNotice, Rung, Situation
from collections_app.dunning.forecast import Change, Outlook
from collections_app.dunning.models import Hold, Notice, NoticeLine
from collections_app.dunning.releases import let_go
from collections_app.dunning.situations import situation_of, situations
from collections_app.dunning.timing import day_after
from collections_app.lib.many import among
from collections_app.lib.together import read_together

Known = Mapping[int, tuple[Situation, Ladder]]  # by customer


def outlooks(
    company: Company, customers: Sequence[Customer], *, day: dt.date
) -> dict[int, tuple[Outlook, Ladder]]:
    """Per customer id, where its coming days start, and its ladder; a fixed number of queries."""
    return _looking_out(situations(company, customers, day=day))


def outlook_to_show(customer: Customer, *, day: dt.date) -> tuple[Outlook, Ladder]:
    """The same of one customer, in two queries."""
    return _looking_out({customer.pk: situation_of(customer, day=day)})[customer.pk]


def _looking_out(known: Known) -> dict[int, tuple[Outlook, Ladder]]:
    invoices_of = {id: [one.id for one in found.invoices] for id, (found, _) in known.items()}
    owed = among(id for many in invoices_of.values() for id in many)
    holds = Hold.objects.filter(customer__in=among(known), ended_on__isnull=True)
    disputes = Dispute.objects.filter(
        invoice__in=owed, settled_on__isnull=True, answered_on__isnull=True
    ).defer("note")
    notices = Notice.objects.filter(customer__in=among(known), state__in=UNFINISHED)
    lines = NoticeLine.objects.filter(notice__in=notices.values("pk"), invoice__in=owed)
    lines = lines.order_by("pk")
    read_together(holds, disputes, notices, lines)
    changes = _by_customer(
        invoices_of, [*_holds_end(invoices_of, holds), *map(_answer_late, disputes)]
    )
    underway = _underway(known, notices, lines)
    return {
        id: (Outlook(found, changes[id], underway.get(id)), ladder)
        for id, (found, ladder) in known.items()
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


def _holds_end(invoices_of: Mapping[int, Sequence[int]], holds: Iterable[Hold]) -> Iterable[Change]:
    """Each ends on the day after its last, unless somebody ends it before."""
    for invoice_id, last_on, code in let_go(invoices_of, holds):
        yield Change(day_after(last_on), invoice_id, released=code)


def _answer_late(dispute: Dispute) -> Change:
    """From the day after the one on which we owe an answer."""
    return Change(day_after(dispute.answer_due_on), dispute.invoice_id, answer_overdue=True)


def _underway(
    known: Known, notices: Iterable[Notice], lines: Iterable[NoticeLine]
) -> dict[int, PlannedNotice]:
    """Per customer, the notice that is planned, waits for a person or is being sent.

    What is not owed any more does not go.
    """
    of_notice: defaultdict[int, list[NoticeLine]] = defaultdict(list)
    for line in lines:
        of_notice[line.notice_id or 0].append(line)
    underway = {}
    for one in notices:
        rung = _rung(known[one.customer_id][1], one.level)
        if rung and (of_notice[one.pk] or one.track == Track.THANKS):
            underway[one.customer_id] = _planned(one, rung, of_notice[one.pk])
    return underway


def _rung(ladder: Ladder, key: str) -> Rung | None:
    return next((one for one in ladder.known if one.key == key), None)


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
