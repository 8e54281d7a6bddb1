"""The call about a broken promise stands above all other work."""

from importlib import import_module

from django.db import migrations

WAS = import_module("collections_app.reports.migrations.0003_places").PLACE.replace(
    "create function", "create or replace function"
)
CALL = "when 'call' then 40"
OF_PROMISE = "when 'call' then case subject_kind when 'promise' then 96 else 40 end"
IS = WAS.replace(CALL, OF_PROMISE)
assert IS != WAS
PUT_ANEW = """
select reports_keep_places(array_agg(distinct customer_id)) from tasks_task
where kind = 'call' and subject_kind = 'promise' and state = 'open' and customer_id is not null
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_month_end"),
        ("tasks", "0002_links"),
    ]

    operations = [
        migrations.RunSQL([IS, PUT_ANEW], [WAS, PUT_ANEW]),
    ]
