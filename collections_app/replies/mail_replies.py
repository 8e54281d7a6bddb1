"""What a customer wrote by mail: logged, obeyed where it is a bare wish, else for a person."""

import datetime as dt
import hashlib
from typing import Any

from collections_app.communications.actions import log_reply, logged_before, needs_no_answer
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.actions import lock_customers
from collections_app.customers.models import Customer
from collections_app.dunning.answering import wait_for_answer
from collections_app.dunning.calls import put_off_calls_while_away
from collections_app.lib.addresses import ascii_form
from collections_app.lib.texts import one_line
from collections_app.replies.absences import back_on
from collections_app.replies.choices import NOBODY_ANSWERS, MailKind
from collections_app.replies.headers import header
from collections_app.replies.mail_reports import start_email, stop_email
from collections_app.replies.models import Mail
from collections_app.replies.parts import files_in
from collections_app.replies.placing import contact_of, contacts_at, whom_it_was_sent_to
from collections_app.replies.quoting import own_words
from collections_app.replies.reading import Read
from collections_app.replies.wishes import (
    Wish,
    may_mean_more,
    says_nothing,
    subject_says_more,
    wish_of,
)

CUT_OFF = "(The mail was too large to be kept whole; its words are in the mailbox.)"


def log_mail(
    mail: Mail,
    found: Read,
    customer: Customer,
    *,
    named: Communication | None,
    by: str,
    at: dt.datetime,
) -> Communication:
    """Into the locked customer's log; a person's also waits for one. The same again is one."""
    once = name_of(found)
    if before := logged_before(customer=customer, channel=Channel.EMAIL, once=once):
        return before
    reply = log_reply(
        customer=customer,
        contact=contact_of(customer, found.sender, named),
        channel=Channel.EMAIL,
        sender=one_line(found.sender),
        recipient=", ".join(whom_it_was_sent_to(found))[:400],
        subject=found.subject,
        thread=found.thread,
        text=found.text or ("" if mail.is_whole else CUT_OFF),
        purpose=mail.kind if mail.kind in NOBODY_ANSWERS else MailKind.REPLY,
        by=by,
        at=at,
        once=once,
        why=_why(found, named),
    )
    if mail.kind == MailKind.OUT_OF_OFFICE:
        _call_later(reply, found, at)
    if mail.kind not in NOBODY_ANSWERS:
        _heed(reply, found, named, by, at)
    return reply


def _why(found: Read, named: Communication | None) -> dict[str, Any]:
    """What it answers, and what it brings."""
    answers = {"answers": str(named.pk)} if named else {}
    files = files_in(found.message)
    return answers | ({"files": files} if files else {})


def _call_later(reply: Communication, found: Read, at: dt.datetime) -> None:
    """An absence that says its end changes that alone."""
    today = reply.company.working_day(at)
    if day := back_on(f"{found.subject}\n{own_words(found.text)}", today=today):
        name = str(reply.contact or reply.sender)
        put_off_calls_while_away(customer=reply.customer, name=name, back_on=day, on=today)


def name_of(found: Read) -> str:
    """One name for a mail that comes by two ways; without one of its own, by where it began.

    There are programs that give all their mails one Message-ID.
    """
    name = found.message_id
    if not name:
        began = (found.message.get_all("Received") or [""])[-1]
        name = " ".join(str(began).split())
    said = f"{name} {found.sender} {header(found.message, 'Date')}\n{found.text}"
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _heed(
    reply: Communication, found: Read, named: Communication | None, by: str, at: dt.datetime
) -> None:
    """A bare wish is obeyed at once; whatever else it says or may mean, a person reads it."""
    words = _words(found)
    wish = wish_of(words, name=found.sender_name)
    is_done = not subject_says_more(reply.subject, ours=named.subject if named else "")
    if wish == Wish.STOP:
        is_done = _stop(reply, found, named, words, by, at) and is_done
        is_done = is_done and not may_mean_more(words, name=found.sender_name)
    elif wish == Wish.START:
        # Anybody can write a sender's address; nobody can name a mail that he never had.
        is_free = bool(named) and start_email(found.sender, said=words, by=by, at=at)
        is_done = is_free and is_done
    if wish != Wish.ANSWER and is_done:
        needs_no_answer(reply=reply, by=by)
    else:
        wait_for_answer(reply=reply, words=words, at=at)


def _words(found: Read) -> str:
    """What is new in it; where that is a signature, or nothing, what stands above it."""
    new = own_words(found.text)
    return found.subject if says_nothing(new, name=found.sender_name) else new


def _stop(
    reply: Communication,
    found: Read,
    named: Communication | None,
    words: str,
    by: str,
    at: dt.datetime,
) -> bool:
    """Where they wrote from, and where our mail went; whether one person spoke for both."""
    addresses = {found.sender}
    if named and _speaks_for(named, found):
        addresses.add(named.recipient.lower())
    for address in sorted(filter(None, addresses)):
        stop_email(address, customer_ids=[reply.customer_id], said=words, by=by, at=at)
    return len({ascii_form(one) for one in addresses}) == 1


def _speaks_for(named: Communication, found: Read) -> bool:
    """Who names our mail had it, or was handed it; an address of ours anybody may have kept."""
    return named.pk in found.names or contact_of(named.customer, found.sender, None) is not None


def obey_stranger(found: Read, *, by: str, at: dt.datetime) -> None:
    """Whose mail it is a person says; a bare stop holds for its sender's address before that."""
    words = _words(found)
    if not found.sender or wish_of(words, name=found.sender_name) != Wish.STOP:
        return
    theirs = set(contacts_at(found.sender).values_list("customer_id", flat=True))
    lock_customers(customer_ids=theirs)
    stop_email(found.sender, customer_ids=theirs, said=words, by=by, at=at)
