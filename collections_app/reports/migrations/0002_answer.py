"""A reply that waits for a person weighs 44 points."""

from django.db import migrations

DECIDE = "when 'decide' then 45"
ANSWER = f"{DECIDE} when 'answer' then 44"
REPLACE = """
do $do$ begin
    execute replace(pg_get_functiondef('reports_keep_places(bigint[])'::regprocedure),
        $text${before}$text$, $text${after}$text$);
end $do$
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_place"), ("tasks", "0007_answer")]

    operations = [
        migrations.RunSQL(
            REPLACE.format(before=DECIDE, after=ANSWER), REPLACE.format(before=ANSWER, after=DECIDE)
        )
    ]
