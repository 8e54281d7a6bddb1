from decimal import Decimal

import django.db.models.deletion
import pghistory.utils
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("disputes", "0008_missing_is_waited_for")]
    initial = True

    dependencies = [
        ("customers", "0001_tables"),
        ("invoices", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("path", models.CharField(max_length=200)),
                ("bytes", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DisputeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=60)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("note", models.TextField(blank=True)),
                ("opened_on", models.DateField()),
                ("answer_due_on", models.DateField()),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("credited", "Credited"),
                            ("upheld", "Invoice stands"),
                            ("withdrawn", "Withdrawn"),
                            ("paid", "Paid"),
                        ],
                        max_length=20,
                    ),
                ),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
                ("credit_due_on", models.DateField(blank=True, null=True)),
                ("credit_ended_on", models.DateField(blank=True, null=True)),
                (
                    "credited",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AttachmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("path", models.CharField(max_length=200)),
                ("bytes", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("added_by", models.CharField(max_length=80)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="disputes.attachment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=60)),
                ("amount", models.DecimalField(decimal_places=3, max_digits=15)),
                ("note", models.TextField(blank=True)),
                ("opened_on", models.DateField()),
                ("answer_due_on", models.DateField()),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("credited", "Credited"),
                            ("upheld", "Invoice stands"),
                            ("withdrawn", "Withdrawn"),
                            ("paid", "Paid"),
                        ],
                        max_length=20,
                    ),
                ),
                ("open_then", models.DecimalField(decimal_places=3, max_digits=15)),
                ("credit_due_on", models.DateField(blank=True, null=True)),
                ("credit_ended_on", models.DateField(blank=True, null=True)),
                (
                    "credited",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="invoices.invoice",
                    ),
                ),
            ],
        ),
    ]
