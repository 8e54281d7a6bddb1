import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("promises", "0004_audit")]
    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("invoices", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("promised_for", models.DateField()),
                ("made_on", models.DateField()),
                ("pauses", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("kept", "Kept"),
                            ("partly_kept", "Partly kept"),
                            ("broken", "Broken"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("received", models.DecimalField(decimal_places=3, default=0, max_digits=15)),
                ("judged_on", models.DateField(blank=True, null=True)),
                ("plan", models.UUIDField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["promised_for"],
                        name="promise_open",
                    ),
                    models.Index(
                        condition=models.Q(("plan__isnull", False)),
                        fields=["plan"],
                        name="promise_instalments",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="promise_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "open",
                                    "kept",
                                    "partly_kept",
                                    "broken",
                                    "withdrawn",
                                    "superseded",
                                ],
                            )
                        ),
                        name="promise_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("judged_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="promise_judged_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("promised_for", models.DateField()),
                ("made_on", models.DateField()),
                ("pauses", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("kept", "Kept"),
                            ("partly_kept", "Partly kept"),
                            ("broken", "Broken"),
                            ("withdrawn", "Withdrawn"),
                            ("superseded", "Superseded"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("received", models.DecimalField(decimal_places=3, default=0, max_digits=15)),
                ("judged_on", models.DateField(blank=True, null=True)),
                ("plan", models.UUIDField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
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
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PromiseLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promise_lines",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("promise", "invoice"), name="promise_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="promise_line_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
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
                        to="promises.promiseline",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SaysPaid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
                ("said_on", models.DateField()),
                ("until_on", models.DateField()),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "Bank transfer"),
                            ("debit", "Direct debit"),
                            ("card", "Card"),
                            ("cheque", "Cheque"),
                            ("cash", "Cash"),
                            ("other", "Another way"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=140)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked for"),
                            ("found", "Found"),
                            ("not_found", "Not found"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="says_paid_rows",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="says_paid_rows",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="says_paid_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="says_paid_ended_has_date",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("invoice",),
                        name="says_paid_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SaysPaidEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
                ("said_on", models.DateField()),
                ("until_on", models.DateField()),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "Bank transfer"),
                            ("debit", "Direct debit"),
                            ("card", "Card"),
                            ("cheque", "Cheque"),
                            ("cash", "Cash"),
                            ("other", "Another way"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=140)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked for"),
                            ("found", "Found"),
                            ("not_found", "Not found"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
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
                        to="promises.sayspaid",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "promises_promiseevent" ("amount", "by", "currency", "customer_id", "id", "judged_on", "made_on", "pauses", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "promised_for", "received", "state") VALUES (OLD."amount", OLD."by", OLD."currency", OLD."customer_id", OLD."id", OLD."judged_on", OLD."made_on", OLD."pauses", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."plan", OLD."promised_for", OLD."received", OLD."state"); RETURN NULL;',
                    hash="12a40f28bbfff5d7c314de3e043e0cb0dea81c0c",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_27b69",
                    table="promises_promise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_promiseevent" ("amount", "by", "currency", "customer_id", "id", "judged_on", "made_on", "pauses", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "promised_for", "received", "state") VALUES (OLD."amount", OLD."by", OLD."currency", OLD."customer_id", OLD."id", OLD."judged_on", OLD."made_on", OLD."pauses", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."plan", OLD."promised_for", OLD."received", OLD."state"); RETURN NULL;',
                    hash="02bacbd5d3020ebb251a2c6d005a593e23f6dfbf",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_06539",
                    table="promises_promise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_promiseevent" ("amount", "by", "currency", "customer_id", "id", "judged_on", "made_on", "pauses", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "promised_for", "received", "state") VALUES (NEW."amount", NEW."by", NEW."currency", NEW."customer_id", NEW."id", NEW."judged_on", NEW."made_on", NEW."pauses", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."plan", NEW."promised_for", NEW."received", NEW."state"); RETURN NULL;',
                    hash="7c902fa88b94df9d8ee131d617ec5b015193c4a2",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_cdd7b",
                    table="promises_promise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e9ab599d904d2503477f95f80f1677c4e12b7be2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_626fb",
                    table="promises_promiseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseline",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "promises_promiselineevent" ("amount", "id", "invoice_id", "open_then", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id") VALUES (OLD."amount", OLD."id", OLD."invoice_id", OLD."open_then", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."promise_id"); RETURN NULL;',
                    hash="4e9de1f4e042b604b210b46e517998107dc62338",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_7a411",
                    table="promises_promiseline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseline",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_promiselineevent" ("amount", "id", "invoice_id", "open_then", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id") VALUES (OLD."amount", OLD."id", OLD."invoice_id", OLD."open_then", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."promise_id"); RETURN NULL;',
                    hash="0bc4f6f61dfe53560a27fe1be78e2f8214b9bd45",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_03c05",
                    table="promises_promiseline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseline",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_promiselineevent" ("amount", "id", "invoice_id", "open_then", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id") VALUES (NEW."amount", NEW."id", NEW."invoice_id", NEW."open_then", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."promise_id"); RETURN NULL;',
                    hash="8948f449710b964b8daa44bf0c1f5e0d678fbea5",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_f01d3",
                    table="promises_promiseline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiselineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e17abff924fc5cd92f7893d7b13a224bd62dbe22",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5d4ff",
                    table="promises_promiselineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sayspaid",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "promises_sayspaidevent" ("amount", "by", "customer_id", "ended_on", "how", "id", "invoice_id", "open_then", "paid_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "said_on", "state", "until_on") VALUES (OLD."amount", OLD."by", OLD."customer_id", OLD."ended_on", OLD."how", OLD."id", OLD."invoice_id", OLD."open_then", OLD."paid_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."reference", OLD."said_on", OLD."state", OLD."until_on"); RETURN NULL;',
                    hash="f76bec0bc6c1bbebab1b6ffb75dadf922bab6285",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_1cd56",
                    table="promises_sayspaid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sayspaid",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_sayspaidevent" ("amount", "by", "customer_id", "ended_on", "how", "id", "invoice_id", "open_then", "paid_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "said_on", "state", "until_on") VALUES (OLD."amount", OLD."by", OLD."customer_id", OLD."ended_on", OLD."how", OLD."id", OLD."invoice_id", OLD."open_then", OLD."paid_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."reference", OLD."said_on", OLD."state", OLD."until_on"); RETURN NULL;',
                    hash="9b7e28b0aadef7921dd6fa20b966e402bc886bfb",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_9f641",
                    table="promises_sayspaid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sayspaid",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "promises_sayspaidevent" ("amount", "by", "customer_id", "ended_on", "how", "id", "invoice_id", "open_then", "paid_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "said_on", "state", "until_on") VALUES (NEW."amount", NEW."by", NEW."customer_id", NEW."ended_on", NEW."how", NEW."id", NEW."invoice_id", NEW."open_then", NEW."paid_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."reference", NEW."said_on", NEW."state", NEW."until_on"); RETURN NULL;',
                    hash="f2599a239a16c76c42f6d53a46a147c502468c1f",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_3020c",
                    table="promises_sayspaid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sayspaidevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3a0865fb0af157b03647bb136ae1c430900a3304",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_276fd",
                    table="promises_sayspaidevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
