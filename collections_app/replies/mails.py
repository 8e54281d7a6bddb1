"""What follows from a mail that came: all of it in one transaction, under the customer's lock.

Each try is counted and committed before it begins, so that a mail which takes a worker with it, or
more time than there is, comes to a person after a few of them and stops no other: whoever works
meanwhile passes it by, and nothing is locked while it is read.
"""

import datetime as dt
import logging
import time

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet

from collections_app.companies.answer_address import prove, proven_by
from collections_app.customers.actions import lock_customers
from collections_app.replies.arriving import address_named
from collections_app.replies.choices import BY_SERVERS, PERSONAL, MailKind, MailState
from collections_app.replies.given_back import ids_in_report
from collections_app.replies.headers import our_ids
from collections_app.replies.kinds import kind_of
from collections_app.replies.mail_replies import log_mail, name_of, obey_stranger
from collections_app.replies.mail_reports import (
    believe_report,
    believe_that_it_went,
    is_word_of_a_server,
    said_of_ours,
)
from collections_app.replies.models import Mail
from collections_app.replies.parts import files_in
from collections_app.replies.placing import (
    by_whoever_wrote,
    communication_answered,
    communication_named,
    company_addressed,
    customer_of_sender,
    is_colleague,
    is_contact,
    is_own,
    whom_it_was_sent_to,
)
from collections_app.replies.quoting import cut
from collections_app.replies.reading import CANNOT_READ, Read, read, read_headers

BY = "mailbox"
MOST_WORDS = 600
HEADERS = ("company", "sender", "subject", "dated_at", "words")
READ_OUT = (*HEADERS, "to", "name", "kind", "state", "said", "communication")
PATIENCE = "5s"  # for a customer whom somebody else is writing; a minute later it is tried again
MOST_TRIES = 3
NOT_IN_TIME = "It could not be read in time: look at it in the mailbox."
UNREADABLE = "It could not be read here: look at it in the mailbox."
STUMBLED = "What follows from it could not be done: look at it in the mailbox."
A_TRY = dt.timedelta(minutes=2)  # so long nobody else begins one; its worker is ended before
SECONDS = 25.0  # of one round; beat rings every half minute
SLOW_SECONDS = 25.0  # for one mail: what ends it then says nothing of the mail but that

logger = logging.getLogger(__name__)


def apply_mails(*, at: dt.datetime) -> int:
    """Apply what is stored and not yet applied; how many were.

    Oldest first, behind all others what did not end before.
    """
    ends, applied = time.monotonic() + SECONDS, 0
    new = _free(at).order_by("tries", "received_at", "pk")
    for id in list(new.values_list("pk", flat=True)):
        if time.monotonic() >= ends:
            break
        applied += apply_mail(id, at=at)
    return applied


def apply_mail(id: int, *, at: dt.datetime) -> bool:
    """What one mail stumbles over must not stop the others; whether it was applied."""
    if not _begin(id, at):
        return False
    began = time.monotonic()
    try:
        found = by_whoever_wrote(read(bytes(Mail.objects.values_list("raw", flat=True).get(pk=id))))
        return _apply(id, found, kind_of(found), at)
    except OperationalError as error:
        logger.warning("Mail %s waits: %s.", id, type(error.__cause__).__name__)
        _new(id).update(tries=F("tries") - 1, tried_at=None)
    except CANNOT_READ as error:
        logger.warning("Mail %s cannot be read: %s.", id, type(error).__name__)
        _park(id, UNREADABLE)
    except Exception:
        logger.exception("Mail %s cannot be applied.", id)
        is_slow = time.monotonic() - began >= SLOW_SECONDS
        _new(id).update(said=NOT_IN_TIME if is_slow else STUMBLED)
    return False


def _free(at: dt.datetime) -> QuerySet[Mail]:
    """What nobody is at work on."""
    is_over = Q(tried_at__isnull=True) | Q(tried_at__lte=at - A_TRY)
    return Mail.objects.filter(is_over, state=MailState.NEW)


def _new(id: int) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=id, state=MailState.NEW)


def _begin(id: int, at: dt.datetime) -> bool:
    """Whether it may be tried (once more)."""
    free = _free(at).filter(pk=id)
    if tired := free.filter(tries__gte=MOST_TRIES).only("said").first():
        _park(id, tired.said or NOT_IN_TIME)
        return False
    return free.update(tries=F("tries") + 1, tried_at=at) > 0


def _park(id: int, why: str) -> None:
    """A person reads it elsewhere; what its headers say is looked at when it is out of the way."""
    if not _new(id).update(state=MailState.UNREADABLE, said=why):
        return
    mail = Mail.objects.select_related("mailbox").get(pk=id)
    found = by_whoever_wrote(read_headers(bytes(mail.raw)))
    _note_headers(mail, found)
    mail.words = " ".join(mail.words.split())
    mail.company = company_addressed(found, mail.mailbox)
    mail.save(update_fields=HEADERS)


