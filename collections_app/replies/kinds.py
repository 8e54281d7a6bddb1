"""What a mail is: a person's answer, or which kind of machine's. Pure.

When in doubt it is a person's: to read too much costs a minute, an answer that nobody reads costs a
customer.
"""

import re
from email.message import Message

from collections_app.replies.bounces import report_of
from collections_app.replies.choices import MailKind
from collections_app.replies.reading import Read

_ABSENT = re.compile(
    r"out of (the )?office|\bvacation\b|\bholiday|on leave|\baway\b|annual leave|abwesen"
    r"|nicht im büro|ausser haus|außer haus|\burlaub\b|absence|absent du bureau|afwezig"
    r"|fuera de la oficina|will return|be back on|returning",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^(re: |aw: )?\W*(auto(matic|mated)?[- ]?(reply|response|antwort)|automatische antwort"
    r"|out of (the )?office|abwesenheit|réponse automatique|risposta automatica"
    r"|respuesta automática|automatisch antwoord)",
    re.IGNORECASE,
)
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")
_NO_COMPLAINT = ("not-spam", "auth-failure", "dmarc")
_COMPLAINS = re.compile(r"^complaint about message from", re.IGNORECASE)


def kind_of(read: Read) -> tuple[MailKind, str]:
    """Its kind, and a server's code and words where one speaks."""
    message = read.message
    if feedback := _feedback(message):
        return (MailKind.AUTO_REPLY if feedback in _NO_COMPLAINT else MailKind.COMPLAINT), feedback
    report = None if _AUTO_SUBJECT.search(read.subject) else report_of(message)
    if report:
        return report.kind, report.said
    if _is_automatic(read):
        return (MailKind.OUT_OF_OFFICE if _is_absence(read) else MailKind.AUTO_REPLY), ""
    return (MailKind.BULK if _is_bulk(message) else MailKind.REPLY), ""


def _feedback(message: Message) -> str:
    """The type of a complaint (RFC 5965): abuse, fraud, opt-out; empty where it is none."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            inner = part.get_payload()
            block = inner[0] if isinstance(inner, list) and inner else part
            said = str(block.get("Feedback-Type", "")) if isinstance(block, Message) else ""
            return said.strip().lower() or "abuse"
    return "abuse" if _COMPLAINS.search(str(message.get("Subject", ""))) else ""


def _is_absence(read: Read) -> bool:
    return bool(_ABSENT.search(f"{read.subject}\n{read.text[:1000]}"))


def _is_automatic(read: Read) -> bool:
    message = read.message
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        submitted not in ("no", "")
        or precedence in ("auto_reply", "auto-reply")
        or any(name in message for name in _AUTO_HEADERS)
        or bool(_AUTO_SUBJECT.search(read.subject))
    )


def _is_bulk(message: Message) -> bool:
    precedence = str(message.get("Precedence", "")).strip().lower()
    return "List-Id" in message or "List-Unsubscribe" in message or precedence in ("bulk", "list")
