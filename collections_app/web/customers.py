"""The customer's page: everything about one customer on one screen, and the list to find them."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from collections_app.communications.models import Communication
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.choices import Choice
from collections_app.dunning.models import Decision, Hold
from collections_app.promises.models import Promise
from collections_app.reports.chronology import chapter_of
from collections_app.reports.figures import figures_of
from collections_app.reports.people import whom_to_call
from collections_app.reports.queue import last_notices
from collections_app.reports.rungs import ladder_of_customer
from collections_app.reports.script import call_script
from collections_app.reports.words import state_of_play, task_words
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.choices import State as TaskState
from collections_app.users.rules import can_approve, can_work
from collections_app.web.access import Request, customers_of, get_customer, reads, user_of
from collections_app.web.forms import CallForm
from collections_app.web.frame import company_of, frame_of

FOUND = 50
LAST = 5  # promises and disputes shown
PRESSED = ("pressure", "patience")  # decisions that a person may override for a day


@reads
def detail(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    return render(request, "customers/detail.html", page_of(request, customer))


@reads
def history(request: Request, id: int) -> HttpResponse:
    """All contacts of a customer; the next chapter alone where a page asks for it."""
    customer = get_customer(request, id)
    before = _before(request, customer)
    frame = frame_of(request, customer.company)
    context = {
        "frame": frame,
        "customer": customer,
        "chapter": chapter_of(customer, before=before),
        "can_work": bool(request.htmx) and can_work(user_of(request).role),
    }
    template = "customers/_chapter.html" if request.htmx else "customers/history.html"
    return render(request, template, context)


@reads
def index(request: Request) -> HttpResponse:
    """Customers of the company in view whose name, number or invoice matches."""
    company = company_of(request)
    wanted = request.GET.get("q", "").strip()
    customers = customers_of(user_of(request)).filter(company=company)
    context = {
        "frame": frame_of(request, company),
        "wanted": wanted,
        "customers": _matching(customers, wanted)[:FOUND],
    }
    return render(request, "customers/index.html", context)


def page_of(request: Request, customer: Customer, form: CallForm | None = None) -> dict:
    """All that the page shows; `form` carries what could not be saved."""
    frame = frame_of(request, customer.company)
    contacts = whom_to_call(customer)
    return {
        "frame": frame,
        "customer": customer,
        "can_work": can_work(user_of(request).role),
        "can_approve": can_approve(user_of(request).role),
        "contacts": contacts,
        "figures": figures_of(customer, day=frame.day),
        "ladder": ladder_of_customer(customer, day=frame.day),
        "chapter": chapter_of(customer),
        "form": form or CallForm(customer=customer, initial={"contact": _first(contacts)}),
        "script": call_script(customer, contact=_first(contacts), day=frame.day),
        **_facts(customer),
    }


def _facts(customer: Customer) -> dict[str, Any]:
    tasks = customer.tasks.filter(state=TaskState.OPEN).order_by("due_on", "pk")
    decision = Decision.objects.filter(customer=customer).first()
    return {
        "decision": decision,
        "must_decide": any(one.kind == TaskKind.DECIDE for one in tasks),
        "is_pressed": decision is not None and decision.code in PRESSED,
        "choices": Choice.choices,
        "decided": state_of_play(decision, last_notices([customer.pk]).first()),
        "tasks": [(task, task_words(task.kind, task.values)) for task in tasks],
        "promises": Promise.objects.filter(customer=customer).order_by("-made_on", "-pk")[:LAST],
        "disputes": Dispute.objects.filter(customer=customer)
        .select_related("invoice", "owner")
        .order_by("-opened_on", "-pk")[:LAST],
        "holds": Hold.objects.filter(customer=customer, ended_on__isnull=True)
        .select_related("invoice")
        .order_by("until_on"),
    }


def _first(contacts: list[Contact]) -> Contact | None:
    return contacts[0] if contacts else None


def _before(request: Request, customer: Customer) -> Communication | None:
    wanted = request.GET.get("before", "")
    if not wanted:
        return None
    return get_object_or_404(Communication, pk=_uuid(wanted), customer=customer)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _matching(customers: QuerySet[Customer], wanted: str) -> QuerySet[Customer]:
    if "\x00" in wanted:
        return customers.none()  # PostgreSQL's texts have no such sign, and so nobody has
    if wanted:
        customers = customers.filter(
            Q(name__icontains=wanted) | Q(number=wanted) | Q(invoices__number__iexact=wanted)
        ).distinct()
    return customers.prefetch_related("summaries").order_by("name", "pk")
