"""A change of the ways to pay that waits for a second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.companies.payment_details import (
    CannotConfirm,
    confirm_payment_change,
    refuse_payment_change,
)
from collections_app.reports.chronology import actor_names
from collections_app.users.models import User
from collections_app.web.access import Request, get_company, steers, user_of
from collections_app.web.settings_forms import LABELS


@steers
def decide(request: Request, id: int) -> HttpResponse:
    """Another manager confirms it, or anybody who may refuses it."""
    company, by, now = get_company(request, id), user_of(request).actor, timezone.now()
    try:
        if request.POST.get("answer") == "yes":
            confirm_payment_change(company=company, by=by, at=now)
            messages.success(request, "Ways to pay changed. Every page says so for five days.")
        else:
            refuse_payment_change(company=company, by=by, at=now)
            messages.success(request, "The change of the ways to pay is refused.")
    except CannotConfirm as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('settings:list')}?company={company.pk}#payment")


def waiting_change(company: Company, user: User) -> dict[str, Any]:
    """What would change, who asked, and whether this person may confirm it."""
    if not company.payment_change:
        return {}
    values, by = company.payment_change["values"], company.payment_change["by"]
    changed = [
        (LABELS.get(field, field.replace("_", " ").capitalize()), getattr(company, field), value)
        for field, value in values.items()
        if getattr(company, field) != value
    ]
    may_confirm = by != user.actor
    return {"asked": {"by": actor_names([by])[by], "changed": changed, "may_confirm": may_confirm}}
