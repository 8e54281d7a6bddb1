"""History: every contact of a company, narrowed and searched; each opens to exactly what went."""

from django.http import HttpResponse

from collections_app.communications.choices import Channel, Direction, State
from collections_app.companies.models import Company
from collections_app.reports.contact_history import MACHINE, Asked, page_of
from collections_app.reports.words import level_name
from collections_app.web.access import Request, reads
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
    context = {
        "frame": frame,
        "asked": asked,
        "page": page_of(company, asked=asked, after=after),
        "more": "&".join(filter(None, [keeps, asked.query])),
        "choices": {
            "channel": Channel.choices,
            "direction": Direction.choices,
            "state": State.choices,
            "purpose": [(key, level_name(key)) for key in (*WRITTEN, *BESIDE)],
            "by": [(MACHINE, "A machine"), *_people(company)],
        },
    }
    part = "history/_rows.html" if after and request.htmx else "history/_history.html"
    return show(request, "history/history.html", part, context)


def _people(company: Company) -> list[tuple[str, str]]:
    people = company.users.order_by("first_name", "last_name", "username")
    return [(one.actor, one.display_name) for one in people]
