"""Exactly what was sent: the HTML part as the reader saw it, and the letter as printed."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from collections_app.communications import files
from collections_app.web.access import get_communication, reads

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
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
def html(request: HttpRequest, id: Any) -> HttpResponse:
    communication = get_communication(request, id)
    if not communication.html:
        raise Http404("This contact has no HTML part.")
    return HttpResponse(communication.html)


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
