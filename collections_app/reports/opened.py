"""A key figure opened: its formula with the numbers in it, its inputs, and where they come from."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from collections_app.lib.dates import show_date
from collections_app.lib.money import MINUS, show_amount
from collections_app.reports.board import Board
from collections_app.reports.formulas import steps_back
from collections_app.reports.models.days import OpenThen
from collections_app.reports.months import YEAR, Month, known
from collections_app.reports.tiles import outcomes_in, tenth
from collections_app.reports.words import LANGUAGE

ZERO = Decimal(0)
NOTHING = "Nothing open"
NO_BILLING = (
    "What was sold is not known: files of open items leave out what was paid before they were "
    "written. Say since when the files have carried every invoice, and it can be computed from "
    "then on."
)


@dataclass(frozen=True)
class Fraction:
    """Top over bottom, what follows it, and what comes out."""

    top: str
    bottom: str
    after: str
    result: str


@dataclass(frozen=True)
class Opened:
    """`rows` names the list behind it; `missing` says why nothing can be computed, `asks` of whom.

    Inputs are labels with what they say, amounts without their currency.
    """

    title: str
    says: str
    inputs: list[tuple[str, str]]
    source: str
    rows: str
    fraction: Fraction | None = None
    sum: str = ""
    beside: str = ""
    missing: str = ""
    asks_billing: bool = False


def opened_of(board: Board, key: str) -> Opened | None:
    """None for a figure that nobody knows, and where nothing was kept yet."""
    make, end = _OPENED.get(key), board.months[0].end
    return make(board, end) if make and board.latest and end else None


def _dso(board: Board, end: OpenThen) -> Opened:
    beside = ""
    if board.now.simple is not None:
        year = known(board.months)[:YEAR]
        sales, days = sum((one.moved.invoiced for one in year), ZERO), sum(one.days for one in year)
        part = f"{_shown(board, end.balance)} × {days} / {_shown(board, sales)}"
        beside = f"Simple: {part} = {tenth(board.now.simple)} days, since {_date(year[-1].first)}."
    return _counted_back(
        board,
        title="DSO by count-back",
        receivables=("Open", end.balance),
        says="The days whose sales are still open: months are taken off, the newest first.",
        rows="open",
        beside=beside,
    )


def _best(board: Board, end: OpenThen) -> Opened:
    gap = board.now.gap
    return _counted_back(
        board,
        title="Best possible DSO, by count-back too",
        receivables=("Open and not due yet", end.not_due),
        says="What DSO would be if everybody paid on the due date.",
        rows="not_due",
        beside=f"DSO less this: {tenth(gap)} days." if gap is not None else "",
    )


def _counted_back(
    board: Board,
    *,
    title: str,
    receivables: tuple[str, Decimal],
    says: str,
    rows: str,
    beside: str,
) -> Opened:
    name, amount = receivables
    months = known(board.months)
    steps = steps_back(amount, [one.sold for one in months])
    used = months[: len(steps)] if steps else months[:2]
    summed = " + ".join(
        f"{tenth(days).removesuffix('.0')} of {one.first:%b}"
        for days, one in zip(steps or (), used, strict=False)
    )
    return Opened(
        title=title,
        says=says,
        inputs=[(f"{name} on {_date(board.day)}", _shown(board, amount)), *_sales(board, used)],
        source=_source(board),
        rows=rows,
        sum="" if steps is None else f"{summed or NOTHING} = {tenth(sum(steps, ZERO))} days",
        beside=beside,
        missing="" if steps is not None else _missing_sales(board),
        asks_billing=board.known_from is None,
    )


def _sales(board: Board, months: list[Month]) -> list[tuple[str, str]]:
    return [
        (f"Invoiced in {one.first:%B}, {one.days} days", _shown(board, one.moved.invoiced))
        for one in months
    ]


def _cei(board: Board, end: OpenThen) -> Opened:
    month, before = board.months[board.last_whole], board.months[board.last_whole + 1]
    name = f"{month.first:%B %Y}"
    title = f"CEI, collection effectiveness index, {name}"
    if board.cei is None or month.end is None or before.end is None:
        why = NO_BILLING if board.known_from is None else _missing_cei(month, before)
        asks = board.known_from is None
        return Opened(title, "", [], _source(board), "months", missing=why, asks_billing=asks)
    begin, sales = before.end.balance, month.moved.invoiced
    top, bottom = (
        f"{_shown(board, begin)} + {_shown(board, sales)} {MINUS} {_shown(board, less)}"
        for less in (month.end.balance, month.end.not_due)
    )
    return Opened(
        title=title,
        says=(
            f"Of everything that could be collected in {month.first:%B}, {tenth(board.cei)} % was. "
            "Near 100 means all of it."
        ),
        inputs=[
            (f"Open on {_date(before.end.day)}", _shown(board, begin)),
            (f"Invoiced in {month.first:%B}, less credit notes", _shown(board, sales)),
            (f"Open on {_date(month.end.day)}", _shown(board, month.end.balance)),
            ("Of it not due", _shown(board, month.end.not_due)),
        ],
        source=_source_of_both(before, month),
        rows="months",
        fraction=Fraction(top, bottom, "× 100", f"{board.cei:.2f} %"),
    )


def _missing_cei(month: Month, before: Month) -> str:
    if not month.is_known:
        return f"Not all that was invoiced in {month.first:%B} is known."
    without = month if month.end is None else before
    return f"No snapshot was taken in {without.first:%B %Y}."


def _promises(board: Board, end: OpenThen) -> Opened:
    month = board.months[board.last_whole]
    found = outcomes_in(board, month)
    title = f"Promises that fell due in {month.first:%B %Y}"
    counts = [
        ("Kept", found.kept),
        ("Partly kept", found.partly_kept),
        ("Broken", found.broken),
        ("Moved to another day before theirs", found.moved),
        ("Withdrawn", found.withdrawn),
    ]
    fraction = Fraction(
        f"{found.kept} kept",
        f"{found.kept} kept + {found.partly_kept} partly + {found.broken} broken",
        "× 100",
        f"{tenth(found.kept_by_count)} %",
    )
    came, promised = _shown(board, found.received), _shown(board, found.promised)
    by_amount = f"By amount: {came} of {promised} = {tenth(found.kept_by_amount)} %."
    missing = "" if found.judged else f"No promise that fell due in {month.first:%B} was judged."
    return Opened(
        title=title,
        says="A part counts as not kept, and by amount with what was paid of it.",
        inputs=[(name, str(count)) for name, count in counts],
        source=_snapshot(board) if board.record else "Nothing was kept of the promises of that day",
        rows="promises",
        fraction=None if missing else fraction,
        beside="" if missing else by_amount,
        missing=missing,
    )


def _late(board: Board, end: OpenThen) -> Opened:
    year = board.months[:YEAR]
    settled = sum((one.moved.settled for one in year), ZERO)
    days = sum((one.moved.settled_days for one in year), ZERO)
    since = _date(year[-1].first)
    return Opened(
        title="Average days late, weighted by amount",
        says="Open overdue invoices count as if they were paid that day: silence does not help.",
        inputs=[
            (f"Settled since {since}", _shown(board, settled)),
            ("Each times its days late", _shown(board, days)),
            (f"Overdue on {_date(board.day)}", _shown(board, end.overdue)),
            ("Each times its days overdue", _shown(board, end.overdue_days)),
        ],
        source=_source(board),
        rows="late",
        fraction=Fraction(
            f"{_shown(board, days)} + {_shown(board, end.overdue_days)}",
            f"{_shown(board, settled)} + {_shown(board, end.overdue)}",
            "",
            f"{tenth(board.now.days_late)} days",
        ),
        missing="" if board.now.days_late is not None else "Nothing is overdue or was settled.",
    )


def _current(board: Board, end: OpenThen) -> Opened:
    return Opened(
        title="Not due yet, of all that is open",
        says="Invoices on their due date are not due yet; they are late from the day after.",
        inputs=[
            ("Not due yet", _shown(board, end.not_due)),
            ("Open", _shown(board, end.balance)),
        ],
        source=_source(board),
        rows="not_due",
        fraction=Fraction(
            _shown(board, end.not_due),
            _shown(board, end.balance),
            "× 100",
            f"{tenth(board.now.not_due)} %",
        ),
        missing="" if board.now.not_due is not None else "Nothing is open.",
    )


def _missing_sales(board: Board) -> str:
    if board.known_from is None:
        return NO_BILLING
    return f"More is open than was invoiced since {_date(board.known_from)}, as far as is known."


def _source(board: Board) -> str:
    if not board.months[0].is_told:
        return _snapshot(board)
    return f"As the ledger tells {_date(board.day)} now{_seen_otherwise(board)}"


def _seen_otherwise(board: Board) -> str:
    """What the aging beside it shows, where news came after that evening."""
    seen, end = board.latest, board.months[0].end
    if seen is None or end is None or seen.balance == end.balance:
        return ""
    return f"; {_shown(board, seen.balance)} were seen to be open that evening"


def _snapshot(board: Board) -> str:
    how = "made up from the ledger afterwards" if _is_made_up(board) else "taken that day"
    return f"From the snapshot of {_date(board.day)}, {how}"


def _source_of_both(*months: Month) -> str:
    how = "As the ledger tells" if all(one.is_told for one in months) else "From what was kept of"
    both = " and ".join(_date(one.end.day) for one in months if one.end)
    return f"{how} {both}"


def _is_made_up(board: Board) -> bool:
    return board.latest is not None and board.latest.is_made_up


def _shown(board: Board, amount: Decimal) -> str:
    return show_amount(amount, board.currency, LANGUAGE)


def _date(day: dt.date) -> str:
    return show_date(day, LANGUAGE, "long")


_OPENED: Mapping[str, Callable[[Board, OpenThen], Opened]] = {
    "dso": _dso,
    "best": _best,
    "cei": _cei,
    "promises": _promises,
    "late": _late,
    "current": _current,
}
