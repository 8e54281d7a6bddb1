"""The staged rows written into the ledger, by sets."""

import datetime as dt
from collections.abc import Sequence

from collections_app.intake.staging import CHANGED, GONE, Terms, note_owners, run

MANY = 5_000  # new rows after which the planner needs new statistics
_NEW = """
with put as (
    insert into invoices_invoice (company_id, customer_id, kind, number, issued_on, due_on,
        currency, amount, settled_by_ledger, ledger_as_of, allocated, settled_on, disputed,
        promised, says_paid, payment_method, debit_returned_on, purchase_order, link, file, source)
    select %(company)s, c.id, p.kind, p.number, issued_on, due_on, currency, new_amount,
        new_settled, new_ledger_as_of, 0, new_settled_on, 0, 0, 0,
        coalesce(nullif(payment_method, ''), 'transfer'), debit_returned_on,
        coalesce(purchase_order, ''), coalesce(link, ''), '', %(source)s
    from intake_plan p
    join intake_owner c on c.number = p.customer
    where action = 'new' order by line
    returning id, customer_id
), noted as (
    update intake_import set new_rows = (select coalesce(array_agg(id order by id), '{}') from put)
    where id = %(imported)s
)
select coalesce(min(id), 0), coalesce(max(id), 0), coalesce(array_agg(distinct customer_id), '{}')
from put
"""
KEPT = (
    "kind",
    "issued_on",
    "due_on",
    "currency",
    "amount",
    "settled_by_ledger",
    "ledger_as_of",
    "settled_on",
    "left_ledger_on",
    "payment_method",
    "debit_returned_on",
    "purchase_order",
    "link",
)
_BEFORE = ", ".join(f"'{name}', i.{name}" for name in KEPT)
_KEEP = f"""
insert into intake_change (imported_id, invoice_id, what, before)
select %(imported)s, i.id, p.action, jsonb_build_object({_BEFORE})
from intake_plan p join invoices_invoice i on i.id = p.invoice_id where p.action in {CHANGED}
"""
_UPDATE = f"""
update invoices_invoice i set kind = p.kind, issued_on = p.issued_on, due_on = p.due_on,
    currency = p.currency, amount = p.new_amount, settled_by_ledger = p.new_settled,
    ledger_as_of = p.new_ledger_as_of, allocated = p.new_allocated,
    settled_on = p.new_settled_on, left_ledger_on = null, source = %(source)s,
    payment_method = coalesce(nullif(p.payment_method, ''), i.payment_method),
    debit_returned_on = coalesce(p.debit_returned_on, i.debit_returned_on),
    purchase_order = coalesce(nullif(p.purchase_order, ''), i.purchase_order),
    link = coalesce(nullif(p.link, ''), i.link)
from intake_plan p where i.id = p.invoice_id and p.action in {CHANGED}
"""
_LEAVE = f"""
with gone as (select id, customer_id, jsonb_build_object({_BEFORE}) as before {GONE}), kept as (
    insert into intake_change (imported_id, invoice_id, what, before)
    select %(imported)s, id, 'left', before from gone
), closed as (
    update invoices_invoice i set left_ledger_on = %(as_of)s from gone where i.id = gone.id
)
select coalesce(array_agg(distinct customer_id), '{{}}') from gone
"""


def insert_new(terms: Terms, imported: int) -> tuple[int, int, list[int]]:
    """Note the new ids on the import; the first and last of them, and their customers' ids.

    One import of a company runs at a time, so the range holds no other invoice of the company.
    """
    note_owners(terms)
    first, last, customers = run(_NEW, terms.values(imported=imported))[0]
    if last - first > MANY:
        run("analyze customers_customer")
        run("analyze invoices_invoice")
    return first, last, customers


def update_changed(terms: Terms, imported: int) -> list[int]:
    """Keep what was, write what is; the ids of the customers.

    A row that repeats what is stored is not touched, its `ledger_as_of` neither: a balance that
    did not move cannot hold a payment received since.
    """
    run(_KEEP, terms.values(imported=imported))
    run(_UPDATE, terms.values())
    return [
        id for (id,) in run(f"select distinct owner_id from intake_plan where action in {CHANGED}")
    ]


def close_gone(terms: Terms, imported: int, refused: Sequence[str]) -> list[int]:
    """Close what left the ledger; the ids of the customers."""
    return run(_LEAVE, terms.values(imported=imported, refused=list(refused)))[0][0]


def reached(terms: Terms) -> list[tuple[int, str, dt.date]]:
    """New invoices with the level that they reached elsewhere, and its day."""
    return run(
        "select i.id, p.level, p.last_notice_on from intake_plan p"
        " join invoices_invoice i on i.company_id = %(company)s and i.number = p.number"
        " where p.action = 'new' and p.level <> ''",
        terms.values(),
    )
