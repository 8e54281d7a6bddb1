"""The manager's page: what is open, how fast money comes in, who does what, and is all well."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from collections_app.intake.queries import last_import
from collections_app.reports.billing import say_complete
from collections_app.reports.board import Board, board_of
from collections_app.reports.charts import charts_of
from collections_app.reports.filters import as_query, day_said
from collections_app.reports.machine import machine_of
from collections_app.reports.opened import opened_of
from collections_app.reports.panels import panels_of
from collections_app.reports.tiles import tiles_of
from collections_app.reports.why import fallen_through
from collections_app.web.access import Request, get_company, oversees, steers, user_of
from collections_app.web.forms import SinceForm
from collections_app.web.fragments import show
from collections_app.web.frame import Frame, company_of, frame_of, working_day


@oversees
def page(request: Request) -> HttpResponse:
    """The whole page, or the key figures alone where htmx opens one."""
    frame = frame_of(request, company_of(request))
    board = board_asked_for(request, frame)
    context = _figures(request, frame, board)
    if not request.htmx or request.htmx.history_restore_request:
        context |= _rest(frame, board) | {"is_before": _is_before(request, frame, board)}
    return show(request, "dashboard/dashboard.html", "dashboard/_figures.html", context)


@steers
def say_billing(request: Request, id: int) -> HttpResponse:
    """Since when the files have carried every invoice: from then on sales are known."""
    company = get_company(request, id)
    form = SinceForm(request.POST, latest=working_day(company))
    if form.is_valid():
        since = form.cleaned_data["since"]
        say_complete(company=company, since=since, by=user_of(request).actor, at=timezone.now())
        messages.success(request, f"What was sold is known since {since:%-d %B %Y}.")
    else:
        messages.error(request, " ".join(map(str, form.errors["since"])))
    return redirect(f"{reverse('dashboard:page')}?company={company.pk}&figure=dso#figures")


def board_asked_for(request: Request, frame: Frame) -> Board:
    """Of the day and the currency in the address; a day to come is today."""
    said = request.GET.get("currency", "").upper()[:3]
    currency = said if said.isalpha() else ""
    return board_of(frame.company, day=_asked_day(request, frame), currency=currency)


def asked(request: Request, **changes: str) -> str:
    """What stands in the address, with these changes."""
    names = ("company", "currency", "day")
    return as_query({name: request.GET.get(name, "") for name in names} | changes)


def _figures(request: Request, frame: Frame, board: Board) -> dict[str, Any]:
    figure = request.GET.get("figure", "")
    return {
        "frame": frame,
        "board": board,
        "tiles": tiles_of(board),
        "figure": figure,
        "opened": opened_of(board, figure),
        "query": asked(request),
    }


def _rest(frame: Frame, board: Board) -> dict[str, Any]:
    return {
        "charts": charts_of(board),
        "panels": panels_of(board),
        "is_today": board.day == frame.day,
        "fallen": fallen_through(frame.company),
        "machine": machine_of(frame.company, day=frame.day, now=frame.now),
        "last_import": last_import(frame.company),
    }


def _is_before(request: Request, frame: Frame, board: Board) -> bool:
    """Whether another day was asked for, on which nobody looked."""
    return "day" in request.GET and board.day != _asked_day(request, frame)


def _asked_day(request: Request, frame: Frame) -> dt.date:
    return min(day_said(request.GET.get("day", "")) or frame.day, frame.day)
