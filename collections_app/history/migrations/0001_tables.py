import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("history", "0002_audit")]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=60)),
                ("company_id", models.BigIntegerField(null=True)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                ("values", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer_id", "-at"], name="event_of_customer"),
                    models.Index(fields=["subject_kind", "subject_id"], name="event_of_subject"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="event_at"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete or update rows from % table', TG_TABLE_NAME;",
                    hash="dc62d2aae6506160e73aec1bd670faacf281fb09",
                    operation="DELETE OR UPDATE",
                    pgid="pgtrigger_stays_64dfb",
                    table="history_event",
                    when="BEFORE",
                ),
            ),
        ),
    ]
