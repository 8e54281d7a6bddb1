"""The few words and sentences that code, not a wording, puts into a message, per language."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from collections_app.lib.dates import show_date
from collections_app.lib.languages import spoken

LABELS = {
    "en": {
        "invoice": "Invoice", "reference": "Your reference", "issued": "Invoice date",
        "due": "Due", "days": "Days overdue", "open": "Open", "asked": "To pay",
        "total": "Total", "subtotal": "Subtotal", "net": "To pay",
        "credit_note": "Credit note", "unallocated": "Payment received, not yet matched,",
        "ways_to_pay": "Ways to pay", "bank_transfer": "Bank transfer", "iban": "IBAN",
        "bic": "BIC", "payment_reference": "Reference", "online": "Online",
        "other_way": "Or", "scan": "Scan with your", "scan_with": "banking app",
        "date": "Date", "customer_number": "Customer no.", "clerk": "Your contact",
        "phone": "Phone", "email": "E-mail", "receivables": "Receivables",
        "page": "Page", "of": "of", "continued": "Customer no.", "and": "and",
        "invoices": "invoices",
    },
    "de": {
        "invoice": "Rechnung", "reference": "Ihr Zeichen", "issued": "Rechnungsdatum",
        "due": "Fällig am", "days": "Überfällig", "open": "Offen", "asked": "Zu zahlen",
        "total": "Summe", "subtotal": "Zwischensumme", "net": "Zu zahlen",
        "credit_note": "Gutschrift", "unallocated": "Noch nicht zugeordnete Zahlung",
        "ways_to_pay": "So können Sie zahlen", "bank_transfer": "Überweisung", "iban": "IBAN",
        "bic": "BIC", "payment_reference": "Verwendungszweck", "online": "Online",
        "other_way": "Oder", "scan": "Mit Ihrer Banking-", "scan_with": "App scannen",
        "date": "Datum", "customer_number": "Kundennummer", "clerk": "Ihr Kontakt",
        "phone": "Telefon", "email": "E-Mail", "receivables": "Debitorenbuchhaltung",
        "page": "Seite", "of": "von", "continued": "Kundennummer", "and": "und",
        "invoices": "Rechnungen",
    },
}  # fmt: skip

_COUNTS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "de": "null eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
}

_EARLIER = {
    "en": {
        "reminder": "our reminder of {day}",
        "first_letter": "our letter of {day}",
        "second_letter": "our letter of {day}",
        "still_open": "our letter of {day}",
        "third_notice": "our letter of {day}",
        "final_notice": "our final notice of {day}",
        "voice_message": "our voice message of {day}",
        "call": "our call of {day}",
        "message": "our message of {day}",
        "voicemail": "our message on your voicemail of {day}",
    },
    "de": {
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
}

_PROMISES = {
    "en": {
        "open": "We have noted your payment of {amount} for {day}; it is not asked for here.",
        "kept": "Thank you for the {amount} agreed for {day}; it reached us in time.",
        "partly_kept": "Of the {amount} agreed for {day} we have received {paid}; "
        "thank you for that.",
        "broken": "A payment of {amount} was agreed for {day}; we have not received it so far.",
    },
    "de": {
        "open": "Ihre Zahlung von {amount} zum {day} haben wir vorgemerkt; "
        "sie ist hier nicht enthalten.",
        "kept": "Vielen Dank für die zum {day} vereinbarten {amount}; "
        "sie sind pünktlich bei uns eingegangen.",
        "partly_kept": "Von den zum {day} vereinbarten {amount} sind {paid} bei uns eingegangen; "
        "vielen Dank dafür.",
        "broken": "Für den {day} war eine Zahlung von {amount} vereinbart; "
        "sie ist bisher nicht bei uns eingegangen.",
    },
}

_RELEASES = {
    "en": {
        "dispute_settled": "The question you raised about {invoices} has been settled.",
        "money_not_found": "You told us that {invoices} had been paid. We have looked for the "
        "payment and could not find it; please send us its date and reference.",
        "hold_over": "The pause we agreed for {invoices} has ended.",
    },
    "de": {
        "dispute_settled": "Ihre Rückfrage zu {invoices} ist geklärt.",
        "money_not_found": "Zu {invoices} haben Sie uns eine Zahlung gemeldet. Wir haben sie "
        "gesucht und nicht gefunden; bitte nennen Sie uns Datum und Verwendungszweck.",
        "hold_over": "Die vereinbarte Pause für {invoices} ist beendet.",
    },
}

_REACH = {
    "en": {
        "email": "You can simply reply to this mail",
        "email_phone": "You can simply reply to this mail or call me on {phone}",
        "letter_phone": "For any question I am on {phone}",
        "letter_mail": "For any question I am at {email}",
        "letter": "For any question please write to us",
    },
    "de": {
        "email": "Antworten Sie einfach auf diese E-Mail",
        "email_phone": "Antworten Sie einfach auf diese E-Mail oder rufen Sie mich an: {phone}",
        "letter_phone": "Bei Fragen erreichen Sie mich unter {phone}",
        "letter_mail": "Bei Fragen erreichen Sie mich unter {email}",
        "letter": "Bei Fragen schreiben Sie uns bitte",
    },
}

_LINES = {
    "en": {
        "your": "your reference {reference}", "due": "due {due}",
        "late_1": "1 day overdue", "late": "{days} days overdue",
        "said": "{what}", "asked_by": "asked for by {day}", "by": "please pay by {day}",
        "rest": "{balance} open, the rest set aside for now",
        "invoice": "invoice {number}", "invoices": "invoices {numbers}",
        "ask": "{amount} by {day}", "of": "{label} {number} of {day}", "on": "{label} {day}",
        "standing": "{day} ({number})",
    },
    "de": {
        "your": "Ihr Zeichen {reference}", "due": "fällig am {due}",
        "late_1": "1 Tag überfällig", "late": "{days} Tage überfällig",
        "said": "{what}", "asked_by": "erbeten bis {day}", "by": "bitte zahlen bis {day}",
        "rest": "{balance} offen, der Rest vorerst zurückgestellt",
        "invoice": "Rechnung {number}", "invoices": "Rechnungen {numbers}",
        "ask": "{amount} bis {day}", "of": "{label} {number} vom {day}", "on": "{label} vom {day}",
        "standing": "{day} ({number})",
    },
}  # fmt: skip

_AGREED = {
    "en": {
        "promise": "You pay {amount} by {day} for {invoices}.",
        "instalments": "You pay {amount} for {invoices} in instalments: {parts}.",
        "dispute": "We look into {invoices} and answer by {day}; "
        "until then we do not ask for {amount} of it.",
        "says_paid": "You have paid {invoices}; we look for the money and come back to you "
        "if we do not find it.",
        "copy": "We send you a copy of {invoices}.",
        "call": "I call you again on {day}.",
    },
    "de": {
        "promise": "Sie zahlen {amount} bis {day} für {invoices}.",
        "instalments": "Sie zahlen {amount} für {invoices} in Raten: {parts}.",
        "dispute": "Wir prüfen {invoices} und antworten bis {day}; "
        "bis dahin fragen wir nicht nach {amount} davon.",
        "says_paid": "Sie haben {invoices} bezahlt; wir suchen die Zahlung und melden uns, "
        "falls wir sie nicht finden.",
        "copy": "Wir senden Ihnen eine Kopie: {invoices}.",
        "call": "Ich rufe Sie am {day} wieder an.",
    },
}

_TABLES = {
    "agreed": _AGREED,
    "earlier": _EARLIER,
    "promise": _PROMISES,
    "release": _RELEASES,
    "line": _LINES,
}
_FEMALE = frozenset({"ms", "mrs", "miss", "frau", "mme", "madame", "mevrouw"})
_MALE = frozenset({"mr", "herr", "herrn", "m", "monsieur", "meneer"})


def labels(language: str) -> dict[str, str]:
    return LABELS[spoken(language)]


def phrase(table: str, kind: str, language: str, **values: str) -> str:
    """One sentence or part of one; values are put in once, so braces in them stay braces."""
    return _TABLES[table][spoken(language)][kind].format(**values)


def knows_earlier(kind: str) -> bool:
    """Whether the kind of contact has its own words; a company's own levels do not."""
    return kind in _EARLIER["en"]


