"""The wrap-up of a call, and the same pieces without one: proposed and saved."""

from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from collections_app.communications.models import Communication
from collections_app.customers.models import Customer
from collections_app.desk.choices import CallOutcome
from collections_app.desk.wrapping_up import CannotWrapUp, wrap_up
from collections_app.reports.agreed import agreed_words
from collections_app.users.rules import can_approve
from collections_app.web.access import Request, get_customer, reads, user_of, works
from collections_app.web.customers import answer, page_of
from collections_app.web.fragments import show
from collections_app.web.frame import working_day
from collections_app.web.wrap_contact import known_of
from collections_app.web.wrap_mail import Mail
from collections_app.web.wrapping import Wrap

# Where stands why a part could not be written down.
BESIDE = {
    "call": "outcome",
    "promise": "promised",
    "dispute": "disputed",
    "paid": "paid",
    "contact": "name",
    "next": "next_on",
    "mail": "mail_text",
}


@works
def save(request: Request, id: int) -> HttpResponse:
    """Write down all that was said; answer with the page, or with what is wrong beside it."""
    customer = get_customer(request, id)
    wrap = Wrap(customer, working_day(customer.company), data=request.POST)
    mail = Mail(wrap)
    if not (wrap.is_valid() and mail.is_valid()):
        return _refuse(request, wrap, mail)
    try:
        logged = wrap_up(
            customer=customer,
            said=replace(wrap.said(), mail=mail.said()),
            with_manager=can_approve(user_of(request).role),
            once=str(wrap.once or ""),
            by=user_of(request),
            at=timezone.now(),
            on=wrap.day,
        )
    except CannotWrapUp as error:
        form = mail.form if error.part == "mail" else getattr(wrap, error.part)
        form.add_error(BESIDE[error.part], str(error))
        return _refuse(request, wrap, mail)
    said = format_html("{} {}", _sentence(logged), _on(request, customer))
    return answer(request, customer, said)


@works
def propose(request: Request, id: int) -> HttpResponse:
    """What would come next, and the mail that would sum it up; nothing is written."""
    customer = get_customer(request, id)
    wrap = Wrap(customer, working_day(customer.company), data=request.POST)
    context = {"customer": customer, "wrap": wrap, "mail": Mail(wrap), "is_anew": True}
    return render(request, "customers/_wrap_after.html", context)


@reads
def contact(request: Request, id: int) -> HttpResponse:
    """The fields of a contact that we know, to be changed."""
    customer = get_customer(request, id)
    known = known_of(get_object_or_404(customer.contacts, pk=request.GET.get("who") or 0))
    wrap = Wrap(customer, working_day(customer.company), known=known)
    context = {"customer": customer, "wrap": wrap, "open_act": "call"}
    if request.htmx:
        return render(request, "customers/_wrap_contact.html", context)
    return render(request, "customers/detail.html", page_of(request, customer) | context)


def _on(request: Request, customer: Customer) -> str:
    """The way to the next customer, in the part of the queue that one came from."""
    query = urlsplit(request.htmx.current_url or "").query
    path = reverse("customers:next", args=[customer.pk])
    address = f"{path}?{query}" if query else path
    return format_html('<a href="{}">Next customer<kbd>n</kbd></a>', address)


def _sentence(logged: Communication) -> str:
    """How the call ended, and what was written down."""
    outcome = logged.why.get("outcome")
    who = f", {logged.recipient_name}" if logged.recipient_name else ""
    call = f"Call logged: {CallOutcome(outcome).label}{who}." if outcome else "Written down."
    return f"{call} {agreed_words(logged)}".strip()


def _refuse(request: Request, wrap: Wrap, mail: Mail) -> HttpResponse:
    """The page with what was typed, and beside it what is wrong with it; sent anew, it is new."""
    wrap.once = uuid4()
    context = page_of(request, wrap.customer) | {"open_act": "call", "wrap": wrap, "mail": mail}
    page, part = "customers/detail.html", "customers/_detail.html"
    return show(request, page, part, context, status=422)
