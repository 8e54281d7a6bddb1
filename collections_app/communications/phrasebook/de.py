"""The phrases in German."""

from collections_app.communications.phrasebook.shape import Phrases

PHRASES = Phrases(
    labels={
        "invoice": "Rechnung",
        "reference": "Ihr Zeichen",
        "issued": "Rechnungsdatum",
        "due": "Fällig am",
        "days": "Überfällig",
        "open": "Offen",
        "asked": "Zu zahlen",
        "total": "Summe",
        "subtotal": "Zwischensumme",
        "net": "Zu zahlen",
        "credit_note": "Gutschrift",
        "unallocated": "Noch nicht zugeordnete Zahlung",
        "ways_to_pay": "So können Sie zahlen",
        "bank_transfer": "Überweisung",
        "iban": "IBAN",
        "bic": "BIC",
        "payment_reference": "Verwendungszweck",
        "online": "Online",
        "other_way": "Oder",
        "scan": "Mit Ihrer Banking-",
        "scan_with": "App scannen",
        "date": "Datum",
        "customer_number": "Kundennummer",
        "clerk": "Ihr Kontakt",
        "phone": "Telefon",
        "email": "E-Mail",
        "receivables": "Debitorenbuchhaltung",
        "page": "Seite",
        "of": "von",
        "continued": "Kundennummer",
        "and": "und",
        "invoices": "Rechnungen",
        "carried_over": "Übertrag",
        "carried_from": "Übertrag",
    },
    earlier={
        "reminder": "unsere Erinnerung vom {day}",
        "first_letter": "unser Schreiben vom {day}",
        "second_letter": "unser Schreiben vom {day}",
        "still_open": "unser Schreiben vom {day}",
        "third_notice": "unser Schreiben vom {day}",
        "final_notice": "unsere letzte Zahlungsaufforderung vom {day}",
        "voice_message": "unsere Sprachnachricht vom {day}",
        "call": "unser Telefonat vom {day}",
        "message": "unsere Nachricht vom {day}",
        "voicemail": "unsere Nachricht auf Ihrem Anrufbeantworter vom {day}",
    },
    promises={
        "open": (
            "Ihre Zahlung von {amount} zum {day} haben wir vorgemerkt; sie ist hier nicht "
            "enthalten."
        ),
        "kept": (
            "Vielen Dank für die zum {day} vereinbarten {amount}; sie sind pünktlich bei uns "
            "eingegangen."
        ),
        "partly_kept": (
            "Von den zum {day} vereinbarten {amount} sind {paid} bei uns eingegangen; vielen "
            "Dank dafür."
        ),
        "broken": (
            "Für den {day} war eine Zahlung von {amount} vereinbart; sie ist bisher nicht bei"
            " uns eingegangen."
        ),
    },
    releases={
        "dispute_settled": "Ihre Rückfrage zu {invoices} ist geklärt.",
        "money_not_found": (
            "Zu {invoices} haben Sie uns eine Zahlung gemeldet. Wir haben sie gesucht und "
            "nicht gefunden; bitte nennen Sie uns Datum und Verwendungszweck."
        ),
        "hold_over": "Die vereinbarte Pause für {invoices} ist beendet.",
    },
    reach={
        "email": "Antworten Sie einfach auf diese E-Mail",
        "email_phone": "Antworten Sie einfach auf diese E-Mail oder rufen Sie mich an: {phone}",
        "letter_phone": "Bei Fragen erreichen Sie mich unter {phone}",
        "letter_mail": "Bei Fragen erreichen Sie mich unter {email}",
        "letter": "Bei Fragen schreiben Sie uns bitte",
    },
    lines={
        "your": "Ihr Zeichen {reference}",
        "due": "fällig am {due}",
        "late_1": "1 Tag überfällig",
        "late": "{days} Tage überfällig",
        "said": "{what}",
        "asked_by": "erbeten bis {day}",
        "by": "bitte zahlen bis {day}",
        "rest": "{balance} offen, der Rest vorerst zurückgestellt",
        "invoice": "Rechnung {number}",
        "invoices": "Rechnungen {numbers}",
        "ask": "{amount} bis {day}",
        "of": "{label} {number} vom {day}",
        "on": "{label} vom {day}",
        "standing": "{day} ({number})",
    },
    agreed={
        "promise": "Sie zahlen {amount} bis {day} für {invoices}.",
        "instalments": "Sie zahlen {amount} für {invoices} in Raten: {parts}.",
        "dispute": (
            "Wir prüfen {invoices} und antworten bis {day}; bis dahin fragen wir nicht nach "
            "{amount} davon."
        ),
        "says_paid": (
            "Sie haben {invoices} bezahlt; wir suchen die Zahlung und melden uns, falls wir "
            "sie nicht finden."
        ),
        "copy": "Wir senden Ihnen eine Kopie: {invoices}.",
        "call": "Ich rufe Sie am {day} wieder an.",
    },
    page={
        "title": "Offene Rechnungen",
        "see_and_answer": "Rechnungen ansehen und antworten",
        "overdue_1": "1 Rechnung ist überfällig.",
        "overdue": "{count} Rechnungen sind überfällig.",
        "pay_by": "Bitte zahlen Sie bis {day}.",
        "nothing_to_pay": "Derzeit ist nichts zu zahlen. Vielen Dank.",
        "not_due_yet": "Noch nicht fällig",
        "promised": "Ihre Zahlung ist vorgemerkt und hier nicht enthalten.",
        "disputed": "Wir prüfen sie.",
        "searched": "Wir suchen Ihre Zahlung.",
        "your_answer": "Ihre Antwort",
        "reaches": "Sie erreicht {name} sofort, und unsere Erinnerungen ruhen so lange.",
        "says_paid": "Wir haben schon gezahlt",
        "says_paid_hint": "Sagen Sie uns, wann und wie",
        "promise": "Wir zahlen an einem bestimmten Tag",
        "promise_hint": "Alle Rechnungen oder einzelne",
        "dispute": "Etwas stimmt nicht",
        "dispute_hint": "Ware, Preis, Lieferung oder etwas anderes",
        "send_copy": "Bitte eine Kopie senden",
        "send_copy_hint": "An Sie oder an eine andere Adresse",
        "wrong_person": "Ich bin nicht zuständig",
        "wrong_person_hint": "Sagen Sie uns, wer es ist",
        "invoices": "Rechnungen",
        "sum": "Betrag",
        "pays_on": "Wir zahlen am",
        "paid_on": "Gezahlt am",
        "how": "Gezahlt per",
        "how_unsaid": "Keine Angabe",
        "transfer": "Überweisung",
        "debit": "Lastschrift",
        "card": "Karte",
        "cheque": "Scheck",
        "cash": "Bar",
        "other": "Auf anderem Weg",
        "reference": "Verwendungszweck der Zahlung",
        "what": "Was nicht stimmt",
        "goods": "Die Ware oder Leistung",
        "price": "Der Preis oder die Menge",
        "delivery": "Die Lieferung",
        "something_else": "Etwas anderes",
        "copy_to": "Senden an",
        "whom": "Zuständig ist",
        "whom_reach": "E-Mail oder Telefon",
        "message": "Was sollten wir noch wissen?",
        "in_words": "Was nicht stimmt, in wenigen Worten",
        "scan": "Mit Ihrer Banking-App scannen",
        "check": "Weiter",
        "is_it_right": "Ist das richtig so?",
        "will_be_read": "Das liest {name}:",
        "send": "Senden",
        "back": "Ändern",
        "told": "Vielen Dank. {name} liest Ihre Antwort und meldet sich, falls etwas offen ist.",
        "choose_invoice": "Wählen Sie mindestens eine Rechnung.",
        "choose_day": "Wählen Sie einen Tag ab heute, innerhalb der nächsten sechs Monate.",
        "day_to_come": "Dieser Tag liegt noch vor uns.",
        "say_what": "Sagen Sie kurz, was nicht stimmt.",
        "say_whom": "Nennen Sie die Person oder wie sie zu erreichen ist.",
        "no_address": "Das ist keine E-Mail-Adresse.",
        "too_long": "Bitte höchstens {count} Zeichen.",
        "too_many": (
            "Über diese Seite kamen heute schon viele Antworten. Bitte schreiben Sie uns oder "
            "rufen Sie an."
        ),
        "question": "Eine Frage?",
        "write": "Schreiben",
        "yours_alone": (
            "Diese Seite ist nur für Sie: Bitte geben Sie ihre Adresse nicht weiter. Sie gilt bis "
            "{day}."
        ),
        "gone": "Diese Seite gibt es nicht mehr",
        "gone_why": (
            "Die Adresse dieser Seite ist zu alt oder wurde zurückgezogen. Bitte nutzen Sie die "
            "aus unserer letzten E-Mail, oder antworten Sie einfach auf diese E-Mail."
        ),
        "slowly": "Zu viel auf einmal",
        "slowly_why": (
            "Diese Adresse wurde sehr oft aufgerufen. Bitte versuchen Sie es in einer Minute "
            "noch einmal."
        ),
        "broken": "Da ist etwas schiefgegangen",
        "broken_why": (
            "Der Fehler liegt bei uns. Bitte versuchen Sie es gleich noch einmal, oder antworten "
            "Sie einfach auf unsere E-Mail."
        ),
        "not_taken": "Ihre Antwort wurde nicht gesendet",
        "not_taken_why": (
            "Ihr Browser nimmt keine Cookies an, oder die Seite war sehr lange offen. Bitte gehen "
            "Sie zurück, laden Sie die Seite neu und senden Sie Ihre Antwort noch einmal, oder "
            "antworten Sie einfach auf unsere E-Mail."
        ),
    },
    greetings={
        "unknown": "Sehr geehrte Damen und Herren,",
        "f": "Sehr geehrte Frau {name},",
        "m": "Sehr geehrter Herr {name},",
        "": "Guten Tag {name},",
    },
    addressed={
        "f": "Frau",
        "m": "Herrn",
    },
    wrote="Am {day} um {hour:%H:%M} schrieb {who}:",
    plus="plus",
    counts="null eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
)
