import uuid

import django.db.models.deletion
import pghistory.utils
from django.db import migrations, models

from collections_app.lib import migrating

# What a message demands in its largest currency.
DEMANDED = """
create function communications_demanded(lines jsonb) returns numeric
language sql immutable parallel safe as $$
    select max(demanded) from (
        select sum((line->>'demanded')::numeric) as demanded
        from jsonb_array_elements(lines) line
        group by line->>'currency'
    ) sums
$$;
"""


class Migration(migrating.Migration):
    replaces = [("communications", "0017_words_kept")]
    initial = True

    dependencies = [
        ("companies", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(DEMANDED, "drop function communications_demanded(jsonb)"),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("token", models.CharField(max_length=43, unique=True)),
                ("authorized_by", models.CharField(blank=True, max_length=80)),
                ("started_at", models.DateTimeField()),
                ("deadline_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("rejected_for_now", "Rejected for now"),
                            ("rejected_for_good", "Rejected for good"),
                            ("not_sent", "Not sent"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                ("provider_id", models.CharField(blank=True, max_length=200)),
                ("reply", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("source", models.CharField(max_length=80)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "Accepted"),
                            ("rejected_for_now", "Rejected for now"),
                            ("rejected_for_good", "Rejected for good"),
                            ("not_sent", "Not sent"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=20,
                    ),
                ),
                ("said", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("letter", "Letter"),
                            ("voice", "Voice message"),
                            ("call", "Call"),
                            ("note", "Note"),
                        ],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("shut_until", models.DateTimeField(blank=True, null=True)),
                ("why", models.TextField(blank=True)),
                ("minute", models.DateTimeField(blank=True, null=True)),
                ("passed", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("manifest", models.CharField(blank=True, max_length=200)),
                ("sheets", models.PositiveIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("reprints", models.PositiveSmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("posted_on", models.DateField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="PrintRunEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("manifest", models.CharField(blank=True, max_length=200)),
                ("sheets", models.PositiveIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("reprints", models.PositiveSmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("posted_on", models.DateField(blank=True, null=True)),
                ("closed_by", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("letter", "Letter"),
                            ("voice", "Voice message"),
                            ("call", "Call"),
                            ("note", "Note"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("version", models.PositiveIntegerField(default=1)),
                ("subject", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("written_by", models.CharField(blank=True, max_length=80)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.CharField(blank=True, max_length=80)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WordingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("key", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("letter", "Letter"),
                            ("voice", "Voice message"),
                            ("call", "Call"),
                            ("note", "Note"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("version", models.PositiveIntegerField(default=1)),
                ("subject", models.TextField(blank=True)),
                ("body", models.TextField()),
                ("written_by", models.CharField(blank=True, max_length=80)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("published_by", models.CharField(blank=True, max_length=80)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AvoidedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("word", models.CharField(max_length=60)),
                ("instead", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="avoided_words",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AvoidedWordEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("language", models.CharField(max_length=5)),
                ("word", models.CharField(max_length=60)),
                ("instead", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="communications.avoidedword",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Communication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("letter", "Letter"),
                            ("voice", "Voice message"),
                            ("call", "Call"),
                            ("note", "Note"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("out", "Out"), ("in", "In")], default="out", max_length=3
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("waiting", "Waiting"),
                            ("sending", "Sending"),
                            ("printing", "Printing"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                            ("noted", "Noted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.JSONField(default=dict)),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=80, unique=True)),
                ("purpose", models.CharField(max_length=40)),
                ("why", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=80)),
                ("sender", models.CharField(blank=True, max_length=200)),
                ("recipient", models.CharField(blank=True, max_length=400)),
                ("recipient_name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=5)),
                ("changed", models.JSONField(blank=True, default=dict)),
                ("subject", models.TextField(blank=True)),
                ("thread", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("logo", models.CharField(blank=True, max_length=200)),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("pdf_pages", models.PositiveSmallIntegerField(default=0)),
                ("copies", models.JSONField(blank=True, default=list)),
                ("lines", models.JSONField(default=list)),
                (
                    "demanded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("lines"), function="communications_demanded"
                        ),
                        output_field=models.DecimalField(
                            decimal_places=3, max_digits=20, null=True
                        ),
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("send_after", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("again_by", models.CharField(blank=True, max_length=80)),
                ("sheet", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="companies.company",
                    ),
                ),
            ],
        ),
    ]
