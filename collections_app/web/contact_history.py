"""History: every contact of a company, narrowed and searched; each opens to exactly what went."""

from django.http import HttpResponse

from collections_app.communications.choices import Channel, Direction, State
from collections_app.reports.contact_history import MACHINE, NOBODY, Asked, page_of
from collections_app.reports.exports import latest_export
from collections_app.reports.models import Viewed
from collections_app.reports.saved_views import views_of
from collections_app.reports.words import level_name
from collections_app.users.rules import can_export
from collections_app.web.access import Request, reads, user_of
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of

WRITTEN = ("reminder", "first_letter", "second_letter", "still_open", "third_notice")
BESIDE = ("final_notice", "courtesy_note", "thank_you", "follow_up", "answer", "own_mail", "reply")


@reads
def history(request: Request) -> HttpResponse:
    """The newest contacts, or those after the last one shown."""
    company = company_of(request)
    asked, after = Asked.read(request.GET), request.GET.get("after", "")
    frame = frame_of(request, company)
    keeps = f"company={company.pk}" if frame.query else ""
    people = company.users.order_by("first_name", "last_name", "username")
    query = "&".join(filter(None, [keeps, asked.query]))
    user = user_of(request)
    context = {
        "frame": frame,
        "asked": asked,
        "here": f"?{query}",
        "views": views_of(user, Viewed.HISTORY),
        "can_export": can_export(user.role),
        "export": latest_export(company, user),
        "page": page_of(company, asked=asked, after=after),
        "more": query,
        "choices": {
            "channel": Channel.choices,
            "direction": Direction.choices,
            "state": State.choices,
            "purpose": [(key, level_name(key)) for key in (*WRITTEN, *BESIDE)],
            "by": [(MACHINE, "A machine"), *((one.actor, one.display_name) for one in people)],
            "collector": [
                *((str(one.pk), one.display_name) for one in people),
                (NOBODY, "Unassigned"),
            ],
        },
    }
    part = "history/_rows.html" if after and request.htmx else "history/_history.html"
    return show(request, "history/history.html", part, context)
