"""A credit that is missing is not demanded before a person says so: those of before neither."""

from django.db import migrations

AGAIN = """
with missing as (
    update disputes_dispute d set credit_ended_on = null from tasks_task t
    where t.kind = 'credit_missing' and t.state = 'open' and t.subject_id = d.id::text
        and d.credit_ended_on is not null
    returning d.invoice_id, d.amount
), kept_out as (
    select invoice_id, sum(amount) as amount from missing group by invoice_id
), changed as (
    update invoices_invoice i set disputed = i.disputed + kept_out.amount from kept_out
    where i.id = kept_out.invoice_id returning i.customer_id
)
update customers_customer set look_on = current_date
where id in (select customer_id from changed)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0007_tasks_of_answers"),
        ("invoices", "0001_initial"),
        ("customers", "0001_initial"),
        ("tasks", "0009_disputes"),
    ]

    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
