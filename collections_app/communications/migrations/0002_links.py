import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("communications", "0018_changed_words")]
    initial = True

    dependencies = [
        ("communications", "0001_tables"),
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="communication",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="customers.contact",
            ),
        ),
        migrations.AddField(
            model_name="communication",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communications",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="communication",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="communications.communication",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="communications.attempt",
            ),
        ),
        migrations.AddField(
            model_name="printrun",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="print_runs",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="communication",
            name="print_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="communications.printrun",
            ),
        ),
        migrations.AddField(
            model_name="printrunevent",
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
            model_name="printrunevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="communications.printrun",
            ),
        ),
        migrations.AddField(
            model_name="wording",
            name="company",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wordings",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="communication",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="communications.wording",
            ),
        ),
        migrations.AddField(
            model_name="wordingevent",
            name="company",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="wordingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                to="communications.wording",
            ),
        ),
        migrations.AddConstraint(
            model_name="avoidedword",
            constraint=models.UniqueConstraint(
                fields=("company", "language", "word"), name="avoided_word_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="avoidedword",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "communications_avoidedwordevent" ("at", "by", "company_id", "id", "instead", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (OLD."at", OLD."by", OLD."company_id", OLD."id", OLD."instead", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."word"); RETURN NULL;',
                    hash="f3690a0e10b705f34efa136e6a77b1c52efbd1a2",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_4146b",
                    table="communications_avoidedword",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="avoidedword",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_avoidedwordevent" ("at", "by", "company_id", "id", "instead", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (OLD."at", OLD."by", OLD."company_id", OLD."id", OLD."instead", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."word"); RETURN NULL;',
                    hash="9fd78501a6a2ffac90c8ec65c367383e0a04c751",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_2efac",
                    table="communications_avoidedword",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="avoidedword",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_avoidedwordevent" ("at", "by", "company_id", "id", "instead", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (NEW."at", NEW."by", NEW."company_id", NEW."id", NEW."instead", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."word"); RETURN NULL;',
                    hash="758808f3763f25d3c07d90799322ebda9afe182d",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_e8e9f",
                    table="communications_avoidedword",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="avoidedwordevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ee4200fe2699324ded733d3ce60096288e8b99f2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_33f4c",
                    table="communications_avoidedwordevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("outcome", "unknown")),
                fields=["started_at"],
                name="attempt_unknown",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                fields=("communication", "number"), name="attempt_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                    models.Q(
                        (
                            "outcome__in",
                            [
                                "accepted",
                                "rejected_for_now",
                                "rejected_for_good",
                                "not_sent",
                                "unknown",
                            ],
                        ),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="attempt_outcome_has_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="attempt_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."outcome", \':\', NEW."outcome") = ANY(\'{:accepted,:rejected_for_now,:rejected_for_good,:not_sent,:unknown,unknown:accepted,unknown:rejected_for_now,unknown:rejected_for_good,unknown:not_sent}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."outcome" IS DISTINCT FROM NEW."outcome") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "outcome" from "%" to "%" on table %\', OLD."outcome", NEW."outcome", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="2858c923b5585cb007f3c2323981aacf464246de",
                    operation="UPDATE",
                    pgid="pgtrigger_attempt_steps_70911",
                    table="communications_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8b3508f82e332ead6c9ba07808d8a1b23f906e8e",
                    operation="DELETE",
                    pgid="pgtrigger_stays_e018d",
                    table="communications_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="as_begun",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."communication_id" IS DISTINCT FROM (NEW."communication_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."token" IS DISTINCT FROM (NEW."token"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="781af12cb137ec58709aece0e2f04686dfb666f2",
                    operation="UPDATE",
                    pgid="pgtrigger_as_begun_d59cc",
                    table="communications_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "",
                            "accepted",
                            "rejected_for_now",
                            "rejected_for_good",
                            "not_sent",
                            "unknown",
                        ],
                    )
                ),
                name="evidence_outcome",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidence",
            trigger=pgtrigger.compiler.Trigger(
                name="stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete or update rows from % table', TG_TABLE_NAME;",
                    hash="4343b3f3a39006d456136bc8982eb34b4ecd8bdc",
                    operation="DELETE OR UPDATE",
                    pgid="pgtrigger_stays_f9a4c",
                    table="communications_evidence",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True), ("fetched_at__isnull", True)),
                fields=("company",),
                name="print_run_gathers_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True), ("closed_by", ""), ("posted_on__isnull", True)
                    ),
                    models.Q(("closed_at__isnull", False), ("posted_on__isnull", False)),
                    _connector="OR",
                ),
                name="print_run_closed_with_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printrun",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "communications_printrunevent" ("closed_at", "closed_by", "company_id", "fetched_at", "id", "manifest", "opened_at", "pdf", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reprints", "sheets") VALUES (OLD."closed_at", OLD."closed_by", OLD."company_id", OLD."fetched_at", OLD."id", OLD."manifest", OLD."opened_at", OLD."pdf", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."posted_on", OLD."reprints", OLD."sheets"); RETURN NULL;',
                    hash="20c80e4af2ee64da7a64cbbd6b5a01db6def2b1e",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_9edea",
                    table="communications_printrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printrun",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_printrunevent" ("closed_at", "closed_by", "company_id", "fetched_at", "id", "manifest", "opened_at", "pdf", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reprints", "sheets") VALUES (OLD."closed_at", OLD."closed_by", OLD."company_id", OLD."fetched_at", OLD."id", OLD."manifest", OLD."opened_at", OLD."pdf", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."posted_on", OLD."reprints", OLD."sheets"); RETURN NULL;',
                    hash="c79998012befb6d3d217efcd5bd349ccc493010a",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_ed6e8",
                    table="communications_printrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printrun",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_printrunevent" ("closed_at", "closed_by", "company_id", "fetched_at", "id", "manifest", "opened_at", "pdf", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reprints", "sheets") VALUES (NEW."closed_at", NEW."closed_by", NEW."company_id", NEW."fetched_at", NEW."id", NEW."manifest", NEW."opened_at", NEW."pdf", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."posted_on", NEW."reprints", NEW."sheets"); RETURN NULL;',
                    hash="78d19f60001b14263b3944a5d30a06c341d5d9c4",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_7fe5a",
                    table="communications_printrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printrunevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="23a40eb2f9cec86b19b8c47de9af83aa9378b5cc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ab5fe",
                    table="communications_printrunevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("company__isnull", True)),
                fields=("key", "channel", "language", "version"),
                name="wording_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("company__isnull", False)),
                fields=("company", "key", "channel", "language", "version"),
                name="wording_version_of_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("company__isnull", True), ("published_at__isnull", True)),
                    models.Q(
                        ("company__isnull", False), ("published_at__isnull", True), ("version", 0)
                    ),
                    models.Q(
                        ("company__isnull", False),
                        ("published_at__isnull", False),
                        ("version__gt", 0),
                        models.Q(("published_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="wording_published_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wording",
            trigger=pgtrigger.compiler.Trigger(
                name="wording_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."published_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="5a61c6d66324d703cc74be8c15d853a6707ee8e7",
                    operation="UPDATE",
                    pgid="pgtrigger_wording_stays_ee76f",
                    table="communications_wording",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wording",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "communications_wordingevent" ("body", "channel", "company_id", "id", "key", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by", "subject", "version", "written_at", "written_by") VALUES (OLD."body", OLD."channel", OLD."company_id", OLD."id", OLD."key", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."published_at", OLD."published_by", OLD."subject", OLD."version", OLD."written_at", OLD."written_by"); RETURN NULL;',
                    hash="e7a070508fcf325627117b606b2acae9ef85a029",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_2fca3",
                    table="communications_wording",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wording",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_wordingevent" ("body", "channel", "company_id", "id", "key", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by", "subject", "version", "written_at", "written_by") VALUES (OLD."body", OLD."channel", OLD."company_id", OLD."id", OLD."key", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."published_at", OLD."published_by", OLD."subject", OLD."version", OLD."written_at", OLD."written_by"); RETURN NULL;',
                    hash="696b0bae8fa7ab2fd869efc282f1a1437d8c46e3",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_c9f20",
                    table="communications_wording",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wording",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "communications_wordingevent" ("body", "channel", "company_id", "id", "key", "language", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by", "subject", "version", "written_at", "written_by") VALUES (NEW."body", NEW."channel", NEW."company_id", NEW."id", NEW."key", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."published_at", NEW."published_by", NEW."subject", NEW."version", NEW."written_at", NEW."written_by"); RETURN NULL;',
                    hash="66d25a10902079a240b304fd11f475ce78c9324a",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_efd5f",
                    table="communications_wording",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                fields=["customer", "-created_at"], name="communication_of_customer"
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                fields=["company", "-created_at", "-id"], name="communication_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("state", "ready")),
                fields=["send_after", "id"],
                name="communication_ready",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("state", "sending")),
                fields=["lease_until"],
                name="communication_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("channel__in", ["sms", "call", "voice"])),
                fields=["recipient", "-created_at"],
                name="communication_to_number",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(
                    ("direction", "in"),
                    ("purpose", "reply"),
                    models.Q(("why__has_key", "answered"), _negated=True),
                ),
                fields=["company", "created_at"],
                name="communication_reply_open",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("by__startswith", "user:")),
                fields=["company", "by", "created_at"],
                name="communication_by_person",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("channel__in", ["sms", "voice"]), ("state", "sent")),
                fields=["sent_at"],
                name="communication_without_end",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("purpose", "own_mail")),
                fields=["customer", "created_at"],
                name="communication_own_mail",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("demanded__isnull", False)),
                fields=["company", "demanded"],
                name="communication_demanded",
            ),
        ),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "unknown", "failed"])),
                fields=["company", "state"],
                name="communication_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "ready",
                            "waiting",
                            "sending",
                            "printing",
                            "sent",
                            "delivered",
                            "bounced",
                            "cancelled",
                            "failed",
                            "unknown",
                            "noted",
                        ],
                    )
                ),
                name="communication_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ["email", "sms", "letter", "voice", "call", "note"])
                ),
                name="communication_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["sent", "delivered"]), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="communication_sent_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "sending"), _negated=True),
                    ("lease_until__isnull", False),
                    _connector="OR",
                ),
                name="communication_sending_has_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.UniqueConstraint(
                fields=("print_run", "sheet"), name="communication_sheet"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="communication_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:cancelled,waiting:ready,ready:cancelled,ready:printing,ready:sending,ready:sent,ready:waiting,sending:failed,sending:ready,sending:sent,sending:unknown,printing:cancelled,printing:ready,printing:sent,sent:bounced,sent:delivered,delivered:bounced,unknown:failed,unknown:ready,unknown:sent,cancelled:sent,failed:sent}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="e3d1a64267fc1fde53efadfbdbad553cc7d6757c",
                    operation="UPDATE",
                    pgid="pgtrigger_communication_steps_c21fb",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="58063586c9e59051d2cb18a5f9c99820366eaa5d",
                    operation="DELETE",
                    pgid="pgtrigger_stays_8d81a",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="as_it_went",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN ((OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."direction" IS DISTINCT FROM (NEW."direction") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."by" IS DISTINCT FROM (NEW."by") OR OLD."sender" IS DISTINCT FROM (NEW."sender") OR OLD."recipient" IS DISTINCT FROM (NEW."recipient") OR OLD."recipient_name" IS DISTINCT FROM (NEW."recipient_name") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."wording_id" IS DISTINCT FROM (NEW."wording_id") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."html" IS DISTINCT FROM (NEW."html") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."pdf" IS DISTINCT FROM (NEW."pdf") OR OLD."pdf_sha256" IS DISTINCT FROM (NEW."pdf_sha256") OR OLD."copies" IS DISTINCT FROM (NEW."copies") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at")) AND OLD."state" IN (\'sending\', \'printing\', \'sent\', \'delivered\', \'bounced\', \'failed\', \'unknown\', \'noted\'))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="4c58fbd639c0e6c7982ed47d7039902828a8c211",
                    operation="UPDATE",
                    pgid="pgtrigger_as_it_went_2115d",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="to_whom_it_went",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"customer_id\" IS DISTINCT FROM (NEW.\"customer_id\") AND OLD.\"direction\" = 'out' AND OLD.\"state\" IN ('sending', 'printing', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'noted') AND NOT (OLD.\"purpose\" = 'answer'))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="649b0d354a46c54008da3a3b1ec4b2bb5fbceea4",
                    operation="UPDATE",
                    pgid="pgtrigger_to_whom_it_went_7dbfc",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wordingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="891ff877e7c92a1e310b9e909410ce15c17536a5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e9096",
                    table="communications_wordingevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
