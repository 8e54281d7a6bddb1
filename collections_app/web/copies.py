"""Copies of invoices, on the customer's page: brought, and shown as they will be sent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone

from collections_app.documents.copies import MOST_BYTES
from collections_app.intake.copies import Kept, keep_copies
from collections_app.intake.sources import File
from collections_app.lib.files import read
from collections_app.web.access import Request, get_customer, get_invoice, reads, user_of, works
from collections_app.web.customers import answer

MOST_FILES = 50


@works
def keep(request: Request, id: int) -> HttpResponse:
    """PDFs that are named like invoices of this customer."""
    customer = get_customer(request, id)
    brought = request.FILES.getlist("copies")[:MOST_FILES]
    files = [File(one.name or "", one.read(MOST_BYTES + 1)) for one in brought]
    kept = keep_copies(customer=customer, files=files, by=user_of(request).actor, at=timezone.now())
    for sentence in kept.refused:
        messages.error(request, sentence)
    return answer(request, customer, _said(kept))


def _said(kept: Kept) -> str:
    if not kept.invoices:
        return "No copy was kept."
    return f"Mails about {', '.join(kept.invoices)} carry a copy from now on."


@reads
def show(request: Request, id: int) -> HttpResponse:
    """The copy as a customer gets it."""
    invoice = get_invoice(request, id)
    if not invoice.file:
        raise Http404("This invoice has no copy.")
    headers = {"Content-Disposition": 'inline; filename="copy.pdf"'}
    return HttpResponse(read(str(invoice.file)), content_type="application/pdf", headers=headers)
