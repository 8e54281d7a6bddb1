"""What nobody known sent, by mail or by SMS: filed under a customer, or put aside."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.replies.filing import (
    CannotFile,
    place_mail,
    place_text,
    put_aside,
    put_text_aside,
)
from collections_app.web.access import Request, get_mail, get_text, user_of, works
from collections_app.web.frame import company_of
from collections_app.web.inbox import answer, customer_meant


@works
def place(request: Request, id: int) -> HttpResponse:
    """A mail is this customer's."""
    mail, by = get_mail(request, id), user_of(request).actor

    def file(customer: Customer) -> None:
        place_mail(mail=mail, customer=customer, by=by, at=timezone.now())

    return _under(request, mail.company or company_of(request), file)


@works
def set_aside(request: Request, id: int) -> HttpResponse:
    """A mail concerns no customer."""
    mail, by = get_mail(request, id), user_of(request).actor
    company = mail.company or company_of(request)
    return _aside(request, company, lambda: put_aside(mail=mail, by=by, at=timezone.now()))


@works
def place_sms(request: Request, id: int) -> HttpResponse:
    """A text is this customer's."""
    text, by = get_text(request, id), user_of(request).actor

    def file(customer: Customer) -> None:
        place_text(text=text, customer=customer, by=by, at=timezone.now())

    return _under(request, company_of(request), file)


@works
def set_sms_aside(request: Request, id: int) -> HttpResponse:
    """A text concerns no customer."""
    text, by = get_text(request, id), user_of(request).actor
    company = company_of(request)
    return _aside(request, company, lambda: put_text_aside(text=text, by=by, at=timezone.now()))


def _under(request: Request, company: Company, file: Callable[[Customer], None]) -> HttpResponse:
    if customer := customer_meant(request, company):
        try:
            file(customer)
            messages.success(request, f"Filed under {customer}.")
        except CannotFile as error:
            messages.error(request, str(error))
    return answer(request, company)


def _aside(request: Request, company: Company, put: Callable[[], None]) -> HttpResponse:
    try:
        put()
        messages.success(request, "Put aside. It is kept.")
    except CannotFile as error:
        messages.error(request, str(error))
    return answer(request, company)