def _note_headers(mail: Mail, found: Read) -> None:
    mail.sender, mail.subject, mail.dated_at = found.sender, found.subject, found.dated_at
    mail.words = cut(found.text).new[:MOST_WORDS] or _instead_of_words(found)


def _instead_of_words(found: Read) -> str:
    files = ", ".join(files_in(found.message))
    return f"(No words. It brings {files}: look at it in the mailbox.)" if files else ""


@transaction.atomic
def _apply(id: int, found: Read, judged: tuple[MailKind, str], at: dt.datetime) -> bool:
    free = Mail.objects.select_for_update(skip_locked=True, of=("self",))
    mail = free.select_related("mailbox").filter(pk=id, state=MailState.NEW).first()
    if mail is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
    mail.kind, mail.said = judged
    mail.name = name_of(found)
    _note_headers(mail, found)
    mail.state = _follow(mail, found, at)
    mail.to = address_named(whom_it_was_sent_to(found), mail.company)
    mail.save(update_fields=READ_OUT)
    return True


def _follow(mail: Mail, found: Read, at: dt.datetime) -> MailState:
    """What becomes of it."""
    if mail.kind in BY_SERVERS and not is_word_of_a_server(found):
        _doubt(mail, found)
    if mail.kind in BY_SERVERS:
        return _follow_report(mail, found, at)
    if _proves_tokens(mail, found, at):
        return MailState.PUT_ASIDE
    if is_own(found):
        mail.kind = MailKind.OWN
        mail.company = company_addressed(found, mail.mailbox)
        mail.communication = communication_named(our_ids(found.message_id))
        return MailState.PUT_ASIDE
    return _follow_person(mail, found, at)


def _doubt(mail: Mail, found: Read) -> None:
    """A person reads it; where nobody knows whose it is, that person sees what it looks like."""
    if is_contact(found.sender) or mail.kind == MailKind.COMPLAINT:
        mail.kind, mail.said = MailKind.REPLY, ""
    elif communication_answered(found):
        mail.kind, mail.said = MailKind.NOTICE, ""


def _proves_tokens(mail: Mail, found: Read, at: dt.datetime) -> bool:
    """Whether it was written to show that they arrive, and says nothing else.

    What was sent to the plain address too came by it.
    """
    company = proven_by(found.tokens)
    if company is None or company.takes_tokens or company.answers_to.lower() in found.written_to:
        return False
    prove(company=company, by=BY, at=at)
    if found.names or is_contact(found.sender):
        return False
    mail.kind, mail.company, mail.said = MailKind.PROOF, company, ""
    return True


def _follow_report(mail: Mail, found: Read, at: dt.datetime) -> MailState:
    """A server's word is believed only where it names a mail of ours, and whom that went to."""
    named = communication_named(ids_in_report(found.message))
    mail.communication = named
    mail.company = named.company if named else company_addressed(found, mail.mailbox)
    if named is None:
        return MailState.NOT_FILED
    if mail.kind != MailKind.COMPLAINT:
        told = said_of_ours(found, named.recipient)
        if told is None:
            return MailState.NOT_FILED
        mail.kind, mail.said = told.kind, told.said
    believe_report(kind=mail.kind, said=mail.said, named=named, by=BY, at=at)
    return MailState.APPLIED


def _follow_person(mail: Mail, found: Read, at: dt.datetime) -> MailState:
    """It is a customer's by our mail that it answers or whose token it has, else by its sender."""
    named = communication_answered(found)
    mail.company = named.company if named else company_addressed(found, mail.mailbox)
    is_work = mail.kind in PERSONAL and not _came_before(mail)
    for_a_person = MailState.NOT_FILED if is_work else MailState.PUT_ASIDE
    if is_colleague(found, mail.company, answers=named is not None):
        mail.kind = MailKind.COLLEAGUE
        return for_a_person
    customer = named.customer if named else customer_of_sender(found, mail.company)
    if customer is None:
        obey_stranger(found, by=BY, at=at)
        return for_a_person
    lock_customers(customer_ids=[customer.pk])
    if named:
        believe_that_it_went(named, by=BY, at=at)
    mail.company = customer.company
    mail.communication = log_mail(mail, found, customer, named=named, by=BY, at=at)
    return MailState.APPLIED


def _came_before(mail: Mail) -> bool:
    """By the mailbox and by a webhook: of nobody known it is one work, where it came first."""
    same = Mail.objects.filter(name=mail.name).exclude(pk=mail.pk)
    return same.exclude(state=MailState.NEW).exists()
