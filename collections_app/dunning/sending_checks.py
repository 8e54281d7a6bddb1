"""What is always true of sending notices, as far as stored facts have a time.

What cannot be known afterwards: when a ledger's file settled an invoice, when an address was
refused at once, or a person opted out (contacts keep a state and no time), and what was disputed or
promised at the moment of an attempt (the line demanded the rest). The last look before sending asks
all of these. What was rehearsed is left out: a rehearsal may be walked ahead of the calendar.
"""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from collections_app.communications.choices import Channel, State
from collections_app.communications.gates import closed_channels
from collections_app.communications.models import Attempt, Communication
from collections_app.companies.choices import Mode
from collections_app.companies.installation import code_of_here
from collections_app.companies.models import Installation
from collections_app.dunning.hours import opens_at
from collections_app.dunning.modes import is_stale
from collections_app.history.models import Event
from collections_app.lib.checks import Check, each, rows

# A worker dates its attempts with the start of its round, and an action with the start of its own.
ALLOWANCE = dt.timedelta(minutes=15)
_LATER_THAN = "a.started_at > {} + interval '15 minutes'"
_TRIED_AT_ALL = """
select distinct c.id
from communications_attempt a
join communications_communication c on c.id = a.communication_id
    and c.mode = 'live' and c.channel in ('email', 'sms')"""
_TRIED = f"{_TRIED_AT_ALL}\njoin dunning_noticemessage m on m.communication_id = c.id"
_TRIED_WHEN_PAID = f"""
{_TRIED}
join dunning_noticeline l on l.notice_id = m.notice_id
join (
    select i.id, max(p.allocated_at) as at
    from invoices_invoice i
    join payments_allocation p on p.invoice_id = i.id and p.undone_at is null
    where i.balance = 0 and i.left_ledger_on is null and i.settled_by_ledger = 0
    group by i.id having sum(p.amount) = i.amount
) paid on paid.id = l.invoice_id
where {_LATER_THAN.format("paid.at")}
"""
_TRIED_WHEN_RETURNED = f"""
{_TRIED_AT_ALL}
join customers_contact p on p.id = c.contact_id and (
    (c.channel = 'email' and p.email = c.recipient and p.email_state = 'bounced')
    or (c.channel = 'sms' and p.mobile = c.recipient and p.mobile_state = 'bounced'))
join (
    select b.contact_id, b.recipient, max(e.at) as at
    from history_event e join communications_communication b on b.id = e.subject_id::uuid
    where e.kind = 'communication.came_back' group by b.contact_id, b.recipient
) returned on returned.contact_id = c.contact_id and returned.recipient = c.recipient
where {_LATER_THAN.format("returned.at")}
"""
_TRIED_WHEN_STOPPED = f"""
{_TRIED}
join customers_customer who on who.id = c.customer_id
    and who.standing not in ('normal', 'key_account')
join (
    select customer_id, max(at) as at
    from history_event where kind = 'customer.standing' group by customer_id
) stopped on stopped.customer_id = c.customer_id
where {_LATER_THAN.format("stopped.at")}
"""
_TRIED_WHEN_HELD = f"""
{_TRIED}
join companies_company company on company.id = c.company_id
join dunning_hold h on h.customer_id = c.customer_id and (h.invoice_id is null or exists (
    select from dunning_noticeline l
    where l.notice_id = m.notice_id and l.invoice_id = h.invoice_id))
join history_event put on put.kind = 'hold.put'
    and put.subject_kind = 'hold' and put.subject_id = h.id::text
cross join lateral (select (a.started_at at time zone company.time_zone)::date as tried_on) day
where {_LATER_THAN.format("put.at")} and tried_on <= h.until_on
    and tried_on < coalesce(h.ended_on, 'infinity')
"""


def left_lying(at: dt.datetime) -> Iterator[UUID]:
    """What should have gone by `at`, where its company's sender stands still.

    Not counted: where beat waits for the calendar or for a fresh ledger, where sending is stopped
    or the channel rests, a backlog that is being worked off, and what was released or switched on
    a moment ago. Letters wait for a person.
    """
    if _is_silent():
        return
    for one in _overdue(at).iterator():
        company = one.company
        since = max(one.send_after, at - ALLOWANCE)
        is_open = all(opens_at(one, when) == when for when in (since, at))
        today = company.day_of(at)
        is_ahead = company.walked_on is not None and company.walked_on > today
        if is_open and not is_ahead and not is_stale(company, today):
            yield one.pk


def _is_silent() -> bool:
    """As the last look before sending asks; here nothing is written."""
    free = Installation.objects.filter(code=code_of_here(), stopped_because="")
    return not settings.SENDING or not free.exists()


def _overdue(at: dt.datetime) -> QuerySet[Communication]:
    since = at - ALLOWANCE
    tried = Attempt.objects.filter(
        communication__company=OuterRef("company"), started_at__gte=since
    )
    released = Event.objects.filter(
        Q(kind="sending.resumed")
        | Q(kind="company.mode", company_id=OuterRef("company"))
        | Q(kind="notice.approved", customer_id=OuterRef("customer")),
        at__gte=since,
    )
    rows = Communication.objects.filter(
        ~Exists(tried),
        ~Exists(released),
        state=State.READY,
        mode=Mode.LIVE,
        company__mode=Mode.LIVE,
        send_after__lt=since,
    ).exclude(channel__in=[Channel.LETTER, *closed_channels(at)])
    return rows.select_related("company", "customer")


CHECKS = (
    Check(
        "tried_when_paid",
        "communications",
        "No notice is sent after an invoice on it was paid.",
        rows(_TRIED_WHEN_PAID),
    ),
    Check(
        "tried_when_returned",
        "communications",
        "No notice is sent to an address from which a message came back.",
        rows(_TRIED_WHEN_RETURNED),
    ),
    Check(
        "tried_when_stopped",
        "communications",
        "No notice is sent to a customer whose standing stops every contact.",
        rows(_TRIED_WHEN_STOPPED),
    ),
    Check(
        "tried_when_held",
        "communications",
        "No notice is sent to a customer on hold.",
        rows(_TRIED_WHEN_HELD),
    ),
    Check(
        "left_lying",
        "communications",
        "Nothing lies ready for more than a quarter of an hour while its company may send.",
        each(left_lying),
    ),
)
