"""For each check one or more ways to break it past the actions; each answers with the id to name.

It is named as its check, with what it spoils behind two underscores where there are more.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from collections_app.communications.models import Attempt, Communication, PrintRun
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import CallRound, Notice, NoticeLine
from collections_app.history.actions import record
from collections_app.invoices.models import Summary
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.models import Promise, SaysPaid
from collections_app.replies.models import LeftBehind, Mail, Mailbox, ProviderEvent
from collections_app.reports.models import Place
from collections_app.tasks.models import Task
from tests.factories import date, noon
from tests.jobs.whole_world import Story

AT = noon("2024-03-05")  # a Tuesday inside the sending window
HOUR = dt.timedelta(hours=1)
ODD = Decimal("0.01")


def sent_twice(story: Story) -> Any:
    reminder = story.reminder("silent")
    Attempt.objects.create(
        communication=reminder, number=2, token="again", started_at=AT, deadline_at=AT
    )
    return reminder.pk


def guards(story: Story) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("alter table communications_attempt disable trigger all")
    return "communications_attempt:stays"


def guards__another_says_less(story: Story) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where tgname like 'pgtrigger_as_it_went%'")
        name = cursor.fetchone()[0]
        cursor.execute(f"comment on trigger {name} on communications_communication is 'mine'")
    return "communications_communication:as_it_went"


def sent_untried(story: Story) -> Any:
    reminder = story.reminder("silent")
    _changed(reminder.attempts.get(), outcome="rejected_for_now")
    return reminder.pk


def miscounted__gap(story: Story) -> Any:
    reminder = story.reminder("silent")
    _changed(reminder.attempts.get(), number=2)
    return reminder.pk


def lease_over(story: Story) -> Any:
    over = Now() - dt.timedelta(minutes=3)
    return _changed(story.reminder("silent"), state="sending", lease_until=over)


def damaged_papers__altered(story: Story) -> Any:
    digest = hashlib.sha256(b"as it was sent").hexdigest()
    (Path(settings.MEDIA_ROOT) / f"{digest}.pdf").write_bytes(b"as somebody would have it")
    return _changed(_letter(story), pdf=f"{digest}.pdf", pdf_sha256=digest)


def damaged_print_runs(story: Story) -> Any:
    PrintRun.objects.update(manifest="sent/none.csv")
    return PrintRun.objects.order_by("pk")[0].pk


def summed_wrong(story: Story) -> Any:
    Summary.objects.filter(customer=story.who("silent")).update(balance=F("balance") + ODD)
    return story.who("silent").pk


def summed_wrong__missing(story: Story) -> Any:
    Summary.objects.filter(customer=story.who("silent")).delete()
    return story.who("silent").pk


def summed_wrong__settled(story: Story) -> Any:
    _changed(story.owed["silent"], settled_by_ledger=Decimal("1200.00"))
    return story.who("silent").pk


def unapplied_wrong(story: Story) -> Any:
    Summary.objects.filter(customer=story.who("silent")).update(unapplied=ODD)
    return story.who("silent").pk


def matched_already(story: Story) -> Any:
    _changed(_payment(story), allocated=Decimal("900.00"))
    return Task.objects.get(subject_id=_payment(story).pk, kind="match_payment", state="open").pk


def search_out_of_step(story: Story) -> Any:
    _close(Task.objects.filter(kind="find_money"))
    return SaysPaid.objects.get().pk


def answer_out_of_step(story: Story) -> Any:
    _close(Task.objects.filter(kind="answer_dispute"))
    return Dispute.objects.get().pk


def answer_out_of_step__answered(story: Story) -> Any:
    return _changed(Dispute.objects.get(), answered_on=date("2024-03-01"))


def pressed__four_a_month(story: Story) -> Any:
    first = _notice(story, "reminder")
    for days in (7, 14):
        _notice_like(first, days).save()
    return _one_more_notice(story, 21)


def too_soon(story: Story) -> Any:
    reminder = _line(story, "reminder")
    return _changed(_line(story, "first_letter"), on_day=reminder.pay_by)


def accepted_by_nobody(story: Story) -> Any:
    _changed(story.reminder("silent"), state="cancelled", reason={"code": "paid"})
    return _notice(story, "reminder").pk


def stands_still(story: Story) -> Any:
    accepted_by_nobody(story)
    return _changed(_notice(story, "reminder"), state="ready", accepted_on=None)


def ended_and_goes(story: Story) -> Any:
    _changed(story.reminder("silent"), state="ready")
    return _changed(_notice(story, "reminder"), state="cancelled")


def round_out_of_step(story: Story) -> Any:
    call_round = CallRound.objects.filter(state="open")[0]
    _close(Task.objects.filter(subject_kind="call_round", subject_id=call_round.pk))
    return call_round.pk


def round_out_of_step__ended(story: Story) -> Any:
    call_round = CallRound.objects.filter(state="open")[0]
    return _changed(call_round, state="ended", ended_on=date("2024-03-01"))


def forgotten(story: Story) -> Any:
    _close(Task.objects.filter(customer=story.who("silent")))
    return _changed(story.who("silent"), look_on=None)


def misplaced(story: Story) -> Any:
    Place.objects.filter(customer=story.who("silent")).update(size_points=20)
    return story.who("silent").pk


def event_left(story: Story) -> Any:
    return _event(AT - HOUR).pk


def mail_left(story: Story) -> Any:
    return _mail(received_at=AT - HOUR).pk


def bounce_without_a_trace(story: Story) -> Any:
    reminder = story.reminder("silent")
    return _mail(state="applied", kind="gone", communication=reminder).pk


def mail_kept_back(story: Story) -> Any:
    """Nobody sees it, though it was tried often."""
    return _left_behind(since=AT, tries=4, again_at=AT + HOUR)


def mail_kept_back__forgotten(story: Story) -> Any:
    return _left_behind(since=AT - 2 * HOUR, tries=1, again_at=AT - HOUR)


def _left_behind(**values: Any) -> Any:
    box = Mailbox.objects.create(name="imap:forgotten", validity=1, last_uid=9, polled_at=AT)
    given = {"mailbox": box, "validity": 1, "uid": 7, "said": "NO"}
    return LeftBehind.objects.create(**given | values).pk


def mail_shown_for_nothing(story: Story) -> Any:
    return _mail(state="unreadable", said="The server does not hand out mail 7: NO").pk


def mail_shown_for_nothing__without_words(story: Story) -> Any:
    mail = _mail(state="unreadable", said="The server does not hand out mail 7: ")
    _left_behind(since=AT, tries=4, again_at=AT + HOUR, said="", shown_as=mail)
    return mail.pk


def mailed_after_stop(story: Story) -> Any:
    attempt = story.reminder("silent").attempts.get()
    one = attempt.communication
    record(
        kind="contact.email_stopped",
        subject=("contact", one.contact_id),
        by="mailbox",
        at=attempt.started_at - HOUR,
        company_id=one.company_id,
        customer_id=one.customer_id,
        values={"address": one.recipient, "said": "stop"},
    )
    return attempt.pk


def _mail(**values: Any) -> Mail:
    box = Mailbox.objects.create(name="dunning at mail.example, INBOX")
    given = {"mailbox": box, "sha256": "0" * 64, "raw": b"", "size": 0, "received_at": AT}
    return Mail.objects.create(**given | values)


def went_back(story: Story) -> Any:
    reminder = story.reminder("silent")
    _event(AT, token=reminder.attempts.get().token, applied_at=AT, parked_because="")
    return reminder.pk


def went_back__from_bounced(story: Story) -> Any:
    reminder = story.reminder("returns")
    _event(AT, "undelivered", token=reminder.attempts.get().token, applied_at=AT, parked_because="")
    return _changed(reminder, state="delivered")


def went_back__of_a_mail(story: Story) -> Any:
    reminder = story.reminder("silent")
    ProviderEvent.objects.create(
        provider="postmark",
        event_id="delivered:1",
        kind="mail",
        token=reminder.attempts.get().token,
        received_at=AT,
        applied_at=AT,
        parked_because="",
        form={"event": ["bounced"]},
    )
    return reminder.pk


def sent_after_stop(story: Story) -> Any:
    reminder = story.reminder("silent")
    _changed(reminder, channel="sms", recipient="+4915112345678")
    stop = {"kind": "contact.sms_stopped", "subject": ("contact", reminder.contact_id)}
    record(**stop, by="twilio", at=noon("2024-01-02"), values={"number": "+4915112345678"})
    return reminder.attempts.get().pk


def _event(at: dt.datetime, status: str = "delivered", **values: Any) -> ProviderEvent:
    given = {"provider": "twilio", "event_id": "SM1", "kind": "status", "received_at": at}
    return ProviderEvent.objects.create(**given, form={"MessageStatus": [status]}, **values)


def _changed(row: Any, **values: Any) -> Any:
    """Written past everything that watches over it, save the database."""
    with pgtrigger.ignore():
        type(row).objects.filter(pk=row.pk).update(**values)
    return row.pk


def _close(tasks: Any) -> None:
    tasks.filter(state="open").update(state="done", closed_at=AT, closed_by="nobody")


def _letter(story: Story) -> Communication:
    return story.reminder("by post")


def _payment(story: Story) -> Payment:
    return Payment.objects.get(customer=story.who("pays in part"))


def _notice(story: Story, level: str) -> Notice:
    return Notice.objects.filter(customer=story.who("silent"), level=level).order_by("pk")[0]


def _line(story: Story, level: str) -> NoticeLine:
    return NoticeLine.objects.get(invoice=story.owed["silent"], level=level)


def _notice_like(first: Notice, days: int) -> Notice:
    on = first.accepted_on + dt.timedelta(days)
    values = {field.attname: getattr(first, field.attname) for field in Notice._meta.fields}
    return Notice(**values | {"id": None, "day": on, "accepted_on": on})


def _one_more_notice(story: Story, days: int) -> Any:
    Notice.objects.filter(customer=story.who("silent")).exclude(level="reminder").update(
        state="taken_back"
    )
    one_more = _notice_like(_notice(story, "reminder"), days)
    one_more.save()
    return one_more.pk


def _tried(story: Story, name: str) -> Any:
    """The reminder's attempt, as if it had been made after everything else."""
    reminder = story.reminder(name)
    reminder.attempts.update(started_at=noon("2024-01-25"))
    return reminder.pk


