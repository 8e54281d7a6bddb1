"""What people decide about one customer's ladder: how to go on, a new start, a return."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.customers.models import Customer
from collections_app.desk.actions import CannotRecordReturn, decide_course, record_return
from collections_app.dunning.choices import Choice
from collections_app.dunning.steering import (
    CannotOverride,
    CannotSetCourse,
    CannotStartAgain,
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
from collections_app.web.customers import page_of
from collections_app.web.forms import CourseForm, OverrideForm, StartAgainForm
from collections_app.web.frame import working_day

REFUSALS = (CannotOverride, CannotRecordReturn, CannotSetCourse, CannotStartAgain)


@approves
def course(request: Request, id: int) -> HttpResponse:
    """How to go on after the call rounds."""
    customer = get_customer(request, id)
    form = CourseForm(request.POST)

    def act(said: dict[str, Any]) -> str:
        decide_course(customer=customer, **said, **_who(request, customer))
        return f"{Choice(said['choice']).label} decided for {customer}."

    return _answer(request, customer, form, act)


@works
def override(request: Request, id: int) -> HttpResponse:
    """Let what is due go today beyond the contact pressure."""
    customer = get_customer(request, id)

    def act(said: dict[str, Any]) -> str:
        override_pressure(customer=customer, **said, **_who(request, customer))
        return "What is due goes with the next walk, in a few minutes."

    return _answer(request, customer, OverrideForm(request.POST), act)


@approves
def restart(request: Request, id: int) -> HttpResponse:
    """The chosen invoices climb from the first level again."""
    customer = get_customer(request, id)

    def act(said: dict[str, Any]) -> str:
        start_again(customer=customer, **said, **_who(request, customer))
        numbers = ", ".join(one.number for one in said["invoices"])
        return f"{numbers} will climb from the first level again."

    return _answer(request, customer, StartAgainForm(request.POST, customer=customer), act)


@works
def came_back(request: Request, id: Any) -> HttpResponse:
    """A message that went out bounced or was returned."""
    communication = get_communication(request, id)
    customer = get_customer(request, communication.customer_id)

    def act(said: dict[str, Any]) -> str:
        record_return(communication=communication, **_who(request, customer))
        return "Noted that it came back: its address is not used any more."

    return _answer(request, customer, Form(request.POST), act)


def _who(request: Request, customer: Customer) -> dict[str, Any]:
    company = customer.company
    return {"by": user_of(request).actor, "at": timezone.now(), "on": working_day(company)}


def _answer(
    request: Request, customer: Customer, form: Form, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Do it and say so, or say what is missing; the customer's page as it is then."""
    status = 200
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except REFUSALS as error:
            messages.error(request, str(error))
            status = 422
    else:
        for sentences in form.errors.values():
            messages.error(request, " ".join(map(str, sentences)))
        status = 422
    if not request.htmx:
        return redirect("customers:detail", id=customer.pk)
    return render(request, "customers/_detail.html", page_of(request, customer), status=status)
