"""The rows behind a figure: asked for when somebody opens it, shown in part, exported whole."""

import datetime as dt
from collections.abc import Callable, Mapping

from collections_app.reports import lists_of_invoices, lists_of_work
from collections_app.reports.board import Board
from collections_app.reports.lists import Rows

_BY_NAME: Mapping[str, Callable[[Board, str, dt.date], Rows | None]] = {
    "late": lists_of_invoices.settled_and_overdue,
    "levels": lists_of_invoices.lines_of_level,
    "credits": lists_of_invoices.credit_notes,
    "promises": lists_of_work.promises_due,
    "causes": lists_of_work.cause_heard,
    "waiting": lists_of_work.waiting_for,
    "done": lists_of_work.done_by,
    "skipped": lists_of_work.skipped_by,
    "months": lists_of_work.months_kept,
    "aging": lists_of_work.weeks_kept,
}


def rows_behind(board: Board, name: str, *, today: dt.date, of: str = "") -> Rows | None:
    """`of` narrows them: a level, a cause, a month, a person. None where nobody knows such rows."""
    make = _BY_NAME.get(name)
    if make:
        return make(board, of, today)
    opened = lists_of_invoices.open_invoices(board, name, today)
    return opened or lists_of_invoices.overdue_in_state(board, name, today)
