"""Exactly what was sent: its record, the HTML part as the reader saw it, the letter as printed."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from collections_app.communications import pages
from collections_app.communications.logos import with_logo
from collections_app.communications.models import Communication
from collections_app.lib import files
from collections_app.reports.chronology import records_of
from collections_app.users.rules import can_approve, can_work
from collections_app.web.access import Request, get_communication, reads, user_of, works
from collections_app.web.fragments import is_beside_acts, show
from collections_app.web.frame import frame_of

# A mail carries its styles inline, and nothing else of it may act or be fetched.
MAIL_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}


@reads
def record(request: Request, id: Any) -> HttpResponse:
    """What was sent or said, to whom, by whom and why; in its place in a list, or alone."""
    return _record(request, get_communication(request, id))


@works
def end_link(request: Request, id: Any) -> HttpResponse:
    """Its link to the page for customers opens nothing any more."""
    communication = get_communication(request, id, page_link__isnull=False)
    pages.end_link(link=communication.page_link, by=user_of(request).actor, at=timezone.now())
    return _record(request, get_communication(request, id))


def _record(request: Request, communication: Communication) -> HttpResponse:
    [found] = records_of([communication])
    role, beside = user_of(request).role, is_beside_acts(request, communication.customer_id)
    context = {
        "frame": frame_of(request, communication.company),
        "record": found,
        "can_work": beside and can_work(role),
        "can_approve": beside and can_approve(role),
    }
    return show(request, "communications/record.html", "communications/_record.html", context)


@reads
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
def html(request: HttpRequest, id: Any) -> HttpResponse:
    communication = get_communication(request, id)
    if not communication.html:
        raise Http404("This contact has no HTML part.")
    return HttpResponse(with_logo(communication.html, communication.logo))


@reads
@never_cache
def letter(request: HttpRequest, id: Any) -> HttpResponse:
    """The PDF, if it still is the one whose hash was stored with it."""
    communication = get_communication(request, id)
    if not communication.pdf:
        raise Http404("This contact has no letter.")
    content = files.read(communication.pdf)
    if hashlib.sha256(content).hexdigest() != communication.pdf_sha256:
        raise Http404("The stored file is not the one that was sent.")
    name = f"{communication.purpose}-{communication.created_at:%Y-%m-%d}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
