"""Money that is not allocated yet: suggestions, choosing by hand, undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from collections_app.customers.models import Customer
from collections_app.desk.laying import lay_money
from collections_app.invoices.models import Invoice
from collections_app.lib.money import round_money, show_money
from collections_app.payments.allocating import CannotAllocate, undo_allocation
from collections_app.payments.models import Allocation, Payment
from collections_app.payments.queries import (
    Waiting,
    last_acts,
    open_invoices,
    unallocated,
    unallocated_sums,
    with_suggestions,
)
from collections_app.payments.rules import Suggestion
from collections_app.reports.chronology import actor_names
from collections_app.users.rules import can_work
from collections_app.web.access import (
    Request,
    customers_of,
    get_allocation,
    get_customer,
    get_payment,
    reads,
    user_of,
    works,
)
from collections_app.web.amount_fields import AmountField
from collections_app.web.frame import company_of, frame_of, working_day
from collections_app.web.payment_words import why_words

PAGE = 30
FOUND = 20
INVOICE = "invoice_"


@dataclass(frozen=True)
class Way:
    """A suggestion with its reason, and the parts that its button sends."""

    why: str
    suggestion: Suggestion
    parts: list[tuple[str, str, Decimal, bool]]  # field, number, amount, whether it is all of it


@dataclass(frozen=True)
class Act:
    """What a person allocated in one go."""

    first: Allocation
    by: str
    parts: list[Allocation]


@dataclass(frozen=True)
class Row:
    """A payment, the ways to allocate it, and what was allocated of it by hand."""

    payment: Payment
    ways: list[Way]
    acts: list[Act]


@reads
def index(request: Request) -> HttpResponse:
    """What waits, of all or of one customer, and what was allocated last."""
    wanted = request.GET.get("customer", "")
    customer = get_customer(request, int(wanted) if wanted.isdecimal() else 0) if wanted else None
    company = customer.company if customer else company_of(request)
    payments = unallocated(company)
    if customer:
        payments = payments.filter(customer=customer)
    page = Paginator(payments, PAGE).get_page(request.GET.get("page"))
    acts = last_acts(company, customer) if page.number == 1 else []
    context = _base(request, company) | {
        "customer": customer,
        "page": page,
        "rows": _rows(with_suggestions(list(page.object_list))),
        "lately": _rows([Waiting(act[0].payment, [], [act]) for act in acts]),
    }
    return render(request, "payments/index.html", context)


@reads
def choose(request: Request, id: int) -> HttpResponse:
    """Its customer's open invoices to choose from; first the customer where it names nobody."""
    return render(request, "payments/choose.html", _choice(request, get_payment(request, id)))


@works
def lay(request: Request, id: int) -> HttpResponse:
    """Allocate as suggested, or as chosen."""
    payment = get_payment(request, id)
    try:
        allocations = lay_money(
            payment=payment,
            parts=_parts(request, payment.currency),
            on=working_day(payment.company),
            by=user_of(request).actor,
            at=timezone.now(),
        )
    except CannotAllocate as error:
        return _refused(request, payment, str(error))
    total = show_money(sum(one.amount for one in allocations), payment.currency, "en")
    numbers = ", ".join(one.invoice.number for one in allocations)
    messages.success(request, f"{total} allocated to {numbers}.")
    return _answer(request, id)


@works
def undo(request: Request, id: int) -> HttpResponse:
    """Take the money off again, all of the same act."""
    allocation = get_allocation(request, id)
    try:
        undo_allocation(
            allocation=allocation,
            on=working_day(allocation.payment.company),
            by=user_of(request).actor,
            at=timezone.now(),
        )
        messages.success(request, "Undone. These invoices are not suggested for it again.")
    except CannotAllocate as error:
        messages.error(request, str(error))
    return _answer(request, allocation.payment_id)


def _parts(request: Request, currency: str) -> dict[int, Decimal]:
    """Invoice id to amount, of the fields that hold one."""
    typed = {
        name.removeprefix(INVOICE): value
        for name, value in request.POST.items()
        if name.startswith(INVOICE) and isinstance(value, str)
    }
    try:
        read = {int(id): AmountField.read(value, currency) for id, value in typed.items()}
    except ValidationError as error:
        raise CannotAllocate(error.message) from error
    return {id: amount for id, amount in read.items() if amount}


def _refused(request: Request, payment: Payment, why: str) -> HttpResponse:
    """The choice stays as it was typed; a suggestion's row is shown as things stand now."""
    if request.htmx:
        messages.error(request, why)
        return _answer(request, payment.pk)
    context = _choice(request, payment) | {"error": why}
    return render(request, "payments/choose.html", context, status=422)


def _answer(request: Request, id: int) -> HttpResponse:
    payment = get_payment(request, id)
    if not request.htmx:
        return redirect(f"{reverse('payments:list')}?company={payment.company_id}")
    (row,) = _rows(with_suggestions([payment]))
    context = _base(request, payment.company) | {"row": row}
    return render(request, "payments/_row.html", context)


def _base(request: Request, company: Any) -> dict[str, Any]:
    return {
        "frame": frame_of(request, company),
        "can_work": can_work(user_of(request).role),
        "sums": unallocated_sums(company),
    }


def _rows(waiting: Iterable[Waiting]) -> list[Row]:
    found = list(waiting)
    ids = {way.customer_id for one in found for way in one.suggestions}
    customers = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name"))
    names = actor_names(part.by for one in found for act in one.acts for part in act)
    return [
        Row(
            one.payment,
            [
                _way(way, customers[way.customer_id], one.payment.currency)
                for way in one.suggestions
            ],
            [Act(act[0], names[act[0].by], act) for act in one.acts],
        )
        for one in found
    ]


def _way(one: Suggestion, customer: str, currency: str) -> Way:
    parts = [
        (
            f"{INVOICE}{item.invoice_id}",
            item.number,
            round_money(part, currency),
            part == item.balance,
        )
        for item, part in zip(one.items, one.amounts, strict=True)
    ]
    return Way(why_words(one, customer), one, parts)


def _choice(request: Request, payment: Payment) -> dict[str, Any]:
    sought = request.GET.get("q", "").strip().replace("\0", "")
    customer = payment.customer or _chosen(request, payment)
    invoices = open_invoices([payment.company_id]).filter(
        customer=customer, currency=payment.currency
    )
    return _base(request, payment.company) | {
        "payment": payment,
        "customer": customer,
        "sought": sought or ("" if customer else payment.payer),
        "found": [] if customer else _found(request, payment, sought or payment.payer),
        "invoices": [_typed(request, one) for one in invoices] if customer else [],
    }


def _typed(request: Request, invoice: Invoice) -> tuple[Invoice, str]:
    return invoice, request.POST.get(f"{INVOICE}{invoice.pk}", "")


def _chosen(request: Request, payment: Payment) -> Customer | None:
    wanted = request.GET.get("customer", "")
    own = customers_of(user_of(request)).filter(company=payment.company_id)
    return own.filter(pk=int(wanted)).first() if wanted.isdecimal() else None


def _found(request: Request, payment: Payment, sought: str) -> list[Customer]:
    """Customers by name, number or invoice."""
    own = customers_of(user_of(request)).filter(company=payment.company_id)
    if sought:
        own = own.filter(
            Q(name__icontains=sought) | Q(number=sought) | Q(invoices__number__iexact=sought)
        ).distinct()
    return list(own.order_by("name", "pk")[:FOUND])
