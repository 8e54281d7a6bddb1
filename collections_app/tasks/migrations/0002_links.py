import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("tasks", "0010_audit")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0002_links"),
        ("tasks", "0001_tables"),
        ("users", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="companies.company"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="company",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="taskevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="tasks.task",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["company", "due_on", "id"],
                name="task_open",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["customer", "state"], name="task_of_customer"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "call",
                            "follow_up",
                            "answer",
                            "answer_dispute",
                            "credit_missing",
                            "fix_contact",
                            "match_payment",
                            "clear_residual",
                            "decide",
                            "stop_supply",
                            "review_old_debt",
                            "review_standing",
                            "review_notice",
                            "find_money",
                            "mend_channel",
                            "mend_file",
                            "stale_ledger",
                            "verify",
                        ],
                    )
                ),
                name="task_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "done", "cancelled"])), name="task_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by", ""), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("closed_at__isnull", False),
                        models.Q(("closed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="task_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("kind", "subject_kind", "subject_id"),
                name="task_open_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tasks_taskevent" ("assigned_to_id", "closed_at", "closed_by", "company_id", "customer_id", "due_on", "id", "kind", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject_id", "subject_kind", "values") VALUES (OLD."assigned_to_id", OLD."closed_at", OLD."closed_by", OLD."company_id", OLD."customer_id", OLD."due_on", OLD."id", OLD."kind", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."state", OLD."subject_id", OLD."subject_kind", OLD."values"); RETURN NULL;',
                    hash="8eaca77b43421e2703868ab69422442eceeb3676",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_6cb1c",
                    table="tasks_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="task",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tasks_taskevent" ("assigned_to_id", "closed_at", "closed_by", "company_id", "customer_id", "due_on", "id", "kind", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject_id", "subject_kind", "values") VALUES (OLD."assigned_to_id", OLD."closed_at", OLD."closed_by", OLD."company_id", OLD."customer_id", OLD."due_on", OLD."id", OLD."kind", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."state", OLD."subject_id", OLD."subject_kind", OLD."values"); RETURN NULL;',
                    hash="83dca26fca6275f22a5e44a87db703caee64e902",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_e86b4",
                    table="tasks_task",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taskevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="115e932cd85ec5c6c13bcefe99e1302ee4802651",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_14f8e",
                    table="tasks_taskevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
