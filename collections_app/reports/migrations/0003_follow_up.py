"""What a clerk said comes next weighs as much as a call."""

from django.db import migrations

CALL = "when 'call' then 40"
FOLLOW_UP = f"{CALL} when 'follow_up' then 40"
REPLACE = """
do $do$ begin
    execute replace(pg_get_functiondef('reports_keep_places(bigint[])'::regprocedure),
        $text${before}$text$, $text${after}$text$);
end $do$
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_answer"), ("tasks", "0008_follow_up")]

    operations = [
        migrations.RunSQL(
            REPLACE.format(before=CALL, after=FOLLOW_UP),
            REPLACE.format(before=FOLLOW_UP, after=CALL),
        )
    ]
