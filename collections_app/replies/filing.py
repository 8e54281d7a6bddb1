"""A person reads what came in, and says what it is and whose."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction

from collections_app.communications.actions import needs_no_answer
from collections_app.communications.choices import (
    STAYS_OPEN,
    Channel,
    Direction,
    FiledAs,
    State,
)
from collections_app.communications.models import Communication
from collections_app.customers.actions import lock_customers
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.dunning.answering import (
    go_on_if_all_is_answered,
    hold_for_reply,
    wait_for_answer,
)
from collections_app.dunning.written_down import go_on_if_written_down
from collections_app.history.actions import record
from collections_app.lib.addresses import ascii_form
from collections_app.replies.choices import REPORTS, MailKind, MailState, Parked
from collections_app.replies.given_back import addresses_complaining
from collections_app.replies.mail_replies import log_mail
from collections_app.replies.mail_reports import believe_report, last_mail_to, stop_email
from collections_app.replies.mails import BY
from collections_app.replies.models import Mail, ProviderEvent
from collections_app.replies.placing import by_whoever_wrote, contact_of
from collections_app.replies.queries import NOT_FILED
from collections_app.replies.quoting import cut
from collections_app.replies.reading import MOST_SIGNS, Read, read, read_headers
from collections_app.replies.texts import log_text
from collections_app.replies.wrong_person import write_to_another
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind

UNDER_WAY = (State.READY, State.WAITING, State.SENDING, State.UNKNOWN)
AS_IT_CAME = "This mail could not be read; it follows as it came."


class CannotFile(Exception):
    """Somebody else was quicker, or it is another company's."""


@transaction.atomic
def file_reply(*, reply: Communication, filed_as: str, by: str, at: dt.datetime) -> None:
    """Say what it is. A promise and its like stay open, and hold, until that is written down.

    A wrong person is not written to any more, and holds until somebody else is known.
    """
    _lock_as_seen(reply, reply.customer_id)
    reply.why = reply.why | {"filed_as": filed_as, "filed_by": by}
    reply.save(update_fields=["why"])
    if filed_as == FiledAs.WRONG_PERSON:
        write_to_another(reply=reply, by=by, at=at)
    if filed_as in STAYS_OPEN:
        hold_for_reply(customer=reply.customer, day=reply.company.working_day(at), at=at)
        go_on_if_written_down(customer=reply.customer, by=by, at=at)
    else:
        needs_no_answer(reply=reply, by=by)
        go_on_if_all_is_answered(customer=reply.customer, by=by, at=at)
    _record("reply.filed", reply, {"as": filed_as}, by, at)


def _lock_as_seen(reply: Communication, *customer_ids: int) -> None:
    """Nobody filed or moved it since it was shown."""
    lock_customers(customer_ids=customer_ids)
    now = Communication.objects.select_related("customer").get(pk=reply.pk)
    if now.customer_id != reply.customer_id:
        raise CannotFile(f"Somebody has moved it to {now.customer}.")
    if "filed_as" in now.why or "answered" in now.why:
        raise CannotFile("Somebody has filed it already.")
    reply.why = now.why


@transaction.atomic
def move_reply(*, reply: Communication, customer: Customer, by: str, at: dt.datetime) -> None:
    """It is another customer's: there it waits for an answer; the first one's ladder goes on.

    What was answered goes along.
    """
    first = reply.customer
    if customer.company_id != first.company_id or customer == first:
        raise CannotFile("Pick another customer of the same company.")
    _lock_as_seen(reply, first.pk, customer.pk)
    answers = Communication.objects.filter(customer=first, why__answers=str(reply.pk))
    if answers.filter(state__in=UNDER_WAY).exists():
        raise CannotFile("An answer to it is on its way: take it back, or wait until it has left.")
    answers.filter(direction=Direction.OUT).update(customer=customer, contact=None)
    reply.customer = customer
    reply.contact = contact_of(customer, reply.sender.lower(), None)
    reply.save(update_fields=["customer", "contact"])
    go_on_if_all_is_answered(customer=first, by=by, at=at)
    wait_for_answer(reply=reply, words=cut(reply.text).new or reply.subject, at=at)
    _record("reply.moved", reply, {"from": first.number, "to": customer.number}, by, at)


