"""The queue's places, and the triggers by which the database keeps them true."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

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
        from invoices_summary cross join lateral (select to_collect * case
            when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF',
                'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0.01
            when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 10
            when currency in ('CLF', 'UYW') then 100 else 1 end as size) scaled
        where customer_id = any(ids) group by customer_id
    ), work as (
        select customer_id, date '0001-01-01' as from_on, 0 as points from owed where is_overdue
        union all
        select customer_id, due_on, case kind when 'decide' then 45 when 'stop_supply' then 42 when 'call' then 40
            when 'fix_contact' then 38 when 'find_money' then 36 when 'match_payment' then 34
            when 'review_old_debt' then 24 when 'review_standing' then 24
            when 'review_notice' then 22 when 'clear_residual' then 6 else 0 end
        from tasks_task where customer_id = any(ids) and state = 'open'
    ), day as (
        select customer_id, from_on, max(points) as points from work group by customer_id, from_on
    ), step as (
        select customer_id, from_on,
            lead(from_on, 1, date '9999-12-31') over later as until_on,
            max(points) over later as points
        from day window later as (partition by customer_id order by from_on)
    ), approval as (
        select distinct customer_id from dunning_notice
        where customer_id = any(ids) and state = 'waiting'
    ), wanted as (
        select c.company_id, c.id as customer_id, from_on, until_on, step.points as task_points,
            case when approval.customer_id is null then 0 else 22 end as approval_points,
            coalesce(owed.points, 0) as size_points,
            coalesce(oldest_due_on, date '9999-12-31') as oldest_due_on
        from step join customers_customer c on c.id = step.customer_id
        left join owed on owed.customer_id = c.id
        left join approval on approval.customer_id = c.id
    ), gone as (
        delete from reports_place p where customer_id = any(ids) and not exists (
            select from wanted w where w.customer_id = p.customer_id and w.from_on = p.from_on)
    )
    insert into reports_place as p (company_id, customer_id, from_on, until_on, task_points,
        approval_points, size_points, oldest_due_on)
    select * from wanted
    on conflict (customer_id, from_on) do update set until_on = excluded.until_on,
        task_points = excluded.task_points, approval_points = excluded.approval_points,
        size_points = excluded.size_points, oldest_due_on = excluded.oldest_due_on
    where row(p.until_on, p.task_points, p.approval_points, p.size_points, p.oldest_due_on)
        is distinct from row(excluded.until_on, excluded.task_points, excluded.approval_points,
            excluded.size_points, excluded.oldest_due_on);
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


def triggers():
    for table, (facts, counts) in SOURCES.items():
        for event, changed in CHANGED.items():
            name = f"reports_place_{table}_{event}"
            changed = changed.format(facts=facts, counts=counts)
            create = TRIGGER.format(
                name=name, changed=changed, event=event, table=table, rows=ROWS[event]
            )
            yield migrations.RunSQL(create, f"drop function {name} cascade")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("companies", "0001_initial"),
        ("customers", "0003_find_by_phone"),
        ("dunning", "0004_give_optional_rungs"),
        ("invoices", "0001_initial"),
        ("tasks", "0005_stop_supply"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("task_points", models.PositiveSmallIntegerField()),
                ("approval_points", models.PositiveSmallIntegerField()),
                ("size_points", models.PositiveSmallIntegerField()),
                ("oldest_due_on", models.DateField()),
                (
                    "fixed_points",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.comparison.Greatest(
                                models.F("task_points"), models.F("approval_points")
                            ),
                            "+",
                            models.F("size_points"),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        db_index=False,
                        to="companies.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        db_index=False,
                        related_name="places",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["company", "fixed_points", "oldest_due_on", "customer"],
                        include=("id", "from_on", "until_on"),
                        name="place_in_order",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "from_on"), name="place_of_customer"
                    )
                ],
            },
        ),
        migrations.RunSQL(PLACE, "drop function reports_keep_places"),
        *triggers(),
        migrations.RunSQL(
            "select reports_keep_places(array_agg(id)) from customers_customer having count(*) > 0",
            migrations.RunSQL.noop,
        ),
    ]
