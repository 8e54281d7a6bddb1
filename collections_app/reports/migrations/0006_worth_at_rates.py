"""What is owed in several currencies weighs together, where the company has rates for them."""

from django.db import migrations

BEFORE = "from invoices_summary cross join lateral (select to_collect * case"
AFTER = """from (
            select s.customer_id, s.overdue, s.oldest_due_on,
                case when rate is null then s.currency else base_currency end as currency,
                case when rate is null then s.to_collect else sum(s.to_collect * rate)
                    over (partition by s.customer_id, rate is null) end as to_collect
            from invoices_summary s
            join customers_customer c on c.id = s.customer_id
            join companies_company company on company.id = c.company_id
            cross join lateral (select case when s.currency = base_currency then 1 else (
                select r.rate from companies_rate r
                where r.company_id = company.id and r.currency = s.currency
                order by r.on_day desc limit 1) end as rate) worth
            where s.customer_id = any(ids)
        ) summary cross join lateral (select to_collect * case"""
REPLACE = """
do $do$ begin
    execute replace(pg_get_functiondef('reports_keep_places(bigint[])'::regprocedure),
        $text${before}$text$, $text${after}$text$);
end $do$
"""
ROWS = {
    "insert": ("referencing new table as changed", "changed"),
    "delete": ("referencing old table as changed", "changed"),
    "update": (
        "referencing old table as old_rows new table as new_rows",
        "(select * from old_rows union all select * from new_rows)",
    ),
}
TRIGGER = """
create function reports_place_companies_rate_{event}() returns trigger language plpgsql as $$
declare ids bigint[];
begin
    select array_agg(distinct s.customer_id) into ids
    from {rows} rates
    join customers_customer c on c.company_id = rates.company_id
    join invoices_summary s on s.customer_id = c.id and s.currency = rates.currency;
    if ids is not null then perform reports_keep_places(ids); end if;
    return null;
end $$;
create trigger reports_place_companies_rate_{event} after {event} on companies_rate {referencing}
for each statement execute function reports_place_companies_rate_{event}()
"""


def triggers():
    for event, (referencing, rows) in ROWS.items():
        create = TRIGGER.format(event=event, referencing=referencing, rows=rows)
        drop = f"drop function reports_place_companies_rate_{event} cascade"
        yield migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_exports"),
        ("companies", "0011_rates"),
        ("customers", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            REPLACE.format(before=BEFORE, after=AFTER), REPLACE.format(before=AFTER, after=BEFORE)
        ),
        *triggers(),
    ]
