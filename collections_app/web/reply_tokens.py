"""Whether mails carry a reply address of their own: how to prove that they can, or to end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.answer_address import proof_address, use_no_tokens
from collections_app.companies.models import Company
from collections_app.web.access import Request, get_company, steers, user_of


@steers
def end(request: Request, id: int) -> HttpResponse:
    """No tokens from now on."""
    company = get_company(request, id)
    use_no_tokens(company=company, by=user_of(request).actor, at=timezone.now())
    messages.success(request, "Mails go without tokens from now on.")
    if not request.htmx:
        return redirect(f"{reverse('settings:list')}?company={company.pk}")
    context = {"company": company, "can_steer": True, **tokens_of(company)}
    return render(request, "settings/_tokens.html", context)


def tokens_of(company: Company) -> dict[str, Any]:
    return {"proof_address": proof_address(company)}
