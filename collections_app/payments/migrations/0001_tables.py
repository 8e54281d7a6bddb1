from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("payments", "0003_audit")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
        ("invoices", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("counts_from", models.DateField()),
                ("is_by_hand", models.BooleanField(default=False)),
                ("allocated_at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=80)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="allocation_amount_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by", "")),
                            models.Q(
                                ("undone_at__isnull", False),
                                models.Q(("undone_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="allocation_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("currency", models.CharField(max_length=3)),
                ("reference", models.CharField(blank=True, max_length=400)),
                ("payer", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("external_id", models.CharField(max_length=120)),
                ("is_named_by_hand", models.BooleanField(default=False)),
                (
                    "allocated",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "unapplied",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("amount"), "-", models.F("allocated")
                        ),
                        output_field=models.DecimalField(decimal_places=3, max_digits=15),
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="companies.company",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-received_on"], name="payment_of_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "source", "external_id"), name="payment_of_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="payment_amount_not_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("allocated__gte", 0),
                                ("allocated__lte", models.F("amount")),
                                ("amount__gt", 0),
                            ),
                            models.Q(
                                ("allocated__gte", models.F("amount")),
                                ("allocated__lte", 0),
                                ("amount__lt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="payment_allocated_within_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("counts_from", models.DateField()),
                ("is_by_hand", models.BooleanField(default=False)),
                ("allocated_at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=80)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="payments.allocation",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="allocation",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="payments.payment",
            ),
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("received_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("currency", models.CharField(max_length=3)),
                ("reference", models.CharField(blank=True, max_length=400)),
                ("payer", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("external_id", models.CharField(max_length=120)),
                ("is_named_by_hand", models.BooleanField(default=False)),
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
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_named_by_hand" IS DISTINCT FROM (NEW."is_named_by_hand") OR OLD."payer" IS DISTINCT FROM (NEW."payer") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    func='INSERT INTO "payments_paymentevent" ("amount", "company_id", "currency", "customer_id", "external_id", "id", "is_named_by_hand", "payer", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "source") VALUES (OLD."amount", OLD."company_id", OLD."currency", OLD."customer_id", OLD."external_id", OLD."id", OLD."is_named_by_hand", OLD."payer", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."received_on", OLD."reference", OLD."source"); RETURN NULL;',
                    hash="945e5d066bbb7af555fda53a5f24d6e5e066a89b",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_17fb0",
                    table="payments_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_paymentevent" ("amount", "company_id", "currency", "customer_id", "external_id", "id", "is_named_by_hand", "payer", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "reference", "source") VALUES (OLD."amount", OLD."company_id", OLD."currency", OLD."customer_id", OLD."external_id", OLD."id", OLD."is_named_by_hand", OLD."payer", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."received_on", OLD."reference", OLD."source"); RETURN NULL;',
                    hash="c23715dfaee21743c2719d8037ca056f9184ca1d",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_2d000",
                    table="payments_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b208e37908e2ce20f97c2baa1c46f9809e944c4e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dd64b",
                    table="payments_allocationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("payment", "invoice"),
                name="allocation_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocation",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payments_allocationevent" ("allocated_at", "amount", "by", "counts_from", "id", "invoice_id", "is_by_hand", "payment_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by") VALUES (OLD."allocated_at", OLD."amount", OLD."by", OLD."counts_from", OLD."id", OLD."invoice_id", OLD."is_by_hand", OLD."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."undone_at", OLD."undone_by"); RETURN NULL;',
                    hash="865620dd82695c6fd8d9930eaf9eaeed3c161c86",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_50c20",
                    table="payments_allocation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allocation",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payments_allocationevent" ("allocated_at", "amount", "by", "counts_from", "id", "invoice_id", "is_by_hand", "payment_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "undone_at", "undone_by") VALUES (OLD."allocated_at", OLD."amount", OLD."by", OLD."counts_from", OLD."id", OLD."invoice_id", OLD."is_by_hand", OLD."payment_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."undone_at", OLD."undone_by"); RETURN NULL;',
                    hash="a8c3af8cd22c18e39de6a691536e0020031de306",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_b202c",
                    table="payments_allocation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="899bbfbff907f735235a7313123b9775d62e0a14",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_20207",
                    table="payments_paymentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
