"""What is always true of what is owed; that a balance adds up the database itself computes."""

from collections_app.invoices.actions import FIGURES
from collections_app.lib.checks import Check, rows

_SETTLED_WITHOUT_DAY = """
select id from invoices_invoice
where left_ledger_on is null
    and (amount = settled_by_ledger + allocated) <> (settled_on is not null)
"""
_CREDIT_PULLED_APART = """
select id from invoices_invoice
where kind = 'credit_note' and (disputed > 0 or promised > 0 or says_paid > 0)
"""
# Each row as of its own day; a rehearsed past is summed up when its ladder is walked.
_SUMMED_WRONG = f"""
select distinct customer_id from (
    select customer_id, currency, {FIGURES} from (
        select i.customer_id, i.currency, kind, i.balance, i.demandable, due_on,
            kind = 'invoice' and due_on < s.as_of as is_late
        from invoices_invoice i
        join companies_company company on company.id = i.company_id and not company.is_replay
        left join invoices_summary s
            on s.customer_id = i.customer_id and s.currency = i.currency
        where i.balance > 0
    ) open group by customer_id, currency
) owed
full join invoices_summary kept using (customer_id, currency)
join customers_customer c on c.id = customer_id
join companies_company company on company.id = c.company_id and not company.is_replay
where (kept.balance, kept.overdue, kept.demandable, kept.credits, kept.oldest_due_on)
    is distinct from (coalesce(owed.balance, 0), coalesce(owed.overdue, 0),
        coalesce(owed.demandable, 0), coalesce(owed.credits, 0), owed.oldest_due_on)
"""

CHECKS = (
    Check(
        "settled_without_day",
        "invoices",
        "An invoice has a day on which it was settled exactly where nothing of it is left.",
        rows(_SETTLED_WITHOUT_DAY),
    ),
    Check(
        "credit_pulled_apart",
        "credit notes",
        "Nobody disputes, promises or has paid a credit note.",
        rows(_CREDIT_PULLED_APART),
    ),
    Check(
        "summed_wrong",
        "customers",
        "What is kept of each customer's debt is what its invoices add up to.",
        rows(_SUMMED_WRONG),
    ),
)
