from django.db import migrations

# Disputes from before that wait for our answer get their own task, for their owner.
_OPEN = """
insert into tasks_task (company_id, customer_id, kind, subject_kind, subject_id, due_on, values,
    state, opened_at, closed_by, assigned_to_id)
select i.company_id, d.customer_id, 'answer_dispute', 'dispute', d.id::text, d.answer_due_on,
    jsonb_build_object('invoice', i.number, 'amount', d.amount::text, 'currency', i.currency,
        'reason', d.reason),
    'open', now(), '', d.owner_id
from disputes_dispute d join invoices_invoice i on i.id = d.invoice_id
where d.settled_on is null and d.answered_on is null
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0006_answers_and_credits"),
        ("tasks", "0009_disputes"),
    ]

    operations = [migrations.RunSQL(_OPEN, migrations.RunSQL.noop)]
