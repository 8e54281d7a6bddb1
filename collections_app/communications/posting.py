"""A print run is closed: a person says how many letters were posted, and which were lost."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from functools import partial

from django.db import transaction

from collections_app.communications.actions import move
from collections_app.communications.choices import State
from collections_app.communications.claiming import Settle
from collections_app.communications.models import Communication, PrintRun
from collections_app.communications.printing import LOST, letters_in
from collections_app.companies import installation


class CannotClose(Exception):
    """The print run is closed already, or the number typed is not the number of letters."""


@transaction.atomic
def close_print_run(
    *,
    run: PrintRun,
    posted: int,
    posted_on: dt.date,
    settle: Settle,
    by: str,
    at: dt.datetime,
    lost: Collection[int] = (),
) -> int:
    """The letters were posted on that day; `posted` must be their number. Returns it.

    Those of the numbers in `lost` were not: they are ready to be printed again.
    """
    run = PrintRun.objects.select_for_update(of=("self",)).select_related("company").get(pk=run.pk)
    _check_open(run)
    _check_posting_date(run, posted_on, at)
    letters = letters_in(run)
    going = [one for one in letters if one.sheet not in lost]
    _check_count(run, posted, letters, going, lost)
    run.closed_at, run.posted_on, run.closed_by = at, posted_on, by
    run.save(update_fields=["closed_at", "posted_on", "closed_by"])
    same_day = run.company.day_of(at) == posted_on
    sent_at = at if same_day else dt.datetime.combine(posted_on, dt.time(12), run.company.zone)
    for letter in going:
        move(letter, State.SENT, sent_at=sent_at)
    for letter in letters:
        if letter.sheet in lost:
            _give_back(letter)
    settle(letters)
    closed = json.dumps({"pk": run.pk, "closed_at": at.isoformat()})
    transaction.on_commit(partial(installation.remember, installation.PRINT_RUN, closed))
    return len(going)


def _give_back(letter: Communication) -> None:
    """Printed again with the next run, after another last look; it knows where it was lost."""
    reason = {"code": LOST, "run": letter.print_run_id, "sheet": letter.sheet}
    move(letter, State.READY, reason=reason, print_run=None, sheet=None)


def _check_open(run: PrintRun) -> None:
    if run.closed_at:
        raise CannotClose(f"{run} was closed on {run.closed_at:%d %B %Y}.")
    if not run.pdf:
        raise CannotClose(f"{run} lost or gained letters; its file is made again within a minute.")


def _check_count(
    run: PrintRun,
    posted: int,
    letters: Sequence[Communication],
    going: Sequence[Communication],
    lost: Collection[int],
) -> None:
    if strange := sorted(set(lost) - {one.sheet for one in letters}):
        named = ", ".join(map(str, strange))
        raise CannotClose(f"{run} holds no letter {named}: look at the number at its lower left.")
    if posted != len(going):
        besides = f" without the {len(set(lost))} named as lost" if lost else ""
        raise CannotClose(
            f"{run} holds {len(going)} letters{besides}, not {posted}. Count again; "
            "its manifest names each letter. Where one is missing, name it by its number."
        )


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
