"""Letters: gathered in a print run, joined to one file, fetched by whoever prints them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from collections_app.communications.actions import cancel_communications, move
from collections_app.communications.choices import Channel, State
from collections_app.communications.claiming import (
    Check,
    Settle,
    locked_communication,
    look_again,
)
from collections_app.communications.models import Communication, PrintRun
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.documents.papers import PAPERS
from collections_app.documents.print_runs import Run, Sheet, manifest, merged, page_count, stamped
from collections_app.lib.files import keep, read

LOST = "lost"  # why a letter is printed again


class CannotFetch(Exception):
    """There is no such letter to print, or the run is closed."""


def gather_letters(
    *, company: Company, check: Check, settle: Settle, now: dt.datetime
) -> PrintRun | None:
    """Put the ready letters into the company's gathering run; None when there is no letter.

    Letters that must not go any more are taken out of it first.
    """
    run = gathering_run(company)
    if run:
        withdraw_letters(run=run, check=check, settle=settle)
    ready = Communication.objects.filter(
        company=company, channel=Channel.LETTER, state=State.READY, mode=Mode.LIVE
    )
    ready = ready.filter(send_after__lte=now).order_by("customer__number", "pk")
    ids = list(ready.values_list("pk", flat=True))
    if not run and not ids:
        return None
    for id in ids:
        _take(id, check, settle, now)
    run = gathering_run(company)
    if run and not run.pdf:
        print_again(run=run, at=now)
    return run


def gathering_run(company: Company) -> PrintRun | None:
    """The run that nobody has fetched yet: it takes letters in."""
    return PrintRun.objects.filter(company=company, closed_at=None, fetched_at=None).first()


def withdraw_letters(*, run: PrintRun, check: Check, settle: Settle) -> list[int]:
    """Ask again of every letter in the run; the numbers of those that must not go any more."""
    return [number for letter in letters_in(run) if (number := _withdraw(letter, check, settle))]


@transaction.atomic
def _withdraw(letter: Communication, check: Check, settle: Settle) -> int | None:
    """Cancel one letter and give its number, unless it may go (or somebody holds its customer)."""
    locked = locked_communication(letter.pk)
    if locked is None or locked.state != State.PRINTING:
        return None
    [verdict] = check([locked])
    if verdict.answer != "cancel":
        return None
    number = locked.sheet
    cancel_communications(ids=[locked.pk], reason=verdict.reason)
    locked.refresh_from_db(fields=["state", "reason", "print_run", "sheet"])
    settle([locked])
    return number


@transaction.atomic
def _take(communication_id: object, check: Check, settle: Settle, now: dt.datetime) -> None:
    """One letter into the gathering run, after the last look at its customer.

    The run's file is not that of its letters any more, until it is printed again.
    """
    going = look_again([communication_id], check=check, settle=settle)
    if not going:
        return
    [communication] = going
    run, _ = PrintRun.objects.select_for_update().get_or_create(
        company=communication.company,
        closed_at=None,
        fetched_at=None,
        defaults={"opened_at": now},
    )
    run.sheets, run.pdf = run.sheets + 1, ""
    run.save(update_fields=["sheets", "pdf"])
    move(communication, State.PRINTING, print_run=run, sheet=run.sheets)


def print_again(*, run: PrintRun, at: dt.datetime) -> None:
    """Write the run's merged PDF and its manifest from the letters that are in it now."""
    sheets = _sheets(letters_in(run))
    run.pdf, _ = keep(merged(_described(run, sheets, at)))
    run.manifest, _ = keep(manifest(sheets).encode(), suffix=".csv")
    run.save(update_fields=["pdf", "manifest"])


@transaction.atomic
def fetch_run(*, run: PrintRun, at: dt.datetime) -> bytes:
    """The file to be printed; from now on the run takes no more letters.

    Whoever fetches it once more gets it marked as a reprint.
    """
    run = PrintRun.objects.select_for_update().get(pk=run.pk)
    if run.closed_at:
        raise CannotFetch(f"{run} is closed: print a single letter of it again by its number.")
    if run.fetched_at:
        run.reprints, run.pdf = run.reprints + 1, ""
    else:
        run.fetched_at = at
    run.save(update_fields=["fetched_at", "reprints"])
    if not run.pdf:
        print_again(run=run, at=at)
    return read(run.pdf)


def reprinted_letter(*, run: PrintRun, number: int) -> bytes:
    """One letter of the run again, and it says so."""
    letter = run.letters.exclude(state=State.CANCELLED).filter(sheet=number).first()
    if letter is None:
        raise CannotFetch(f"{run} holds no letter {number}.")
    return stamped(read(letter.pdf), f"{run.pk}-{number}, reprint")


def letters_in(run: PrintRun) -> list[Communication]:
    """Those that are to be posted, or were."""
    letters = run.letters.exclude(state=State.CANCELLED).select_related("customer")
    return list(letters.order_by("sheet"))


def taken_out(run: PrintRun) -> list[Communication]:
    """Those that lie on the printed stack and must not be posted, each with its reason."""
    letters = run.letters.filter(state=State.CANCELLED).select_related("customer")
    return list(letters.order_by("sheet"))


def _sheets(letters: Sequence[Communication]) -> list[Sheet]:
    return [_sheet(one, read(one.pdf)) for one in letters]


def _sheet(letter: Communication, pdf: bytes) -> Sheet:
    return Sheet(
        number=letter.sheet or 0,
        customer_number=letter.customer.number,
        communication_id=str(letter.pk),
        pdf=pdf,
        name=letter.customer.name,
        pages=letter.pdf_pages or page_count(pdf),
        mark="reprint" if letter.reason.get("code") == LOST else "",
    )


def _described(run: PrintRun, sheets: Sequence[Sheet], at: dt.datetime) -> Run:
    return Run(
        number=run.pk,
        company=run.company.legal_name,
        made=f"{at.astimezone(run.company.zone):%Y-%m-%d %H:%M}",
        paper=PAPERS[run.company.paper],
        on_both_sides=run.company.prints_both_sides,
        reprint=run.reprints,
        sheets=sheets,
    )
