"""Settings: exchange rates, brought in as a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.companies.rates import CannotTakeRates
from collections_app.intake.rates import import_rates
from collections_app.reports.converted import converted_total
from collections_app.web.access import Request, get_company, steers, user_of
from collections_app.web.frame import working_day


@steers
def bring(request: Request, id: int) -> HttpResponse:
    """Take in a file of rates, all or none."""
    company, file = get_company(request, id), request.FILES.get("rates")
    error = "" if file else "Pick a CSV file first."
    if file:
        error = _taken(request, company, file.read())
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect(f"{reverse('settings:list')}?company={company.pk}")
    context = rates_of(company) | {"company": company, "can_steer": True, "rates_error": error}
    return render(request, "settings/_rates.html", context, status=422 if error else 200)


def rates_of(company: Company) -> dict[str, Any]:
    """The last rates, and the one total that is made with them."""
    total, rates = converted_total(company, day=working_day(company))
    return {"converted": total, "rates": rates}


def _taken(request: Request, company: Company, content: bytes) -> str:
    """Why the file was not taken in; empty where it was."""
    now = timezone.now()
    on, by = working_day(company), user_of(request).actor
    try:
        taken = import_rates(company=company, content=content, on=on, by=by, at=now)
    except CannotTakeRates as error:
        return str(error)
    messages.success(request, f"Rates of {', '.join(taken) or 'no currency'} taken in.")
    return ""
