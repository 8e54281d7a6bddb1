"""A person lets a waiting notice go, dated with the day on which it is let go."""

import datetime as dt

from django.db.models import QuerySet

from collections_app.communications.actions import cancel_communications, release_communications
from collections_app.communications.choices import State
from collections_app.customers.locking import locked
from collections_app.documents.child import CannotPrint
from collections_app.dunning.actions import end_notice, put_hold
from collections_app.dunning.choices import HoldReason, NoticeState
from collections_app.dunning.composing import envelope_for, write_messages
from collections_app.dunning.models import Entry, Notice, NoticeLine, NoticeMessage
from collections_app.dunning.queries import policy_of
from collections_app.history.actions import record

REST = dt.timedelta(6)  # with its own day a week


class CannotApprove(Exception):
    """The notice does not wait for approval, or its letter cannot be made."""


@locked("notice.customer_id")
def approve_notice(
    *,
    notice: Notice,
    on: dt.date,
    by: str,
    at: dt.datetime,
    seen_at: dt.datetime | None = None,
    on_paper: bool = True,
) -> None:
    """Release a notice that waits for a person; later than its day it is dated anew.

    `on` is the company's day of approval, `seen_at` when the person saw its text; None: just now.
    One whose address is gone keeps its day: the last look before sending cancels it.
    """
    _keep_unseen_words(notice, by, seen_at or at)
    _keep_changed_words(notice, on)
    waiting = Notice.objects.filter(pk=notice.pk, state=NoticeState.WAITING)
    if not waiting.update(state=NoticeState.READY, approved_by=by):
        raise CannotApprove(f"Notice {notice.pk} does not wait for approval any more.")
    notice.refresh_from_db()
    if notice.day < on and envelope_for(notice.customer, notice.channel):
        _date_anew(notice, on)
        _write_anew(notice, at, on_paper)
    release_communications(ids=notice.messages.values_list("communication_id", flat=True))
    record(
        kind="notice.approved",
        subject=("notice", notice.pk),
        by=by,
        at=at,
        company_id=notice.company_id,
        customer_id=notice.customer_id,
    )


@locked("notice.customer_id")
def date_today(*, notice: Notice, on: dt.date, by: str, at: dt.datetime) -> None:
    """It waits on, written anew with the dates of `on`; a text that was changed is the wording's.

    Nothing is written to an address that is gone.
    """
    notice.refresh_from_db(fields=["state", "day"])
    if notice.state != NoticeState.WAITING:
        raise CannotApprove(f"Notice {notice.pk} does not wait for approval any more.")
    if notice.day >= on or not envelope_for(notice.customer, notice.channel):
        return
    _date_anew(notice, on)
    _write_anew(notice, at, on_paper=True)
    record(
        kind="notice.dated_anew",
        subject=("notice", notice.pk),
        by=by,
        at=at,
        company_id=notice.company_id,
        customer_id=notice.customer_id,
    )


def _keep_unseen_words(notice: Notice, by: str, seen_at: dt.datetime) -> None:
    """What somebody else wrote is not released by who saw what stood there before."""
    changes = _changed(notice).exclude(communication__changed__by=by)
    at = changes.values_list("communication__changed__at", flat=True)
    if any(dt.datetime.fromisoformat(one) > seen_at for one in at):
        raise CannotApprove(
            f"The text to {notice.customer} was changed since you saw it. It is shown now: read "
            "it, then approve it."
        )


def _changed(notice: Notice) -> QuerySet[NoticeMessage]:
    waiting = notice.messages.filter(communication__state=State.WAITING)
    return waiting.exclude(communication__changed={})


def _keep_changed_words(notice: Notice, on: dt.date) -> None:
    """What a person wrote states the dates of its day: it is not sent on another, nor dropped."""
    if notice.day < on and _changed(notice).exists():
        raise CannotApprove(
            f"The text to {notice.customer} was changed and states the dates of {notice.day}. "
            "Date it today, change it again if need be, then approve it."
        )


@locked("notice.customer_id")
def went_already(
    *, notice: Notice, went_on: dt.date, on: dt.date, by: str, at: dt.datetime
) -> None:
    """A person found that it went before the database was restored: its levels count from then.

    It does not go again; the customer rests for a week, as after any notice.
    """
    notice.refresh_from_db(fields=["state"])
    if notice.state != NoticeState.WAITING:
        raise CannotApprove(f"Notice {notice.pk} does not wait for approval any more.")
    reached = {"reached_on": went_on}
    for line in notice.lines.exclude(level=""):
        Entry.objects.update_or_create(
            invoice_id=line.invoice_id, defaults=reached | {"reached": line.level}
        )
    reason = {"code": "went_already", "on": went_on.isoformat()}
    end_notice(notice=notice, state=NoticeState.CANCELLED, reason=reason, on=on, by=by, at=at)
    put_hold(
        customer=notice.customer,
        until_on=max(on, went_on + REST),
        reason=HoldReason.INTERNAL,
        note=f"The {notice.level.replace('_', ' ')} went on {went_on} already.",
        on=on,
        by=by,
        at=at,
    )


def _write_anew(notice: Notice, at: dt.datetime, on_paper: bool) -> None:
    try:
        write_messages(notice=notice, now=at, on_paper=on_paper)
    except (CannotPrint, OSError) as error:
        raise CannotApprove(
            f"The letter of notice {notice.pk} cannot be made, so it waits on. {error}"
        ) from error


def _date_anew(notice: Notice, on: dt.date) -> None:
    """Its messages of the earlier day are cancelled; its day and the dates it states move."""
    cancel_communications(
        ids=notice.messages.values_list("communication_id", flat=True),
        reason={"code": "dated_anew", "on": on.isoformat()},
    )
    notice.day = on
    notice.save(update_fields=["day"])
    times = dict(policy_of(notice.customer).levels.values_list("key", "pay_by_days"))
    lines = list(notice.lines.all())
    for line in lines:
        line.on_day = on
        if line.rank or line.released:  # others, a courtesy note's too, keep the date they had
            asked = on + dt.timedelta(times[line.level or notice.level])
            line.pay_by = max(asked, line.pay_by or asked)
    NoticeLine.objects.bulk_update(lines, ["on_day", "pay_by"])
