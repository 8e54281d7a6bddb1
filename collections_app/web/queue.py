"""The queue: who to contact today, and why."""

from django.http import HttpResponse
from django.shortcuts import render

from collections_app.reports.queue import Cursor, queue_page
from collections_app.web.access import Request, reads
from collections_app.web.frame import company_of, frame_of


@reads
def queue(request: Request) -> HttpResponse:
    """The first rows, or those after the last one shown."""
    company = company_of(request)
    frame = frame_of(request, company)
    page = queue_page(company, day=frame.day, after=Cursor.read(request.GET.get("after", "")))
    template = "queue/_rows.html" if request.htmx else "queue/queue.html"
    return render(request, template, {"frame": frame, "page": page})
