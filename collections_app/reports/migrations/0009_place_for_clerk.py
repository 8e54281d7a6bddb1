"""What only a manager can do stands apart for clerks: they rank by the tasks that they can do."""

from django.db import migrations, models

TASK = "else 0 end\n        from tasks_task"
CHANGES = [  # of the function that keeps the places
    ("0 as points from owed", "0 as points, 0 as by_clerk from owed"),
    (TASK, TASK.replace("end", "end, case when kind = 'decide' then 0 else 1 end")),
    (
        "max(points) as points from work",
        "max(points) as points, max(points * by_clerk) as by_clerk from work",
    ),
    (
        "max(points) over later as points",
        "max(points) over later as points, max(by_clerk) over later as by_clerk",
    ),
    (
        "date '9999-12-31') as oldest_due_on",
        "date '9999-12-31') as oldest_due_on, by_clerk as clerk_points",
    ),
    ("size_points, oldest_due_on)\n", "size_points, oldest_due_on, clerk_points)\n"),
    (
        "oldest_due_on = excluded.oldest_due_on",
        "oldest_due_on = excluded.oldest_due_on, clerk_points = excluded.clerk_points",
    ),
    ("p.size_points, p.oldest_due_on)", "p.size_points, p.oldest_due_on, p.clerk_points)"),
    (
        "excluded.size_points, excluded.oldest_due_on)",
        "excluded.size_points, excluded.oldest_due_on, excluded.clerk_points)",
    ),
]
REPLACE = """
do $do$ begin
    execute replace(pg_get_functiondef('reports_keep_places(bigint[])'::regprocedure),
        $text${before}$text$, $text${after}$text$);
end $do$
"""
AGAIN = "select reports_keep_places(array_agg(id)) from customers_customer having count(*) > 0"


def replacements():
    for before, after in CHANGES:
        yield migrations.RunSQL(
            REPLACE.format(before=before, after=after), REPLACE.format(before=after, after=before)
        )


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_disputes")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="clerk_points",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="place",
            name="fixed_for_clerk",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(clerk_points=0)
                        & (models.Q(task_points__gt=0) | models.Q(approval_points__gt=0)),
                        then=models.F("size_points") - 60,
                    ),
                    default=models.F("clerk_points") + models.F("size_points"),
                ),
                output_field=models.IntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                fields=["company", "fixed_for_clerk", "oldest_due_on", "customer"],
                include=("id", "from_on", "until_on"),
                name="place_for_clerk",
            ),
        ),
        *replacements(),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
