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
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("answer") == "yes":
            confirm_payment_change(company=company, seen=seen, by=by, at=now)
            messages.success(request, "Ways to pay changed. Every page says so for five days.")
        else:
            refuse_payment_change(company=company, seen=seen, by=by, at=now)
            messages.success(request, "The change of the ways to pay is refused.")
    except CannotConfirm as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('settings:list')}?company={company.pk}#payment")


def waiting_change(company: Company, user: User) -> dict[str, Any]:
    """What would change, who asked, and whether this person may confirm it."""
    if not company.payment_change:
        return {}
    waits = company.payment_change
    by = waits["by"]
    changed = [
        (LABELS.get(field, field.replace("_", " ").capitalize()), getattr(company, field), value)
        for field, value in waits["values"].items()
        if getattr(company, field) != value
    ]
    asked_by, may_confirm = actor_names([by])[by], by != user.actor
    said = {"by": asked_by, "at": waits["at"], "changed": changed, "may_confirm": may_confirm}
    return {"asked": said}
