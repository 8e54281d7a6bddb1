"""Contacts of some years with words of their own, in three languages."""

from django.db import connection

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from tests.bench.data import DAY
from tests.bench.writing import execute

TEXTS = 3_000  # so many different ones; each contact adds its invoice's number and amount
WORDS = 90
DAYS = 1_000
VOCABULARY = {
    "en": "please invoice overdue payment reminder due date account balance transfer reference "
    "delivery shipment goods quality missing damaged order purchase number contact question "
    "answer letter thank you agreed promised instalment friday monday week month bank statement "
    "credit note copy attached discount price difference complaint warehouse forklift pallet",
    "de": "bitte rechnung überfällig zahlung erinnerung fällig konto betrag überweisung verwendung "
    "lieferung versand ware mangel fehlt beschädigt bestellung nummer kontakt frage antwort brief "
    "danke vereinbart zugesagt rate freitag montag woche monat bank auszug gutschrift kopie anlage "
    "skonto preis differenz reklamation lager gabelstapler palette lieferschein",
    "es": "por favor factura vencida pago recordatorio vencimiento cuenta importe transferencia "
    "referencia entrega envío mercancía defecto falta dañado pedido número contacto pregunta carta "
    "gracias acordado prometido plazo viernes lunes semana mes banco extracto abono copia adjunto "
    "descuento precio diferencia reclamación almacén carretilla palé albarán",
}


def fill_contacts(contacts: int) -> None:
    """So many of the customers that are there, the newest today."""
    _texts()
    execute("drop index communication_words")
    with connection.cursor() as cursor:
        cursor.execute(
            _CONTACTS,
            {
                "company": Company.objects.get().pk,
                "contacts": contacts,
                "customers": Customer.objects.count(),
                "day": DAY,
                "texts": TEXTS,
                "step": DAYS * 86_400 / contacts,
            },
        )
    execute("create index communication_words on communications_communication using gin (words)")
    execute("drop table said")


def _texts() -> None:
    """Often used words come first; rare ones stand in few texts."""
    with connection.cursor() as cursor:
        cursor.execute("create table said (id int primary key, language text, text text)")
        cursor.execute("select setseed(0.5)")
        for place, (language, words) in enumerate(VOCABULARY.items()):
            values = {"language": language, "words": words.split(), "n": WORDS, "place": place}
            cursor.execute(_TEXTS, values | {"texts": TEXTS, "step": len(VOCABULARY)})


_TEXTS = """
insert into said
select t, %(language)s, (
    select string_agg((%(words)s::text[])[
        1 + floor(power(random(), 3) * array_length(%(words)s::text[], 1) + w * 0)::int
    ], ' ') from generate_series(1, %(n)s + t * 0) w
)
from generate_series(%(place)s, %(texts)s - 1, %(step)s) t
"""
_CONTACTS = """
insert into communications_communication (
    id, company_id, customer_id, channel, direction, state, reason, mode, key, purpose, why, by,
    sender, recipient, recipient_name, language, subject, thread, text, html, logo, pdf,
    pdf_sha256, pdf_pages, copies, changed, lines, created_at, send_after, sent_at, tries, again_by
)
select gen_random_uuid(), %(company)s, c.id,
    (array['email', 'email', 'email', 'letter', 'call', 'call', 'note', 'sms'])[1 + n %% 8],
    case when n %% 11 = 0 then 'in' else 'out' end,
    case when n %% 97 = 0 then 'bounced' else 'sent' end,
    '{}', 'live', 'said:' || n,
    (array['reminder', 'first_letter', 'second_letter', 'call'])[1 + n %% 4],
    '{}', case when n %% 7 = 0 then 'user:1' else 'ladder' end,
    'ar@talbruck.example', 'accounts' || c.id || '@vandrel.example', 'Femke Oldaal',
    said.language, 'I-' || n, '',
    said.text || ' I-' || n || ' ' || n * 7919::bigint %% 9973 || '.50 EUR',
    '', '', '', '', 0, '[]', '{}',
    jsonb_build_array(jsonb_build_object(
        'invoice', 'I-' || n, 'currency', 'EUR', 'demanded', (n * 7919::bigint %% 9973) || '.50')),
    moment, moment, moment, 1, ''
from generate_series(1, %(contacts)s) n
join said on said.id = n * 7919::bigint %% %(texts)s
join customers_customer c on c.id = 1 + n * 104729::bigint %% %(customers)s
cross join lateral (
    select %(day)s::date + time '12:00' - n * %(step)s * interval '1 second' as moment
) written
"""
