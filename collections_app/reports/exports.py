"""Files for a person: the history, narrowed, as a table; a customer's chronology as PDF.

A worker writes and says how far it is. Whoever asks has one of a kind at a time; a worker that
dies begins anew, and what came in meanwhile is not in it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import batched
from pathlib import Path
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.documents.child import CannotPrint
from collections_app.lib.spreadsheets import MOST_ROWS, Cell, write_table
from collections_app.reports.chronology import Entry, entries_of, lines_of
from collections_app.reports.contact_history import Asked, found_contacts
from collections_app.reports.customer_story import Period, story_of
from collections_app.reports.models import Export, FileKind
from collections_app.reports.story_paper import story_pdf
from collections_app.users.models import User

CHUNK = 1_000  # rows between two signs of life
SILENCE = dt.timedelta(minutes=1)  # after it another worker begins anew
KEPT = dt.timedelta(days=1)
MOST_TRIES = 3
HEADER = (
    "When",
    "Customer number",
    "Customer",
    "Direction",
    "Channel",
    "What",
    "State",
    "By",
    "With",
    "Address or number",
    "Subject",
    "Text",
    "Demanded",
    "Currency",
    "Invoices",
    "Contact",
)
GIVEN_UP = "It could not be written. Ask once more; should it fail again, narrow it."
TOO_LONG = "A sheet holds {most:,} rows, and these are {rows:,}: narrow them, or take CSV."


class CannotExport(Exception):
    """Says why, and what to do instead."""


@transaction.atomic
def ask_export(
    *,
    company: Company,
    user: User,
    kind: str,
    query: str,
    at: dt.datetime,
    customer: Customer | None = None,
) -> Export:
    """Take it down for a worker; it takes the place of the person's last one.

    `query` is what it is narrowed to, as in the address: the history, or the customer's days.
    """
    for before in Export.objects.filter(company=company, user=user, customer=customer):
        forget(before)
    return Export.objects.create(
        company=company, user=user, customer=customer, kind=kind, query=query, asked_at=at
    )


def forget(export: Export) -> None:
    path_of(export).unlink(missing_ok=True)
    export.delete()


def latest_export(company: Company, user: User, customer: Customer | None = None) -> Export | None:
    asked = Export.objects.filter(company=company, user=user, customer=customer)
    return asked.order_by("-asked_at").first()


def path_of(export: Export) -> Path:
    """Where it lies once it is whole."""
    return Path(settings.MEDIA_ROOT) / "exports" / f"{export.pk}.{export.kind}"


def unwritten(*, at: dt.datetime) -> list[Export]:
    """Those that wait for a worker, or whose worker fell silent."""
    return list(_free(at).order_by("asked_at"))


def tidy_exports(*, at: dt.datetime) -> None:
    for old in Export.objects.filter(asked_at__lt=at - KEPT):
        forget(old)
    tired = _free(at).filter(tries__gte=MOST_TRIES)
    tired.update(ended_at=at, error=GIVEN_UP)


def write_export(export: Export, *, clock: Callable[[], dt.datetime]) -> None:
    """Write the file, unless somebody else is at it or it was tried too often."""
    free = _free(clock()).filter(pk=export.pk, tries__lt=MOST_TRIES)
    if not free.update(tries=F("tries") + 1, alive_at=clock(), written=0):
        return
    error = ""
    try:
        _write(export, clock)
    except CannotExport as refused:
        error = str(refused)
    Export.objects.filter(pk=export.pk).update(ended_at=clock(), error=error)


def _free(at: dt.datetime) -> QuerySet[Export]:
    silent = Q(alive_at__isnull=True) | Q(alive_at__lt=at - SILENCE)
    return Export.objects.filter(silent, ended_at__isnull=True)


def _write(export: Export, clock: Callable[[], dt.datetime]) -> None:
    """Under a name of its own until it is whole."""
    whole = path_of(export)
    begun = whole.with_suffix(".begun")
    begun.parent.mkdir(parents=True, exist_ok=True)
    try:
        if export.customer:
            begun.write_bytes(_chronology(export, export.customer, clock))
        else:
            _write_history(export, begun, clock)
        begun.replace(whole)
    finally:
        begun.unlink(missing_ok=True)


def _chronology(export: Export, customer: Customer, clock: Callable[[], dt.datetime]) -> bytes:
    period = Period.read(dict(parse_qsl(export.query)))
    story = story_of(customer, period)
    Export.objects.filter(pk=export.pk).update(rows=len(story.happened), alive_at=clock())
    try:
        return story_pdf(customer, story, period=period, made_on=export.asked_at)
    except CannotPrint as refusal:
        raise CannotExport("It is too long for one file: narrow it to fewer days.") from refusal


def _write_history(export: Export, path: Path, clock: Callable[[], dt.datetime]) -> None:
    asked = Asked.read(dict(parse_qsl(export.query)))
    found = found_contacts(export.company, asked).filter(created_at__lte=_last_moment(export))
    rows = found.count()
    if export.kind == FileKind.XLSX and rows >= MOST_ROWS:
        raise CannotExport(TOO_LONG.format(most=MOST_ROWS - 1, rows=rows))
    Export.objects.filter(pk=export.pk).update(rows=rows)
    write_table(path, export.kind, _table(export, found, clock))


def _last_moment(export: Export) -> dt.datetime:
    """When it was asked for; the end of the last day where a trial was walked ahead of it."""
    company, at = export.company, export.asked_at
    last = company.working_day(at)
    return (
        at if last == company.day_of(at) else dt.datetime.combine(last, dt.time.max, company.zone)
    )


def _table(
    export: Export, found: QuerySet[Communication], clock: Callable[[], dt.datetime]
) -> Iterator[Sequence[Cell]]:
    yield HEADER
    for number, chunk in enumerate(batched(found.iterator(CHUNK), CHUNK)):
        yield from (_row(one, export.company) for one in entries_of(chunk))
        written = number * CHUNK + len(chunk)
        sign = Export.objects.filter(pk=export.pk).update(written=written, alive_at=clock())
        if not sign:
            raise CannotExport("Nobody wants it any more.")


def _row(entry: Entry, company: Company) -> Sequence[Cell]:
    one = entry.communication
    return (
        one.created_at.astimezone(company.zone).replace(tzinfo=None),
        one.customer.number,
        one.customer.name,
        one.get_direction_display(),
        one.get_channel_display(),
        entry.title,
        one.get_state_display(),
        entry.by,
        one.recipient_name,
        one.sender if entry.is_reply else one.recipient,
        one.subject,
        one.text,
        *_demanded(one),
        ", ".join(line.invoice for line in lines_of(one)),
        str(one.pk),
    )


def _demanded(one: Communication) -> tuple[Cell, str]:
    """A number with its currency; of several currencies the sums in words."""
    sums: dict[str, Decimal] = {}
    for line in lines_of(one):
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.demanded
    if len(sums) > 1:
        return ", ".join(f"{amount} {currency}" for currency, amount in sums.items()), ""
    return next(((amount, currency) for currency, amount in sums.items()), (None, ""))
