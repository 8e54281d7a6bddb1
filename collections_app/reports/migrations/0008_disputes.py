"""A dispute that we have to answer weighs more than a call, a missing credit note less."""

from django.db import migrations

CALL = "when 'call' then 40"
DISPUTES = f"{CALL} when 'answer_dispute' then 42 when 'credit_missing' then 36"
REPLACE = """
do $do$ begin
    execute replace(pg_get_functiondef('reports_keep_places(bigint[])'::regprocedure),
        $text${before}$text$, $text${after}$text$);
end $do$
"""
# Disputes from before have their tasks already, which weighed nothing when they were opened.
AGAIN = """
select reports_keep_places(array_agg(distinct customer_id)) from tasks_task
where kind = 'answer_dispute' having count(*) > 0
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0007_tasks_of_answers"),
        ("reports", "0007_snapshots"),
        ("tasks", "0009_disputes"),
    ]

    operations = [
        migrations.RunSQL(
            REPLACE.format(before=CALL, after=DISPUTES),
            REPLACE.format(before=DISPUTES, after=CALL),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
