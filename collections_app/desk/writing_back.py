"""A clerk answers a customer's mail by mail: in its thread, above what it says, undone in time."""

import datetime as dt

from collections_app.communications.models import Communication
from collections_app.communications.threads import Quote, answering_subject
from collections_app.communications.typed import TypedMail, Words, write_typed
from collections_app.customers.locking import locked
from collections_app.desk.own_words import (
    ANSWER,
    CannotWrite,
    Form,
    given_for,
    proposed,
    refuse_what_cannot_go,
)
from collections_app.dunning.composing import UNDO

CUT = "…"  # at the end of what was longer than a line may be


def proposed_answer(*, reply: Communication, on: dt.date) -> Words:
    """How it begins and ends; what stands between, a person writes."""
    given = given_for(reply.customer, reply.contact, on)
    words = proposed(ANSWER, reply.company_id, given)
    return Words(answering_subject(reply.subject) or words.subject, words.text)


@locked("reply.customer_id")
def write_answer(
    *,
    reply: Communication,
    words: Words,
    once: str,
    by: str,
    at: dt.datetime,
    on: dt.date,
    shown_at: int | None = None,
) -> Communication:
    """Let it go to whoever wrote, after the ten seconds in which it can be taken back.

    `once` names the form: sent twice, it is one mail, unless that was taken back; `shown_at` is
    the customer at whom it was opened. The reply waits until it is filed.
    """
    customer = reply.customer
    form = Form(ANSWER, once, customer, reply.sender, words)
    if before := form.written():
        return before
    _refuse_if_moved(reply, shown_at or customer.pk)
    if not reply.sender:
        raise CannotWrite("The mail names nobody who could be answered.")
    if reply.sender.endswith(CUT):
        raise CannotWrite("Their address is too long to be kept whole: answer in the mailbox.")
    refuse_what_cannot_go(customer, reply.sender)
    typed = TypedMail(
        customer=customer,
        contact=reply.contact,
        to=reply.sender,
        given=given_for(customer, reply.contact, on),
        words=words,
        purpose=ANSWER,
        key=form.key,
        by=by,
        why={"answers": str(reply.pk), "said": form.said},
        rests=UNDO,
        thread=reply.thread,
        quote=_quote(reply),
    )
    return write_typed(typed, at=at)


def _refuse_if_moved(reply: Communication, shown_at: int) -> None:
    """Facts and greeting are those of the customer at whom it was shown."""
    now = Communication.objects.select_related("customer").get(pk=reply.pk)
    if {now.customer_id, reply.customer_id} != {shown_at}:
        raise CannotWrite(f"Somebody has moved their mail to {now.customer}: answer it there.")


def _quote(reply: Communication) -> Quote:
    who = str(reply.contact or reply.sender)
    return Quote(who, reply.created_at.astimezone(reply.company.zone), reply.text)
