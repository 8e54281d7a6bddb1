"""A send of which nobody knows whether it went: a person decides, in Review or at the customer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.communications.evidence import CannotResolve, resolve
from collections_app.communications.models import Communication
from collections_app.dunning.sending import settle_when_known
from collections_app.web.access import Request, approves, get_communication, get_customer, user_of
from collections_app.web.customers import page_of
from collections_app.web.review import answer as answer_in_review


@approves
def went(request: Request, id: Any) -> HttpResponse:
    """It arrived, as far as a person knows; its level counts."""
    said = "Noted that it went."
    return _resolve(request, get_communication(request, id), went=True, said=said)


@approves
def again(request: Request, id: Any) -> HttpResponse:
    """It goes once more, on this person's word."""
    said = "It is sent again, after a last look at what is still owed."
    return _resolve(request, get_communication(request, id), went=False, said=said)


def _resolve(
    request: Request, communication: Communication, *, went: bool, said: str
) -> HttpResponse:
    now = timezone.now()
    try:
        resolve(
            communication=communication,
            went=went,
            settle=settle_when_known(now=now),
            by=user_of(request).actor,
            at=now,
        )
        messages.success(request, said)
    except CannotResolve as error:
        messages.error(request, str(error))
    return _answer(request, communication)


def _answer(request: Request, communication: Communication) -> HttpResponse:
    """The part of the page where the button was."""
    if request.POST.get("page") == "review":
        return answer_in_review(request, communication.company)
    if not request.htmx:
        return redirect("customers:detail", id=communication.customer_id)
    customer = get_customer(request, communication.customer_id)
    return render(request, "customers/_detail.html", page_of(request, customer))