def spoken_number(number: str) -> str:
    """Digit by digit in its own groups, as people read a number out: "plus 4 9, 5 6 1"."""
    groups = [" ".join(group) for group in re.findall(r"\d+", number)]
    return ("plus " if number.strip().startswith("+") else "") + ", ".join(groups)


def count_word(count: int, language: str) -> str:
    words = _COUNTS[spoken(language)].split()
    return words[count] if count < len(words) else str(count)


def joined(parts: Sequence[str], language: str) -> str:
    """Several parts as one: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {labels(language)['and']} {parts[-1]}"


def near_day(day: date, as_of: date, language: str) -> str:
    """The day without its year while that is the year of the message."""
    return show_date(day, language, "day" if day.year == as_of.year else "long")


def reach_me(channel: str, phone: str, email: str, language: str) -> str:
    """How to answer, as the channel allows it."""
    sentences = _REACH[spoken(language)]
    if channel == "email":
        return sentences["email_phone" if phone else "email"].format(phone=phone)
    kind = "letter_phone" if phone else "letter_mail" if email else "letter"
    return sentences[kind].format(phone=phone, email=email)


def greeting(name: str, salutation: str, language: str) -> str:
    """The first line; whole names, since a surname cannot be told from a name."""
    gender, title = _gender_and_title(salutation)
    called = " ".join(filter(None, (title, name)))
    if spoken(language) == "de":
        return _german_greeting(called if name else "", gender)
    if not name:
        return "Dear Sir or Madam,"
    address = "" if title else {"f": "Ms ", "m": "Mr "}.get(gender, "")
    return f"Dear {address}{called},"


_WROTE = {
    "en": "On {day} at {hour:%H:%M}, {who} wrote:",
    "de": "Am {day} um {hour:%H:%M} schrieb {who}:",
}


def wrote(who: str, at: datetime, language: str) -> str:
    """The line above the words of a mail that is answered."""
    day = show_date(at.date(), language, "long")
    return _WROTE[spoken(language)].format(day=day, hour=at, who=who)


def addressed_name(name: str, salutation: str, language: str) -> str:
    """The name as it stands in an address."""
    gender, title = _gender_and_title(salutation)
    words = {"f": "Frau", "m": "Herrn"} if spoken(language) == "de" else {"f": "Ms", "m": "Mr"}
    return " ".join(filter(None, (words.get(gender, ""), title, name))) if name else ""


def _german_greeting(called: str, gender: str) -> str:
    if not called:
        return "Sehr geehrte Damen und Herren,"
    form = {"f": "Sehr geehrte Frau", "m": "Sehr geehrter Herr"}.get(gender, "Guten Tag")
    return f"{form} {called},"


def _gender_and_title(salutation: str) -> tuple[str, str]:
    words = salutation.split()
    known = [word.strip(".").lower() for word in words]
    gender = "f" if _FEMALE & set(known) else "m" if _MALE & set(known) else ""
    titles = [w for w, k in zip(words, known, strict=True) if k not in _FEMALE | _MALE]
    return gender, " ".join(titles)
