from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0004_attachments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dispute",
            name="result",
            field=models.CharField(
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
    ]
