"""Who may see and do what: every view says its permission, every row goes through its company."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BigAutoField, DateTimeField, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from collections_app.communications.choices import Direction
from collections_app.communications.models import Communication, PrintRun
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.models import Attachment, Dispute
from collections_app.dunning.models import Foreseen, Hold, Notice, Policy
from collections_app.intake.models import Import, Upload
from collections_app.invoices.models import Invoice
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.payments.models import Allocation, Payment
from collections_app.promises.models import Promise, SaysPaid
from collections_app.replies.models import Mail, ProviderEvent
from collections_app.replies.queries import of_no_company, texts_to
from collections_app.reports.models import Export
from collections_app.reports.silence import installation_at
from collections_app.users.inviting import open_invitations
from collections_app.users.models import Invitation, User
from collections_app.users.queries import colleagues
from collections_app.users.rules import (
    can_admit,
    can_approve,
    can_export,
    can_oversee,
    can_steer,
    can_work,
)
from collections_app.web.news import heeds_news


class Request(HttpRequest):
    """A request as it comes through the middleware."""

    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def reads(view: View) -> View:
    """A page: everybody who is logged in, no change."""
    return _declared(require_safe(view), "read", lambda role: True)


def oversees(view: View) -> View:
    """A page of managers and auditors, no change."""
    return _declared(require_safe(view), "oversee", can_oversee)


def works(view: View) -> View:
    """An act on a customer."""
    return _declared(require_POST(heeds_news(view)), "work", can_work)


def approves(view: View) -> View:
    """Releasing or stopping what waits in Review."""
    return _declared(require_POST(heeds_news(view)), "approve", can_approve)


def steers(view: View) -> View:
    """Changing what a company says of itself, and whether it sends."""
    return _declared(require_POST(view), "steer", can_steer)


def exports(view: View) -> View:
    """Taking many customers' data away as a file."""
    return _declared(require_POST(view), "export", can_export)


def sees_people(view: View) -> View:
    """Who works here: a page of administrators."""
    return _declared(require_safe(view), "admit", can_admit)


def admits(view: View) -> View:
    """Saying who works here."""
    return _declared(require_POST(view), "admit", can_admit)


def sets_up_own(view: View) -> View:
    """What everybody chooses for themselves."""
    return _declared(require_POST(view), "own", lambda role: True)


def _declared(view: View, permission: str, may: Callable[[str], bool]) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(user_of(request).role):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    checked.permission = permission  # type: ignore[attr-defined]
    return checked


def user_of(request: HttpRequest) -> User:
    """The person behind the request; the middleware lets nobody else pass."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def companies_of(request: HttpRequest) -> list[Company]:
    """Those that the person works for, by name; asked for once in a request.

    The installation's row comes with them, since every page says whether anything leaves.
    """
    known: dict[str, list[Company]] = vars(request)
    if "companies" not in known:
        found = _about_companies().ask(user=user_of(request).pk, now=timezone.now())["companies"]
        known["companies"] = sorted(found, key=attrgetter("legal_name"))
    return known["companies"]


@cache
def _about_companies() -> Question:
    user, now = Given("user", BigAutoField()), Given("now", DateTimeField())
    of_user = Company.objects.filter(users=user).annotate(here=installation_at(now))
    return Question({"companies": of_user})


def senders_of(companies: Sequence[Company]) -> list[str]:
    """The numbers from which they send SMS."""
    return [one.sms_sender for one in companies if one.sms_sender]


def installation_of(companies: Sequence[Company]) -> Mapping[str, Any] | None:
    """The row that came with them."""
    row: Mapping[str, Any] | None = companies[0].here  # type: ignore[attr-defined]  # annotated
    return row


def customers_of(user: User) -> QuerySet[Customer]:
    return Customer.objects.filter(company__in=user.companies.all())


def get_customer(request: HttpRequest, id: int) -> Customer:
    """The customer, or 404 where it belongs to a company the person does not work for."""
    found = _about_customer().ask(user=user_of(request).pk, customer=id)["customer"]
    if not found:
        raise Http404("No customer of yours.")
    customer: Customer = found[0]
    return customer


@cache
def _about_customer() -> Question:
    """About one customer of a person's companies: nearly every page begins with it."""
    user, id = Given("user", BigAutoField()), Given("customer", BigAutoField())
    of_user = Customer.objects.filter(company__users=user, pk=id)
    return Question({"customer": of_user.select_related("company", "collector", "decision")})


