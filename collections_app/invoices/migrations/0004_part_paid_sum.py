"""What is printed on an invoice that is paid in part finds it, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoices", "0003_open_by_part")]

    operations = [
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("balance__gt", 0), ("balance__lt", models.F("amount"))),
                fields=["company", "amount"],
                name="invoice_part_paid_sum",
            ),
        ),
    ]
