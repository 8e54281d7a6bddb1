"""A call is logged."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.customers.models import Contact
from collections_app.desk.actions import log_call
from collections_app.desk.choices import CallOutcome
from collections_app.web.access import Request, get_customer, user_of, works
from collections_app.web.customers import page_of
from collections_app.web.forms import CallForm
from collections_app.web.frame import working_day


@works
def log(request: Request, id: int) -> HttpResponse:
    """Write the call; answer with the customer's page, its history now one longer."""
    customer = get_customer(request, id)
    form = CallForm(request.POST, customer=customer)
    if not form.is_valid():
        return render(request, _template(request), page_of(request, customer, form), status=422)
    said = form.cleaned_data
    log_call(
        customer=customer,
        contact=said["contact"],
        outcome=said["outcome"],
        note=said["note"],
        by=user_of(request).actor,
        at=timezone.now(),
        on=working_day(customer.company),
    )
    messages.success(request, _sentence(said["outcome"], said["contact"]))
    if request.htmx:
        return render(request, _template(request), page_of(request, customer))
    return redirect("customers:detail", id=customer.pk)


def _template(request: Request) -> str:
    return "customers/_detail.html" if request.htmx else "customers/detail.html"


def _sentence(outcome: str, contact: Contact | None) -> str:
    label = CallOutcome(outcome).label
    return f"Call logged: {label}, {contact}." if contact else f"Call logged: {label}."
