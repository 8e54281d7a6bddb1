"""Mails that the mailbox does not hand out: kept in mind, asked for again, told to a person."""

import datetime as dt
import hashlib

from django.db.models import F, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.replies.choices import MailState
from collections_app.replies.models import LeftBehind, Mail, Mailbox
from collections_app.replies.placing import company_addressed
from collections_app.replies.queries import NOT_FILED
from collections_app.replies.reading import read_headers
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

BY = "mailbox"
MOST_SAID = 300
WAITS = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15))
LATER = dt.timedelta(hours=6)
ASKED_FOR = dt.timedelta(14)  # as far back as a folder is read that was made anew
TRIES_TO_TELL = len(WAITS) + 1
_SUBJECT = "left_behind"


def leave_behind(
    box: Mailbox, *, validity: int, uid: int, said: str, at: dt.datetime
) -> LeftBehind:
    """One more try at it failed; after a few of them it stands where people look."""
    row, _ = LeftBehind.objects.get_or_create(
        mailbox=box, validity=validity, uid=uid, defaults={"since": at, "again_at": at}
    )
    row.said, row.tries = said.replace("\0", "")[:MOST_SAID], row.tries + 1
    row.again_at = at + (WAITS[row.tries - 1] if row.tries <= len(WAITS) else LATER)
    if row.tries >= TRIES_TO_TELL and row.shown_as is None:
        row.shown_as = _shown(row, at)
    row.save(update_fields=["said", "tries", "again_at", "shown_as"])
    return row


def to_ask_for(box: Mailbox, *, at: dt.datetime) -> list[int]:
    """Those behind which the reading went on and whose time has come, in that order.

    However old they are, until somebody was told.
    """
    passed = _of_today(box).filter(uid__lte=F("mailbox__last_uid"))
    is_wanted = Q(since__gt=at - ASKED_FOR) | Q(shown_as__isnull=True)
    asked_for = passed.filter(is_wanted, again_at__lte=at)
    return list(asked_for.order_by("again_at", "uid").values_list("uid", flat=True))


def _of_today(box: Mailbox) -> QuerySet[LeftBehind]:
    """Where the server numbers anew, the folder is read again, and old numbers mean nothing."""
    return LeftBehind.objects.filter(mailbox=box, validity=F("mailbox__validity"))


def forget(box: Mailbox, *, validity: int, uid: int) -> None:
    """It came after all, or somebody deleted it: what stood for it is in nobody's way."""
    row = LeftBehind.objects.filter(mailbox=box, validity=validity, uid=uid).first()
    if row is None:
        return
    Mail.objects.filter(stands_for=row, state__in=NOT_FILED).update(state=MailState.PUT_ASIDE)
    row.delete()


def _shown(row: LeftBehind, at: dt.datetime) -> Mail:
    """A mail of which nothing is known but its number and the server's words.

    The number may have been another's before: the row's own is nobody else's.
    """
    name = f"left behind {row.pk}"
    return Mail.objects.create(
        mailbox=row.mailbox,
        company=company_addressed(read_headers(b""), row.mailbox),
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        raw=b"",
        size=0,
        received_at=at,
        state=MailState.UNREADABLE,
        said=f"The server does not hand out mail {row.uid} of the mailbox: {row.said}",
    )


def tell_of_left(companies: QuerySet[Company], box: Mailbox, *, at: dt.datetime) -> None:
    """A task for the managers of these, as long as one stands unread where people look."""
    last = _of_today(box).filter(shown_as__state__in=NOT_FILED).order_by("-since", "-pk").first()
    for company in companies:
        subject = (_SUBJECT, company.pk)
        if last is None:
            close_tasks(kind=TaskKind.MEND_CHANNEL, subject=subject, by=BY, at=at)
            continue
        open_task(
            company_id=company.pk,
            kind=TaskKind.MEND_CHANNEL,
            subject=subject,
            due_on=company.working_day(at),
            at=at,
            values={"mailbox": box.name, "left_behind": last.uid, "error": last.said},
        )
