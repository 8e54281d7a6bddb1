from django.db import migrations, models

# What was open is not known of disputes from before: at least what is open and disputed now.
_FILL = """
update disputes_dispute d set open_then = greatest(d.amount, i.balance)
from invoices_invoice i where i.id = d.invoice_id
"""
_MONEY = {"decimal_places": 3, "max_digits": 15}
_WAITS = models.Q(("credit_due_on__isnull", False), ("credit_ended_on__isnull", True))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_dead_addresses"),
        ("disputes", "0005_paid"),
        ("invoices", "0002_open_sum"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="open_then",
            field=models.DecimalField(default=0, **_MONEY),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="dispute",
            name="credit_due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="credit_ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="dispute",
            name="credited",
            field=models.DecimalField(default=0, **_MONEY),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_due_on__isnull", True), ("credit_ended_on__isnull", True)
                )
                | models.Q(("credit_due_on__isnull", False), ("result", "credited")),
                name="dispute_credit_of_credited",
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=_WAITS, fields=["customer"], name="dispute_waits_for_credit"
            ),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
