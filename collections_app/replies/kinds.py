"""What a mail is: a person's answer, or which kind of machine's. Pure.

When in doubt it is a person's: to read too much costs a minute, an answer that nobody reads costs a
customer.
"""

import re
from email.message import Message

from collections_app.replies.bounces import report_of
from collections_app.replies.choices import MailKind
from collections_app.replies.headers import header
from collections_app.replies.reading import Read, outer_parts

_ABSENT = re.compile(
    r"out of (the )?office|\bvacation\b|\bholiday|on leave|\baway\b|annual leave|abwesen"
    r"|nicht im büro|ausser haus|außer haus|\burlaub\b|absence|\babsente?\b|afwezig"
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
_COMPLAINS = re.compile(r"^complaint about message from \d", re.IGNORECASE)


def kind_of(read: Read) -> tuple[MailKind, str]:
    """Its kind, and a server's code and words where one speaks."""
    if feedback := _feedback(read.message):
        return (MailKind.AUTO_REPLY if feedback in _NO_COMPLAINT else MailKind.COMPLAINT), feedback
    if _is_receipt(read.message):
        return MailKind.RECEIPT, ""
    report = None if _AUTO_SUBJECT.search(read.subject) else report_of(read)
    if report:
        return report.kind, report.said
    if _is_auto_reply(read):
        return (MailKind.OUT_OF_OFFICE if _is_absence(read) else MailKind.AUTO_REPLY), ""
    if _submitted(read.message) not in ("no", ""):
        return MailKind.NOTICE, ""
    return (MailKind.BULK if _is_bulk(read) else MailKind.REPLY), ""


def _feedback(message: Message) -> str:
    """The type of a complaint (RFC 5965): abuse, fraud, opt-out; empty where it is none."""
    is_report = message.get_content_type() == "multipart/report"
    for part in outer_parts(message) if is_report else ():
        if part.get_content_type() == "message/feedback-report":
            inner = part.get_payload()
            block = inner[0] if isinstance(inner, list) and inner else part
            said = str(block.get("Feedback-Type", "")) if isinstance(block, Message) else ""
            return said.strip().lower() or "abuse"
    return "abuse" if _COMPLAINS.search(header(message, "Subject")) else ""


def _is_receipt(message: Message) -> bool:
    """That our mail was shown to somebody (RFC 8098)."""
    is_report = message.get_content_type() == "multipart/report"
    kinds = [part.get_content_type() for part in outer_parts(message)] if is_report else []
    return "message/disposition-notification" in kinds


def _is_absence(read: Read) -> bool:
    return bool(_ABSENT.search(f"{read.subject}\n{read.text[:1000]}"))


def _is_auto_reply(read: Read) -> bool:
    """What a machine answers; what it sends of its own accord may be an advice of a payment."""
    message = read.message
    precedence = header(message, "Precedence").lower()
    return (
        _submitted(message) == "auto-replied"
        or precedence in ("auto_reply", "auto-reply")
        or any(name in message for name in _AUTO_HEADERS)
        or bool(_AUTO_SUBJECT.search(read.subject))
        or (_submitted(message) not in ("no", "") and bool(_ABSENT.search(read.subject)))
    )


def _submitted(message: Message) -> str:
    return header(message, "Auto-Submitted").partition(";")[0].strip().lower()


def _is_bulk(read: Read) -> bool:
    """Sent to many: it can be left, and answers nothing; lists carry answers too."""
    answers = "In-Reply-To" in read.message or "References" in read.message or read.tokens
    return "List-Unsubscribe" in read.message and not answers
