"""A call is logged."""

from django.http import HttpResponse
from django.utils import timezone

from collections_app.customers.models import Contact
from collections_app.desk.actions import log_call
from collections_app.desk.choices import CallOutcome
from collections_app.web.access import Request, get_customer, user_of, works
from collections_app.web.customers import answer, refuse
from collections_app.web.forms import CallForm
from collections_app.web.frame import working_day


@works
def log(request: Request, id: int) -> HttpResponse:
    """Write the call; answer with the customer's page, its history now one longer."""
    customer = get_customer(request, id)
    form = CallForm(request.POST, customer=customer)
    if not form.is_valid():
        return refuse(request, customer, "call", form)
    said = form.cleaned_data
    log_call(
        customer=customer,
        contact=said["contact"],
        outcome=said["outcome"],
        note=said["note"],
        once=said["once"],
        by=user_of(request).actor,
        at=timezone.now(),
        on=working_day(customer.company),
    )
    return answer(request, customer, _sentence(said["outcome"], said["contact"]))


def _sentence(outcome: str, contact: Contact | None) -> str:
    label = CallOutcome(outcome).label
    return f"Call logged: {label}, {contact}." if contact else f"Call logged: {label}."
