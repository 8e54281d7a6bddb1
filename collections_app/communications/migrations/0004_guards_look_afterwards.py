"""Guards that look after an update: one before it has all generated columns made anew."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0003_words"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="communication",
            name="communication_steps",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="communication",
            name="as_it_went",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="communication",
            name="to_whom_it_went",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="communication_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))',
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{waiting:cancelled,waiting:ready,ready:cancelled,ready:printing,ready:sending,ready:sent,ready:waiting,sending:failed,sending:ready,sending:sent,sending:unknown,printing:cancelled,printing:ready,printing:sent,sent:bounced,sent:delivered,delivered:bounced,unknown:failed,unknown:ready,unknown:sent,cancelled:sent,failed:sent}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="43ae40f6050216fb0395233d5b94712c8a110c25",
                    operation="UPDATE",
                    pgid="pgtrigger_communication_steps_c21fb",
                    table="communications_communication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="as_it_went",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."state" IN (\'sending\', \'printing\', \'sent\', \'delivered\', \'bounced\', \'failed\', \'unknown\', \'noted\') AND (OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."direction" IS DISTINCT FROM (NEW."direction") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."by" IS DISTINCT FROM (NEW."by") OR OLD."sender" IS DISTINCT FROM (NEW."sender") OR OLD."recipient" IS DISTINCT FROM (NEW."recipient") OR OLD."recipient_name" IS DISTINCT FROM (NEW."recipient_name") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."wording_id" IS DISTINCT FROM (NEW."wording_id") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."html" IS DISTINCT FROM (NEW."html") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."pdf" IS DISTINCT FROM (NEW."pdf") OR OLD."pdf_sha256" IS DISTINCT FROM (NEW."pdf_sha256") OR OLD."copies" IS DISTINCT FROM (NEW."copies") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="d658d93a95be46e3363e86856afb48acf6e89459",
                    operation="UPDATE",
                    pgid="pgtrigger_as_it_went_2115d",
                    table="communications_communication",
                    when="AFTER",
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
                    hash="2932b04f40bd13861b949d19fd7da400834f4e86",
                    operation="UPDATE",
                    pgid="pgtrigger_to_whom_it_went_7dbfc",
                    table="communications_communication",
                    when="AFTER",
                ),
            ),
        ),
    ]
