"""What people decide about one customer's ladder: how to go on, a new start, a return."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from collections_app.customers.models import Customer
from collections_app.desk.actions import CannotRecordReturn, decide_course, record_return
from collections_app.dunning.assigning import give_policy
from collections_app.dunning.choices import Choice
from collections_app.dunning.steering import (
    CannotOverride,
    CannotSetCourse,
    override_pressure,
    start_again,
)
from collections_app.web.access import (
    Request,
    approves,
    get_communication,
    get_customer,
    user_of,
    works,
)
from collections_app.web.customers import answer, page_of, refuse, show
from collections_app.web.forms import CourseForm, OverrideForm, PolicyForm, StartAgainForm
from collections_app.web.frame import working_day


@approves
def course(request: Request, id: int) -> HttpResponse:
    """How to go on after the call rounds."""
    customer = get_customer(request, id)
    form = CourseForm(request.POST, day=working_day(customer.company))
    if not form.is_valid():
        return refuse(request, customer, "course", form)
    try:
        decide_course(customer=customer, **form.cleaned_data, **_who(request, customer))
    except CannotSetCourse as error:
        form.add_error("again_on", str(error))
        return refuse(request, customer, "course", form)
    decided = Choice(form.cleaned_data["choice"]).label
    return answer(request, customer, f"{decided} decided for {customer}.")


@approves
def another_policy(request: Request, id: int) -> HttpResponse:
    """The customer climbs another of the company's ladders, or that of its segment again."""
    customer = get_customer(request, id)
    form = PolicyForm(request.POST, customer=customer)
    if not form.is_valid():
        return refuse(request, customer, "policy", form)
    policy, why = form.cleaned_data["policy"], form.cleaned_data["why_policy"]
    give_policy(customer=customer, policy=policy, reason=why, **_who(request, customer))
    climbs = f"the policy {policy}" if policy else "the policy of its segment"
    return answer(request, customer, f"{customer} climbs {climbs} from the next walk on.")


@works
def override(request: Request, id: int) -> HttpResponse:
    """Let what is due go today beyond the contact pressure."""
    customer = get_customer(request, id)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return refuse(request, customer, "override", form)
    try:
        override_pressure(customer=customer, **form.cleaned_data, **_who(request, customer))
    except CannotOverride as error:
        form.add_error("reason", str(error))
        return refuse(request, customer, "override", form)
    return answer(request, customer, "What is due goes with the next walk, in a few minutes.")


@approves
def restart(request: Request, id: int) -> HttpResponse:
    """The chosen invoices climb from the first level again."""
    customer = get_customer(request, id)
    form = StartAgainForm(request.POST, customer=customer)
    if not form.is_valid():
        return refuse(request, customer, "restart", form)
    start_again(customer=customer, **form.cleaned_data, **_who(request, customer))
    numbers = ", ".join(one.number for one in form.cleaned_data["invoices"])
    return answer(request, customer, f"{numbers} will climb from the first level again.")


@works
def came_back(request: Request, id: Any) -> HttpResponse:
    """A message that went out bounced or was returned."""
    communication = get_communication(request, id)
    customer = get_customer(request, communication.customer_id)
    try:
        record_return(communication=communication, **_who(request, customer))
    except CannotRecordReturn as error:
        messages.error(request, str(error))
        if not request.htmx:
            return redirect("customers:detail", id=customer.pk)
        page, part = "customers/detail.html", "customers/_detail.html"
        return show(request, page, part, page_of(request, customer), status=422)
    return answer(request, customer, "Noted that it came back: its address is not used any more.")


def _who(request: Request, customer: Customer) -> dict[str, Any]:
    company = customer.company
    return {"by": user_of(request).actor, "at": timezone.now(), "on": working_day(company)}
