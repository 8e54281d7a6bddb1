"""A look at an uploaded file: how it is read, and what it would do, as plain values for a page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from collections_app.companies.models import Company
from collections_app.intake.choices import Kind
from collections_app.intake.invoices import import_invoices
from collections_app.intake.models import Source
from collections_app.intake.outcomes import Group, Outcome, Progress
from collections_app.intake.payments import import_payments
from collections_app.intake.preview import SHOWN_ROWS
from collections_app.intake.reading import Table
from collections_app.intake.refusals import CannotImport
from collections_app.intake.rejects import write_rejects
from collections_app.intake.sources import (
    File,
    Prepared,
    Told,
    mapping_of,
    open_file,
    prepare_table,
    source_with,
)
from collections_app.intake.workbook import Cell

SAMPLES = 3
SAMPLE_LENGTH = 40
Values = dict[str, Any]


def told_by(answers: Mapping[str, Any]) -> Told:
    """What a person answered, as the import takes it."""
    as_of = answers.get("as_of")
    return Told(
        mapping=tuple(f"{field}={name}" for field, name in answers.get("mapping", {}).items()),
        dates=answers.get("dates", ""),
        encoding=answers.get("encoding", ""),
        delimiter=answers.get("delimiter", ""),
        decimal=answers.get("decimal", ""),
        currency=answers.get("currency", ""),
        zeros=tuple(f"{field}={rule}" for field, rule in answers.get("zeros", {}).items()),
        brings=answers.get("brings", ""),
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
    )


def look_at_file(
    *,
    company: Company,
    kind: str,
    source: str,
    file: File,
    told: Told,
    rejects_to: Path,
    by: str,
    at: dt.datetime,
    today: dt.date,
    progress: Progress,
) -> Values:
    """Everything that can be told of a file; what hinders it is told as its `problem`."""
    seen: Values = {}
    try:
        origin = source_with(company=company, kind=kind, name=source, told=told)
        table = open_file(file, origin)
        seen |= _layout(table, origin)
        seen["mapping"] = mapping_of(origin, table, told)
        prepared = prepare_table(table, origin=origin, file=file, told=told, today=today)
        seen |= _reading(prepared)
        outcome = take_in_prepared(
            prepared, commit=False, by=by, at=at, today=today, progress=progress
        )
        seen |= _effects(outcome, rejects_to)
    except CannotImport as error:
        seen["problem"] = {"fact": error.fact, "asks": error.asks}
    return _storable(seen)


def _storable(value: Any) -> Any:
    """The same without what PostgreSQL's JSON cannot hold: bytes that are no text, and NUL."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode().replace("\0", "")
        case dict():
            return {key: _storable(one) for key, one in value.items()}
        case list():
            return [_storable(one) for one in value]
    return value


def take_in_prepared(prepared: Prepared, *, confirms: bool = False, **how: Any) -> Outcome:
    """The import of its kind; only a file of invoices can close many."""
    if prepared.source.kind == Kind.INVOICES:
        return import_invoices(prepared=prepared, confirms_closing=confirms, **how)
    return import_payments(prepared=prepared, **how)


def _layout(table: Table, origin: Source) -> Values:
    rows = table.sample()
    return {
        "columns": [
            {"name": name, "samples": _samples(rows, place)}
            for place, name in enumerate(table.own_header)
        ],
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "brings": origin.brings,
        "currency": origin.currency,
    }


def _samples(rows: Sequence[Sequence[Cell]], place: int) -> list[str]:
    """The first different cells of a column."""
    found: dict[str, None] = {}
    for cells in rows:
        text = _shown(cells[place]) if place < len(cells) else ""
        if text and len(found) < SAMPLES:
            found.setdefault(text)
    return list(found)


def _shown(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    text = " ".join(str(cell).split())
    return text if len(text) <= SAMPLE_LENGTH else f"{text[:SAMPLE_LENGTH]}…"


def _reading(prepared: Prepared) -> Values:
    choices, again = prepared.studied.choices, prepared.again
    return {
        "rows": prepared.studied.rows,
        "as_of": prepared.as_of.isoformat(),
        "is_known": prepared.is_known,
        "is_part": prepared.table.is_rejects,
        "dates": choices.dates,
        "decimal": choices.decimal,
        "zeros": choices.zeros,
        "again": again.pk if again and prepared.is_repetition else None,
    }


def _effects(outcome: Outcome, rejects_to: Path) -> Values:
    """What it would do; the refused rows are written out beside it."""
    rejects_to.unlink(missing_ok=True)
    if outcome.refusals:
        write_rejects(outcome.prepared.table, outcome.refusals, rejects_to)
    groups = [*outcome.groups, *_refused(outcome)]
    question = outcome.question
    untold = replace(outcome.diff, left=0, partly=0, examples=[])  # the groups tell the rest
    return {
        "counts": outcome.diff.counts,
        "notes": untold.sentences()[1:],
        "changes_nothing": outcome.diff.changes_nothing,
        "groups": [{"code": g.code, "count": g.count, "rows": g.rows} for g in groups],
        "question": question and {"fact": question.fact, "asks": question.asks},
    }


def _refused(outcome: Outcome) -> list[Group]:
    """Rows left out, and rows taken in without one of their cells."""
    groups = []
    for code, partly in (("refused", False), ("partly", True)):
        faults = [one for one in outcome.refusals if one.partly == partly]
        rows = [[str(one.line), one.column, one.sentence] for one in faults[:SHOWN_ROWS]]
        lines = len({one.line for one in faults})
        groups += [Group(code, lines, rows)] if lines else []
    return groups
