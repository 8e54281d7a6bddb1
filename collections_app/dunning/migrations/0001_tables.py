from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("dunning", "0014_audit")]
    initial = True

    dependencies = [
        ("communications", "0002_links"),
        ("companies", "0001_tables"),
        ("customers", "0001_tables"),
        ("invoices", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Level",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=40)),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("courtesy", "Courtesy note"),
                            ("written", "Written"),
                            ("call", "Call"),
                            ("thanks", "Thank-you"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                ("before_due_days", models.PositiveSmallIntegerField(default=0)),
                ("after_due_days", models.PositiveSmallIntegerField(default=0)),
                ("counts_business_days", models.BooleanField(default=False)),
                ("gap_days", models.PositiveSmallIntegerField(default=0)),
                ("pay_by_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "minimum",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("payer", "Payer"),
                                ("accounts_payable", "Accounts payable"),
                                ("approver", "Approver"),
                                ("director", "Director"),
                                ("sales", "Sales"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                ("attaches_letter", models.BooleanField(default=False)),
                ("and_email", models.BooleanField(default=False)),
                ("copies", models.BooleanField(default=False)),
                ("arrival_call", models.BooleanField(default=False)),
                ("needs_approval", models.BooleanField(default=False)),
                ("after_call_rounds", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["policy", "rank", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("track__in", ["courtesy", "written", "call", "thanks"])
                        ),
                        name="level_track",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before_due_days__gt", 0), ("track", "courtesy")),
                            models.Q(
                                models.Q(("track", "courtesy"), _negated=True),
                                ("before_due_days", 0),
                            ),
                            _connector="OR",
                        ),
                        name="level_courtesy_is_before_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rank", 0), ("track__in", ("courtesy", "thanks"))),
                            models.Q(
                                models.Q(("track__in", ("courtesy", "thanks")), _negated=True),
                                ("rank__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="level_beside_has_no_rank",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        max_length=10,
                    ),
                ),
                ("opened_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("ended", "Ended"), ("resting", "Resting")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("dials", models.PositiveSmallIntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="companies.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_rounds",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "resting"))),
                        fields=("customer", "mode"),
                        name="call_round_current_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_on__isnull", True), ("state__in", ("open", "resting"))
                            ),
                            models.Q(("ended_on__isnull", False), ("state", "ended")),
                            _connector="OR",
                        ),
                        name="call_round_ended_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("third_notice", "Third notice"),
                            ("final_notice", "Final notice"),
                            ("stop_supply", "Stop supply"),
                            ("agency_or_court", "Agency or court"),
                            ("write_off", "Write off"),
                            ("go_on", "Go on calling"),
                        ],
                        max_length=20,
                    ),
                ),
                ("set_on", models.DateField()),
                ("again_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=400)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="courses",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-id"], name="course_of_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "choice__in",
                                [
                                    "third_notice",
                                    "final_notice",
                                    "stop_supply",
                                    "agency_or_court",
                                    "write_off",
                                    "go_on",
                                ],
                            )
                        ),
                        name="course_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("again_on__gt", models.F("set_on"))),
                        name="course_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("third_notice", "Third notice"),
                            ("final_notice", "Final notice"),
                            ("stop_supply", "Stop supply"),
                            ("agency_or_court", "Agency or court"),
                            ("write_off", "Write off"),
                            ("go_on", "Go on calling"),
                        ],
                        max_length=20,
                    ),
                ),
                ("set_on", models.DateField()),
                ("again_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=400)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.course",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("values", models.JSONField(default=dict)),
                ("decided_on", models.DateField()),
                ("look_on", models.DateField(null=True)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decision",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reached", models.CharField(blank=True, max_length=40)),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("starts_at", models.CharField(blank=True, max_length=40)),
                ("in_review", models.BooleanField(default=False)),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reached", ""), ("reached_on__isnull", True)),
                            models.Q(
                                models.Q(("reached", ""), _negated=True),
                                ("reached_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="entry_reached_has_date",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("reached", models.CharField(blank=True, max_length=40)),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("starts_at", models.CharField(blank=True, max_length=40)),
                ("in_review", models.BooleanField(default=False)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.entry",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("started_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="episodes",
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "number"), name="episode_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 1)), name="episode_after_the_first"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="episode_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EpisodeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("started_on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.episode",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GivenPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given_policy",
                        to="customers.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("asked", "The customer asked"),
                            ("internal", "We are checking something"),
                            ("payment_row_refused", "A payment could not be read"),
                            ("reply_waits", "A reply waits for an answer"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("put_on", models.DateField()),
                ("until_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="invoices.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["customer"],
                        name="hold_running",
                    ),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=["until_on"],
                        name="hold_to_end",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("put_on"))),
                        name="hold_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("asked", "The customer asked"),
                            ("internal", "We are checking something"),
                            ("payment_row_refused", "A payment could not be read"),
                            ("reply_waits", "A reply waits for an answer"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("put_on", models.DateField()),
                ("until_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.hold",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=40)),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("courtesy", "Courtesy note"),
                            ("written", "Written"),
                            ("call", "Call"),
                            ("thanks", "Thank-you"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("wording", models.CharField(max_length=40)),
                ("wording_rank", models.PositiveSmallIntegerField()),
                ("opens_with_thanks", models.BooleanField(default=False)),
                ("day", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        max_length=10,
                    ),
                ),
                ("is_automatic", models.BooleanField(default=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
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
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("waiting", "Waiting"),
                            ("ready", "Ready"),
                            ("accepted", "Accepted"),
                            ("cancelled", "Cancelled"),
                            ("failed", "Failed"),
                            ("taken_back", "Taken back"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("reason", models.JSONField(default=dict)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("sent_by", models.CharField(blank=True, max_length=80)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="companies.company"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-day"], name="notice_of_customer"),
                    models.Index(
                        condition=models.Q(("state__in", ("planned", "waiting", "ready"))),
                        fields=["company", "id"],
                        name="notice_unfinished",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "waiting",
                                    "ready",
                                    "accepted",
                                    "cancelled",
                                    "failed",
                                    "taken_back",
                                ],
                            )
                        ),
                        name="notice_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("track__in", ["courtesy", "written", "call", "thanks"])
                        ),
                        name="notice_track",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("accepted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="notice_accepted_has_date",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("planned", "waiting", "ready"))),
                        fields=("customer",),
                        name="notice_unfinished_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_by", ""), ("is_automatic", False), _connector="OR"
                        ),
                        name="notice_by_hand",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_automatic", True),
                            ("state__in", ["planned", "waiting", "ready", "accepted"]),
                        ),
                        fields=("customer", "day", "mode"),
                        name="notice_automatic_once_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        max_length=10,
                    ),
                ),
                ("episode", models.PositiveSmallIntegerField(default=1)),
                ("level", models.CharField(blank=True, max_length=40)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("balance", models.DecimalField(decimal_places=3, max_digits=15)),
                ("demanded", models.DecimalField(decimal_places=3, max_digits=15)),
                ("pay_by", models.DateField(blank=True, null=True)),
                ("released", models.CharField(blank=True, max_length=30)),
                ("on_day", models.DateField()),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("void", models.BooleanField(default=False)),
                (
                    "call_round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dunning.callround",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_lines",
                        to="invoices.invoice",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="dunning.notice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["invoice", "on_day"], name="line_of_invoice")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("call_round__isnull", True),
                                ("notice__isnull", False),
                                ("round", 0),
                            ),
                            models.Q(
                                ("call_round__isnull", False),
                                ("notice__isnull", True),
                                ("round__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="line_of_notice_or_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("demanded__gt", 0), ("demanded__lte", models.F("balance"))
                        ),
                        name="line_demands_within_balance",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("void", False), models.Q(("level", ""), _negated=True)),
                        fields=("invoice", "episode", "level", "round", "mode"),
                        name="level_taken_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("carries", models.BooleanField(default=True)),
                (
                    "communication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_message",
                        to="communications.communication",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="dunning.notice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on_day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "on_day"), name="override_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="override_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverrideEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("on_day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.override",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment", models.CharField(blank=True, max_length=60)),
                (
                    "minimum",
                    models.DecimalField(decimal_places=3, default=Decimal("20"), max_digits=15),
                ),
                (
                    "residual",
                    models.DecimalField(decimal_places=3, default=Decimal("5"), max_digits=15),
                ),
                (
                    "arrival_call_from",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True),
                ),
                ("call_round_limit", models.PositiveSmallIntegerField(default=3)),
                ("calls_in_a_round", models.PositiveSmallIntegerField(default=5)),
                ("entry_letter_days", models.PositiveSmallIntegerField(default=30)),
                ("entry_review_days", models.PositiveSmallIntegerField(default=90)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "segment"), name="policy_of_segment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entry_review_days__gte", models.F("entry_letter_days"))
                        ),
                        name="policy_entry_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("rank", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=40)),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("courtesy", "Courtesy note"),
                            ("written", "Written"),
                            ("call", "Call"),
                            ("thanks", "Thank-you"),
                        ],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                ("before_due_days", models.PositiveSmallIntegerField(default=0)),
                ("after_due_days", models.PositiveSmallIntegerField(default=0)),
                ("counts_business_days", models.BooleanField(default=False)),
                ("gap_days", models.PositiveSmallIntegerField(default=0)),
                ("pay_by_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "minimum",
                    models.DecimalField(decimal_places=3, default=Decimal("0"), max_digits=15),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                        default=list,
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("payer", "Payer"),
                                ("accounts_payable", "Accounts payable"),
                                ("approver", "Approver"),
                                ("director", "Director"),
                                ("sales", "Sales"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                    ),
                ),
                ("attaches_letter", models.BooleanField(default=False)),
                ("and_email", models.BooleanField(default=False)),
                ("copies", models.BooleanField(default=False)),
                ("arrival_call", models.BooleanField(default=False)),
                ("needs_approval", models.BooleanField(default=False)),
                ("after_call_rounds", models.PositiveSmallIntegerField(default=0)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.level",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dunning.policy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="level",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="levels",
                to="dunning.policy",
            ),
        ),
        migrations.CreateModel(
            name="GivenPolicyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("by", models.CharField(max_length=80)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="dunning.givenpolicy",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="dunning.policy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="givenpolicy",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="given",
                to="dunning.policy",
            ),
        ),
        migrations.CreateModel(
            name="PolicyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("segment", models.CharField(blank=True, max_length=60)),
                (
                    "minimum",
                    models.DecimalField(decimal_places=3, default=Decimal("20"), max_digits=15),
                ),
                (
                    "residual",
                    models.DecimalField(decimal_places=3, default=Decimal("5"), max_digits=15),
                ),
                (
                    "arrival_call_from",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=15, null=True),
                ),
                ("call_round_limit", models.PositiveSmallIntegerField(default=3)),
                ("calls_in_a_round", models.PositiveSmallIntegerField(default=5)),
                ("entry_letter_days", models.PositiveSmallIntegerField(default=30)),
                ("entry_review_days", models.PositiveSmallIntegerField(default=90)),
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
                        to="dunning.policy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("rehearsal", "Rehearsal"), ("live", "Live")],
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("notices", models.PositiveIntegerField(default=0)),
                ("calls", models.PositiveIntegerField(default=0)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="companies.company",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="notice",
            name="run",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="dunning.run"
            ),
        ),
        migrations.CreateModel(
            name="Simulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("draft", models.JSONField(default=dict)),
                ("customers", models.PositiveIntegerField()),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("up_to", models.PositiveBigIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="simulations",
                        to="companies.company",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["asked_at"],
                        name="simulation_to_do",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Foreseen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_draft", models.BooleanField()),
                ("on_day", models.DateField()),
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
                ("level", models.CharField(max_length=40)),
                ("mails_beside", models.PositiveSmallIntegerField(default=0)),
                ("asks", models.JSONField(default=dict)),
                ("approval", models.CharField(blank=True, max_length=40)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "simulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="dunning.simulation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["simulation", "is_draft", "on_day", "customer"], name="foreseen_day"
                    ),
                    models.Index(fields=["simulation", "customer"], name="foreseen_customer"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_courseevent" ("again_on", "by", "choice", "customer_id", "id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_on") VALUES (OLD."again_on", OLD."by", OLD."choice", OLD."customer_id", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."set_on"); RETURN NULL;',
                    hash="7736870a464a4800a497953af0fdab6003735b68",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f20bd",
                    table="dunning_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_courseevent" ("again_on", "by", "choice", "customer_id", "id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_on") VALUES (OLD."again_on", OLD."by", OLD."choice", OLD."customer_id", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."set_on"); RETURN NULL;',
                    hash="8c552a7913eb54bd590f38ae976d4667a31ddfce",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_db836",
                    table="dunning_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="course",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_courseevent" ("again_on", "by", "choice", "customer_id", "id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_on") VALUES (NEW."again_on", NEW."by", NEW."choice", NEW."customer_id", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."set_on"); RETURN NULL;',
                    hash="161093ec92875e123b7c2bfb1a90ecad67d80909",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_565a4",
                    table="dunning_course",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="courseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cb0399eafbf71f1ff716021bbcd6eab444f2e4ca",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_de77e",
                    table="dunning_courseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_entryevent" ("id", "in_review", "invoice_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached", "reached_on", "starts_at") VALUES (OLD."id", OLD."in_review", OLD."invoice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."reached", OLD."reached_on", OLD."starts_at"); RETURN NULL;',
                    hash="bf6ed92842200d8aaff38f0c0df8e630ffa9e6ea",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_8a1c6",
                    table="dunning_entry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_entryevent" ("id", "in_review", "invoice_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached", "reached_on", "starts_at") VALUES (OLD."id", OLD."in_review", OLD."invoice_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."reached", OLD."reached_on", OLD."starts_at"); RETURN NULL;',
                    hash="41f463686ed31da46c44b718b8d2e417d4b23f98",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_a5c29",
                    table="dunning_entry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entryevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="452c9a8f30883506e4907dff41201cfa2aed724e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1e167",
                    table="dunning_entryevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_episodeevent" ("by", "id", "invoice_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "started_on") VALUES (OLD."by", OLD."id", OLD."invoice_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."reason", OLD."started_on"); RETURN NULL;',
                    hash="d96e614b3f507d8186407471b95e7f0e192adaeb",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f9c43",
                    table="dunning_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_episodeevent" ("by", "id", "invoice_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "started_on") VALUES (OLD."by", OLD."id", OLD."invoice_id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."reason", OLD."started_on"); RETURN NULL;',
                    hash="5803f45da11367e68d047cbe6d5dc6088bd7f24c",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_6b30b",
                    table="dunning_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_episodeevent" ("by", "id", "invoice_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "started_on") VALUES (NEW."by", NEW."id", NEW."invoice_id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."reason", NEW."started_on"); RETURN NULL;',
                    hash="d8058f2f949e1a47bb50437ee0ea7c9490b6e60f",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_f5348",
                    table="dunning_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episodeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c8470e156932b984072047e583e8187115c19cc0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_13e77",
                    table="dunning_episodeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_holdevent" ("by", "customer_id", "ended_on", "id", "invoice_id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_on", "reason", "until_on") VALUES (OLD."by", OLD."customer_id", OLD."ended_on", OLD."id", OLD."invoice_id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."put_on", OLD."reason", OLD."until_on"); RETURN NULL;',
                    hash="9f12d45db409a95c2a1f9c4f5b453664a174058a",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_85340",
                    table="dunning_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_holdevent" ("by", "customer_id", "ended_on", "id", "invoice_id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_on", "reason", "until_on") VALUES (OLD."by", OLD."customer_id", OLD."ended_on", OLD."id", OLD."invoice_id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."put_on", OLD."reason", OLD."until_on"); RETURN NULL;',
                    hash="920173a5594601112d0dca90414bc97d918f054d",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_ef510",
                    table="dunning_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_holdevent" ("by", "customer_id", "ended_on", "id", "invoice_id", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_on", "reason", "until_on") VALUES (NEW."by", NEW."customer_id", NEW."ended_on", NEW."id", NEW."invoice_id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."put_on", NEW."reason", NEW."until_on"); RETURN NULL;',
                    hash="8e81be7fb8d0bf41f4f74c8e1f689679673e3d14",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_6cfea",
                    table="dunning_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holdevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7537f1edd8a92075ea74d9f00666d9e59cc942a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b7ada",
                    table="dunning_holdevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="override",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_overrideevent" ("by", "customer_id", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."by", OLD."customer_id", OLD."id", OLD."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="8e02d204f6006ed147106f6de6d3f8fa662c28ce",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_785bb",
                    table="dunning_override",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="override",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_overrideevent" ("by", "customer_id", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."by", OLD."customer_id", OLD."id", OLD."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="210e361213b324d919b48ce063f6df0ce602b62b",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_b0409",
                    table="dunning_override",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="override",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_overrideevent" ("by", "customer_id", "id", "on_day", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."by", NEW."customer_id", NEW."id", NEW."on_day", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."reason"); RETURN NULL;',
                    hash="9a0a4e966dde55bb21a07507b9e980e45ad8130a",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_b9904",
                    table="dunning_override",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="overrideevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="de2593d21b2a1a01df7a684441cb7dc66e7711b9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_50b27",
                    table="dunning_overrideevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policy",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_policyevent" ("arrival_call_from", "call_round_limit", "calls_in_a_round", "company_id", "entry_letter_days", "entry_review_days", "id", "minimum", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual", "segment") VALUES (OLD."arrival_call_from", OLD."call_round_limit", OLD."calls_in_a_round", OLD."company_id", OLD."entry_letter_days", OLD."entry_review_days", OLD."id", OLD."minimum", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."residual", OLD."segment"); RETURN NULL;',
                    hash="e44bfad088464ea253de8208a3c96dc94a6ef8d6",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_f260c",
                    table="dunning_policy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policy",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_policyevent" ("arrival_call_from", "call_round_limit", "calls_in_a_round", "company_id", "entry_letter_days", "entry_review_days", "id", "minimum", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual", "segment") VALUES (OLD."arrival_call_from", OLD."call_round_limit", OLD."calls_in_a_round", OLD."company_id", OLD."entry_letter_days", OLD."entry_review_days", OLD."id", OLD."minimum", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."residual", OLD."segment"); RETURN NULL;',
                    hash="8350411267a35ce8758a56c5f3bcb6fa50fe625b",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_0561f",
                    table="dunning_policy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policy",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_policyevent" ("arrival_call_from", "call_round_limit", "calls_in_a_round", "company_id", "entry_letter_days", "entry_review_days", "id", "minimum", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "residual", "segment") VALUES (NEW."arrival_call_from", NEW."call_round_limit", NEW."calls_in_a_round", NEW."company_id", NEW."entry_letter_days", NEW."entry_review_days", NEW."id", NEW."minimum", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."residual", NEW."segment"); RETURN NULL;',
                    hash="96be5a42586a80a053ff77e34bf2ac79349c43ef",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_eeb85",
                    table="dunning_policy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="levelevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f61b51befb4dcce297c82b83e5eac3cf8b99acb5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_279b1",
                    table="dunning_levelevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="level",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rank__gt", 0)), fields=("policy", "rank"), name="level_rank"
            ),
        ),
        migrations.AddConstraint(
            model_name="level",
            constraint=models.UniqueConstraint(fields=("policy", "key"), name="level_key"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_levelevent" ("after_call_rounds", "after_due_days", "and_email", "arrival_call", "attaches_letter", "before_due_days", "channels", "copies", "counts_business_days", "gap_days", "id", "is_on", "key", "minimum", "needs_approval", "pay_by_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "rank", "roles", "track") VALUES (OLD."after_call_rounds", OLD."after_due_days", OLD."and_email", OLD."arrival_call", OLD."attaches_letter", OLD."before_due_days", OLD."channels", OLD."copies", OLD."counts_business_days", OLD."gap_days", OLD."id", OLD."is_on", OLD."key", OLD."minimum", OLD."needs_approval", OLD."pay_by_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."policy_id", OLD."rank", OLD."roles", OLD."track"); RETURN NULL;',
                    hash="93359e8a7a68f5ed29f0be6a18c83eeac782aae6",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_8f7d6",
                    table="dunning_level",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_levelevent" ("after_call_rounds", "after_due_days", "and_email", "arrival_call", "attaches_letter", "before_due_days", "channels", "copies", "counts_business_days", "gap_days", "id", "is_on", "key", "minimum", "needs_approval", "pay_by_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "rank", "roles", "track") VALUES (OLD."after_call_rounds", OLD."after_due_days", OLD."and_email", OLD."arrival_call", OLD."attaches_letter", OLD."before_due_days", OLD."channels", OLD."copies", OLD."counts_business_days", OLD."gap_days", OLD."id", OLD."is_on", OLD."key", OLD."minimum", OLD."needs_approval", OLD."pay_by_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."policy_id", OLD."rank", OLD."roles", OLD."track"); RETURN NULL;',
                    hash="708031d6005f72b6eb93e7eaa595c6cb9393701d",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_0a63d",
                    table="dunning_level",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="level",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_levelevent" ("after_call_rounds", "after_due_days", "and_email", "arrival_call", "attaches_letter", "before_due_days", "channels", "copies", "counts_business_days", "gap_days", "id", "is_on", "key", "minimum", "needs_approval", "pay_by_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "rank", "roles", "track") VALUES (NEW."after_call_rounds", NEW."after_due_days", NEW."and_email", NEW."arrival_call", NEW."attaches_letter", NEW."before_due_days", NEW."channels", NEW."copies", NEW."counts_business_days", NEW."gap_days", NEW."id", NEW."is_on", NEW."key", NEW."minimum", NEW."needs_approval", NEW."pay_by_days", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."policy_id", NEW."rank", NEW."roles", NEW."track"); RETURN NULL;',
                    hash="0f133241f7c62dd877610b2bd9027b67628b3a27",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_a62b3",
                    table="dunning_level",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="givenpolicyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a52f21861b8afba184b8bac0c92b9bc7dc626b6b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_41f64",
                    table="dunning_givenpolicyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="givenpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="changed_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "dunning_givenpolicyevent" ("by", "customer_id", "given_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason") VALUES (OLD."by", OLD."customer_id", OLD."given_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'changed\', OLD."id", OLD."policy_id", OLD."reason"); RETURN NULL;',
                    hash="50d1afda6e3e58757d88927ebfe279fcee47d9a8",
                    operation="UPDATE",
                    pgid="pgtrigger_changed_update_911cb",
                    table="dunning_givenpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="givenpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="removed_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_givenpolicyevent" ("by", "customer_id", "given_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason") VALUES (OLD."by", OLD."customer_id", OLD."given_on", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'removed\', OLD."id", OLD."policy_id", OLD."reason"); RETURN NULL;',
                    hash="890e97a35c226b056b4a18168ee9e031f35f2c57",
                    operation="DELETE",
                    pgid="pgtrigger_removed_delete_5d57b",
                    table="dunning_givenpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="givenpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="made_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "dunning_givenpolicyevent" ("by", "customer_id", "given_on", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "policy_id", "reason") VALUES (NEW."by", NEW."customer_id", NEW."given_on", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'made\', NEW."id", NEW."policy_id", NEW."reason"); RETURN NULL;',
                    hash="be1d58bd8db140d2ee143be799ff5aa1ce3d1378",
                    operation="INSERT",
                    pgid="pgtrigger_made_insert_49aa6",
                    table="dunning_givenpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="935af978c862db680831675e4e97f2c1a98d95bc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fdd77",
                    table="dunning_policyevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
