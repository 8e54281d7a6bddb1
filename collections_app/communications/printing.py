"""Letters: gathered in a print run, joined to one file, posted when a person says so."""

import datetime as dt
import json
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from collections_app.communications.actions import move
from collections_app.communications.choices import Channel, State
from collections_app.communications.claiming import (
    Check,
    Settle,
    locked_communication,
    look_again,
)
from collections_app.communications.files import keep, read
from collections_app.communications.models import Communication, PrintRun
from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.documents.print_runs import Sheet, join, manifest


class CannotClose(Exception):
    """The print run is closed already, or the number typed is not the number of letters."""


def gather_letters(
    *, company: Company, check: Check, settle: Settle, now: dt.datetime
) -> PrintRun | None:
    """Put the ready letters into the company's open print run; None when there is no letter.

    Letters that must not go any more are taken out of it first.
    """
    run = open_run(company)
    if run:
        withdraw_letters(run=run, check=check, settle=settle)
    ready = Communication.objects.filter(
        company=company, channel=Channel.LETTER, state=State.READY, mode=Mode.LIVE
    )
    ids = ready.filter(send_after__lte=now).order_by("customer__number", "pk")
    for id in ids.values_list("pk", flat=True):
        _take(id, check, settle, now)
    run = open_run(company)
    if run and not run.pdf:
        print_again(run=run)
    return run


def open_run(company: Company) -> PrintRun | None:
    return PrintRun.objects.filter(company=company, closed_at__isnull=True).first()


def withdraw_letters(*, run: PrintRun, check: Check, settle: Settle) -> list[int]:
    """Ask again of every letter in the run; the sheets of those that must not go any more."""
    return [sheet for letter in letters_in(run) if (sheet := _withdraw(letter, check, settle))]


@transaction.atomic
def _withdraw(letter: Communication, check: Check, settle: Settle) -> int | None:
    """Cancel one letter and give its sheet, unless it may go (or somebody holds its customer)."""
    locked = locked_communication(letter.pk)
    if locked is None or locked.state != State.PRINTING:
        return None
    [verdict] = check([locked])
    if verdict.answer != "cancel":
        return None
    sheet = locked.sheet
    PrintRun.objects.filter(letters=locked).update(pdf="")
    move(locked, State.CANCELLED, reason=verdict.reason, print_run=None, sheet=None)
    settle([locked])
    return sheet


@transaction.atomic
def _take(communication_id: object, check: Check, settle: Settle, now: dt.datetime) -> None:
    """One letter into the open run, after the last look at its customer.

    The run's file is not that of its letters any more, until it is printed again.
    """
    going = look_again([communication_id], check=check, settle=settle)
    if not going:
        return
    [communication] = going
    run, _ = PrintRun.objects.get_or_create(
        company=communication.company, closed_at=None, defaults={"opened_at": now}
    )
    run.sheets, run.pdf = run.sheets + 1, ""
    run.save(update_fields=["sheets", "pdf"])
    move(communication, State.PRINTING, print_run=run, sheet=run.sheets)


def print_again(*, run: PrintRun) -> None:
    """Write the run's merged PDF and its manifest from the letters that are in it now."""
    sheets = _sheets(letters_in(run))
    run.pdf, _ = keep(join(sheet.pdf for sheet in sheets))
    run.manifest, _ = keep(manifest(sheets).encode(), suffix=".csv")
    run.save(update_fields=["pdf", "manifest"])


def letters_in(run: PrintRun) -> list[Communication]:
    letters = run.letters.filter(state=State.PRINTING).select_related("customer")
    return list(letters.order_by("sheet"))


def _sheets(letters: Sequence[Communication]) -> list[Sheet]:
    return [
        Sheet(one.sheet or 0, one.customer.number, str(one.pk), read(one.pdf)) for one in letters
    ]


@transaction.atomic
def close_print_run(
    *,
    run: PrintRun,
    posted: int,
    posted_on: dt.date,
    settle: Settle,
    by: str,
    at: dt.datetime,
) -> int:
    """The letters were posted on that day; `posted` must be their number. Returns it."""
    run = PrintRun.objects.select_for_update().select_related("company").get(pk=run.pk)
    if run.closed_at:
        raise CannotClose(f"{run} was closed on {run.closed_at:%d %B %Y}.")
    _check_posting_date(run, posted_on, at)
    letters = letters_in(run)
    if not run.pdf:
        raise CannotClose(f"{run} lost or gained letters; its file is made again within a minute.")
    if posted != len(letters):
        raise CannotClose(
            f"{run} holds {len(letters)} letters, not {posted}. Count again; "
            "its manifest names each sheet."
        )
    run.closed_at, run.posted_on, run.closed_by = at, posted_on, by
    run.save(update_fields=["closed_at", "posted_on", "closed_by"])
    same_day = run.company.day_of(at) == posted_on
    sent_at = at if same_day else dt.datetime.combine(posted_on, dt.time(12), run.company.zone)
    for letter in letters:
        move(letter, State.SENT, sent_at=sent_at)
    settle(letters)
    closed = json.dumps({"pk": run.pk, "closed_at": at.isoformat()})
    transaction.on_commit(partial(installation.remember, installation.PRINT_RUN, closed))
    return len(letters)


def _check_posting_date(run: PrintRun, posted_on: dt.date, at: dt.datetime) -> None:
    """From the day the run was opened to today (or the last day that was played)."""
    company = run.company
    first = company.day_of(run.opened_at)
    last = max(company.day_of(at), company.walked_on or dt.date.min, first)
    if not first <= posted_on <= last:
        raise CannotClose(
            f"{run} was opened on {first}: its letters were posted between that day and {last}, "
            f"not on {posted_on}."
        )
