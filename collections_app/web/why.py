"""Why: the list of who was contacted and who was not, and the decisions about one customer."""

from django.http import HttpResponse
from django.urls import reverse

from collections_app.reports.filters import as_query
from collections_app.reports.ranking import Cursor
from collections_app.reports.why import (
    GROUPS,
    NOT_CONTACTED,
    UNDECIDED,
    Asked,
    counts_of,
    earlier_decisions,
    fallen_through,
    page_of,
)
from collections_app.web.access import Request, get_customer, reads
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of

KNOWN = (*GROUPS, NOT_CONTACTED, UNDECIDED)


@reads
def why(request: Request) -> HttpResponse:
    """The first rows, or those after the last one shown."""
    frame = frame_of(request, company_of(request))
    group = request.GET.get("group", "")
    asked = Asked(group if group in KNOWN else "", request.GET.get("q", "").strip()[:60])
    after = Cursor.read(request.GET.get("after", ""))
    keeps = {"company": request.GET.get("company", ""), "q": asked.words, "group": asked.group}
    context = {
        "frame": frame,
        "asked": asked,
        "page": page_of(frame.company, asked=asked, after=after, day=frame.day),
        "more": f"?{as_query(keeps)}",
    }
    if after and request.htmx:
        return show(request, "why/why.html", "why/_rows.html", context)
    groups = [
        (code, label, number, f"{reverse('why')}?{as_query(keeps | {'group': code})}")
        for code, label, number in counts_of(frame.company, frame.day)
    ]
    whole = {"groups": groups, "fallen": fallen_through(frame.company)}
    return show(request, "why/why.html", "why/_why.html", context | whole)


@reads
def of_customer(request: Request, id: int) -> HttpResponse:
    """What was decided about one customer, and when."""
    customer = get_customer(request, id)
    context = {
        "frame": frame_of(request, customer.company),
        "customer": customer,
        "decisions": earlier_decisions(customer),
    }
    return show(request, "why/customer.html", "why/_decisions.html", context)
