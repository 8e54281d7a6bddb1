import django.db.models.deletion
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("replies", "0010_one_mail_by_two_ways")]
    initial = True

    dependencies = [
        ("communications", "0001_tables"),
        ("companies", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=400, unique=True)),
                ("validity", models.BigIntegerField(blank=True, null=True)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("polled_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "verbose_name_plural": "mailboxes",
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("raw", models.BinaryField()),
                ("size", models.PositiveBigIntegerField()),
                ("received_at", models.DateTimeField()),
                ("sender", models.CharField(blank=True, max_length=320)),
                ("subject", models.CharField(blank=True, max_length=400)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reply", "Reply"),
                            ("gone", "Bounced for good"),
                            ("bounced", "Bounced"),
                            ("delayed", "Delayed"),
                            ("out_of_office", "Out of office"),
                            ("auto_reply", "Automatic reply"),
                            ("read_receipt", "Read receipt"),
                            ("notice", "Automatic notice"),
                            ("complaint", "Complaint"),
                            ("bulk", "Newsletter"),
                            ("own", "Our own mail"),
                            ("proof", "Shows that tokens arrive"),
                            ("colleague", "A colleague's mail"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("applied", "Applied"),
                            ("not_filed", "Not filed"),
                            ("unreadable", "Unreadable"),
                            ("put_aside", "Put aside"),
                        ],
                        default="new",
                        max_length=20,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("dated_at", models.DateTimeField(blank=True, null=True)),
                ("said", models.CharField(blank=True, max_length=400)),
                ("words", models.TextField(blank=True)),
                ("to", models.CharField(blank=True, max_length=320)),
                ("name", models.CharField(blank=True, max_length=40)),
                (
                    "communication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="communications.communication",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="companies.company",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="replies.mailbox",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "new")),
                        fields=["received_at"],
                        name="mail_to_apply",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["not_filed", "unreadable"])),
                        fields=["company", "received_at"],
                        name="mail_not_filed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "put_aside")),
                        fields=["company", "-received_at"],
                        name="mail_put_aside",
                    ),
                    models.Index(
                        condition=models.Q(("name", ""), _negated=True),
                        fields=["name"],
                        name="mail_name",
                    ),
                    models.Index(
                        condition=models.Q(("to", ""), _negated=True),
                        fields=["to", "-received_at"],
                        name="mail_to",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["new", "applied", "not_filed", "unreadable", "put_aside"],
                            )
                        ),
                        name="mail_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "reply",
                                    "gone",
                                    "bounced",
                                    "delayed",
                                    "out_of_office",
                                    "auto_reply",
                                    "read_receipt",
                                    "notice",
                                    "complaint",
                                    "bulk",
                                    "own",
                                    "proof",
                                    "colleague",
                                ],
                            )
                        ),
                        name="mail_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeftBehind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("said", models.CharField(max_length=400)),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("again_at", models.DateTimeField()),
                (
                    "shown_as",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stands_for",
                        to="replies.mail",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="left_behind",
                        to="replies.mailbox",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "left behind",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mailbox", "validity", "uid"), name="left_behind_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("status", "Status"),
                            ("inbound", "Inbound"),
                            ("mail", "Mail"),
                            ("key", "Key"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token", models.CharField(blank=True, max_length=43)),
                ("form", models.JSONField()),
                ("received_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "parked_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("no_attempt", "No such attempt"),
                            ("too_early", "Too early"),
                            ("unknown_status", "Unknown status"),
                            ("contradicts", "Contradicts the log"),
                            ("unknown_number", "Unknown number"),
                            ("put_aside", "Put aside"),
                        ],
                        default="new",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("parked_because__in", ("new", "no_attempt", "too_early"))
                        ),
                        fields=["received_at"],
                        name="provider_event_to_try_again",
                    ),
                    models.Index(
                        condition=models.Q(("parked_because", "unknown_number")),
                        fields=["received_at"],
                        name="provider_event_not_filed",
                    ),
                    models.Index(
                        condition=models.Q(("token", ""), _negated=True),
                        fields=["token"],
                        name="provider_event_of_attempt",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "event_id"), name="provider_event_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["status", "inbound", "mail", "key"])),
                        name="provider_event_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", False), ("parked_because", "")),
                            models.Q(
                                ("applied_at__isnull", True),
                                (
                                    "parked_because__in",
                                    [
                                        "new",
                                        "no_attempt",
                                        "too_early",
                                        "unknown_status",
                                        "contradicts",
                                        "unknown_number",
                                        "put_aside",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="provider_event_applied_or_parked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(default=0)),
                ("again_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question",
                        to="communications.attempt",
                    ),
                ),
            ],
        ),
    ]
