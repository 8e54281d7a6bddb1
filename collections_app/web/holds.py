"""A customer or an invoice is put on hold, and a hold is ended."""

from django.http import HttpResponse
from django.utils import timezone

from collections_app.desk.holds import hold_customer, lift_hold
from collections_app.dunning.actions import CannotHold
from collections_app.reports.words import day_name
from collections_app.web.access import Request, get_customer, get_hold, user_of, works
from collections_app.web.customers import answer, refuse
from collections_app.web.forms import HoldForm
from collections_app.web.frame import working_day


@works
def put(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    day = working_day(customer.company)
    form = HoldForm(request.POST, customer=customer, day=day)
    if not form.is_valid():
        return refuse(request, customer, "hold", form)
    hold = form.cleaned_data
    try:
        hold_customer(
            customer=customer,
            invoice=hold["held"],
            until_on=hold["until_on"],
            reason=hold["reason"],
            note=hold["why"],
            on=day,
            by=user_of(request).actor,
            at=timezone.now(),
        )
    except CannotHold as error:
        form.add_error("until_on", str(error))
        return refuse(request, customer, "hold", form)
    what = hold["held"] or customer
    return answer(request, customer, f"{what} is on hold until {day_name(hold['until_on'], day)}.")


@works
def end(request: Request, id: int) -> HttpResponse:
    hold = get_hold(request, id)
    customer = get_customer(request, hold.customer_id)
    on = working_day(customer.company)
    lift_hold(hold=hold, on=on, by=user_of(request).actor, at=timezone.now())
    return answer(request, customer, "The hold is ended. The next walk decides anew.")
