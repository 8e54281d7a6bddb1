from decimal import Decimal

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("invoices", "0005_audit")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
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
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                        default="invoice",
                        max_length=12,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                (
                    "settled_by_ledger",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                ("ledger_as_of", models.DateField(blank=True, null=True)),
                (
                    "allocated",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("left_ledger_on", models.DateField(blank=True, null=True)),
                (
                    "disputed",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "promised",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "says_paid",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "payment_method",
                    models.CharField(
                        choices=[
                            ("transfer", "Bank transfer"),
                            ("direct_debit", "Direct debit"),
                            ("card", "Card"),
                            ("other", "Other"),
                        ],
                        default="transfer",
                        max_length=12,
                    ),
                ),
                ("debit_returned_on", models.DateField(blank=True, null=True)),
                ("purchase_order", models.CharField(blank=True, max_length=100)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("file", models.FileField(blank=True, upload_to="invoices/")),
                ("source", models.CharField(blank=True, max_length=60)),
                (
                    "balance",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                left_ledger_on__isnull=False, then=models.Value(Decimal("0"))
                            ),
                            default=django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount"), "-", models.F("settled_by_ledger")
                                ),
                                "-",
                                models.F("allocated"),
                            ),
                        ),
                        output_field=models.DecimalField(decimal_places=3, max_digits=15),
                    ),
                ),
                (
                    "demandable",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("kind", "invoice"), _negated=True),
                                then=models.Value(Decimal("0")),
                            ),
                            models.When(
                                left_ledger_on__isnull=False, then=models.Value(Decimal("0"))
                            ),
                            default=django.db.models.functions.comparison.Greatest(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("amount"),
                                                    "-",
                                                    models.F("settled_by_ledger"),
                                                ),
                                                "-",
                                                models.F("allocated"),
                                            ),
                                            "-",
                                            models.F("disputed"),
                                        ),
                                        "-",
                                        models.F("promised"),
                                    ),
                                    "-",
                                    models.F("says_paid"),
                                ),
                                models.Value(Decimal("0")),
                            ),
                        ),
                        output_field=models.DecimalField(decimal_places=3, max_digits=15),
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="companies.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("balance__gt", 0)),
                        fields=["customer", "due_on"],
                        name="invoice_open",
                    ),
                    models.Index(
                        condition=models.Q(("balance__gt", 0)),
                        fields=["company", "balance"],
                        name="invoice_open_sum",
                    ),
                    models.Index(
                        condition=models.Q(("balance__gt", 0), ("balance__lt", models.F("amount"))),
                        fields=["company", "amount"],
                        name="invoice_part_paid_sum",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("number"), "gin_trgm_ops"
                        ),
                        condition=models.Q(("balance__gt", 0)),
                        name="invoice_open_by_part",
                    ),
                    models.Index(
                        condition=models.Q(("balance__gt", 0)),
                        fields=["company", "source"],
                        name="invoice_open_of_source",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "number"), name="invoice_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["invoice", "credit_note"])),
                        name="invoice_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="invoice_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by_ledger__gte", 0),
                            (
                                "settled_by_ledger__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("allocated"), "*", models.Value(-1)
                                ),
                            ),
                            (
                                "amount__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("settled_by_ledger"), "+", models.F("allocated")
                                ),
                            ),
                        ),
                        name="invoice_settled_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disputed__gte", 0), ("promised__gte", 0), ("says_paid__gte", 0)
                        ),
                        name="invoice_parts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="invoice_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                        default="invoice",
                        max_length=12,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                (
                    "settled_by_ledger",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                ("left_ledger_on", models.DateField(blank=True, null=True)),
                (
                    "payment_method",
                    models.CharField(
                        choices=[
                            ("transfer", "Bank transfer"),
                            ("direct_debit", "Direct debit"),
                            ("card", "Card"),
                            ("other", "Other"),
                        ],
                        default="transfer",
                        max_length=12,
                    ),
                ),
                ("debit_returned_on", models.DateField(blank=True, null=True)),
                ("purchase_order", models.CharField(blank=True, max_length=100)),
                ("link", models.URLField(blank=True, max_length=500)),
                ("file", models.FileField(blank=True, upload_to="invoices/")),
                ("source", models.CharField(blank=True, max_length=60)),
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
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "balance",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "overdue",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "demandable",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "credits",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "unapplied",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "to_collect",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Greatest(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("demandable"), "-", models.F("credits")
                                ),
                                "-",
                                models.F("unapplied"),
                            ),
                            models.Value(Decimal("0")),
                        ),
                        output_field=models.DecimalField(decimal_places=3, max_digits=15),
                    ),
                ),
                ("oldest_due_on", models.DateField(blank=True, null=True)),
                ("as_of", models.DateField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summaries",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "currency"), name="summary_of_customer"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."debit_returned_on" IS DISTINCT FROM (NEW."debit_returned_on") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."left_ledger_on" IS DISTINCT FROM (NEW."left_ledger_on") OR OLD."link" IS DISTINCT FROM (NEW."link") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."payment_method" IS DISTINCT FROM (NEW."payment_method") OR OLD."purchase_order" IS DISTINCT FROM (NEW."purchase_order") OR OLD."settled_by_ledger" IS DISTINCT FROM (NEW."settled_by_ledger") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    func='INSERT INTO "invoices_invoiceevent" ("amount", "company_id", "currency", "customer_id", "debit_returned_on", "due_on", "file", "id", "issued_on", "kind", "left_ledger_on", "link", "number", "payment_method", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purchase_order", "settled_by_ledger", "source") VALUES (OLD."amount", OLD."company_id", OLD."currency", OLD."customer_id", OLD."debit_returned_on", OLD."due_on", OLD."file", OLD."id", OLD."issued_on", OLD."kind", OLD."left_ledger_on", OLD."link", OLD."number", OLD."payment_method", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."purchase_order", OLD."settled_by_ledger", OLD."source"); RETURN NULL;',
                    hash="e1ae60ab286e6b69f99a806086ecec70a4c69f44",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_80991",
                    table="invoices_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "invoices_invoiceevent" ("amount", "company_id", "currency", "customer_id", "debit_returned_on", "due_on", "file", "id", "issued_on", "kind", "left_ledger_on", "link", "number", "payment_method", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purchase_order", "settled_by_ledger", "source") VALUES (OLD."amount", OLD."company_id", OLD."currency", OLD."customer_id", OLD."debit_returned_on", OLD."due_on", OLD."file", OLD."id", OLD."issued_on", OLD."kind", OLD."left_ledger_on", OLD."link", OLD."number", OLD."payment_method", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."purchase_order", OLD."settled_by_ledger", OLD."source"); RETURN NULL;',
                    hash="409a360214277e4a7bcbdaed372b376300944f29",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_5b6e3",
                    table="invoices_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cca899dfd766a0d6b5433760176121369b250fc9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_57dc8",
                    table="invoices_invoiceevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
