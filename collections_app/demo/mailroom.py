"""What came by mail this morning: answers, an absence, and a mail of somebody nobody knows."""

import datetime as dt
import hashlib
from email.message import EmailMessage

from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Communication
from collections_app.communications.transports.email import message_id
from collections_app.companies.models import Company
from collections_app.replies.mails import apply_mails
from collections_app.replies.models import Mail, Mailbox

APART = dt.timedelta(minutes=23)
AWAY = {"Auto-Submitted": "auto-replied"}
ANSWERS = (
    {
        "en": "Thank you for the reminder. It is in Friday's payment run.",
        "de": "Danke für die Erinnerung. Die Zahlung geht am Freitag raus.",
    },
    {
        "en": "We never received this invoice. Could you send a copy to accounts, please?",
        "de": "Diese Rechnung haben wir nie erhalten. Senden Sie bitte eine Kopie?",
    },
    {
        "en": "We paid this last week, please check again.",
        "de": "Das haben wir letzte Woche bezahlt, bitte prüfen Sie noch einmal.",
    },
    {
        "en": "One of the sensors arrived broken. We pay when it has been replaced.",
        "de": "Einer der Sensoren kam defekt an. Wir zahlen, sobald er ersetzt ist.",
    },
)
ABSENCE = {
    "en": "I am out of office until Monday and read my mail then.",
    "de": "Ich bin bis Montag im Urlaub und lese meine Mails danach.",
}
STRANGER = "Our company was taken over in spring. Please write to our new address from now on."
STRANGER_FROM = "M. Roth <m.roth@post.example>"


def answer_by_mail(company: Company, *, at: dt.datetime) -> None:
    """To the last mails that went out, one answer per customer, the newest a moment ago."""
    written_to = _last_written_to(company, len(ANSWERS) + 1)
    mails = [
        _answer(one, words[one.language]) for one, words in zip(written_to, ANSWERS, strict=False)
    ]
    mails += [_answer(one, ABSENCE[one.language], AWAY) for one in written_to[len(ANSWERS) :]]
    mails.append(_mail(company, STRANGER_FROM, "New address", STRANGER))
    box, _ = Mailbox.objects.get_or_create(name=f"{company.sender_email}, a rehearsal")
    for number, mail in enumerate(mails):
        _arrives(box, mail.as_bytes(), at - APART * (len(mails) - number))


def _last_written_to(company: Company, most: int) -> list[Communication]:
    sent = Communication.objects.filter(
        company=company, channel=Channel.EMAIL, state=State.SENT, language__in=ABSENCE
    )
    found: dict[int, Communication] = {}
    for one in sent.select_related("company", "contact").order_by("-created_at", "recipient"):
        found.setdefault(one.customer_id, one)
        if len(found) == most:
            break
    return list(found.values())


def _answer(one: Communication, words: str, headers: dict[str, str] | None = None) -> EmailMessage:
    quoted = "\n".join(f"> {line}" for line in one.text.splitlines()[:12])
    sender = f"{one.recipient_name} <{one.recipient}>"
    began = f"On {one.created_at:%d %B %Y}, {one.company} <{one.sender}> wrote:"
    text = f"{words}\n\n{one.recipient_name}\n\n{began}\n{quoted}"
    thread = {"In-Reply-To": message_id(one)} | (headers or {})
    return _mail(one.company, sender, f"Re: {one.subject}", text, thread)


def _mail(
    company: Company, sender: str, subject: str, text: str, headers: dict[str, str] | None = None
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, company.reply_to, subject
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def _arrives(box: Mailbox, raw: bytes, at: dt.datetime) -> None:
    sha256 = hashlib.sha256(raw).hexdigest()
    Mail.objects.create(mailbox=box, sha256=sha256, raw=raw, size=len(raw), received_at=at)
    apply_mails(at=at)
