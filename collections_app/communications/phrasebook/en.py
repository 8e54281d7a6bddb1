"""The phrases in English."""

from collections_app.communications.phrasebook.shape import Phrases

PHRASES = Phrases(
    labels={
        "invoice": "Invoice",
        "reference": "Your reference",
        "issued": "Invoice date",
        "due": "Due",
        "days": "Days overdue",
        "open": "Open",
        "asked": "To pay",
        "total": "Total",
        "subtotal": "Subtotal",
        "net": "To pay",
        "credit_note": "Credit note",
        "unallocated": "Payment received, not yet matched,",
        "ways_to_pay": "Ways to pay",
        "bank_transfer": "Bank transfer",
        "iban": "IBAN",
        "bic": "BIC",
        "payment_reference": "Reference",
        "online": "Online",
        "other_way": "Or",
        "scan": "Scan with your",
        "scan_with": "banking app",
        "date": "Date",
        "customer_number": "Customer no.",
        "clerk": "Your contact",
        "phone": "Phone",
        "email": "E-mail",
        "receivables": "Receivables",
        "page": "Page",
        "of": "of",
        "continued": "Customer no.",
        "and": "and",
        "invoices": "invoices",
        "carried_over": "Carried forward",
        "carried_from": "Brought forward",
    },
    earlier={
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
    promises={
        "open": "We have noted your payment of {amount} for {day}; it is not asked for here.",
        "kept": "Thank you for the {amount} agreed for {day}; it reached us in time.",
        "partly_kept": (
            "Of the {amount} agreed for {day} we have received {paid}; thank you for that."
        ),
        "broken": "A payment of {amount} was agreed for {day}; we have not received it so far.",
    },
    releases={
        "dispute_settled": "The question you raised about {invoices} has been settled.",
        "money_not_found": (
            "You told us that {invoices} had been paid. We have looked for the payment and "
            "could not find it; please send us its date and reference."
        ),
        "hold_over": "The pause we agreed for {invoices} has ended.",
    },
    reach={
        "email": "You can simply reply to this mail",
        "email_phone": "You can simply reply to this mail or call me on {phone}",
        "letter_phone": "For any question I am on {phone}",
        "letter_mail": "For any question I am at {email}",
        "letter": "For any question please write to us",
    },
    lines={
        "your": "your reference {reference}",
        "due": "due {due}",
        "late_1": "1 day overdue",
        "late": "{days} days overdue",
        "said": "{what}",
        "asked_by": "asked for by {day}",
        "by": "please pay by {day}",
        "rest": "{balance} open, the rest set aside for now",
        "invoice": "invoice {number}",
        "invoices": "invoices {numbers}",
        "ask": "{amount} by {day}",
        "of": "{label} {number} of {day}",
        "on": "{label} {day}",
        "standing": "{day} ({number})",
    },
    agreed={
        "promise": "You pay {amount} by {day} for {invoices}.",
        "instalments": "You pay {amount} for {invoices} in instalments: {parts}.",
        "dispute": (
            "We look into {invoices} and answer by {day}; until then we do not ask for "
            "{amount} of it."
        ),
        "says_paid": (
            "You have paid {invoices}; we look for the money and come back to you if we do "
            "not find it."
        ),
        "copy": "We send you a copy of {invoices}.",
        "call": "I call you again on {day}.",
    },
    greetings={
        "unknown": "Dear Sir or Madam,",
        "f": "Dear Ms {name},",
        "m": "Dear Mr {name},",
        "": "Dear {name},",
    },
    addressed={
        "f": "Ms",
        "m": "Mr",
    },
    wrote="On {day} at {hour:%H:%M}, {who} wrote:",
    plus="plus",
    counts="zero one two three four five six seven eight nine ten eleven twelve",
)
