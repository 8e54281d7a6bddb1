"""What clerks write after a call or into a note; {slots} are filled from what happened."""

NO_ANSWER = (
    "Rang out, no answering machine.",
    "No answer. Trying again tomorrow morning.",
    "Line was busy twice.",
    "Nobody picked up; switchboard closes at four.",
    "No answer at the desk of {person}.",
    "Let it ring for a minute, nobody there.",
)
VOICEMAIL = (
    "Left a message for {person} about {invoice}, asked to be called back.",
    "Voicemail: named {invoice}, {amount} and our number.",
    "Left a friendly message; {invoice} is {days} days over.",
    "Mailbox of {person}. Asked for a date for {invoice}.",
)
WRONG_PERSON = (
    "{person} is out until Monday. A colleague could not say anything about {invoice}.",
    "Reached the warehouse. Accounts payable is in from nine to twelve.",
    "Spoke to reception, {person} is in a meeting; promised to pass it on.",
    "A temp answered and has no access to the system.",
    "{person} is on leave this week, no deputy named.",
)
PROMISED = {
    "not_received": (
        "{person} says {invoice} never reached them. Mailed a copy while we spoke, will be paid "
        "by {date}.",
        "Invoice had gone to the old address. Copy sent; {person} pays {amount} on {date}.",
    ),
    "approval": (
        "Waiting for a second signature on {invoice}. {person} has it on the desk, pays by {date}.",
        "Approver was travelling. Released today, {amount} goes out on {date}.",
        "Department has now confirmed the delivery; {person} expects payment on {date}.",
    ),
    "payment_run": (
        "{invoice} is in the payment run of {date}, {person} checked it in the system.",
        "Next run is on {date}. {amount} is in it.",
        "They pay twice a month; {person} confirmed {date} for {amount}.",
    ),
    "cash_short": (
        "Money is tight until their own customer pays. {person} commits to {amount} by {date}.",
        "{person} was open about it: slow month. {amount} on {date}, sooner if possible.",
    ),
    "oversight": (
        "Slipped through, {person} apologised. {amount} will be transferred by {date}.",
        "Plain oversight after a change of staff. Payment on {date}.",
    ),
}
PROMISED_AGAIN = (
    "Asked about the promise that was not kept. {person}: the transfer was stopped for lack of "
    "cover, now {date}.",
    "Second promise: {amount} on {date}. Told {person} that we count on it this time.",
    "{person} had forgotten the date we agreed on. New date {date}, I asked for a confirmation.",
)
EXCUSED = (
    "{person} will not commit to a date. Wants to speak to the owner first.",
    "Says everything is with the tax adviser. No date, no amount.",
    "Was told to call again next week. Friendly, but nothing agreed.",
    "{person} hung up after I named {invoice}.",
    "Promised to call back and did not want to be pinned down.",
)
ARRIVED = (
    "Asked whether our letter arrived: yes, {person} has it and will look at it this week.",
    "Letter is there, {invoice} is with the department for checking.",
    "Our letter is on the desk of {person}. All clear, no questions about it.",
)
ASKED_COPY = (
    "{person} called: asks for a copy of {invoice}, sent it by mail right away.",
    "Call from {person}: needs {invoice} once more with the delivery note. Sent.",
    "{person} could not find {invoice}. Copy sent, will be booked tomorrow.",
)
PAYS_SOON = (
    "{person} called after our reminder: {invoice} goes out with the next run.",
    "{person} thanks for the reminder, payment is on its way.",
    "Call from {person}: transfer for {invoice} was ordered yesterday.",
)
INSOLVENT = (
    "Letter of the insolvency administrator came in. Everything stopped, claim goes to the "
    "schedule, copy is with legal."
)
REPRESENTED = (
    "A law firm writes that all correspondence goes to them from now on. Handed to legal; nobody "
    "calls {person} any more."
)
SAYS_PAID = "{person} says {invoice} was paid last week, sends the bank's slip. Looking for it."
DISPUTED = "{person} disputes part of {invoice}: parcel 3 arrived with a crushed corner."
OVERCHARGED = "{person} found the old price on {invoice}. Sales is checking the agreement."
CREDITED = "Sales agrees: the new price list was not applied. Credit note {credit} is out."
UPHELD = "Delivery note is signed by their own driver; sent it to {person}. The invoice stands."
HELD = "{person} needs the delivery note of {invoice}. On hold while the warehouse looks for it."
SKIPPED = "Spoke to the owner at the fair, pays at the end of the month; a letter would hurt."
RETURNED = "Bank returned the debit for {invoice}, account not covered. Customer informed."
UNREACHABLE = "Mail comes back, the number is dead, and our last parcel came back too. Asked sales."
