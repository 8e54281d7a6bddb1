"""Letters are posted: the run is asked again, what must not go is taken out, the rest counted."""

import datetime as dt
from collections.abc import Collection

from collections_app.communications.models import PrintRun
from collections_app.communications.posting import CannotClose, close_print_run
from collections_app.communications.printing import letters_in, print_again, withdraw_letters
from collections_app.dunning.last_look import check_at
from collections_app.dunning.sending import settle_at


def ask_again(*, run: PrintRun, on: dt.date, at: dt.datetime) -> list[int]:
    """The numbers of the letters that must not go any more; they are out of the run."""
    numbers = withdraw_letters(
        run=run,
        check=check_at(day=on, now=at, in_window=True),
        settle=settle_at(day=on, now=at),
    )
    run.refresh_from_db()
    if not run.pdf:
        print_again(run=run, at=at)
    return numbers


def post_run(
    *,
    run: PrintRun,
    posted: int,
    posted_on: dt.date,
    by: str,
    at: dt.datetime,
    lost: Collection[int] = (),
) -> int:
    """Close the run, unless letters must come out of it first. How many were posted."""
    if run.closed_at is None:
        _ask_first(run, posted_on, at)
    return close_print_run(
        run=run,
        posted=posted,
        posted_on=posted_on,
        lost=lost,
        settle=settle_at(day=posted_on, now=at),
        by=by,
        at=at,
    )


def _ask_first(run: PrintRun, on: dt.date, at: dt.datetime) -> None:
    had_changed = not run.pdf
    if numbers := ask_again(run=run, on=on, at=at):
        named = ", ".join(map(str, numbers))
        raise CannotClose(
            f"Take out letter {named}: it must not go any more (its customer's page says why). "
            "Then close the run with the number that is left."
        )
    if had_changed:
        left = ", ".join(str(one.sheet) for one in letters_in(run))
        raise CannotClose(
            f"{run} changed since its file was made. It holds letters {left or 'none'} now: "
            "take out the others, then close it with the number that is left."
        )
