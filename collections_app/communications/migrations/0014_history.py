"""The history of a company in its order, and the words of what was said."""

from django.db import migrations, models

WORDS = """
create function communications_words(language text, subject text, said text) returns tsvector
language sql immutable parallel safe as $$
    select to_tsvector(
        case language
            when 'en' then 'english'::regconfig
            when 'de' then 'german'::regconfig
            when 'es' then 'spanish'::regconfig
            else 'simple'::regconfig
        end,
        left(subject || ' ' || said, 200000)
    )
$$;
create index communication_words on communications_communication
using gin (communications_words(language, subject, text));
"""
GONE = """
drop index communication_words;
drop function communications_words(text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("communications", "0013_print_runs_and_copies")]

    operations = [
        migrations.AddIndex(
            model_name="communication",
            index=models.Index(
                fields=["company", "-created_at", "-id"], name="communication_in_order"
            ),
        ),
        migrations.RunSQL(WORDS, GONE),
    ]
