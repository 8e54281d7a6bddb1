import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("customers", "0009_audit")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
        ("users", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="collector",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="customers",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
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
            model_name="contact",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="customerevent",
            name="collector",
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
            model_name="customerevent",
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
            model_name="customerevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="customers.customer",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_deadaddressevent" ("address", "bounced_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."address", OLD."bounced_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."address"); RETURN NULL;',
                    hash="49be0047fdb0ce7f5951a608ea19ac6d2d856d80",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_b45e3",
                    table="customers_deadaddress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_deadaddressevent" ("address", "bounced_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."address", OLD."bounced_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."address"); RETURN NULL;',
                    hash="c1f0cf119efe5408fa2862bc810c5fa20c5b92b3",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_d5b08",
                    table="customers_deadaddress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_deadaddressevent" ("address", "bounced_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."address", NEW."bounced_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."address"); RETURN NULL;',
                    hash="748d60d3759d411321f21b30ce34e250af872aba",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_377b6",
                    table="customers_deadaddress",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="deadaddressevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="customers.deadaddress",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stoppedaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_stoppedaddressevent" ("address", "is_complaint", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at") VALUES (OLD."address", OLD."is_complaint", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."address", OLD."stopped_at"); RETURN NULL;',
                    hash="674287822fc1534f80050510d3b6c07b85ee0241",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_a751a",
                    table="customers_stoppedaddress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stoppedaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_stoppedaddressevent" ("address", "is_complaint", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at") VALUES (OLD."address", OLD."is_complaint", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."address", OLD."stopped_at"); RETURN NULL;',
                    hash="24be846ebb4e42a5c32b5173ca5cc4beee37b3af",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_0b05b",
                    table="customers_stoppedaddress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stoppedaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_stoppedaddressevent" ("address", "is_complaint", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "stopped_at") VALUES (NEW."address", NEW."is_complaint", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."address", NEW."stopped_at"); RETURN NULL;',
                    hash="e713e64e6319ab2c418c014857d0c509be3d0fd4",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_4570d",
                    table="customers_stoppedaddress",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="stoppedaddressevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="customers.stoppedaddress",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["company", "name_key"], name="customer_name_key"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), "gin_trgm_ops"
                ),
                django.contrib.postgres.indexes.OpClass(models.F("name_key"), "gin_trgm_ops"),
                name="customer_name_parts",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("look_on__isnull", False)),
                fields=["company", "look_on", "id"],
                name="customer_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                fields=("company", "number"), name="customer_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "standing__in",
                        [
                            "normal",
                            "key_account",
                            "insolvent",
                            "represented",
                            "with_agency",
                            "written_off",
                            "do_not_contact",
                        ],
                    )
                ),
                name="customer_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("legal_form__in", ["company", "sole_trader", "individual", "public_body"])
                ),
                name="customer_legal_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("standing__in", frozenset(["key_account", "normal"])),
                    ("standing_review_on__isnull", False),
                    _connector="OR",
                ),
                name="customer_stopped_has_review_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."collector_id" IS DISTINCT FROM (NEW."collector_id") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_form" IS DISTINCT FROM (NEW."legal_form") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."other_names" IS DISTINCT FROM (NEW."other_names") OR OLD."post_state" IS DISTINCT FROM (NEW."post_state") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."segment" IS DISTINCT FROM (NEW."segment") OR OLD."standing" IS DISTINCT FROM (NEW."standing") OR OLD."standing_reason" IS DISTINCT FROM (NEW."standing_reason") OR OLD."standing_review_on" IS DISTINCT FROM (NEW."standing_review_on") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone"))',
                    func='INSERT INTO "customers_customerevent" ("city", "collector_id", "company_id", "country", "id", "language", "legal_form", "name", "notes", "number", "other_names", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_state", "postal_code", "region", "segment", "standing", "standing_reason", "standing_review_on", "street", "time_zone") VALUES (OLD."city", OLD."collector_id", OLD."company_id", OLD."country", OLD."id", OLD."language", OLD."legal_form", OLD."name", OLD."notes", OLD."number", OLD."other_names", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."post_state", OLD."postal_code", OLD."region", OLD."segment", OLD."standing", OLD."standing_reason", OLD."standing_review_on", OLD."street", OLD."time_zone"); RETURN NULL;',
                    hash="4ceef9763179070ed06b2b06a3784b6e84af639e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_c4016",
                    table="customers_customer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_customerevent" ("city", "collector_id", "company_id", "country", "id", "language", "legal_form", "name", "notes", "number", "other_names", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_state", "postal_code", "region", "segment", "standing", "standing_reason", "standing_review_on", "street", "time_zone") VALUES (OLD."city", OLD."collector_id", OLD."company_id", OLD."country", OLD."id", OLD."language", OLD."legal_form", OLD."name", OLD."notes", OLD."number", OLD."other_names", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."post_state", OLD."postal_code", OLD."region", OLD."segment", OLD."standing", OLD."standing_reason", OLD."standing_review_on", OLD."street", OLD."time_zone"); RETURN NULL;',
                    hash="0daa36f5f0700d26f76c945239fa07b88445f5a4",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_de095",
                    table="customers_customer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="148e5d94a0b9a7b4c299fcf9d6ddcbb2c9c45508",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a1838",
                    table="customers_contactevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="contact_email",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("mobile"),
                condition=models.Q(("mobile", ""), _negated=True),
                name="contact_mobile",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.F("phone"),
                condition=models.Q(("phone", ""), _negated=True),
                name="contact_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), "gin_trgm_ops"
                ),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("email"), "gin_trgm_ops"
                ),
                django.contrib.postgres.indexes.OpClass(models.F("phone"), "gin_trgm_ops"),
                django.contrib.postgres.indexes.OpClass(models.F("mobile"), "gin_trgm_ops"),
                name="contact_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email_state__in", ["untried", "good", "bounced", "opted_out"]),
                    ("mobile_state__in", ["untried", "good", "bounced", "opted_out"]),
                    ("phone_state__in", ["untried", "good", "bounced", "opted_out"]),
                ),
                name="contact_address_states",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sms_consent_on__isnull", True), ("sms_consent_source", "")),
                    models.Q(
                        ("sms_consent_on__isnull", False),
                        models.Q(("sms_consent_source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contact_sms_consent_has_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voice_consent_on__isnull", True), ("voice_consent_source", "")),
                    models.Q(
                        ("voice_consent_on__isnull", False),
                        models.Q(("voice_consent_source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contact_voice_consent_has_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mobile", ""), ("mobile__startswith", "+"), _connector="OR"),
                    models.Q(("phone", ""), ("phone__startswith", "+"), _connector="OR"),
                ),
                name="contact_numbers_are_e164",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="contact_stays_stopped",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nif new.mobile <> '' and exists (\n    select from customers_deadaddress where address = new.mobile) then\n    new.mobile_state := 'bounced';\nend if;\nif new.email <> '' and exists (\n    select from customers_deadaddress where address = lower(new.email)) then\n    new.email_state := 'bounced';\nend if;\nif new.mobile <> '' and exists (\n    select from customers_stoppedaddress where address = new.mobile) then\n    new.mobile_state := 'opted_out';\nend if;\nif new.email <> '' and exists (\n    select from customers_stoppedaddress where address = lower(new.email)) then\n    new.email_state := 'opted_out';\nend if;\nreturn new;\n",
                    hash="1bc352e0e0f4d4b34c11add853872843ca6b6cfc",
                    operation='INSERT OR UPDATE OF "email", "mobile"',
                    pgid="pgtrigger_contact_stays_stopped_6b6ef",
                    table="customers_contact",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "customers_contactevent" ("customer_id", "email", "email_state", "id", "mobile", "mobile_state", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_state", "roles", "salutation", "sms_consent_on", "sms_consent_source", "source", "voice_consent_on", "voice_consent_source") VALUES (OLD."customer_id", OLD."email", OLD."email_state", OLD."id", OLD."mobile", OLD."mobile_state", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."phone", OLD."phone_state", OLD."roles", OLD."salutation", OLD."sms_consent_on", OLD."sms_consent_source", OLD."source", OLD."voice_consent_on", OLD."voice_consent_source"); RETURN NULL;',
                    hash="8cbb1835072420a8bb14f0cc21f3bb97d171b636",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_501be",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "customers_contactevent" ("customer_id", "email", "email_state", "id", "mobile", "mobile_state", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_state", "roles", "salutation", "sms_consent_on", "sms_consent_source", "source", "voice_consent_on", "voice_consent_source") VALUES (OLD."customer_id", OLD."email", OLD."email_state", OLD."id", OLD."mobile", OLD."mobile_state", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."phone", OLD."phone_state", OLD."roles", OLD."salutation", OLD."sms_consent_on", OLD."sms_consent_source", OLD."source", OLD."voice_consent_on", OLD."voice_consent_source"); RETURN NULL;',
                    hash="7f5a19a76a324232826e7b02af58e5b2df676c86",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_c81a1",
                    table="customers_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="67bbcdaa8b0ad9058ebdd1abf75818e71639ffeb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_92226",
                    table="customers_customerevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadaddressevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="404866060249b1d070f052d5e7bb914e69d00ecb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_db9ab",
                    table="customers_deadaddressevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stoppedaddressevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="536e7a07295a3046e0d45dd21ca215a4d021d5dd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6c6fd",
                    table="customers_stoppedaddressevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
