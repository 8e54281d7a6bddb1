"""What is always true of money that came in: it is counted once, and all of it."""

from collections_app.lib.checks import Check, rows
from collections_app.payments.actions import COUNTED

# Money paid back settles a credit note.
_ALLOCATED_WRONG = """
select p.id from payments_payment p
left join (
    select payment_id,
        sum(case when kind = 'credit_note' then -a.amount else a.amount end) as part
    from payments_allocation a join invoices_invoice i on i.id = a.invoice_id
    where undone_at is null group by payment_id
) laid on laid.payment_id = p.id
where p.allocated <> coalesce(laid.part, 0)
"""
_SETTLED_WRONG = f"""
select i.id from invoices_invoice i join ({COUNTED}
    where a.id is not null or own.allocated <> 0 group by own.id
) counted on counted.id = i.id
where i.allocated <> counted.part
"""
_UNAPPLIED_WRONG = """
select distinct customer_id from (
    select customer_id, currency, greatest(sum(unapplied), 0) as unapplied
    from payments_payment where customer_id is not null and unapplied <> 0
    group by customer_id, currency
) waits
full join invoices_summary kept using (customer_id, currency)
where coalesce(kept.unapplied, 0) <> coalesce(waits.unapplied, 0)
"""
_ELSEWHERE = """
select a.id
from payments_allocation a
join payments_payment p on p.id = a.payment_id
join invoices_invoice i on i.id = a.invoice_id
where a.undone_at is null
    and (p.customer_id is distinct from i.customer_id or p.currency <> i.currency)
"""
_MATCHED_ALREADY = """
select t.id from tasks_task t
left join payments_payment p on p.id::text = t.subject_id
where t.state = 'open' and t.kind = 'match_payment' and t.subject_kind = 'payment'
    and coalesce(p.unapplied, 0) = 0
"""

CHECKS = (
    Check(
        "allocated_wrong",
        "payments",
        "What is allocated of a payment is the sum of its allocations.",
        rows(_ALLOCATED_WRONG),
    ),
    Check(
        "settled_wrong",
        "invoices",
        "What payments settle of an invoice is what was allocated to it after its ledger's day.",
        rows(_SETTLED_WRONG),
    ),
    Check(
        "unapplied_wrong",
        "customers",
        "The money kept as not allocated is what is left of the customer's payments.",
        rows(_UNAPPLIED_WRONG),
    ),
    Check(
        "elsewhere",
        "allocations",
        "Money settles invoices of the customer who paid, in its own currency.",
        rows(_ELSEWHERE),
    ),
    Check(
        "matched_already",
        "tasks",
        "Nobody is asked to match a payment of which nothing is left.",
        rows(_MATCHED_ALREADY),
    ),
)
