import pghistory.utils
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("tasks", "0009_disputes")]
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("follow_up", "Follow up"),
                            ("answer", "Answer a reply"),
                            ("answer_dispute", "Answer a dispute"),
                            ("credit_missing", "Credit note missing"),
                            ("fix_contact", "Fix contact"),
                            ("match_payment", "Match a payment"),
                            ("clear_residual", "Clear residual"),
                            ("decide", "Decide how to go on"),
                            ("stop_supply", "Stop supply"),
                            ("review_old_debt", "Review old debt"),
                            ("review_standing", "Review a standing"),
                            ("review_notice", "Review a notice"),
                            ("find_money", "Find the money"),
                            ("mend_channel", "Mend a channel"),
                            ("mend_file", "Mend a file"),
                            ("stale_ledger", "Bring the ledger up to date"),
                            ("verify", "Look at what does not add up"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("values", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("follow_up", "Follow up"),
                            ("answer", "Answer a reply"),
                            ("answer_dispute", "Answer a dispute"),
                            ("credit_missing", "Credit note missing"),
                            ("fix_contact", "Fix contact"),
                            ("match_payment", "Match a payment"),
                            ("clear_residual", "Clear residual"),
                            ("decide", "Decide how to go on"),
                            ("stop_supply", "Stop supply"),
                            ("review_old_debt", "Review old debt"),
                            ("review_standing", "Review a standing"),
                            ("review_notice", "Review a notice"),
                            ("find_money", "Find the money"),
                            ("mend_channel", "Mend a channel"),
                            ("mend_file", "Mend a file"),
                            ("stale_ledger", "Bring the ledger up to date"),
                            ("verify", "Look at what does not add up"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("values", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
