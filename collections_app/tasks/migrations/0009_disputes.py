from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0008_follow_up"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="task",
            name="task_kind",
        ),
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "call",
                            "follow_up",
                            "answer",
                            "answer_dispute",
                            "credit_missing",
                            "fix_contact",
                            "match_payment",
                            "clear_residual",
                            "decide",
                            "stop_supply",
                            "review_old_debt",
                            "review_standing",
                            "review_notice",
                            "find_money",
                            "mend_channel",
                            "mend_file",
                            "stale_ledger",
                            "verify",
                        ],
                    )
                ),
                name="task_kind",
            ),
        ),
    ]
