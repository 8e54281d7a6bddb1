import django.db.models.deletion
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    dependencies = [
        ("companies", "0001_tables"),
        ("reports", "0003_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("balance", models.DecimalField(decimal_places=3, max_digits=20)),
                ("not_due", models.DecimalField(decimal_places=3, max_digits=20)),
                ("overdue_days", models.DecimalField(decimal_places=3, max_digits=20)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="month_ends",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "currency", "day"), name="month_end_once"
                    )
                ],
            },
        ),
    ]
