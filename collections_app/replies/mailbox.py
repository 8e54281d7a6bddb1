"""Where answers arrive: a mailbox that is looked at again and again, or a provider's webhook.

Each mail is stored in a transaction of its own, together with how far the folder was read: a look
that dies goes on behind it. What is read twice all the same is one row, by its hash.
"""

import datetime as dt
import hashlib
import logging
import time

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from collections_app.communications.transports.imap import (
    CANNOT_READ,
    Fetched,
    Folder,
    NotHandedOut,
    opened,
)
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.mail import MailPlace
from collections_app.replies.left_behind import forget, leave_behind, tell_of_left, to_ask_for
from collections_app.replies.models import Mail, Mailbox
from collections_app.tasks.actions import close_tasks, open_task
from collections_app.tasks.choices import Kind as TaskKind

MOST_BYTES = 2 * 1024 * 1024  # of one mail: words and headers stand before attachments
MOST_AT_ONCE = 500
SECONDS = 25.0  # of one look; beat rings every half minute
FIRST_LOOK = dt.timedelta(14)  # so far back, and so far behind a folder that was made anew
FAILURES_TO_TELL = 5
MOST_BREAKS = 2  # of the line at one mail: then the reading goes on behind it
BY = "mailbox"
FRESH = dt.timedelta(hours=1)
FRESH_WEBHOOK = dt.timedelta(days=1)

logger = logging.getLogger(__name__)


def is_heard(at: dt.datetime) -> bool:
    """Whether what comes back is heard: by a look at the mailbox, or by a provider's webhook.

    A webhook has no rhythm, so somebody writes a mail on the day on which it has to be known.
    """
    heard = Q()
    if settings.MAILBOX is not None:
        heard |= Q(name=settings.MAILBOX.name, polled_at__gt=at - FRESH)
    if settings.MAIL_PROVIDER:
        heard |= Q(name=_webhook_of(settings.MAIL_PROVIDER), polled_at__gt=at - FRESH_WEBHOOK)
    return bool(heard) and Mailbox.objects.filter(heard).exists()


@transaction.atomic
def hand_in(raw: bytes, *, provider: str, at: dt.datetime) -> int:
    """A mail that a provider brought, verified: kept once, however often it is brought; its id."""
    box = _box(_webhook_of(provider))
    Mailbox.objects.filter(pk=box.pk).update(polled_at=at)
    mail, _ = _store(box, Fetched(raw[:MOST_BYTES], len(raw)), at)
    return mail.pk


def _box(name: str) -> Mailbox:
    """Whether a new one takes tokens is not known."""
    box, is_new = Mailbox.objects.get_or_create(name=name)
    if is_new:
        Company.objects.exclude(token_address="").update(token_address="")
    return box


def _webhook_of(provider: str) -> str:
    return f"webhook of {provider}"


def poll(place: MailPlace, *, at: dt.datetime) -> int:
    """Store what is new in the folder; how many mails. One of CANNOT_READ where it fails."""
    box = _box(place.name)
    try:
        with opened(place) as folder:
            stored = _read(folder, box, at)
    except CANNOT_READ as error:
        _failed(box, _words(error), at)
        raise
    Mailbox.objects.filter(pk=box.pk).update(polled_at=at, failures=0, error="")
    for company in _live_companies():
        subject = ("mailbox", company.pk)
        close_tasks(kind=TaskKind.MEND_CHANNEL, subject=subject, by=BY, at=at)
    tell_of_left(_live_companies(), box, at=at)
    return stored


def _read(folder: Folder, box: Mailbox, at: dt.datetime) -> int:
    ends, stored = time.monotonic() + SECONDS, 0
    if not folder.has_numbered(box.last_uid):
        _forget_numbers(box)
    for uid in _uids(folder, box, at)[:MOST_AT_ONCE]:
        if time.monotonic() >= ends:
            break
        stored += _take(folder, box, uid, at)
    return stored + _take_left(folder, box, ends, at)


