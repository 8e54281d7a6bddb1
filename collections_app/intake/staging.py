"""Rows by COPY into a temporary table, compared with the ledger, written by sets."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connection

from collections_app.intake.invoice_rows import InvoiceRow

STAGED = {
    "line": "integer",
    "number": "text",
    "kind": "text",
    "issued_on": "date",
    "due_on": "date",
    "currency": "text",
    "amount": "numeric",
    "balance": "numeric",
    "settled": "numeric",
    "settled_on": "date",
    "payment_method": "text",
    "debit_returned_on": "date",
    "purchase_order": "text",
    "link": "text",
    "level": "text",
    "last_notice_on": "date",
}
ALWAYS = frozenset({"line", "number", "kind", "issued_on", "due_on", "currency", "amount"})
_MONEY = frozenset({"balance", "settled", "settled_on"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the statements below are given."""

    company: int
    source: str
    as_of: dt.date
    tells_closed: bool  # the file has settlement dates: an empty one means open

    def values(self, **more: Any) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in self.__slots__}
        return own | more


CHANGED = "('changed', 'closed', 'reopened')"  # the actions that touch what is stored


def run(sql: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of one statement; none where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def copy_rows(rows: Iterable[tuple[str, InvoiceRow]], mapped: Iterable[str]) -> None:
    """Pairs of customer number and row; columns that the file does not have stay empty."""
    run("drop table if exists intake_row, intake_plan")
    columns = ", ".join(f"{name} {kind}" for name, kind in STAGED.items())
    run(f"create temporary table intake_row (customer text, {columns}) on commit drop")
    wanted = ALWAYS | _MONEY | set(mapped)
    names = [name for name in STAGED if name in wanted]
    pick = itemgetter(*(InvoiceRow._fields.index(name) for name in names))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy intake_row (customer, {', '.join(names)}) from stdin") as copy,
    ):
        for customer, row in rows:
            copy.write_row((customer, *pick(row)))
    run("analyze intake_row")


_PLAN = """
create temporary table intake_plan on commit drop as
select r.*, c.id as customer_id, i.id as invoice_id, i.customer_id as owner_id,
    new_amount, new_ledger_as_of, new_settled, new_allocated, new_settled_on,
    case
        when i.id is null then 'new'
        when i.customer_id is distinct from c.id then 'moved'
        when i.source not in ('', %(source)s) then 'foreign'
        when row(r.kind, r.issued_on, r.due_on, r.currency, new_amount, new_settled,
                new_allocated, new_settled_on, null::date,
                coalesce(nullif(r.payment_method, ''), i.payment_method),
                coalesce(r.debit_returned_on, i.debit_returned_on),
                coalesce(nullif(r.purchase_order, ''), i.purchase_order),
                coalesce(nullif(r.link, ''), i.link))
            is not distinct from row(i.kind, i.issued_on, i.due_on, i.currency, i.amount,
                i.settled_by_ledger, i.allocated, i.settled_on, i.left_ledger_on,
                i.payment_method, i.debit_returned_on, i.purchase_order, i.link) then 'same'
        when i.balance > 0 and new_amount = new_settled + new_allocated then 'closed'
        when i.balance = 0 and new_amount > new_settled + new_allocated then 'reopened'
        else 'changed' end as action
from intake_row r
left join intake_owner c on c.number = r.customer
left join invoices_invoice i on i.company_id = %(company)s and i.number = r.number
cross join lateral (select coalesce(r.amount, greatest(i.amount, r.balance)) as new_amount,
    r.settled is not null or r.balance is not null as says_settled) whole
cross join lateral (select
    case when says_settled then %(as_of)s
         when not %(tells_closed)s then i.ledger_as_of end as new_ledger_as_of,
    case when r.settled is not null then r.settled
         when says_settled then new_amount - r.balance
         when %(tells_closed)s then 0
         else least(coalesce(i.settled_by_ledger, 0), new_amount) end as new_settled) paid
cross join lateral (select case when not %(has_allocations)s or i.id is null then 0 else
    least(greatest((
        select coalesce(sum(a.amount), 0)
        from payments_allocation a
        where a.invoice_id = i.id and a.undone_at is null
            and a.counts_from > coalesce(new_ledger_as_of, '-infinity')
    ), -new_settled), new_amount - new_settled) end as new_allocated) later
cross join lateral (select case when new_amount = new_settled + new_allocated
    then coalesce(r.settled_on, i.settled_on, %(as_of)s) end as new_settled_on) day
"""
_HAS_ALLOCATIONS = """
select exists (select from payments_allocation a join payments_payment p on p.id = a.payment_id
    where p.company_id = %(company)s)
"""