def get_company(request: HttpRequest, id: int) -> Company:
    """One of the person's own companies, or 404."""
    return get_object_or_404(user_of(request).companies, pk=id)


def get_hold(request: HttpRequest, id: int) -> Hold:
    of_user = Hold.objects.filter(customer__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("customer__company"), pk=id)


def get_promise(request: HttpRequest, id: int) -> Promise:
    of_user = Promise.objects.filter(customer__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("customer"), pk=id)


def get_dispute(request: HttpRequest, id: int) -> Dispute:
    of_user = Dispute.objects.filter(customer__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("invoice"), pk=id)


def get_attachment(request: HttpRequest, id: int) -> Attachment:
    of_user = Attachment.objects.filter(
        dispute__customer__company__in=user_of(request).companies.all()
    )
    return get_object_or_404(of_user, pk=id)


def get_says_paid(request: HttpRequest, id: int) -> SaysPaid:
    of_user = SaysPaid.objects.filter(customer__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("invoice__company"), pk=id)


def get_communication(request: HttpRequest, id: Any, **conditions: Any) -> Communication:
    own = user_of(request).companies.all()
    of_user = Communication.objects.filter(company__in=own, **conditions)
    return get_object_or_404(of_user.select_related("company", "page_link"), pk=id)


def get_reply(request: HttpRequest, id: Any, **conditions: Any) -> Communication:
    """What a customer wrote, or 404."""
    reply = get_communication(request, id, direction=Direction.IN, **conditions)
    reply.customer.company = reply.company
    return reply


def get_mail(request: HttpRequest, id: int) -> Mail:
    own = [one.pk for one in companies_of(request)]
    of_user = Mail.objects.filter(Q(company__in=own) | of_no_company(own))
    return get_object_or_404(of_user, pk=id)


def get_text(request: HttpRequest, id: int) -> ProviderEvent:
    """A text as it came in, or 404."""
    own = companies_of(request)
    texts = texts_to(senders_of(own), own=[one.pk for one in own])
    return get_object_or_404(texts, pk=id)


def get_invoice(request: HttpRequest, id: int) -> Invoice:
    of_user = Invoice.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user, pk=id)


def get_print_run(request: HttpRequest, id: int) -> PrintRun:
    of_user = PrintRun.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("company"), pk=id)


def get_notice(request: HttpRequest, id: int) -> Notice:
    of_user = Notice.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("customer", "company"), pk=id)


def get_policy(request: HttpRequest, id: int) -> Policy:
    of_user = Policy.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("company").prefetch_related("levels"), pk=id)


def get_foreseen(request: HttpRequest, id: int) -> Foreseen:
    """Of a question that the person asked."""
    user = user_of(request)
    of_user = Foreseen.objects.filter(
        simulation__company__in=user.companies.all(), simulation__by=user.actor
    )
    return get_object_or_404(
        of_user.select_related("customer__company", "simulation__company"), pk=id
    )


def get_export(request: HttpRequest, id: Any) -> Export:
    """One that the person asked for."""
    user = user_of(request)
    of_user = Export.objects.filter(company__in=user.companies.all(), user=user)
    return get_object_or_404(of_user.select_related("company", "customer"), pk=id)


def get_upload(request: HttpRequest, id: Any) -> Upload:
    of_user = Upload.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("company", "imported"), pk=id)


def get_import(request: HttpRequest, id: int) -> Import:
    of_user = Import.objects.filter(source__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("source__company"), pk=id)


def get_payment(request: HttpRequest, id: int) -> Payment:
    of_user = Payment.objects.filter(company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("company", "customer"), pk=id)


def get_allocation(request: HttpRequest, id: int) -> Allocation:
    of_user = Allocation.objects.filter(payment__company__in=user_of(request).companies.all())
    return get_object_or_404(of_user.select_related("payment__company", "invoice"), pk=id)


def get_person(request: HttpRequest, id: int) -> User:
    """Somebody of one's own companies, or 404."""
    return get_object_or_404(colleagues([one.pk for one in companies_of(request)]), pk=id)


def get_invitation(request: HttpRequest, id: int) -> Invitation:
    own = [one.pk for one in companies_of(request)]
    return get_object_or_404(open_invitations(own, at=timezone.now()), pk=id)
