"""What follows from a mail that came: all of it in one transaction, under the customer's lock."""

import datetime as dt
import hashlib
import logging

from django.db import OperationalError, connection, transaction

from collections_app.communications.actions import log_reply, logged_before, needs_no_answer
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.actions import lock_customers
from collections_app.customers.models import Customer
from collections_app.dunning.answering import wait_for_answer
from collections_app.replies.choices import AUTOMATIC, REPORTS, MailKind, MailState
from collections_app.replies.kinds import kind_of
from collections_app.replies.mail_reports import believe_that_it_went, follow_report, stop_email
from collections_app.replies.models import Mail
from collections_app.replies.placing import (
    communication_named,
    company_addressed,
    contact_of,
    customer_of_sender,
)
from collections_app.replies.quoting import cut
from collections_app.replies.reading import Read, ids_in_report, read
from collections_app.replies.wishes import Wish, says_more, wish_of

BY = "mailbox"
NOBODY_ANSWERS = (*AUTOMATIC, *REPORTS, MailKind.COMPLAINT)
MOST_WORDS = 600
READ_OUT = ("company", "sender", "subject", "kind", "state", "said", "words", "communication")
PATIENCE = "5s"  # for a customer whom somebody else is writing; a minute later it is tried again

logger = logging.getLogger(__name__)


def apply_mails(*, at: dt.datetime) -> int:
    """Apply what is stored and not yet applied, oldest first; how many were looked at."""
    new = Mail.objects.filter(state=MailState.NEW).order_by("received_at", "pk")
    return sum(apply_mail(id, at=at) for id in new.values_list("pk", flat=True))


def apply_mail(id: int, *, at: dt.datetime) -> bool:
    """What one mail stumbles over must not stop the others: a person sees that it is unreadable."""
    try:
        return _apply(id, at)
    except OperationalError as error:
        logger.warning("Mail %s waits: %s.", id, type(error.__cause__).__name__)
    except Exception:
        logger.exception("Mail %s cannot be applied.", id)
        Mail.objects.filter(pk=id, state=MailState.NEW).update(state=MailState.UNREADABLE)
    return False


@transaction.atomic
def _apply(id: int, at: dt.datetime) -> bool:
    free = Mail.objects.select_for_update(skip_locked=True, of=("self",))
    mail = free.filter(pk=id, state=MailState.NEW).first()
    if mail is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
    found = read(bytes(mail.raw))
    kind, mail.said = kind_of(found)
    mail.kind, mail.sender, mail.subject = kind, found.sender, found.subject
    mail.words = cut(found.text).new[:MOST_WORDS]
    mail.state = _follow(mail, found, at)
    mail.save(update_fields=READ_OUT)
    return True


def _follow(mail: Mail, found: Read, at: dt.datetime) -> MailState:
    """What becomes of it. A report is believed only where it names a mail of ours."""
    is_report = mail.kind in (*REPORTS, MailKind.COMPLAINT)
    named = communication_named(ids_in_report(found.message) if is_report else found.names)
    mail.company = named.company if named else company_addressed(found)
    if is_report:
        mail.communication = named
        return _report(mail, named, at) if named else MailState.NOT_FILED
    customer = named.customer if named else customer_of_sender(found, mail.company)
    if customer is None:
        return MailState.NOT_FILED if mail.kind == MailKind.REPLY else MailState.PUT_ASIDE
    lock_customers(customer_ids=[customer.pk])
    if named:
        believe_that_it_went(named, by=BY, at=at)
    mail.company = customer.company
    mail.communication = log_mail(mail, found, customer, named=named, at=at)
    return MailState.APPLIED


def _report(mail: Mail, named: Communication, at: dt.datetime) -> MailState:
    """A server's word about a mail of ours."""
    lock_customers(customer_ids=[named.customer_id])
    believe_that_it_went(named, by=BY, at=at)
    follow_report(kind=mail.kind, said=mail.said, named=named, by=BY, at=at)
    return MailState.APPLIED


def log_mail(
    mail: Mail, found: Read, customer: Customer, *, named: Communication | None, at: dt.datetime
) -> Communication:
    """Into the locked customer's log; a person's also waits for one. The same again is one."""
    once = hashlib.sha256(f"{found.message_id}\n{found.text}".encode()).hexdigest()[:40]
    if before := logged_before(customer=customer, channel=Channel.EMAIL, once=once):
        return before
    reply = log_reply(
        customer=customer,
        contact=contact_of(customer, found.sender, named),
        channel=Channel.EMAIL,
        sender=found.sender[:200],
        recipient=", ".join(sorted(found.addressed))[:400],
        subject=found.subject,
        thread=found.thread,
        text=found.text,
        purpose=mail.kind if mail.kind in NOBODY_ANSWERS else MailKind.REPLY,
        by=BY,
        at=at,
        once=once,
        why={"answers": str(named.pk)} if named else None,
    )
    if mail.kind not in NOBODY_ANSWERS:
        _heed(reply, at)
    return reply


def _heed(reply: Communication, at: dt.datetime) -> None:
    """Stop is obeyed at once; whatever else it says, a person reads it."""
    words = cut(reply.text).new or reply.subject
    wants_stop = wish_of(words) == Wish.STOP
    if wants_stop:
        stop_email(reply.sender, customer=reply.customer, said=words, by=BY, at=at)
    if wants_stop and not says_more(words):
        needs_no_answer(reply=reply, by=BY)
    else:
        wait_for_answer(reply=reply, words=words, at=at)
