"""The queue: who to contact today, and why."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from collections_app.reports.kinds import LABELS, numbers_of, parts_of
from collections_app.reports.queue import Cursor, next_customer, queue_page
from collections_app.users.models import User
from collections_app.web.access import Request, get_customer, reads, user_of
from collections_app.web.fragments import show
from collections_app.web.frame import Frame, company_of, frame_of, working_day


@reads
def queue(request: Request) -> HttpResponse:
    """The first rows, or those after the last one shown."""
    frame = frame_of(request, company_of(request))
    kind, collector = _wanted(request)
    frame = frame.counting(parts_of(frame.company, frame.day, collector))
    after = Cursor.read(request.GET.get("after", ""))
    page = queue_page(frame.company, day=frame.day, after=after, kind=kind, collector=collector)
    filters = _query(request)
    context = {
        "frame": frame,
        "page": page,
        "kind": kind,
        "me": user_of(request).actor,
        "filters": f"?{filters}" if filters else "",
        "more": f"?{filters}&" if filters else "?",
    }
    if after and request.htmx:
        return show(request, "queue/queue.html", "queue/_rows.html", context)
    return show(request, "queue/queue.html", "queue/_queue.html", context | _head(request, frame))


@reads
def after(request: Request, id: int) -> HttpResponse:
    """On to the customer who comes after this one, else back to the queue."""
    customer = get_customer(request, id)
    kind, collector = _wanted(request)
    following = next_customer(
        customer, day=working_day(customer.company), kind=kind, collector=collector
    )
    filters = f"?{_query(request)}" if _query(request) else ""
    if following is None:
        return redirect(reverse("queue") + filters)
    return redirect(reverse("customers:detail", args=[following.pk]) + filters)


def _wanted(request: Request) -> tuple[str, User | None]:
    kind = request.GET.get("kind", "")
    mine = request.GET.get("mine") == "1"
    return kind if kind in LABELS else "", user_of(request) if mine else None


def _query(request: Request, **changes: str) -> str:
    """The filters of the address, some of them changed."""
    kept = {name: request.GET.get(name, "") for name in ("company", "kind", "mine")} | changes
    return urlencode({name: value for name, value in kept.items() if value})


def _head(request: Request, frame: Frame) -> dict[str, Any]:
    """The kinds with their numbers and addresses, and the chip of one's own customers."""
    _, collector = _wanted(request)
    counts = numbers_of(frame.counts)
    return {
        "kinds": [
            (kind, label, counts[kind], f"?{_query(request, kind=kind)}")
            for kind, label in LABELS.items()
        ],
        "count": counts[_wanted(request)[0]],
        "is_mine": collector is not None,
        "mine_url": f"?{_query(request, mine='' if collector else '1')}",
    }
