import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import collections_app.documents.colours
from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("companies", "0013_audit")]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CompanyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("legal_name", models.CharField(max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("register_line", models.CharField(blank=True, max_length=200)),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
                ("language", models.CharField(default="en", max_length=5)),
                ("base_currency", models.CharField(default="EUR", max_length=3)),
                ("account_holder", models.CharField(blank=True, max_length=200)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("bic", models.CharField(blank=True, max_length=11)),
                ("pay_link", models.URLField(blank=True)),
                ("other_ways_to_pay", models.TextField(blank=True)),
                ("payment_change", models.JSONField(blank=True, default=dict)),
                ("payment_changed_on", models.DateField(blank=True, null=True)),
                ("contact_name", models.CharField(blank=True, max_length=100)),
                ("contact_phone", models.CharField(blank=True, max_length=40)),
                ("contact_hours", models.CharField(blank=True, max_length=100)),
                ("sender_email", models.EmailField(blank=True, max_length=254)),
                ("reply_to", models.EmailField(blank=True, max_length=254)),
                ("token_address", models.EmailField(blank=True, max_length=254)),
                ("token_mailbox", models.CharField(blank=True, max_length=500)),
                ("token_number", models.PositiveIntegerField(default=0)),
                ("sms_sender", models.CharField(blank=True, max_length=40)),
                (
                    "voice_sender",
                    models.CharField(
                        blank=True,
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number like +495615550117."
                            )
                        ],
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("din_5008_b", "A4, address from 45 mm (DIN 5008 form B)"),
                            ("din_5008_a", "A4, address from 27 mm (DIN 5008 form A)"),
                            ("us_letter", "US Letter, for a #10 window envelope"),
                        ],
                        default="din_5008_b",
                        max_length=20,
                    ),
                ),
                ("prints_both_sides", models.BooleanField(default=True)),
                (
                    "colour",
                    models.CharField(
                        default="#0b6170",
                        max_length=7,
                        validators=[collections_app.documents.colours.check_colour],
                    ),
                ),
                ("logo", models.CharField(blank=True, max_length=200)),
                ("holiday_region", models.CharField(blank=True, max_length=10)),
                (
                    "closed_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list
                    ),
                ),
                ("window_opens", models.TimeField(default=datetime.time(9, 0))),
                ("window_closes", models.TimeField(default=datetime.time(17, 0))),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("live_since", models.DateField(blank=True, null=True)),
                ("has_payments_source", models.BooleanField(default=False)),
                ("fresh_days", models.PositiveSmallIntegerField(default=3)),
                ("promise_tolerance_days", models.PositiveSmallIntegerField(default=2)),
                (
                    "dispute_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list
                    ),
                ),
                ("reply_hold_days", models.PositiveSmallIntegerField(default=3)),
                ("most_notices_a_day", models.PositiveIntegerField(blank=True, null=True)),
                ("restored_on", models.DateField(blank=True, null=True)),
                ("is_replay", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                (
                    "number",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(max_length=80)),
                ("stopped_because", models.CharField(blank=True, max_length=20)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", 1)), name="installation_only_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InstallationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("number", models.PositiveSmallIntegerField(default=1, serialize=False)),
                ("code", models.CharField(max_length=80)),
                ("stopped_because", models.CharField(blank=True, max_length=20)),
                ("stopped_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("on_day", models.DateField()),
                ("rate", models.DecimalField(decimal_places=9, max_digits=18)),
                ("by", models.CharField(max_length=80)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate__gt", 0)), name="rate_is_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("on_day", models.DateField()),
                ("rate", models.DecimalField(decimal_places=9, max_digits=18)),
                ("by", models.CharField(max_length=80)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200, unique=True)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("register_line", models.CharField(blank=True, max_length=200)),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
                ("language", models.CharField(default="en", max_length=5)),
                ("base_currency", models.CharField(default="EUR", max_length=3)),
                ("account_holder", models.CharField(blank=True, max_length=200)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("bic", models.CharField(blank=True, max_length=11)),
                ("pay_link", models.URLField(blank=True)),
                ("other_ways_to_pay", models.TextField(blank=True)),
                ("payment_change", models.JSONField(blank=True, default=dict)),
                ("payment_changed_on", models.DateField(blank=True, null=True)),
                ("contact_name", models.CharField(blank=True, max_length=100)),
                ("contact_phone", models.CharField(blank=True, max_length=40)),
                ("contact_hours", models.CharField(blank=True, max_length=100)),
                ("sender_email", models.EmailField(blank=True, max_length=254)),
                ("reply_to", models.EmailField(blank=True, max_length=254)),
                ("token_address", models.EmailField(blank=True, max_length=254)),
                ("token_mailbox", models.CharField(blank=True, max_length=500)),
                ("token_number", models.PositiveIntegerField(default=0)),
                ("sms_sender", models.CharField(blank=True, max_length=40)),
                (
                    "voice_sender",
                    models.CharField(
                        blank=True,
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+[1-9]\\d{6,14}$", "Write the number like +495615550117."
                            )
                        ],
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("din_5008_b", "A4, address from 45 mm (DIN 5008 form B)"),
                            ("din_5008_a", "A4, address from 27 mm (DIN 5008 form A)"),
                            ("us_letter", "US Letter, for a #10 window envelope"),
                        ],
                        default="din_5008_b",
                        max_length=20,
                    ),
                ),
                ("prints_both_sides", models.BooleanField(default=True)),
                (
                    "colour",
                    models.CharField(
                        default="#0b6170",
                        max_length=7,
                        validators=[collections_app.documents.colours.check_colour],
                    ),
                ),
                ("logo", models.CharField(blank=True, max_length=200)),
                ("holiday_region", models.CharField(blank=True, max_length=10)),
                (
                    "closed_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list
                    ),
                ),
                ("window_opens", models.TimeField(default=datetime.time(9, 0))),
                ("window_closes", models.TimeField(default=datetime.time(17, 0))),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("live_since", models.DateField(blank=True, null=True)),
                ("ledger_as_of", models.DateField(blank=True, null=True)),
                ("payments_as_of", models.DateField(blank=True, null=True)),
                ("has_payments_source", models.BooleanField(default=False)),
                ("fresh_days", models.PositiveSmallIntegerField(default=3)),
                ("promise_tolerance_days", models.PositiveSmallIntegerField(default=2)),
                (
                    "dispute_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list
                    ),
                ),
                ("reply_hold_days", models.PositiveSmallIntegerField(default=3)),
                ("most_notices_a_day", models.PositiveIntegerField(blank=True, null=True)),
                ("restored_on", models.DateField(blank=True, null=True)),
                ("walked_on", models.DateField(blank=True, null=True)),
                ("is_replay", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "companies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["off", "rehearsal", "live"])),
                        name="company_mode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper__in", ["din_5008_b", "din_5008_a", "us_letter"])
                        ),
                        name="company_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("window_opens__lt", models.F("window_closes"))),
                        name="company_window_opens_before_it_closes",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."account_holder" IS DISTINCT FROM (NEW."account_holder") OR OLD."base_currency" IS DISTINCT FROM (NEW."base_currency") OR OLD."bic" IS DISTINCT FROM (NEW."bic") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."colour" IS DISTINCT FROM (NEW."colour") OR OLD."contact_hours" IS DISTINCT FROM (NEW."contact_hours") OR OLD."contact_name" IS DISTINCT FROM (NEW."contact_name") OR OLD."contact_phone" IS DISTINCT FROM (NEW."contact_phone") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."dispute_reasons" IS DISTINCT FROM (NEW."dispute_reasons") OR OLD."fresh_days" IS DISTINCT FROM (NEW."fresh_days") OR OLD."has_payments_source" IS DISTINCT FROM (NEW."has_payments_source") OR OLD."holiday_region" IS DISTINCT FROM (NEW."holiday_region") OR OLD."iban" IS DISTINCT FROM (NEW."iban") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_replay" IS DISTINCT FROM (NEW."is_replay") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_name" IS DISTINCT FROM (NEW."legal_name") OR OLD."live_since" IS DISTINCT FROM (NEW."live_since") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."most_notices_a_day" IS DISTINCT FROM (NEW."most_notices_a_day") OR OLD."other_ways_to_pay" IS DISTINCT FROM (NEW."other_ways_to_pay") OR OLD."paper" IS DISTINCT FROM (NEW."paper") OR OLD."pay_link" IS DISTINCT FROM (NEW."pay_link") OR OLD."payment_change" IS DISTINCT FROM (NEW."payment_change") OR OLD."payment_changed_on" IS DISTINCT FROM (NEW."payment_changed_on") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."prints_both_sides" IS DISTINCT FROM (NEW."prints_both_sides") OR OLD."promise_tolerance_days" IS DISTINCT FROM (NEW."promise_tolerance_days") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."register_line" IS DISTINCT FROM (NEW."register_line") OR OLD."reply_hold_days" IS DISTINCT FROM (NEW."reply_hold_days") OR OLD."reply_to" IS DISTINCT FROM (NEW."reply_to") OR OLD."restored_on" IS DISTINCT FROM (NEW."restored_on") OR OLD."sender_email" IS DISTINCT FROM (NEW."sender_email") OR OLD."sms_sender" IS DISTINCT FROM (NEW."sms_sender") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."token_address" IS DISTINCT FROM (NEW."token_address") OR OLD."token_mailbox" IS DISTINCT FROM (NEW."token_mailbox") OR OLD."token_number" IS DISTINCT FROM (NEW."token_number") OR OLD."voice_sender" IS DISTINCT FROM (NEW."voice_sender") OR OLD."window_closes" IS DISTINCT FROM (NEW."window_closes") OR OLD."window_opens" IS DISTINCT FROM (NEW."window_opens"))',
                    func='INSERT INTO "companies_companyevent" ("account_holder", "base_currency", "bic", "city", "closed_on", "colour", "contact_hours", "contact_name", "contact_phone", "country", "dispute_reasons", "fresh_days", "has_payments_source", "holiday_region", "iban", "id", "is_replay", "language", "legal_name", "live_since", "logo", "mode", "most_notices_a_day", "other_ways_to_pay", "paper", "pay_link", "payment_change", "payment_changed_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "prints_both_sides", "promise_tolerance_days", "region", "register_line", "reply_hold_days", "reply_to", "restored_on", "sender_email", "sms_sender", "street", "time_zone", "token_address", "token_mailbox", "token_number", "voice_sender", "window_closes", "window_opens") VALUES (OLD."account_holder", OLD."base_currency", OLD."bic", OLD."city", OLD."closed_on", OLD."colour", OLD."contact_hours", OLD."contact_name", OLD."contact_phone", OLD."country", OLD."dispute_reasons", OLD."fresh_days", OLD."has_payments_source", OLD."holiday_region", OLD."iban", OLD."id", OLD."is_replay", OLD."language", OLD."legal_name", OLD."live_since", OLD."logo", OLD."mode", OLD."most_notices_a_day", OLD."other_ways_to_pay", OLD."paper", OLD."pay_link", OLD."payment_change", OLD."payment_changed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."postal_code", OLD."prints_both_sides", OLD."promise_tolerance_days", OLD."region", OLD."register_line", OLD."reply_hold_days", OLD."reply_to", OLD."restored_on", OLD."sender_email", OLD."sms_sender", OLD."street", OLD."time_zone", OLD."token_address", OLD."token_mailbox", OLD."token_number", OLD."voice_sender", OLD."window_closes", OLD."window_opens"); RETURN NULL;',
                    hash="18c9cc36e23dd98f97b6fcc56479500f23b16519",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_51d09",
                    table="companies_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_companyevent" ("account_holder", "base_currency", "bic", "city", "closed_on", "colour", "contact_hours", "contact_name", "contact_phone", "country", "dispute_reasons", "fresh_days", "has_payments_source", "holiday_region", "iban", "id", "is_replay", "language", "legal_name", "live_since", "logo", "mode", "most_notices_a_day", "other_ways_to_pay", "paper", "pay_link", "payment_change", "payment_changed_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "prints_both_sides", "promise_tolerance_days", "region", "register_line", "reply_hold_days", "reply_to", "restored_on", "sender_email", "sms_sender", "street", "time_zone", "token_address", "token_mailbox", "token_number", "voice_sender", "window_closes", "window_opens") VALUES (OLD."account_holder", OLD."base_currency", OLD."bic", OLD."city", OLD."closed_on", OLD."colour", OLD."contact_hours", OLD."contact_name", OLD."contact_phone", OLD."country", OLD."dispute_reasons", OLD."fresh_days", OLD."has_payments_source", OLD."holiday_region", OLD."iban", OLD."id", OLD."is_replay", OLD."language", OLD."legal_name", OLD."live_since", OLD."logo", OLD."mode", OLD."most_notices_a_day", OLD."other_ways_to_pay", OLD."paper", OLD."pay_link", OLD."payment_change", OLD."payment_changed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."postal_code", OLD."prints_both_sides", OLD."promise_tolerance_days", OLD."region", OLD."register_line", OLD."reply_hold_days", OLD."reply_to", OLD."restored_on", OLD."sender_email", OLD."sms_sender", OLD."street", OLD."time_zone", OLD."token_address", OLD."token_mailbox", OLD."token_number", OLD."voice_sender", OLD."window_closes", OLD."window_opens"); RETURN NULL;',
                    hash="24e6fcb459396bcdadc99f852d6c498c5f09773e",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_817a7",
                    table="companies_company",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="company",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_companyevent" ("account_holder", "base_currency", "bic", "city", "closed_on", "colour", "contact_hours", "contact_name", "contact_phone", "country", "dispute_reasons", "fresh_days", "has_payments_source", "holiday_region", "iban", "id", "is_replay", "language", "legal_name", "live_since", "logo", "mode", "most_notices_a_day", "other_ways_to_pay", "paper", "pay_link", "payment_change", "payment_changed_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "prints_both_sides", "promise_tolerance_days", "region", "register_line", "reply_hold_days", "reply_to", "restored_on", "sender_email", "sms_sender", "street", "time_zone", "token_address", "token_mailbox", "token_number", "voice_sender", "window_closes", "window_opens") VALUES (NEW."account_holder", NEW."base_currency", NEW."bic", NEW."city", NEW."closed_on", NEW."colour", NEW."contact_hours", NEW."contact_name", NEW."contact_phone", NEW."country", NEW."dispute_reasons", NEW."fresh_days", NEW."has_payments_source", NEW."holiday_region", NEW."iban", NEW."id", NEW."is_replay", NEW."language", NEW."legal_name", NEW."live_since", NEW."logo", NEW."mode", NEW."most_notices_a_day", NEW."other_ways_to_pay", NEW."paper", NEW."pay_link", NEW."payment_change", NEW."payment_changed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."postal_code", NEW."prints_both_sides", NEW."promise_tolerance_days", NEW."region", NEW."register_line", NEW."reply_hold_days", NEW."reply_to", NEW."restored_on", NEW."sender_email", NEW."sms_sender", NEW."street", NEW."time_zone", NEW."token_address", NEW."token_mailbox", NEW."token_number", NEW."voice_sender", NEW."window_closes", NEW."window_opens"); RETURN NULL;',
                    hash="24dadf99f30a2fe487479a40881b95affddbc14b",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_d1d94",
                    table="companies_company",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="companyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="companies.company",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="installation",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "companies_installationevent" ("code", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at", "stopped_because", "stopped_by") VALUES (OLD."code", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."number", OLD."stopped_at", OLD."stopped_because", OLD."stopped_by"); RETURN NULL;',
                    hash="f8469b9c8e6fd32c1d4ade703d77345865c0322b",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_05c68",
                    table="companies_installation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="installation",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_installationevent" ("code", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at", "stopped_because", "stopped_by") VALUES (OLD."code", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."number", OLD."stopped_at", OLD."stopped_because", OLD."stopped_by"); RETURN NULL;',
                    hash="314b63acd259d0ce6a72c0f622deebc9e337e237",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_3d4b6",
                    table="companies_installation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="installation",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_installationevent" ("code", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at", "stopped_because", "stopped_by") VALUES (NEW."code", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."number", NEW."stopped_at", NEW."stopped_because", NEW."stopped_by"); RETURN NULL;',
                    hash="9cc5e5bfbc6c192d994236e24f7910deddf3a2a3",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_f5307",
                    table="companies_installation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="installationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="companies.installation",
            ),
        ),
        migrations.AddField(
            model_name="rate",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rates",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="rateevent",
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
            model_name="rateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="companies.rate",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="companyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="05d3413d3fcf997ec12064383c808dae23fcee04",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0943d",
                    table="companies_companyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="installationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3496842a68c3da2c7724bc16f4150a2758a585a9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_11485",
                    table="companies_installationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rate",
            constraint=models.UniqueConstraint(
                fields=("company", "currency", "on_day"), name="rate_of_day"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rate",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "companies_rateevent" ("by", "company_id", "currency", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "taken_at") VALUES (OLD."by", OLD."company_id", OLD."currency", OLD."id", OLD."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."rate", OLD."taken_at"); RETURN NULL;',
                    hash="aaaffd89dc83a4c1fe4a361d8ab66cd8db523441",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_69e4e",
                    table="companies_rate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rate",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_rateevent" ("by", "company_id", "currency", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "taken_at") VALUES (OLD."by", OLD."company_id", OLD."currency", OLD."id", OLD."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."rate", OLD."taken_at"); RETURN NULL;',
                    hash="2a5b7963b276260136ccfc96f30d30890fe05e15",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_983e2",
                    table="companies_rate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rate",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "companies_rateevent" ("by", "company_id", "currency", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "taken_at") VALUES (NEW."by", NEW."company_id", NEW."currency", NEW."id", NEW."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."rate", NEW."taken_at"); RETURN NULL;',
                    hash="6eea44ec4d1619122c179d180d6504a2da06513b",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_ab64b",
                    table="companies_rate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1a0e143581a852569760375589972ad117fc60ea",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9e898",
                    table="companies_rateevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
