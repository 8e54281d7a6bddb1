import uuid
from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("reports", "0007_snapshots")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("task_points", models.PositiveSmallIntegerField()),
                ("approval_points", models.PositiveSmallIntegerField()),
                ("size_points", models.PositiveSmallIntegerField()),
                ("oldest_due_on", models.DateField()),
                ("clerk_points", models.PositiveSmallIntegerField(default=0)),
                (
                    "fixed_points",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.comparison.Greatest(
                                models.F("task_points"), models.F("approval_points")
                            ),
                            "+",
                            models.F("size_points"),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
                (
                    "fixed_for_clerk",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(
                                    ("clerk_points", 0),
                                    models.Q(
                                        ("task_points__gt", 0),
                                        ("approval_points__gt", 0),
                                        _connector="OR",
                                    ),
                                ),
                                then=django.db.models.expressions.CombinedExpression(
                                    models.F("size_points"), "-", models.Value(60)
                                ),
                            ),
                            default=django.db.models.expressions.CombinedExpression(
                                models.F("clerk_points"), "+", models.F("size_points")
                            ),
                        ),
                        output_field=models.IntegerField(),
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        choices=[("queue", "Queue"), ("history", "History")],
                        default="queue",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("taken_at", models.DateTimeField()),
                ("is_made_up", models.BooleanField(default=False)),
                ("balance", models.DecimalField(decimal_places=3, max_digits=20)),
                ("not_due", models.DecimalField(decimal_places=3, max_digits=20)),
                ("late_30", models.DecimalField(decimal_places=3, max_digits=20)),
                ("late_60", models.DecimalField(decimal_places=3, max_digits=20)),
                ("late_90", models.DecimalField(decimal_places=3, max_digits=20)),
                ("late_more", models.DecimalField(decimal_places=3, max_digits=20)),
                ("overdue_days", models.DecimalField(decimal_places=3, max_digits=20)),
                ("credits", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("unapplied", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("on_ladder", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("promised", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("disputed", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("said_paid", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("held", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("unreachable", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("stopped", models.DecimalField(decimal_places=3, max_digits=20, null=True)),
                ("customers", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Turnover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "invoiced",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=20),
                ),
                (
                    "settled",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=20),
                ),
                (
                    "settled_days",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=20),
                ),
            ],
            options={
                "verbose_name_plural": "turnover",
            },
        ),
        migrations.CreateModel(
            name="Billing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("complete_from", models.DateField()),
                ("by", models.CharField(max_length=80)),
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="billing",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "billing",
            },
        ),
        migrations.CreateModel(
            name="DayRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("values", models.JSONField(default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_records",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("csv", "CSV"), ("xlsx", "Excel"), ("pdf", "PDF")], max_length=4
                    ),
                ),
                ("query", models.TextField(blank=True)),
                ("asked_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(null=True)),
                ("written", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("alive_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="companies.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="customers.customer",
                    ),
                ),
            ],
        ),
    ]
