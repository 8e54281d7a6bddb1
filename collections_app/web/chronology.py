"""The chronology of one customer: all that happened, in order, on a page and as PDF."""

from django.http import HttpResponse

from collections_app.reports.customer_story import Period, story_of
from collections_app.reports.exports import latest_export
from collections_app.users.rules import can_export
from collections_app.web.access import Request, get_customer, reads, user_of
from collections_app.web.fragments import show
from collections_app.web.frame import frame_of


@reads
def chronology(request: Request, id: int) -> HttpResponse:
    """The days that the address names, or all."""
    customer, user = get_customer(request, id), user_of(request)
    period = Period.read(request.GET)
    context = {
        "frame": frame_of(request, customer.company),
        "customer": customer,
        "period": period,
        "story": story_of(customer, period),
        "can_export": can_export(user.role),
        "export": latest_export(customer.company, user, customer),
    }
    return show(request, "chronology/page.html", "chronology/_story.html", context)
