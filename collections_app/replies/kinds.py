"""What a mail is: a person's answer, or which kind of machine's. Pure.

When in doubt it is a person's: to read too much costs a minute, an answer that nobody reads costs a
customer.
"""

import re
from email.message import Message

from collections_app.replies.bounces import SHOWN, report_of
from collections_app.replies.choices import MailKind
from collections_app.replies.headers import header
from collections_app.replies.parts import outer_parts
from collections_app.replies.reading import Read

_ABSENT = re.compile(
    r"out of (the )?office|\bvacation\b|\bholiday|on leave|\baway\b|annual leave|abwesen"
    r"|nicht im büro|ausser haus|außer haus|\burlaub\b|absence|\babsente?\b|afwezig"
    r"|fuera de la oficina|will return|be back on|returning",
    re.IGNORECASE,
)
# Alone, before a sign, or with its days: a person may write about office furniture.
_AUTO_SUBJECT = re.compile(
    r"^\W*(auto(matic|mated)?[- ]?(reply|response|antwort)|automatische antwort"
    r"|out of (the )?office|abwesenheit(s\w+)?|réponse automatique|risposta automatica"
    r"|respuesta automática|automatisch antwoord)"
    r"( (auto\w*[- ]?)?(reply|response|message|notice|notification|meldung|nachricht|assistant)\b)?"
    r"\s*($|[^\w\s]|\d|(from|until|till|on|vom|von|bis|du|jusqu|dal|fino|del|desde|hasta|tot|re)\b)",
    re.IGNORECASE,
)
# Above a mail that a machine sends of its own accord, where a name may say "Holiday" too.
_ABSENT_SUBJECT = re.compile(
    r"^\W*(auto(matic)?: ?)?(out of (the )?office|vacation|on (vacation|leave|holiday)|away\b"
    r"|(annual )?leave\b|holidays?( notice| reply| message| until| from|\W*$)|abwesen|urlaub\b"
    r"|nicht im büro|au(ss|ß)er haus|absen(ce|te?)\b|afwezig|fuera de la oficina)",
    re.IGNORECASE,
)
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")
_KEYWORD = re.compile(r"[a-z-]+")
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


def is_formal_complaint(message: Message) -> bool:
    """Whether it is one by its form (RFC 5965), and not by its subject alone."""
    is_report = message.get_content_type() == "multipart/report"
    return is_report and any(map(_is_feedback, outer_parts(message)))


def _is_feedback(part: Message) -> bool:
    return part.get_content_type() == "message/feedback-report"


def _feedback(message: Message) -> str:
    """The type of a complaint (RFC 5965): abuse, fraud, opt-out; empty where it is none."""
    for part in outer_parts(message) if is_formal_complaint(message) else ():
        if _is_feedback(part):
            inner = part.get_payload()
            block = inner[0] if isinstance(inner, list) and inner else part
            said = header(block, "Feedback-Type") if isinstance(block, Message) else ""
            return said[:SHOWN].lower() or "abuse"
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
        or any(header(message, name).lower() not in ("", "no") for name in _AUTO_HEADERS)
        or bool(_AUTO_SUBJECT.search(read.subject))
        or (_submitted(message) not in ("no", "") and bool(_ABSENT_SUBJECT.search(read.subject)))
    )


def _submitted(message: Message) -> str:
    """Its keyword alone (RFC 3834, 5): "auto-replied (vacation)" is said too."""
    said = _KEYWORD.match(header(message, "Auto-Submitted").lower())
    return said[0] if said else ""


def _is_bulk(read: Read) -> bool:
    """Sent to many: it can be left, and answers nothing; lists carry answers too."""
    answers = "In-Reply-To" in read.message or "References" in read.message or read.tokens
    return "List-Unsubscribe" in read.message and not answers
