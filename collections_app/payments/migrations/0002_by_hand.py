from django.db import migrations, models

FROM_PAYMENTS = """
update payments_allocation a set counts_from = p.received_on
from payments_payment p where p.id = a.payment_id
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="is_named_by_hand",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="allocation",
            name="is_by_hand",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="allocation",
            name="counts_from",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(FROM_PAYMENTS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="allocation",
            name="counts_from",
            field=models.DateField(),
        ),
    ]
