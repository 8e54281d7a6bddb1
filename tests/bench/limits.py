"""The limits: what PostgreSQL needs for the same writes when nothing has to be decided."""

import datetime as dt
from pathlib import Path

from django.db import connection, transaction

from collections_app.communications.choices import Channel
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Decision, Notice, NoticeLine, Run
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice, Summary
from tests.bench.data import DAY, NOON
from tests.bench.writing import execute, insert_sql

_DUE = f"""
select i.id, i.customer_id, i.currency, i.balance, i.demandable, i.due_on
from customers_customer c join invoices_invoice i on i.customer_id = c.id
where c.look_on <= '{DAY}' and i.balance > 0
"""


@transaction.atomic
def walk_in_one_statement(company: Company) -> None:
    """Notices, lines, decisions, history, next looks and summaries of all that is due on `DAY`."""
    run = Run.objects.create(company=company, as_of=DAY, mode=company.mode, started_at=NOON)
    parts = {
        "notice": _notices(company, run),
        "line": _lines(company),
        "decision": _decisions(),
        "event": _events(company),
        "looked": f"update customers_customer c set look_on = date '{DAY}' + 1 from told t"
        " where c.id = t.customer_id",
        "summary": _summaries(),
    }
    told = "select distinct customer_id from due"
    steps = [f"due as materialized ({_DUE})", f"told as materialized ({told})"]
    steps += [f"{name} as ({sql})" for name, sql in parts.items()]
    execute(f"with {', '.join(steps)} select 1")


def _notices(company: Company, run: Run) -> str:
    pattern = Notice(
        company=company,
        run=run,
        level="reminder",
        rank=1,
        wording="reminder",
        wording_rank=1,
        day=DAY,
        mode=company.mode,
        channel=Channel.EMAIL,
    )
    return insert_sql(pattern, "told", customer_id="customer_id") + " returning id, customer_id"


def _lines(company: Company) -> str:
    pay_by = DAY + dt.timedelta(7)
    return insert_sql(
        NoticeLine(mode=company.mode, level="reminder", rank=1, on_day=DAY, pay_by=pay_by),
        "due join notice n on n.customer_id = due.customer_id",
        notice_id="n.id",
        invoice_id="due.id",
        balance="due.balance",
        demanded="due.demandable",
    )


def _decisions() -> str:
    pattern = Decision(
        code="notice",
        values={"level": "reminder", "channel": "email"},
        decided_on=DAY,
        look_on=DAY + dt.timedelta(1),
    )
    return (
        insert_sql(pattern, "told", customer_id="customer_id")
        + " on conflict (customer_id) do update set code = excluded.code,"
        " values = excluded.values, decided_on = excluded.decided_on, look_on = excluded.look_on"
    )


def _events(company: Company) -> str:
    values = {"code": "notice", "on": str(DAY), "level": "reminder", "channel": "email"}
    pattern = Event(
        at=NOON,
        by="limit",
        kind="dunning.decided",
        company_id=company.pk,
        subject_kind="customer",
        values=values,
    )
    return insert_sql(pattern, "told", customer_id="customer_id", subject_id="customer_id")


def _summaries() -> str:
    sums = (
        "(select customer_id, currency, sum(balance) as balance, sum(demandable) as demandable,"
        " min(due_on) as oldest from due group by customer_id, currency) sums"
    )
    return (
        insert_sql(
            Summary(as_of=DAY),
            sums,
            customer_id="customer_id",
            currency="currency",
            balance="balance",
            overdue="balance",
            demandable="demandable",
            oldest_due_on="oldest",
        )
        + " on conflict (customer_id, currency) do update set balance = excluded.balance,"
        " overdue = excluded.overdue, demandable = excluded.demandable,"
        " oldest_due_on = excluded.oldest_due_on, as_of = excluded.as_of"
    )


def bare_index_query(company: Company) -> None:
    """Whether anybody is to be looked at on the day before `DAY`."""
    day = DAY - dt.timedelta(1)
    execute(
        "select id from customers_customer"
        f" where company_id = {company.pk} and look_on <= '{day}' limit 1"
    )


@transaction.atomic
def copy_and_upsert(company: Company, file: Path, columns: dict[str, str]) -> None:
    """A file by COPY into a staging table, then customers and invoices upserted from there."""
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    execute(f"create temporary table staged ({typed}) on commit drop")
    with (
        connection.cursor() as cursor,
        cursor.copy("copy staged from stdin with (format csv, header)") as copy,
    ):
        copy.write(file.read_bytes())
    execute("analyze staged")
    execute(_upserted_customers(company))
    execute(_upserted_invoices(company))


def _upserted_customers(company: Company) -> str:
    return (
        insert_sql(
            Customer(company=company),
            "(select distinct on (customer) * from staged) s",
            number="customer",
            name="name",
            name_key="lower(name)",
            street="street",
            postal_code="postal_code",
            city="city",
            country="country",
        )
        + " on conflict (company_id, number) do update set name = excluded.name"
        " where customers_customer.name <> excluded.name"
    )


def _upserted_invoices(company: Company) -> str:
    told = ("issued_on", "due_on", "currency", "amount", "settled_by_ledger")
    return (
        insert_sql(
            Invoice(company=company, ledger_as_of=DAY),
            "staged s join customers_customer c"
            f" on c.company_id = {company.pk} and c.number = s.customer",
            customer_id="c.id",
            number="invoice",
            issued_on="issued_on",
            due_on="due_on",
            currency="currency",
            amount="amount",
            settled_by_ledger="amount - balance",
        )
        + " on conflict (company_id, number) do update set "
        + ", ".join(f"{name} = excluded.{name}" for name in told)
        + f" where row({', '.join(f'invoices_invoice.{name}' for name in told)})"
        + f" is distinct from row({', '.join(f'excluded.{name}' for name in told)})"
    )


def first_rows(after: int) -> None:
    """The first rows of a page from an index of one kept table; `limit_row` is made beforehand."""
    execute(f"select customer_id from limit_row where place > {after} order by place limit 31")


def make_rows() -> None:
    execute(
        "create table limit_row as select row_number() over (order by oldest_due_on) as place,"
        " customer_id, oldest_due_on, to_collect from invoices_summary"
    )
    execute("create unique index limit_row_place on limit_row (place)")
    execute("analyze limit_row")
