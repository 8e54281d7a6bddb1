from django.db import migrations, models

# What was open is not known of rows from before: at least what is open now and was paid since.
_FILL = """
update {table} r set open_then = greatest(r.amount, i.balance + (
    select coalesce(sum(a.amount), 0)
    from payments_allocation a join payments_payment p on p.id = a.payment_id
    where a.invoice_id = i.id and a.undone_at is null and p.received_on >= {since}))
from invoices_invoice i{more} where i.id = r.invoice_id{joined}
"""
_LINES = _FILL.format(
    table="promises_promiseline",
    since="m.made_on",
    more=", promises_promise m",
    joined=" and m.id = r.promise_id",
)
_SAID = _FILL.format(table="promises_sayspaid", since="r.said_on", more="", joined="")


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0002_open_sum"),
        ("payments", "0002_by_hand"),
        ("promises", "0002_plans_and_how_it_was_paid"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="open_then",
                field=models.DecimalField(decimal_places=3, default=0, max_digits=15),
                preserve_default=False,
            )
            for name in ("promiseline", "sayspaid")
        ),
        migrations.RunSQL(_LINES, migrations.RunSQL.noop),
        migrations.RunSQL(_SAID, migrations.RunSQL.noop),
    ]
