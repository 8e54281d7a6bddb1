from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_reply_hold_days"),
    ]

    operations = [
        migrations.RenameField(
            model_name="company",
            old_name="careful_until",
            new_name="restored_on",
        ),
    ]
