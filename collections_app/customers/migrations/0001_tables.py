import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from collections_app.lib import migrating


class Migration(migrating.Migration):
    replaces = [("customers", "0008_dead_addresses_stay_so")]
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100)),
                ("salutation", models.CharField(blank=True, max_length=40)),
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
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "email_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("mobile", models.CharField(blank=True, max_length=16)),
                (
                    "mobile_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=16)),
                (
                    "phone_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("sms_consent_on", models.DateField(blank=True, null=True)),
                ("sms_consent_source", models.CharField(blank=True, max_length=200)),
                ("voice_consent_on", models.DateField(blank=True, null=True)),
                ("voice_consent_source", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200)),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("sole_trader", "Sole trader"),
                            ("individual", "Individual"),
                            ("public_body", "Public body"),
                        ],
                        default="company",
                        max_length=20,
                    ),
                ),
                ("street", models.TextField(blank=True)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "post_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=5)),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                ("segment", models.CharField(blank=True, max_length=60)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("key_account", "Key account"),
                            ("insolvent", "Insolvent"),
                            ("represented", "Represented by a lawyer"),
                            ("with_agency", "With agency or court"),
                            ("written_off", "Written off"),
                            ("do_not_contact", "Do not contact"),
                        ],
                        default="normal",
                        max_length=20,
                    ),
                ),
                ("standing_reason", models.CharField(blank=True, max_length=200)),
                ("standing_review_on", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
                ("look_on", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CustomerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                (
                    "other_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("company", "Company"),
                            ("sole_trader", "Sole trader"),
                            ("individual", "Individual"),
                            ("public_body", "Public body"),
                        ],
                        default="company",
                        max_length=20,
                    ),
                ),
                ("street", models.TextField(blank=True)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=2)),
                (
                    "post_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=5)),
                ("time_zone", models.CharField(blank=True, max_length=60)),
                ("segment", models.CharField(blank=True, max_length=60)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("key_account", "Key account"),
                            ("insolvent", "Insolvent"),
                            ("represented", "Represented by a lawyer"),
                            ("with_agency", "With agency or court"),
                            ("written_off", "Written off"),
                            ("do_not_contact", "Do not contact"),
                        ],
                        default="normal",
                        max_length=20,
                    ),
                ),
                ("standing_reason", models.CharField(blank=True, max_length=200)),
                ("standing_review_on", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                ("address", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("bounced_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "dead addresses",
            },
        ),
        migrations.CreateModel(
            name="DeadAddressEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("address", models.CharField(max_length=254, serialize=False)),
                ("bounced_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StoppedAddress",
            fields=[
                ("address", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("stopped_at", models.DateTimeField()),
                ("is_complaint", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="StoppedAddressEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("address", models.CharField(max_length=254, serialize=False)),
                ("stopped_at", models.DateTimeField()),
                ("is_complaint", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(blank=True, max_length=100)),
                ("salutation", models.CharField(blank=True, max_length=40)),
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
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "email_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("mobile", models.CharField(blank=True, max_length=16)),
                (
                    "mobile_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=16)),
                (
                    "phone_state",
                    models.CharField(
                        choices=[
                            ("untried", "Untried"),
                            ("good", "Good"),
                            ("bounced", "Bounced"),
                            ("opted_out", "Opted out"),
                        ],
                        default="untried",
                        max_length=10,
                    ),
                ),
                ("sms_consent_on", models.DateField(blank=True, null=True)),
                ("sms_consent_source", models.CharField(blank=True, max_length=200)),
                ("voice_consent_on", models.DateField(blank=True, null=True)),
                ("voice_consent_source", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=60)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to="customers.contact",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
