"""The rows behind a figure of the manager's page, and their file."""

import datetime as dt
from codecs import BOM_UTF8
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from collections_app.lib.dates import show_date
from collections_app.lib.money import round_money, show_amount
from collections_app.lib.spreadsheets import csv_lines
from collections_app.reports.board import Board
from collections_app.reports.lists import Rows
from collections_app.reports.rows_behind import rows_behind
from collections_app.reports.words import LANGUAGE
from collections_app.web.access import Request, oversees
from collections_app.web.dashboard import asked, board_asked_for
from collections_app.web.frame import Frame, company_of, frame_of

SHOWN = 100


@dataclass(frozen=True)
class Cell:
    text: str
    is_number: bool = False


@oversees
def rows(request: Request, name: str) -> HttpResponse:
    """The first of them, the largest on top."""
    frame = frame_of(request, company_of(request))
    board = board_asked_for(request, frame)
    behind = _behind(request, frame, board, name)
    found = list(islice(behind.each(), SHOWN + 1))
    context = {
        "frame": frame,
        "board": board,
        "name": name,
        "title": behind.title,
        "says": behind.says,
        "is_as_it_is_now": behind.is_as_it_is_now,
        "columns": [Cell(one, one in behind.numbers) for one in behind.columns],
        "table": [[_cell(one, board.currency) for one in row] for row in found[:SHOWN]],
        "is_more": len(found) > SHOWN,
        "query": asked(request),
        "of": request.GET.get("of", ""),
        "is_today": board.day == frame.day,
    }
    return render(request, "dashboard/rows.html", context)


@oversees
def download(request: Request, name: str) -> HttpResponseBase:
    """All of them, as CSV."""
    frame = frame_of(request, company_of(request))
    board = board_asked_for(request, frame)
    behind = _behind(request, frame, board, name)
    rows = ([_rounded(one, board.currency) for one in row] for row in behind.each())
    # With the mark by which spreadsheet programs know UTF-8.
    lines = chain([BOM_UTF8], csv_lines(chain([behind.columns], rows)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    file_name = f"{name}-{board.currency}-{board.day}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _behind(request: Request, frame: Frame, board: Board, name: str) -> Rows:
    found = rows_behind(board, name, today=frame.day, of=request.GET.get("of", "")[:40])
    if found is None:
        raise Http404("No rows were kept of that.")
    return found


def _rounded(value: Any, currency: str) -> Any:
    return round_money(value, currency) if isinstance(value, Decimal) else value


def _cell(value: Any, currency: str) -> Cell:
    if isinstance(value, Decimal):
        return Cell(show_amount(value, currency, LANGUAGE), is_number=True)
    if isinstance(value, dt.date):
        return Cell(show_date(value, LANGUAGE, "short"))
    return Cell("" if value is None else str(value), isinstance(value, int))