def _take(folder: Folder, box: Mailbox, uid: int, at: dt.datetime) -> int:
    """The mail, or that it was left behind: whatever is wrong with one does not hide the next."""
    about = {"validity": folder.validity, "uid": uid}
    try:
        fetched = folder.fetch(uid, MOST_BYTES)
    except NotHandedOut as error:
        leave_behind(box, **about, said=str(error), at=at)
        _go_on_behind(box, **about)
        return 0
    except CANNOT_READ as error:
        if leave_behind(box, **about, said=_words(error), at=at).tries >= MOST_BREAKS:
            _go_on_behind(box, **about)
        raise
    return _keep(box, folder.validity, uid, fetched, at)


def _take_left(folder: Folder, box: Mailbox, ends: float, at: dt.datetime) -> int:
    """Those left behind, once more; a line that breaks at one of them ends the look, no more."""
    stored = 0
    for uid in to_ask_for(box, at=at)[:MOST_AT_ONCE]:
        if time.monotonic() >= ends:
            break
        try:
            stored += _take(folder, box, uid, at)
        except CANNOT_READ as error:
            logger.warning("The line broke at mail %s, which was left behind: %s", uid, error)
            break
    return stored


def _uids(folder: Folder, box: Mailbox, at: dt.datetime) -> list[int]:
    """Those not yet read; where the server numbers anew, all of the last days."""
    if folder.validity == box.validity:
        return folder.uids_after(box.last_uid)
    return folder.uids_since(((box.polled_at or at) - FIRST_LOOK).date())


def _forget_numbers(box: Mailbox) -> None:
    """What is new may have one that was read before: they are as another folder's."""
    box.validity, box.last_uid = None, 0
    box.save(update_fields=["validity", "last_uid"])


@transaction.atomic
def _keep(box: Mailbox, validity: int, uid: int, fetched: Fetched | None, at: dt.datetime) -> int:
    """The mail and how far the folder is read, together; 1 where it is new."""
    _go_on_behind(box, validity=validity, uid=uid)
    forget(box, validity=validity, uid=uid)
    if fetched is None:
        return 0
    _, is_new = _store(box, fetched, at)
    return int(is_new)


@transaction.atomic
def _go_on_behind(box: Mailbox, *, validity: int, uid: int) -> None:
    row = Mailbox.objects.select_for_update().get(pk=box.pk)
    row.last_uid = max(uid, row.last_uid) if row.validity == validity else uid
    row.validity = validity
    row.save(update_fields=["last_uid", "validity"])


def _store(box: Mailbox, fetched: Fetched, at: dt.datetime) -> tuple[Mail, bool]:
    """The mail, and whether it is new."""
    return Mail.objects.get_or_create(
        sha256=hashlib.sha256(fetched.raw).hexdigest(),
        defaults={
            "mailbox": box,
            "raw": fetched.raw,
            "size": fetched.size,
            "received_at": at,
        },
    )


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _live_companies() -> QuerySet[Company]:
    return Company.objects.filter(mode=Mode.LIVE, is_replay=False).order_by("pk")


def _failed(box: Mailbox, error: str, at: dt.datetime) -> None:
    logger.warning("The mailbox of %s cannot be read: %s", box, error)
    Mailbox.objects.filter(pk=box.pk).update(failures=F("failures") + 1, error=error[:400])
    if box.failures + 1 >= FAILURES_TO_TELL:
        _tell(box, error, at)


def _tell(box: Mailbox, error: str, at: dt.datetime) -> None:
    """Each live company's managers: what comes back is not heard."""
    for company in _live_companies():
        open_task(
            company_id=company.pk,
            kind=TaskKind.MEND_CHANNEL,
            subject=("mailbox", company.pk),
            due_on=company.working_day(at),
            at=at,
            values={"mailbox": box.name, "error": error[:400]},
        )
