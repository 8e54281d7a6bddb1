import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("intake", "0003_audit")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoices", "Invoices"), ("payments", "Payments")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "brings",
                    models.CharField(
                        choices=[("changes", "Changes"), ("open_items", "Complete open items")],
                        default="changes",
                        max_length=12,
                    ),
                ),
                ("closing_share", models.PositiveSmallIntegerField(default=20)),
                ("closing_count", models.PositiveSmallIntegerField(default=10)),
                (
                    "header",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("encoding", models.CharField(blank=True, max_length=40)),
                ("delimiter", models.CharField(blank=True, max_length=10)),
                ("dates", models.CharField(blank=True, max_length=3)),
                ("decimal", models.CharField(blank=True, max_length=1)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("zeros", models.JSONField(blank=True, default=dict)),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "kind", "name"), name="source_name"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invoices", "payments"])),
                        name="source_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("brings__in", ["changes", "open_items"])),
                        name="source_brings",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closing_share__lte", 100)),
                        name="source_closing_share_is_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("checksum", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("as_of", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("committed", "Committed"),
                            ("waiting", "Waiting"),
                            ("refused", "Refused"),
                            ("undone", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("counts", models.JSONField(default=dict)),
                ("sentences", models.JSONField(default=list)),
                ("rejects", models.CharField(blank=True, max_length=400)),
                (
                    "new_customers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list
                    ),
                ),
                (
                    "new_contacts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list
                    ),
                ),
                (
                    "new_rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=80)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="intake.source",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "checksum"], name="import_checksum"),
                    models.Index(fields=["source", "-at"], name="import_of_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["committed", "waiting", "refused", "undone"])
                        ),
                        name="import_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), ("undone_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True),
                                ("undone_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="import_undone_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FromFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("values", models.JSONField(default=dict)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customers",
                        to="intake.source",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "customer_id"), name="from_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoices", "Invoices"), ("payments", "Payments")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "brings",
                    models.CharField(
                        choices=[("changes", "Changes"), ("open_items", "Complete open items")],
                        default="changes",
                        max_length=12,
                    ),
                ),
                ("closing_share", models.PositiveSmallIntegerField(default=20)),
                ("closing_count", models.PositiveSmallIntegerField(default=10)),
                (
                    "header",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("encoding", models.CharField(blank=True, max_length=40)),
                ("delimiter", models.CharField(blank=True, max_length=10)),
                ("dates", models.CharField(blank=True, max_length=3)),
                ("decimal", models.CharField(blank=True, max_length=1)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("zeros", models.JSONField(blank=True, default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="intake.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoices", "Invoices"), ("payments", "Payments")], max_length=10
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("file_name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("looking", "Being read"),
                            ("read", "To be checked"),
                            ("taking", "Being taken in"),
                            ("done", "Taken in"),
                        ],
                        default="looking",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("touched_at", models.DateTimeField()),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("seen", models.JSONField(blank=True, default=dict)),
                ("trouble", models.TextField(blank=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=80)),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="companies.company",
                    ),
                ),
                (
                    "imported",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="uploads",
                        to="intake.import",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("stage", "done"), _negated=True),
                        fields=["company", "-at"],
                        name="upload_under_way",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invoices", "payments"])),
                        name="upload_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["looking", "read", "taking", "done"])),
                        name="upload_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claim__isnull", True), ("beat_at__isnull", False), _connector="OR"
                        ),
                        name="upload_claim_has_a_beat",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("invoice_id", models.BigIntegerField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("changed", "Changed"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                            ("left", "Left the ledger"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField()),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="intake.import",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["invoice_id", "imported"], name="change_of_invoice")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["changed", "closed", "reopened", "left"])),
                        name="change_what",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."brings" IS DISTINCT FROM (NEW."brings") OR OLD."closing_count" IS DISTINCT FROM (NEW."closing_count") OR OLD."closing_share" IS DISTINCT FROM (NEW."closing_share") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."dates" IS DISTINCT FROM (NEW."dates") OR OLD."decimal" IS DISTINCT FROM (NEW."decimal") OR OLD."delimiter" IS DISTINCT FROM (NEW."delimiter") OR OLD."encoding" IS DISTINCT FROM (NEW."encoding") OR OLD."header" IS DISTINCT FROM (NEW."header") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."mapping" IS DISTINCT FROM (NEW."mapping") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."zeros" IS DISTINCT FROM (NEW."zeros"))',
                    func='INSERT INTO "intake_sourceevent" ("brings", "closing_count", "closing_share", "company_id", "currency", "dates", "decimal", "delimiter", "encoding", "header", "id", "kind", "mapping", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "zeros") VALUES (OLD."brings", OLD."closing_count", OLD."closing_share", OLD."company_id", OLD."currency", OLD."dates", OLD."decimal", OLD."delimiter", OLD."encoding", OLD."header", OLD."id", OLD."kind", OLD."mapping", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."zeros"); RETURN NULL;',
                    hash="6de02bff7e9e9b8e07f83c3b7bddbce35b816268",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_26161",
                    table="intake_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "intake_sourceevent" ("brings", "closing_count", "closing_share", "company_id", "currency", "dates", "decimal", "delimiter", "encoding", "header", "id", "kind", "mapping", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "zeros") VALUES (OLD."brings", OLD."closing_count", OLD."closing_share", OLD."company_id", OLD."currency", OLD."dates", OLD."decimal", OLD."delimiter", OLD."encoding", OLD."header", OLD."id", OLD."kind", OLD."mapping", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."zeros"); RETURN NULL;',
                    hash="a7fe4252d3408e9a1d6b5c1293b126236b4cacae",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_bb177",
                    table="intake_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "intake_sourceevent" ("brings", "closing_count", "closing_share", "company_id", "currency", "dates", "decimal", "delimiter", "encoding", "header", "id", "kind", "mapping", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "zeros") VALUES (NEW."brings", NEW."closing_count", NEW."closing_share", NEW."company_id", NEW."currency", NEW."dates", NEW."decimal", NEW."delimiter", NEW."encoding", NEW."header", NEW."id", NEW."kind", NEW."mapping", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."zeros"); RETURN NULL;',
                    hash="6ee58d5b94e9f074f69db7f082c450ce2ec136ea",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_bd04a",
                    table="intake_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sourceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6754ea52e61225f8676004fad9dca91c36bf14b6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9dc30",
                    table="intake_sourceevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
