"""The logo that stands on a company's letters and mails."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.logos import set_logo
from collections_app.companies.models import Company
from collections_app.documents.logos import MOST_BYTES, CannotUse
from collections_app.lib.files import read
from collections_app.web.access import Request, get_company, reads, steers, user_of

DRAWN = "The logo is on every letter and mail from now on."
WITHOUT = "Letters and mails go without a logo from now on."


@reads
def logo(request: Request, id: int) -> HttpResponse:
    """The picture as letters have it."""
    company = get_company(request, id)
    content = read(company.logo) if company.logo else b""
    return HttpResponse(content, content_type="image/png", status=200 if content else 404)


@steers
def change_logo(request: Request, id: int) -> HttpResponse:
    """Another picture, or none where no file was chosen."""
    company = get_company(request, id)
    file = request.FILES.get("logo")
    content = file.read(MOST_BYTES + 1) if file else b""
    try:
        set_logo(company=company, content=content, by=user_of(request).actor, at=timezone.now())
        messages.success(request, DRAWN if content else WITHOUT)
    except CannotUse as error:
        messages.error(request, str(error))
    return _answer(request, company)


def _answer(request: Request, company: Company) -> HttpResponse:
    if not request.htmx:
        return redirect(f"{reverse('settings:list')}?company={company.pk}")
    return render(request, "settings/_logo.html", {"company": company, "can_steer": True})
