"""Files of a dispute: brought on the customer's page, and given back as they came."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from collections_app.disputes.attachments import MOST_BYTES, CannotAttach, attach, kind_of
from collections_app.lib.files import read
from collections_app.web.access import (
    Request,
    get_attachment,
    get_customer,
    get_dispute,
    reads,
    user_of,
    works,
)
from collections_app.web.customers import answer, page_of
from collections_app.web.fragments import show


@works
def add(request: Request, id: int) -> HttpResponse:
    dispute = get_dispute(request, id)
    customer = get_customer(request, dispute.customer_id)
    brought = request.FILES.getlist("files")
    try:
        for file in brought:
            content = file.read(MOST_BYTES + 1)
            name, by = file.name or "", user_of(request).actor
            attach(dispute=dispute, name=name, content=content, by=by, at=timezone.now())
    except CannotAttach as error:
        messages.error(request, str(error))
        page, part = "customers/detail.html", "customers/_detail.html"
        return show(request, page, part, page_of(request, customer), status=422)
    names = ", ".join(one.name or "" for one in brought) or "nothing was picked"
    return answer(request, customer, f"Kept with the dispute: {names}.")


@reads
def download(request: Request, id: int) -> HttpResponse:
    """Saved, never shown here: what somebody brought may not act on our pages."""
    attachment = get_attachment(request, id)
    return HttpResponse(
        read(attachment.path),
        content_type=kind_of(attachment),
        headers={"Content-Disposition": content_disposition_header(True, attachment.name) or ""},
    )
