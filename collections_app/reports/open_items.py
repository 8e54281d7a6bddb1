"""Every open invoice of a company on a day: how late it is, and what becomes of each part of it."""

from collections_app.customers.choices import CONTACTABLE

_CONTACTABLE = ", ".join(f"'{one}'" for one in sorted(CONTACTABLE))
_HOLDS = "select {of} from dunning_hold where ended_on is null and put_on <= %(day)s"
# An amount counts once, by the first reason it has: disputed, promised, said to be paid. Of the
# rest one reason holds for all of it: the customer's standing, a hold, nobody to be reached.
# What is not late yet is in no state.
OPEN_ITEMS = f"""
select i.id, i.customer_id, i.currency, i.balance, late,
    case when late = 0 then 'not_due' when late <= 30 then 'late_30' when late <= 60 then 'late_60'
        when late <= 90 then 'late_90' else 'late_more' end as bucket,
    one.disputed, two.promised, three.said_paid,
    chased - one.disputed - two.promised - three.said_paid as rest,
    case when c.standing not in ({_CONTACTABLE}) then 'stopped'
        when i.customer_id in ({_HOLDS.format(of="customer_id")} and invoice_id is null)
            or i.id in ({_HOLDS.format(of="invoice_id")} and invoice_id is not null) then 'held'
        when d.code = 'unreachable' then 'unreachable'
        else 'on_ladder' end as rest_is
from invoices_invoice i
join customers_customer c on c.id = i.customer_id
left join dunning_decision d on d.customer_id = c.id
cross join lateral (select greatest(%(day)s - i.due_on, 0) as late) days
cross join lateral (select case when late > 0 then i.balance else 0 end as chased) overdue
cross join lateral (select least(i.disputed, chased) as disputed) one
cross join lateral (select least(i.promised, chased - one.disputed) as promised) two
cross join lateral (
    select least(i.says_paid, chased - one.disputed - two.promised) as said_paid) three
where i.company_id = %(company)s and i.kind = 'invoice' and i.balance > 0
"""
