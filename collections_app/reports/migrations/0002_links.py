import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("reports", "0008_disputes")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
        ("customers", "0002_links"),
        ("reports", "0001_tables"),
        ("users", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="places",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="snapshots",
                to="companies.company",
            ),
        ),
        migrations.AddField(
            model_name="turnover",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="turnovers",
                to="companies.company",
            ),
        ),
        migrations.AddConstraint(
            model_name="dayrecord",
            constraint=models.UniqueConstraint(fields=("company", "day"), name="day_record_once"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["csv", "xlsx", "pdf"])), name="export_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                fields=["company", "fixed_points", "oldest_due_on", "customer"],
                include=("id", "from_on", "until_on"),
                name="place_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                fields=["company", "fixed_for_clerk", "oldest_due_on", "customer"],
                include=("id", "from_on", "until_on"),
                name="place_for_clerk",
            ),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                fields=["company", "oldest_due_on", "customer"],
                include=("id", "from_on", "until_on"),
                name="place_by_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("customer", "from_on"), name="place_of_customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("user", "page", "name"), name="view_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("company", "currency", "day"), name="snapshot_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "balance",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("not_due"), "+", models.F("late_30")
                                    ),
                                    "+",
                                    models.F("late_60"),
                                ),
                                "+",
                                models.F("late_90"),
                            ),
                            "+",
                            models.F("late_more"),
                        ),
                    )
                ),
                name="snapshot_buckets_add_up_to_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_made_up", True), ("on_ladder__isnull", True)),
                    models.Q(
                        ("disputed__isnull", False),
                        ("held__isnull", False),
                        ("on_ladder__isnull", False),
                        ("promised__isnull", False),
                        ("said_paid__isnull", False),
                        ("stopped__isnull", False),
                        ("unreachable__isnull", False),
                        (
                            "balance",
                            django.db.models.expressions.CombinedExpression(
                                models.F("not_due"),
                                "+",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("on_ladder"),
                                                        "+",
                                                        models.F("promised"),
                                                    ),
                                                    "+",
                                                    models.F("disputed"),
                                                ),
                                                "+",
                                                models.F("said_paid"),
                                            ),
                                            "+",
                                            models.F("held"),
                                        ),
                                        "+",
                                        models.F("unreachable"),
                                    ),
                                    "+",
                                    models.F("stopped"),
                                ),
                            ),
                        ),
                        ("is_made_up", False),
                    ),
                    _connector="OR",
                ),
                name="snapshot_states_add_up_to_overdue",
            ),
        ),
        migrations.AddConstraint(
            model_name="turnover",
            constraint=models.UniqueConstraint(
                fields=("company", "currency", "day"), name="turnover_once_a_day"
            ),
        ),
    ]
