import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("disputes", "0009_audit")]
    initial = True

    dependencies = [
        ("customers", "0002_links"),
        ("disputes", "0001_tables"),
        ("invoices", "0001_tables"),
        ("users", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attachmentevent",
            name="dispute",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="disputes.dispute",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="dispute",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="disputes.dispute",
            ),
        ),
        migrations.AddField(
            model_name="disputeevent",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="disputeevent",
            name="invoice",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="invoices.invoice",
            ),
        ),
        migrations.AddField(
            model_name="disputeevent",
            name="owner",
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
            model_name="disputeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="disputes.dispute",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(
                    ("credit_due_on__isnull", False), ("credit_ended_on__isnull", True)
                ),
                fields=["customer"],
                name="dispute_waits_for_credit",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="dispute_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result", ""), ("settled_on__isnull", True)),
                    models.Q(
                        ("settled_on__isnull", False), models.Q(("result", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="dispute_settled_with_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_due_on__isnull", True), ("credit_ended_on__isnull", True)),
                    models.Q(("credit_due_on__isnull", False), ("result", "credited")),
                    _connector="OR",
                ),
                name="dispute_credit_of_credited",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_on__isnull", True)),
                fields=("invoice",),
                name="dispute_open_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "disputes_disputeevent" ("amount", "answer_due_on", "answered_on", "credit_due_on", "credit_ended_on", "credited", "customer_id", "id", "invoice_id", "note", "open_then", "opened_on", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "settled_on") VALUES (OLD."amount", OLD."answer_due_on", OLD."answered_on", OLD."credit_due_on", OLD."credit_ended_on", OLD."credited", OLD."customer_id", OLD."id", OLD."invoice_id", OLD."note", OLD."open_then", OLD."opened_on", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."reason", OLD."result", OLD."settled_on"); RETURN NULL;',
                    hash="a6e60cf657d8cbc0e0e370c6c795a0edad341815",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_1e28d",
                    table="disputes_dispute",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "disputes_disputeevent" ("amount", "answer_due_on", "answered_on", "credit_due_on", "credit_ended_on", "credited", "customer_id", "id", "invoice_id", "note", "open_then", "opened_on", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "settled_on") VALUES (OLD."amount", OLD."answer_due_on", OLD."answered_on", OLD."credit_due_on", OLD."credit_ended_on", OLD."credited", OLD."customer_id", OLD."id", OLD."invoice_id", OLD."note", OLD."open_then", OLD."opened_on", OLD."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."reason", OLD."result", OLD."settled_on"); RETURN NULL;',
                    hash="82d162081b518c3d16d43f07667c716d286d710f",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_14993",
                    table="disputes_dispute",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "disputes_disputeevent" ("amount", "answer_due_on", "answered_on", "credit_due_on", "credit_ended_on", "credited", "customer_id", "id", "invoice_id", "note", "open_then", "opened_on", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "settled_on") VALUES (NEW."amount", NEW."answer_due_on", NEW."answered_on", NEW."credit_due_on", NEW."credit_ended_on", NEW."credited", NEW."customer_id", NEW."id", NEW."invoice_id", NEW."note", NEW."open_then", NEW."opened_on", NEW."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."reason", NEW."result", NEW."settled_on"); RETURN NULL;',
                    hash="635fe3e351320196a6087e800af8dda7b7d92733",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_9f3ed",
                    table="disputes_dispute",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3b60fe13fb94c0e29b151a843e744b0c10debc64",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_20e28",
                    table="disputes_attachmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "disputes_attachmentevent" ("added_at", "added_by", "bytes", "dispute_id", "id", "name", "path", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."added_at", OLD."added_by", OLD."bytes", OLD."dispute_id", OLD."id", OLD."name", OLD."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id"); RETURN NULL;',
                    hash="2153d0e703655b3f55fd9925bc151079d2c4b60b",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_518f3",
                    table="disputes_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "disputes_attachmentevent" ("added_at", "added_by", "bytes", "dispute_id", "id", "name", "path", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."added_at", OLD."added_by", OLD."bytes", OLD."dispute_id", OLD."id", OLD."name", OLD."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id"); RETURN NULL;',
                    hash="6d1338d366ad5af0a6da055df72a3159097393c4",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_49dfe",
                    table="disputes_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "disputes_attachmentevent" ("added_at", "added_by", "bytes", "dispute_id", "id", "name", "path", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."added_at", NEW."added_by", NEW."bytes", NEW."dispute_id", NEW."id", NEW."name", NEW."path", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id"); RETURN NULL;',
                    hash="b1f761ba99f4fed6d11884f94c79a6b0df6ded88",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_fc76d",
                    table="disputes_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disputeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fbf6f698bc5519da7e9433f908fa6809ff074b1d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fef0d",
                    table="disputes_disputeevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
