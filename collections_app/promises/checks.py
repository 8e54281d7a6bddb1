"""What is always true of promises and of what is said to be paid."""

from collections_app.lib.checks import Check, rows

_PROMISED_WRONG = """
select i.id from invoices_invoice i
left join (
    select l.invoice_id, sum(l.amount) as part
    from promises_promiseline l join promises_promise p on p.id = l.promise_id
    where p.state = 'open' and p.pauses group by l.invoice_id
) open on open.invoice_id = i.id
where i.promised <> coalesce(open.part, 0)
"""
_LAID_WRONG = """
select p.id from promises_promise p
left join promises_promiseline l on l.promise_id = p.id
group by p.id having p.amount <> coalesce(sum(l.amount), 0)
"""
_SAYS_PAID_WRONG = """
select i.id from invoices_invoice i
left join promises_sayspaid s on s.invoice_id = i.id and s.state = 'open'
where i.says_paid <> coalesce(s.amount, 0)
"""
_SEARCH_OUT_OF_STEP = """
select coalesce(s.id::text, t.subject_id)
from (select id from promises_sayspaid where state = 'open') s
full join (
    select subject_id from tasks_task where kind = 'find_money' and state = 'open'
) t on t.subject_id = s.id::text
where s.id is null or t.subject_id is null
"""

CHECKS = (
    Check(
        "promised_wrong",
        "invoices",
        "The promised part of an invoice is what open promises that pause lay on it.",
        rows(_PROMISED_WRONG),
    ),
    Check(
        "laid_wrong",
        "promises",
        "A promise is laid on invoices to its whole amount.",
        rows(_LAID_WRONG),
    ),
    Check(
        "says_paid_wrong",
        "invoices",
        "The part of an invoice that is said to be paid is what its customer said last.",
        rows(_SAYS_PAID_WRONG),
    ),
    Check(
        "search_out_of_step",
        "says-paid rows",
        "Money that a customer says is paid is looked for by a task, and no other is.",
        rows(_SEARCH_OUT_OF_STEP),
    ),
)
