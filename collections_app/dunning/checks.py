"""What is always true of the ladder: each level once, in order, and nobody is left out.

A past that was only rehearsed from a file (`is_replay`) has notices without messages, and a
summary when its ladder is walked; it is left out where that matters.
"""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.lib.checks import Check, rows

# Notices that the other mode sent do not press on a live walk (DESIGN 5.10); thanks press nobody.
_PRESSED = """
select n.id
from dunning_notice n
join dunning_notice earlier on earlier.customer_id = n.customer_id
    and earlier.state = 'accepted' and earlier.track <> 'thanks'
    and (earlier.mode = 'live' or n.mode <> 'live')
    and (earlier.accepted_on, earlier.id) < (n.accepted_on, n.id)
    and earlier.accepted_on > n.accepted_on - 30
where n.state = 'accepted' and n.is_automatic
group by n.id, n.accepted_on
having max(earlier.accepted_on) > n.accepted_on - 7 or count(distinct earlier.accepted_on) >= 3
"""
# Ranks and dates as they stood when the level was taken: a policy edited since changes neither.
_TAKEN = """
select l.id, l.rank, l.on_day, n.is_automatic, lag(l.rank) over climb as rank_before,
    lag(l.pay_by) over climb as asked_by, lag(l.accepted_on) over climb as taken_on
from dunning_noticeline l join dunning_notice n on n.id = l.notice_id
where not l.void and l.level <> '' and l.rank > 0
window climb as (partition by l.invoice_id, l.episode, l.mode order by l.accepted_on, l.id)
"""
_OUT_OF_ORDER = f"select id from ({_TAKEN}) taken where rank <= rank_before"
# A person may send a level ahead of its day.
_TOO_SOON = f"""
select id from ({_TAKEN}) taken where is_automatic and (on_day <= asked_by or on_day < taken_on)
"""
_VOID_OUT_OF_STEP = """
select l.id from dunning_noticeline l join dunning_notice n on n.id = l.notice_id
where l.void <> (n.state in ('cancelled', 'failed', 'taken_back'))
    or l.accepted_on is distinct from n.accepted_on
"""
# Whether a message of the notice that takes its levels is in one of the states.
_HAS = """
exists (select from dunning_noticemessage m
    join communications_communication c on c.id = m.communication_id
    where m.notice_id = n.id and {which} and c.state in ({states}))"""
_STANDS_OR_FOLLOWS = _HAS.format(
    which="m.carries", states="'sent', 'delivered', 'ready', 'printing', 'sending', 'unknown'"
)
_ON_ITS_WAY = _HAS.format(which="m.carries", states="'ready', 'printing', 'sending', 'unknown'")
_MAY_STILL_GO = _HAS.format(which="true", states="'waiting', 'ready', 'printing'")
_GOES = _HAS.format(which="true", states="'ready', 'sending'")
_WENT = _HAS.format(which="m.carries", states="'sent', 'delivered'")
_NOTICES = """
dunning_notice n join companies_company company on company.id = n.company_id
where not company.is_replay"""
_ACCEPTED_BY_NOBODY = f"""
select n.id from {_NOTICES} and n.state = 'accepted' and not {_STANDS_OR_FOLLOWS}
"""
_STANDS_STILL = f"""
select n.id from {_NOTICES} and n.state = 'ready' and not {_ON_ITS_WAY}
"""
_WENT_UNASKED = f"""
select n.id from {_NOTICES} and n.state in ('planned', 'waiting') and ({_GOES} or {_WENT})
"""
_ENDED_AND_GOES = f"""
select n.id from {_NOTICES} and n.state in ('cancelled', 'failed', 'taken_back') and {_MAY_STILL_GO}
"""
_ROUND_OUT_OF_STEP = """
select coalesce(r.id::text, t.subject_id)
from (select id from dunning_callround where state = 'open') r
full join (
    select subject_id from tasks_task
    where state = 'open' and kind = 'call' and subject_kind = 'call_round'
) t on t.subject_id = r.id::text
where r.id is null or t.subject_id is null
"""
# What is below the minimum waits for more of it; what is disputed, promised or being written
# has its own day, after which the walk looks again.
_FORGOTTEN = """
select c.id
from customers_customer c
join companies_company company on company.id = c.company_id
    and company.mode <> 'off' and not company.is_replay and company.walked_on is not null
left join dunning_decision d on d.customer_id = c.id
where c.look_on is null
    and exists (select from invoices_summary s where s.customer_id = c.id and s.overdue > 0)
    and coalesce(d.code not in ('below_minimum', 'below_level_minimum'), true)
    and coalesce(c.standing_review_on <= company.walked_on, true)
    and not exists (select from tasks_task t where t.customer_id = c.id and t.state = 'open')
    and not exists (select from dunning_notice n
        where n.customer_id = c.id and n.state in ('planned', 'waiting', 'ready'))
    and not exists (select from dunning_hold h where h.customer_id = c.id and h.ended_on is null)
    and not exists (select from promises_promise p where p.customer_id = c.id and p.state = 'open')
    and not exists (select from disputes_dispute x
        where x.customer_id = c.id and (x.settled_on is null
            or x.credit_due_on is not null and x.credit_ended_on is null))
"""


def forgotten(company: Company) -> QuerySet[Customer]:
    """Those of one company, by name."""
    found = RawSQL(_FORGOTTEN, ())
    return Customer.objects.filter(company=company, pk__in=found).order_by("name", "pk")


CHECKS = (
    Check(
        "pressed",
        "notices",
        "No automatic notice is the second in 7 days or the fourth in 30.",
        rows(_PRESSED),
    ),
    Check(
        "out_of_order",
        "notice lines",
        "An invoice takes the written levels of an episode upwards, none twice.",
        rows(_OUT_OF_ORDER),
    ),
    Check(
        "too_soon",
        "notice lines",
        "The ladder takes no level before the date by which the one before asked to be paid.",
        rows(_TOO_SOON),
    ),
    Check(
        "void_out_of_step",
        "notice lines",
        "A line is void and accepted as its notice is.",
        rows(_VOID_OUT_OF_STEP),
    ),
    Check(
        "accepted_by_nobody",
        "notices",
        "A message that takes its levels stands, or may still arrive, for every accepted notice.",
        rows(_ACCEPTED_BY_NOBODY),
    ),
    Check(
        "stands_still",
        "notices",
        "A notice that is ready has a message on its way, or one that a person must look at.",
        rows(_STANDS_STILL),
    ),
    Check(
        "went_unasked",
        "notices",
        "Nothing of a notice goes before it is written and approved.",
        rows(_WENT_UNASKED),
    ),
    Check(
        "ended_and_goes",
        "notices",
        "Nothing of a notice goes any more once it is cancelled, failed or taken back.",
        rows(_ENDED_AND_GOES),
    ),
    Check(
        "round_out_of_step",
        "call rounds",
        "An open call round has its task, and no other round has one.",
        rows(_ROUND_OUT_OF_STEP),
    ),
    Check(
        "forgotten",
        "customers",
        "Every overdue customer has a next look, a task, a review date or a dated pause.",
        rows(_FORGOTTEN),
    ),
)
