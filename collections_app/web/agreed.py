"""What was agreed ends: a promise, a dispute, the search for money; and the standing changes."""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from collections_app.customers.choices import Standing
from collections_app.customers.models import Customer
from collections_app.desk.actions import CannotSetStanding, set_standing
from collections_app.desk.next_steps import CannotFinish, finish_step
from collections_app.disputes.actions import (
    answer_dispute,
    end_credit_wait,
    settle_dispute,
    wait_longer,
)
from collections_app.disputes.choices import BY_HAND, Result
from collections_app.disputes.models import Dispute
from collections_app.lib.dates import show_date
from collections_app.promises.actions import withdraw_promise
from collections_app.promises.says_paid import CannotFind, end_says_paid, has_come
from collections_app.users.rules import can_release
from collections_app.web.access import (
    Request,
    get_customer,
    get_dispute,
    get_promise,
    get_says_paid,
    user_of,
    works,
)
from collections_app.web.customers import answer, page_of, refuse
from collections_app.web.forms import StandingForm
from collections_app.web.fragments import show
from collections_app.web.frame import working_day

STILL_TO_COME, NO_CREDIT = "still_to_come", "no_credit"  # said of a credit note


@works
def withdraw(request: Request, id: int) -> HttpResponse:
    promise = get_promise(request, id)
    customer = get_customer(request, promise.customer_id)
    withdraw_promise(promise=promise, **_who(request, customer))
    return answer(request, customer, "The promise is withdrawn. What is open is chased again.")


@works
def end_dispute(request: Request, id: int) -> HttpResponse:
    """We gave our answer, or it is settled with a result."""
    dispute = get_dispute(request, id)
    customer = get_customer(request, dispute.customer_id)
    result = request.POST.get("result", "")
    if result in (STILL_TO_COME, NO_CREDIT):
        said = _of_credit(dispute, result, _who(request, customer))
    elif result in BY_HAND:
        settle_dispute(dispute=dispute, result=result, **_who(request, customer))
        said = f"Dispute settled: {Result(result).label.lower()}."
    else:
        answer_dispute(dispute=dispute, **_who(request, customer))
        said = "Noted that we answered. The dispute stays open until it is settled."
    return answer(request, customer, said)


def _of_credit(dispute: Dispute, result: str, who: dict[str, Any]) -> str:
    """What was credited is still to come, or never does."""
    if not dispute.waits_for_credit:
        return f"Nothing is waited for any more: {dispute.invoice} is as the page shows."
    if result == NO_CREDIT:
        end_credit_wait(dispute=dispute, credited=None, **who)
        return f"No credit note comes: {dispute.invoice} is chased in full again."
    wait_longer(dispute=dispute, **who)
    due = show_date(cast(dt.date, dispute.credit_due_on), "en", "day")
    return f"The credit note for {dispute.invoice} is waited for until {due}."


@works
def end_search(request: Request, id: int) -> HttpResponse:
    """The money that is said to be paid was found, or it was not."""
    said = get_says_paid(request, id)
    customer = get_customer(request, said.customer_id)
    is_found = request.POST.get("found") == "yes"
    try:
        end_says_paid(said=said, found=is_found, **_who(request, customer))
    except CannotFind as error:
        return _refused(request, customer, error)
    if not is_found:
        return answer(request, customer, "Not found. The invoice is chased again.")
    if has_come(said):
        return answer(request, customer, "Found. The invoice is settled by as much.")
    page = f"{reverse('payments:list')}?customer={customer.pk}"
    link = format_html('<a href="{}">Lay it on {}</a>', page, said.invoice)
    return answer(request, customer, format_html("Found, and not on an invoice yet. {}.", link))


@works
def standing(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    form = StandingForm(
        request.POST,
        customer=customer,
        day=working_day(customer.company),
        can_release=can_release(user_of(request).role),
    )
    if not form.is_valid():
        return refuse(request, customer, "standing", form)
    said = form.cleaned_data
    try:
        set_standing(
            customer=customer,
            standing=said["standing"],
            reason=said["standing_reason"],
            review_on=None if said["standing"] == Standing.NORMAL else said["review_on"],
            **_who(request, customer),
        )
    except CannotSetStanding as error:
        form.add_error("review_on", str(error))
        return refuse(request, customer, "standing", form)
    label = Standing(said["standing"]).label
    return answer(request, customer, f"{customer}: {label.lower()}.")


@works
def done(request: Request, id: int) -> HttpResponse:
    """What was planned next is done, and nothing else has to be."""
    customer = get_customer(request, id)
    try:
        finish_step(customer=customer, by=user_of(request).actor, at=timezone.now())
    except CannotFinish as error:
        return _refused(request, customer, error)
    return answer(request, customer, "Ticked off.")


def _refused(request: Request, customer: Customer, why: Exception) -> HttpResponse:
    """The page as it is, and why nothing was done."""
    messages.error(request, str(why))
    page, part = "customers/detail.html", "customers/_detail.html"
    return show(request, page, part, page_of(request, customer), status=422)


def _who(request: Request, customer: Customer) -> dict[str, Any]:
    on = working_day(customer.company)
    return {"by": user_of(request).actor, "at": timezone.now(), "on": on}
