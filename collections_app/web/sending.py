"""A level is sent by hand: looked at, sent, and stopped while it has not left."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collections_app.customers.models import Customer
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.composing import UNDO
from collections_app.dunning.sending_now import (
    CannotSendNow,
    CannotUndo,
    messages_of_notice,
    offer_of,
    send_now,
    undo_send,
)
from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import send_company
from collections_app.reports.by_hand import ahead_of_words, going_of, refusal_words, to_whom
from collections_app.reports.words import APPROVALS, level_name
from collections_app.users.rules import can_approve, can_work
from collections_app.web.access import Request, get_customer, get_notice, reads, user_of, works
from collections_app.web.customers import answer, page_of
from collections_app.web.forms import SendForm
from collections_app.web.fragments import show
from collections_app.web.frame import frame_of, working_day

SECONDS = int(UNDO.total_seconds())


@reads
def look(request: Request, id: int) -> HttpResponse:
    """What would go, exactly as it would; nothing is written."""
    customer = get_customer(request, id)
    offered = _offer(request, customer, request.GET.get("level", ""))
    context = _part(request, customer) | offered
    return show(request, "customers/send.html", "customers/_send.html", context)


@works
def send(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _refuse(request, customer, "", "not_looked_at", {})
    try:
        may_approve = can_approve(user_of(request).role)
        given = form.cleaned_data | _who(request, customer)
        notice = send_now(customer=customer, may_approve=may_approve, **given)
    except CannotSendNow as error:
        return _refuse(request, customer, form.cleaned_data["level"], error.code, error.values)
    level = level_name(notice.level)
    if notice.state == NoticeState.WAITING:
        return answer(request, customer, f"{level} waits in Review for a manager.")
    return answer(request, customer, f"{level} goes in {SECONDS} seconds unless you undo it.")


@works
def undo(request: Request, id: int) -> HttpResponse:
    notice = get_notice(request, id)
    customer = get_customer(request, notice.customer_id)
    try:
        undo_send(notice=notice, **_who(request, customer))
    except CannotUndo:
        messages.error(
            request, f"Too late to undo. {going_of(notice, messages_of_notice(notice)).words}"
        )
        page = "customers/detail.html"
        context = page_of(request, customer)
        return show(request, page, "customers/_detail.html", context, status=422)
    return answer(request, customer, "Stopped. Nothing left, and the ladder is as before.")


@reads
def going(request: Request, id: int) -> HttpResponse:
    """What became of it meanwhile; the page asks for it when the ten seconds are over.

    Then the worker is rung: nothing waits in the broker for a later moment, and beat comes too.
    """
    notice = get_notice(request, id)
    if not request.htmx:
        return redirect("customers:detail", id=notice.customer_id)
    if notice.state == NoticeState.READY:
        ring(send_company, notice.company_id)
    going = going_of(notice, messages_of_notice(notice))
    context = _part(request, notice.customer) | {"going": going}
    return render(request, "customers/_going.html", context)


def _offer(request: Request, customer: Customer, level: str) -> dict[str, Any]:
    """What the part shows: the offer, or the sentence that says why there is none."""
    try:
        offer = offer_of(customer=customer, level=level, **_who(request, customer))
    except CannotSendNow as error:
        return {"offer": None, "refusal": refusal_words(error.code, error.values)}
    return {
        "offer": offer,
        "offered_to": to_whom(offer.messages),
        "ahead_of": ahead_of_words(offer.ahead_of),
        "approval": APPROVALS.get(offer.approval, ""),
    }


def _refuse(
    request: Request, customer: Customer, level: str, code: str, values: Mapping[str, Any]
) -> HttpResponse:
    """The page with what would go now, and why that was not sent."""
    said = {"refusal": refusal_words(code, values)}
    context = page_of(request, customer) | _offer(request, customer, level) | said
    page = "customers/detail.html"
    return show(request, page, "customers/_detail.html", context, status=422)


def _part(request: Request, customer: Customer) -> dict[str, Any]:
    """What a part of the page asks for."""
    role = user_of(request).role
    return {
        "customer": customer,
        "frame": frame_of(request, customer.company),
        "can_work": can_work(role),
        "can_approve": can_approve(role),
    }


def _who(request: Request, customer: Customer) -> dict[str, Any]:
    return {
        "on": working_day(customer.company),
        "by": user_of(request).actor,
        "at": timezone.now(),
    }
