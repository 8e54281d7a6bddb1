"""The queue: who to contact today, and why; whom somebody has already; the day's progress."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from collections_app.lib.together import read_together
from collections_app.reports.appointments import agreed_for_today, appointments
from collections_app.reports.filters import BY_AGE, BY_POINTS, Filters, whose_labels
from collections_app.reports.kinds import LABELS, left_of_day, numbers_of, parts_of
from collections_app.reports.models import Viewed
from collections_app.reports.progress import DONE, done_today
from collections_app.reports.queue import Cursor, Page, next_customers, queue_page
from collections_app.reports.saved_views import views_of
from collections_app.tasks.taking import leave, taken_by_others
from collections_app.users.rules import can_approve
from collections_app.web.access import (
    Request,
    get_customer,
    reads,
    user_of,
)
from collections_app.web.fragments import is_part, show
from collections_app.web.frame import Frame, company_of, frame_of, working_day

AHEAD = 20  # customers looked at for one whom nobody has


@reads
def queue(request: Request) -> HttpResponse:
    """The first rows, or those after the last one shown."""
    user, filters = user_of(request), Filters.read(request.GET)
    frame = _counting(frame_of(request, company_of(request)), request, filters)
    after = Cursor.read(request.GET.get("after", ""))
    page = queue_page(frame.company, user=user, day=frame.day, after=after, filters=filters)
    query = _query(request, filters)
    context = {
        "frame": frame,
        "page": page,
        "rows": (rows := _with_holders(request, page)),
        "first_free": next((row.customer.pk for row, holder in rows if holder is None), None),
        "chosen": filters,
        "me": user.actor,
        "can_approve": can_approve(user.role),
        "more": f"?{query}&" if query else "?",
    }
    if after and request.htmx:
        return show(request, "queue/queue.html", "queue/_rows.html", context)
    leave(user=user)
    head = _head(request, frame, filters)
    return show(request, "queue/queue.html", "queue/_queue.html", context | head)


@reads
def after(request: Request, id: int) -> HttpResponse:
    """On to the next customer whom nobody has, else back to the queue."""
    customer, user, filters = get_customer(request, id), user_of(request), Filters.read(request.GET)
    ahead = next_customers(
        customer,
        user=user,
        day=working_day(customer.company),
        filters=filters,
        count=AHEAD,
        came_from=Cursor.read(request.GET.get("at", "")),
    )
    taken = taken_by_others([one.pk for one, _ in ahead], user=user)
    free = next(((one, place) for one, place in ahead if one.pk not in taken), None)
    query = _query(request, filters)
    if free is None:
        leave(user=user)
        return redirect(f"{reverse('queue')}?{query}" if query else "queue")
    one, place = free
    parts = "&".join(filter(None, [query, urlencode({"at": str(place)})]))
    return redirect(f"{reverse('customers:detail', args=[one.pk])}?{parts}")


def _counting(frame: Frame, request: Request, filters: Filters) -> Frame:
    """The kinds, and what the person did today, are counted with the rail."""
    user = user_of(request)
    parts = parts_of(frame.company, frame.day, filters.of_customer(user, frame.day))
    return frame.counting(parts | {DONE: done_today(frame.company, user=user, day=frame.day)})


def _with_holders(request: Request, page: Page) -> list[tuple[Any, Any]]:
    """Each row, and who else is on its customer."""
    ids = [row.customer.pk for row in page.rows]
    taken = taken_by_others(ids, user=user_of(request))
    return [(row, taken.get(row.customer.pk)) for row in page.rows]


def _query(request: Request, filters: Filters) -> str:
    """The address of these filters in the company in view."""
    company = request.GET.get("company", "")
    parts = [urlencode({"company": company}) if company else "", filters.query]
    return "&".join(part for part in parts if part)


def _head(request: Request, frame: Frame, filters: Filters) -> dict[str, Any]:
    """What stands above the rows, each choice with its address."""

    def address(**changes: str) -> str:
        return f"?{_query(request, replace(filters, **changes))}"

    numbers, user = numbers_of(frame.counts), user_of(request)
    mine = filters.of_customer(user, frame.day)
    agreed = agreed_for_today(frame.company, now=frame.now, of_customer=mine)
    views = views_of(user, Viewed.QUEUE)
    read_together(views, agreed)
    return {
        "kinds": [
            (kind, label, numbers[kind], address(kind=kind)) for kind, label in LABELS.items()
        ],
        "kind_label": LABELS[filters.kind],
        "owners": [
            (code, label, address(whose="" if filters.whose == code else code))
            for code, label in whose_labels(user).items()
        ],
        "count": numbers[filters.kind],
        "all_kinds_url": address(kind=""),
        "by_points_url": address(sort=BY_POINTS),
        "by_age_url": address(sort=BY_AGE),
        "views": views,
        "appointments": appointments(agreed, now=frame.now, zone=frame.company.zone),
        "done": frame.counts[DONE],
        "target": user.target,
        "left": left_of_day(frame.counts, decides=can_approve(user.role)),
        "here": f"?{_query(request, filters)}",
        "is_part": is_part(request),
    }
