"""The words of what was said are kept with it: to compute them again for a row takes too long."""

from django.db import migrations, models

KEPT = """
drop index communication_words;
alter table communications_communication add column words tsvector
generated always as (communications_words(language, subject, text)) stored;
create index communication_words on communications_communication using gin (words);
"""
GONE = """
alter table communications_communication drop column words;
create index communication_words on communications_communication
using gin (communications_words(language, subject, text));
"""


class Migration(migrations.Migration):
    dependencies = [("communications", "0016_demanded")]

    operations = [
        migrations.RunSQL(KEPT, GONE),
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                fields=["company", "demanded"],
                condition=models.Q(demanded__isnull=False),
                name="communication_demanded",
            ),
        ),
    ]
