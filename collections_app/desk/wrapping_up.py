"""The wrap-up of a contact: all that was said is written down, or nothing of it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BigAutoField, CharField

from collections_app.communications.actions import log_contact, logged_before
from collections_app.communications.choices import Channel
from collections_app.communications.models import Communication
from collections_app.customers.locking import locked
from collections_app.customers.models import Customer
from collections_app.desk.actions import log_call
from collections_app.desk.choices import SPOKE
from collections_app.desk.contacts import CannotSaveContact, mark_wrong_number, save_contact
from collections_app.desk.following_up import write_follow_up
from collections_app.desk.next_steps import CannotPlan, plan_next
from collections_app.desk.notes import NOTE
from collections_app.desk.own_words import CannotWrite
from collections_app.desk.said import (
    CallSaid,
    ContactSaid,
    DisputeSaid,
    PaidSaid,
    PromiseSaid,
    WrapUp,
)
from collections_app.desk.stored import Gone, as_stored, as_they_are
from collections_app.disputes.actions import CannotDispute, open_dispute
from collections_app.disputes.models import Dispute
from collections_app.dunning.written_down import go_on_if_written_down
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.promises.actions import CannotPromise, record_plan
from collections_app.promises.says_paid import CannotSayPaid, say_paid
from collections_app.users.models import User


class CannotWrapUp(Exception):
    """A part cannot be written down, and so none is: which one, and why."""

    def __init__(self, part: str, why: Exception) -> None:
        self.part = part
        super().__init__(str(why))


class WrittenBefore(Exception):
    """The form was sent before, with something else in it."""


@dataclass(frozen=True)
class _Act:
    """Whose contact it was with whom, and when."""

    customer: Customer
    by: User
    at: dt.datetime
    on: dt.date

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by.actor, "at": self.at, "on": self.on}


@locked("customer.pk")
def wrap_up(
    *,
    customer: Customer,
    said: WrapUp,
    with_manager: bool,
    once: str,
    by: User,
    at: dt.datetime,
    on: dt.date,
) -> Communication:
    """Write down a contact with all that was agreed; its entry in the log.

    `once` names the form: sent twice, it is one contact. `with_manager` says that a manager
    agrees, so that a promise may pause for longer.
    """
    channel = Channel.CALL if said.call else Channel.NOTE
    if before := logged_before(customer=customer, channel=channel, once=once):
        with _part("call", WrittenBefore):
            _check_is_same(before, said)
        return before
    act = _Act(customer, by, at, on)
    with _part("promise" if said.promise else "paid", Gone):
        said = as_stored(as_they_are(said))
    logged = _log(act, said, once)
    _write_agreed(act, said, with_manager)
    with _part("next", CannotPlan):
        plan_next(customer=customer, step=said.next, **act.who)
    with _part("mail", CannotWrite):
        if said.mail:
            write_follow_up(customer=customer, said=said, mail=said.mail, about=logged, **act.who)
    # Whoever spoke with them answered all that they wrote.
    if said.call is None or said.call.outcome not in SPOKE:
        go_on_if_written_down(customer=customer, by=by.actor, at=at)
    return logged


def _check_is_same(before: Communication, said: WrapUp) -> None:
    """The answer to it was lost, or is not seen any more, and something was added since."""
    kinds = [one["kind"] for one in before.why.get("agreed", ())]
    outcome = said.call.outcome if said.call else ""
    if (before.why.get("outcome", ""), before.text, kinds) != (
        outcome,
        said.note,
        [one["kind"] for one in said.agreed()],
    ):
        raise WrittenBefore(
            "What this form said before is written down and stands in the history: take that out,"
            " and save once more what is new."
        )


@contextmanager
def _part(name: str, *errors: type[Exception]) -> Iterator[None]:
    """What goes wrong in a part is said beside it."""
    try:
        yield
    except errors as why:
        raise CannotWrapUp(name, why) from why


def _log(act: _Act, said: WrapUp, once: str) -> Communication:
    agreed = list(said.agreed())
    if said.call is None:
        return log_contact(
            customer=act.customer,
            channel=Channel.NOTE,
            purpose=NOTE,
            text=said.note,
            why={"agreed": agreed},
            once=once,
            by=act.by.actor,
            at=act.at,
        )
    return log_call(
        customer=act.customer,
        contact=said.call.contact,
        outcome=said.call.outcome,
        note=said.note,
        cause=said.call.cause,
        agreed=agreed,
        once=once,
        **act.who,
    )


def _write_agreed(act: _Act, said: WrapUp, with_manager: bool) -> None:
    with _part("dispute", CannotDispute):
        for one in said.disputes:
            _dispute(act, one)
    with _part("paid", CannotSayPaid):
        if said.paid:
            _paid(act, said.paid)
    with _part("promise", CannotPromise):
        if said.promise:
            _promise(act, said.promise, with_manager)
    with _part("contact", CannotSaveContact):
        if said.call:
            _wrong_number(act, said.call)
        if said.contact:
            _contact(act, said.contact)


def _promise(act: _Act, said: PromiseSaid, with_manager: bool) -> None:
    record_plan(
        customer=act.customer,
        instalments=said.instalments,
        currency=said.currency,
        invoices=said.invoices,
        with_manager=with_manager,
        **act.who,
    )


def _dispute(act: _Act, said: DisputeSaid) -> None:
    open_dispute(
        invoice=said.invoice,
        amount=said.amount,
        reason=said.reason,
        note=said.note,
        answer_due_on=said.answer_due_on,
        owner=said.owner or _usual_owner(act, said.reason),
        **act.who,
    )


def _usual_owner(act: _Act, reason: str) -> User:
    """Who had the last dispute of this reason, else whose customer it is, else who was told."""
    last = _about_disputes().ask(company=act.customer.company_id, reason=reason)["last"]
    return last[0].owner if last else act.customer.collector or act.by


@cache
def _about_disputes() -> Question:
    """The last one of a company for a reason, of whose owner is still here."""
    company, reason = Given("company", BigAutoField()), Given("reason", CharField())
    earlier = Dispute.objects.filter(
        customer__company=company, reason=reason, owner__is_active=True
    )
    latest = earlier.select_related("owner").order_by("-opened_on", "-pk")
    return Question({"last": latest[:1]})


def _paid(act: _Act, said: PaidSaid) -> None:
    for invoice in said.invoices:
        say_paid(
            invoice=invoice,
            amount=said.amounts[invoice.pk],
            paid_on=said.paid_on,
            how=said.how,
            reference=said.reference,
            **act.who,
        )


def _contact(act: _Act, said: ContactSaid) -> None:
    save_contact(
        customer=act.customer,
        contact=said.contact,
        details=said.details,
        shown=said.shown,
        **act.who,
    )


def _wrong_number(act: _Act, call: CallSaid) -> None:
    if call.is_wrong_number and call.contact:
        mark_wrong_number(contact=call.contact, **act.who)