def note_owners(terms: Terms) -> None:
    """The company's customers by number, small and with statistics of this very moment."""
    run("drop table if exists intake_owner")
    run(
        "create temporary table intake_owner on commit drop as"
        " select id, number from customers_customer where company_id = %(company)s",
        terms.values(),
    )
    run("analyze intake_owner")


def plan(terms: Terms) -> dict[str, int]:
    """Compare every staged row with the ledger; how many rows are new, changed, same, ..."""
    note_owners(terms)
    has_allocations = run(_HAS_ALLOCATIONS, terms.values())[0][0]
    run(_PLAN, terms.values(has_allocations=has_allocations))
    return dict(run("select action, count(*) from intake_plan group by action"))


def lock_company(company: int) -> None:
    """One import of a company at a time."""
    run("select pg_advisory_xact_lock(hashtext('intake'), %(company)s::int)", {"company": company})


def lock_customers(terms: Terms) -> None:
    """No payment moves meanwhile for the customers in the file."""
    run(
        "select id from customers_customer where company_id = %(company)s"
        " and number in (select customer from intake_row) order by id for update",
        terms.values(),
    )


def rows_of(action: str) -> list[tuple[int, str]]:
    """Line and number of the rows with this action."""
    return run("select line, number from intake_plan where action = %(a)s", {"a": action})


def drop_lines(lines: Sequence[int]) -> None:
    run("delete from intake_row where line = any(%(lines)s)", {"lines": list(lines)})


def repeated(numbers: Sequence[str]) -> Iterator[tuple[str, list[int], bool]]:
    """Numbers that stand in several rows, their lines, and whether all say the same."""
    if not numbers:
        return
    columns = ", ".join(("customer", *(name for name in STAGED if name != "line")))
    yield from run(
        f"select number, array_agg(line order by line), count(distinct row({columns})::text) = 1"
        " from intake_row where number = any(%(numbers)s) group by number order by 2",
        {"numbers": list(numbers)},
    )


_OTHER_ZEROS = """
select p.{given}, o.number from {planned} p
join {stored} o on o.company_id = %(company)s and o.number {matches}
where {unknown} and p.{given} ~ '^[0-9]+$' and o.number ~ '^[0-9]+$' and o.number <> p.{given}
limit 1
"""
_LOST = "between '0' and '1' and ltrim(o.number, '0') = ltrim(p.{given}, '0')"
_ADDED = "= ltrim(p.{given}, '0') and p.{given} like '0%%'"


def other_zeros(terms: Terms, field: str) -> tuple[str, str] | None:
    """A new number that is stored with more or fewer leading zeros, and how it is stored."""
    names = {"given": "number", "planned": "intake_plan", "stored": "invoices_invoice"}
    names["unknown"] = "p.action = 'new'"
    if field == "customer_number":
        names = {"given": "customer", "planned": "intake_plan", "stored": "customers_customer"}
        names["unknown"] = "p.customer_id is null"
    for matches in (_ADDED, _LOST):
        sql = _OTHER_ZEROS.format(matches=matches.format(**names), **names)
        if found := run(sql, terms.values()):
            return found[0]
    return None


OPEN = "company_id = %(company)s and source = %(source)s and balance > 0"
GONE = (
    f"from invoices_invoice i where {OPEN} and issued_on <= %(as_of)s"
    " and number <> all(%(refused)s)"
    " and not exists (select from intake_row r where r.number = i.number)"
)


def open_count(terms: Terms) -> int:
    """How many invoices of the source are open now."""
    return run(f"select count(*) from invoices_invoice where {OPEN}", terms.values())[0][0]


def gone_count(terms: Terms, refused: Sequence[str]) -> int:
    """How many open invoices of the source are missing from the file, refused rows aside."""
    return run(f"select count(*) {GONE}", terms.values(refused=list(refused)))[0][0]


_EXAMPLES = f"""
select p.number, p.action, i.amount, p.new_amount, i.balance,
    p.new_amount - p.new_settled - p.new_allocated, i.due_on, p.due_on, p.currency
from intake_plan p join invoices_invoice i on i.id = p.invoice_id
where p.action in {CHANGED} order by p.action, p.line limit %(limit)s
"""


def examples(limit: int) -> list[tuple[Any, ...]]:
    """Number, action, and amount, balance and due date before and after."""
    return run(_EXAMPLES, {"limit": limit})


def staged_customers() -> set[str]:
    """The numbers of the customers whose rows are taken in."""
    wanted = "action not in ('moved', 'foreign')"
    return {
        number for (number,) in run(f"select distinct customer from intake_plan where {wanted}")
    }
