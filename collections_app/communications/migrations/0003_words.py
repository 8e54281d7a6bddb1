"""The words of what was said, kept with it: to find them anew for each row takes too long."""

from django.db import migrations

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
alter table communications_communication add column words tsvector
generated always as (communications_words(language, subject, text)) stored;
create index communication_words on communications_communication using gin (words);
"""
GONE = """
alter table communications_communication drop column words;
drop function communications_words(text, text, text);
"""


class Migration(migrations.Migration):
    replaces = [("communications", "0019_audit")]
    dependencies = [("communications", "0002_links")]

    operations = [migrations.RunSQL(WORDS, GONE)]