@locked("customer.pk")
def place_mail(*, mail: Mail, customer: Customer, by: str, at: dt.datetime) -> None:
    """A mail of nobody known is this customer's: logged, and treated as if it had said so."""
    found = _found(mail, _lock(mail, *NOT_FILED, MailState.PUT_ASIDE))
    mail.kind, named = mail.kind or MailKind.REPLY, mail.communication
    mail.company, mail.state = customer.company, MailState.APPLIED
    mail.communication = log_mail(mail, found, customer, named=None, by=BY, at=at)
    mail.save(update_fields=["kind", "company", "state", "communication"])
    if mail.kind == MailKind.COMPLAINT:
        _heed_complaint(mail, found, customer, at)
    elif mail.kind in REPORTS:
        _heed_report(mail, found, customer, named, by, at)
    _record("mail.placed", mail.communication, {"mail": mail.pk}, by, at)


def _found(mail: Mail, state: str) -> Read:
    """What nobody could read goes along as it came; what never came, as the server said.

    Of the latter nothing else is known by which two could be told apart.
    """
    raw = bytes(mail.raw)
    if not raw:
        return replace(read_headers(raw), text=mail.said, message_id=mail.sha256)
    if state != MailState.UNREADABLE:
        return by_whoever_wrote(read(raw))
    found = by_whoever_wrote(read_headers(raw))
    return replace(found, text=f"{AS_IT_CAME}\n\n{found.text}"[:MOST_SIGNS])


def _heed_report(
    mail: Mail,
    found: Read,
    customer: Customer,
    named: Communication | None,
    by: str,
    at: dt.datetime,
) -> None:
    """What follows from one that is believed; where ours is not to be found, a person asks."""
    named = named if named and named.customer_id == customer.pk else last_mail_to(customer, found)
    if named is None:
        _ask_for_an_address(mail, customer, at)
    else:
        believe_report(kind=mail.kind, said=mail.said, named=named, by=by, at=at)


def _heed_complaint(mail: Mail, found: Read, customer: Customer, at: dt.datetime) -> None:
    """The address that it names gets no more mail; where that is blacked out, a person asks."""
    complaining = set(map(ascii_form, addresses_complaining(found.message)))
    theirs = customer.contacts.exclude(email="").values_list("email", flat=True)
    if not (addresses := {one for one in theirs if ascii_form(one) in complaining}):
        _ask_for_an_address(mail, customer, at)
    for address in sorted(addresses):
        stop_email(
            address,
            customer_ids=[customer.pk],
            said=mail.said,
            by=BY,
            at=at,
            is_complaint=True,
        )


def _ask_for_an_address(mail: Mail, customer: Customer, at: dt.datetime) -> None:
    """Which of ours came back it does not say; that something did, a person should know."""
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind=TaskKind.FIX_CONTACT,
        subject=("customer", customer.pk),
        due_on=customer.company.working_day(at),
        at=at,
        values={"channel": Channel.EMAIL, "said": mail.said},
    )


@transaction.atomic
def put_aside(*, mail: Mail, by: str, at: dt.datetime) -> None:
    """It concerns no customer; it is kept."""
    _lock(mail, *NOT_FILED)
    mail.state = MailState.PUT_ASIDE
    mail.save(update_fields=["state"])
    record(
        kind="mail.put_aside",
        subject=("mail", mail.pk),
        by=by,
        at=at,
        company_id=mail.company_id,
    )


@locked("customer.pk")
def place_text(*, text: ProviderEvent, customer: Customer, by: str, at: dt.datetime) -> None:
    """A text of nobody known is this customer's, and waits for an answer there."""
    _end(text, at=at)
    reply = log_text(customer, text, at)
    wait_for_answer(reply=reply, words=reply.text, at=at)
    _record("text.placed", reply, {"event": text.pk}, by, at)


@transaction.atomic
def put_text_aside(*, text: ProviderEvent, by: str, at: dt.datetime) -> None:
    """It concerns no customer; it is kept."""
    _end(text, Parked.PUT_ASIDE)
    record(kind="text.put_aside", subject=("provider_event", text.pk), by=by, at=at)


def _end(text: ProviderEvent, why: str = "", at: dt.datetime | None = None) -> None:
    """It does not wait any more: applied, or parked for another reason."""
    rows = ProviderEvent.objects.filter(pk=text.pk, parked_because=Parked.UNKNOWN_NUMBER)
    if not rows.update(parked_because=why, applied_at=at):
        raise CannotFile("Somebody has filed it already.")


def _lock(mail: Mail, *states: str) -> str:
    """The state that it is in, one of these."""
    state = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk).state
    if state not in states:
        raise CannotFile("Somebody has filed it already.")
    return state


def _record(
    kind: str, reply: Communication, values: dict[str, Any], by: str, at: dt.datetime
) -> None:
    record(
        kind=kind,
        subject=("communication", reply.pk),
        by=by,
        at=at,
        company_id=reply.company_id,
        customer_id=reply.customer_id,
        values=values,
    )
