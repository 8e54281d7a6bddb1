"""The triggers by which the database keeps the queue's places true."""

from django.db import migrations

PLACE = """
create function reports_keep_places(ids bigint[]) returns void language plpgsql as $$
begin
    -- Whoever writes the same customers at this moment is waited for; the next statement sees it.
    perform from reports_place where customer_id = any(ids) order by id for update;
    with owed as (
        select customer_id, bool_or(overdue > 0) as is_overdue,
            min(oldest_due_on) as oldest_due_on, max(case
                when size >= 100000 then 20 when size >= 20000 then 16 when size >= 5000 then 12
                when size >= 1000 then 8 when size >= 100 then 4 else 0 end) as points
        from (
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
        ) summary cross join lateral (select to_collect * case
            when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF',
                'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0.01
            when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 10
            when currency in ('CLF', 'UYW') then 100 else 1 end as size) scaled
        where customer_id = any(ids) group by customer_id
    ), work as (
        select customer_id, date '0001-01-01' as from_on, 0 as points, 0 as by_clerk
        from owed where is_overdue
        union all
        select customer_id, due_on, case kind
                when 'decide' then 45 when 'answer' then 44 when 'stop_supply' then 42
                when 'answer_dispute' then 42 when 'call' then 40 when 'follow_up' then 40
                when 'fix_contact' then 38 when 'credit_missing' then 36 when 'find_money' then 36
                when 'match_payment' then 34 when 'review_old_debt' then 24
                when 'review_standing' then 24 when 'review_notice' then 22
                when 'clear_residual' then 6 else 0 end,
            case when kind = 'decide' then 0 else 1 end
        from tasks_task where customer_id = any(ids) and state = 'open'
    ), day as (
        select customer_id, from_on, max(points) as points, max(points * by_clerk) as by_clerk
        from work group by customer_id, from_on
    ), step as (
        select customer_id, from_on,
            lead(from_on, 1, date '9999-12-31') over later as until_on,
            max(points) over later as points, max(by_clerk) over later as by_clerk
        from day window later as (partition by customer_id order by from_on)
    ), approval as (
        select distinct customer_id from dunning_notice
        where customer_id = any(ids) and state = 'waiting'
    ), wanted as (
        select c.company_id, c.id as customer_id, from_on, until_on, step.points as task_points,
            case when approval.customer_id is null then 0 else 22 end as approval_points,
            coalesce(owed.points, 0) as size_points,
            coalesce(oldest_due_on, date '9999-12-31') as oldest_due_on, by_clerk as clerk_points
        from step join customers_customer c on c.id = step.customer_id
        left join owed on owed.customer_id = c.id
        left join approval on approval.customer_id = c.id
    ), gone as (
        delete from reports_place p where customer_id = any(ids) and not exists (
            select from wanted w where w.customer_id = p.customer_id and w.from_on = p.from_on)
    )
    insert into reports_place as p (company_id, customer_id, from_on, until_on, task_points,
        approval_points, size_points, oldest_due_on, clerk_points)
    select * from wanted
    on conflict (customer_id, from_on) do update set until_on = excluded.until_on,
        task_points = excluded.task_points, approval_points = excluded.approval_points,
        size_points = excluded.size_points, oldest_due_on = excluded.oldest_due_on,
        clerk_points = excluded.clerk_points
    where row(p.until_on, p.task_points, p.approval_points, p.size_points, p.oldest_due_on,
            p.clerk_points)
        is distinct from row(excluded.until_on, excluded.task_points, excluded.approval_points,
            excluded.size_points, excluded.oldest_due_on, excluded.clerk_points);
end $$
"""
# Per table: what of a row counts for its customer's places, and which rows count at all.
SOURCES = {
    "invoices_summary": ("currency, to_collect, overdue > 0, oldest_due_on", "true"),
    "tasks_task": ("kind, due_on", "state = 'open' and customer_id is not null"),
    "dunning_notice": ("state", "state = 'waiting'"),
}
NEW, OLD = (
    "select customer_id, {facts} from new_rows where {counts}",
    "select customer_id, {facts} from old_rows where {counts}",
)
CHANGED = {
    "insert": NEW,
    "delete": OLD,
    "update": f"({NEW} except {OLD}) union ({OLD} except {NEW})",
}
ROWS = {
    "insert": "new table as new_rows",
    "delete": "old table as old_rows",
    "update": "old table as old_rows new table as new_rows",
}
TRIGGER = """
create function {name}() returns trigger language plpgsql as $$
declare ids bigint[];
begin
    select array_agg(distinct customer_id) into ids from ({changed}) changed;
    if ids is not null then perform reports_keep_places(ids); end if;
    return null;
end $$;
create trigger {name} after {event} on {table} referencing {rows}
for each statement execute function {name}()
"""


# A rate counts for whoever owes in its currency.
RATES = {
    "insert": ("referencing new table as changed", "changed"),
    "delete": ("referencing old table as changed", "changed"),
    "update": (
        "referencing old table as old_rows new table as new_rows",
        "(select * from old_rows union all select * from new_rows)",
    ),
}
RATE_TRIGGER = """
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
    for table, (facts, counts) in SOURCES.items():
        for event, changed in CHANGED.items():
            name = f"reports_place_{table}_{event}"
            changed = changed.format(facts=facts, counts=counts)
            create = TRIGGER.format(
                name=name, changed=changed, event=event, table=table, rows=ROWS[event]
            )
            yield migrations.RunSQL(create, f"drop function {name} cascade")
    for event, (referencing, rows) in RATES.items():
        create = RATE_TRIGGER.format(event=event, referencing=referencing, rows=rows)
        drop = f"drop function reports_place_companies_rate_{event} cascade"
        yield migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    replaces = [("reports", "0009_place_for_clerk")]
    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0002_links"),
        ("dunning", "0001_tables"),
        ("invoices", "0001_tables"),
        ("reports", "0002_links"),
        ("tasks", "0002_links"),
    ]

    operations = [
        migrations.RunSQL(PLACE, "drop function reports_keep_places"),
        *triggers(),
    ]