ONE_ROW: dict[str, Callable[[Story], Any]] = {
    "accepted_unsent": lambda story: _changed(
        story.reminder("silent"), state="failed", reason={"code": "failed"}
    ),
    "miscounted": lambda story: _changed(story.reminder("silent"), tries=2),
    "left_empty": lambda story: _changed(story.reminder("silent"), recipient=""),
    "without_reason": lambda story: _changed(story.reminder("silent"), state="unknown", reason={}),
    "letter_without_paper": lambda story: _changed(_letter(story), pdf="", pdf_sha256=""),
    "letter_off_its_sheet": lambda story: _changed(_letter(story), print_run=None, sheet=None),
    "copy_of_another": lambda story: _changed(
        story.reminder("silent"),
        copies=[{"invoice": story.owed["pays"].pk, "number": "X", "file": "x.pdf"}],
    ),
    "damaged_copies": lambda story: _changed(story.owed["silent"], file="sent/none.pdf"),
    "damaged_logos": lambda story: _changed(story.reminder("silent"), logo="sent/none.png"),
    "letter_out_of_step": lambda story: _changed(_letter(story), state="printing"),
    "damaged_papers__gone": lambda story: _changed(
        _letter(story), pdf=f"sent/{'0' * 64}.pdf", pdf_sha256="0" * 64
    ),
    "damaged_papers__another": lambda story: _changed(_letter(story), pdf_sha256="0" * 64),
    "settled_without_day": lambda story: _changed(
        story.owed["silent"], settled_on=date("2024-03-01")
    ),
    "credit_pulled_apart": lambda story: _changed(story.credit_note, disputed=ODD),
    "allocated_wrong": lambda story: _changed(_payment(story), allocated=Decimal("600.00")),
    "settled_wrong": lambda story: _changed(
        story.owed["pays in part"], allocated=Decimal("600.00")
    ),
    "settled_wrong__by_nothing": lambda story: _changed(story.owed["silent"], allocated=ODD),
    "elsewhere": lambda story: _changed(
        Allocation.objects.get(invoice=story.owed["pays"]), invoice=story.owed["silent"]
    ),
    "disputed_wrong": lambda story: _changed(story.owed["disputes"], disputed=0),
    "disputed_wrong__by_nobody": lambda story: _changed(story.owed["silent"], disputed=ODD),
    "promised_wrong": lambda story: _changed(story.owed["promises"], promised=ODD),
    "promised_wrong__by_nobody": lambda story: _changed(story.owed["breaks it"], promised=ODD),
    "laid_wrong": lambda story: _changed(
        Promise.objects.get(customer=story.who("promises")), amount=ODD
    ),
    "says_paid_wrong": lambda story: _changed(story.owed["says paid"], says_paid=0),
    "search_out_of_step__ended": lambda story: _changed(
        SaysPaid.objects.get(), state="found", ended_on=date("2024-03-01")
    ),
    "pressed__twice_a_week": lambda story: _one_more_notice(story, 6),
    "out_of_order": lambda story: _changed(_line(story, "first_letter"), rank=1),
    "void_out_of_step": lambda story: _changed(_line(story, "reminder"), void=True),
    "void_out_of_step__day": lambda story: _changed(_line(story, "reminder"), accepted_on=None),
    "went_unasked": lambda story: _changed(
        _notice(story, "reminder"), state="waiting", accepted_on=None
    ),
    "tried_when_paid": lambda story: _tried(story, "pays"),
    "tried_when_returned": lambda story: _tried(story, "returns"),
    "tried_when_stopped": lambda story: _tried(story, "stopped"),
    "tried_when_held": lambda story: _tried(story, "held"),
    "left_lying": lambda story: _changed(
        story.reminder("silent"), state="ready", send_after=AT - HOUR
    ),
}
SPOILS = ONE_ROW | {
    name: spoil
    for name, spoil in dict(globals()).items()
    if getattr(spoil, "__module__", "") == __name__ and name[0] != "_"
}
