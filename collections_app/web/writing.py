"""A mail that a clerk writes to a customer of their own accord."""

from django.http import HttpResponse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from collections_app.communications.typed import Words
from collections_app.customers.models import Contact, Customer
from collections_app.desk.own_words import CannotWrite, FormIsSpent
from collections_app.desk.writing import proposed_mail, write_mail
from collections_app.reports.people import whom_to_call
from collections_app.users.rules import can_work
from collections_app.web.access import Request, get_customer, reads, user_of, works
from collections_app.web.customers import answer
from collections_app.web.forms import MailForm
from collections_app.web.fragments import show
from collections_app.web.frame import frame_of, working_day

FORM = "customers/_mail_form.html"


@reads
def begin(request: Request, id: int) -> HttpResponse:
    """The mail as it is begun; nothing is written."""
    customer = get_customer(request, id)
    contact = _chosen(customer, "")
    initial = {"contact": contact and contact.pk, "text": _begun(customer, contact)}
    return _show(request, customer, MailForm(initial=initial, customer=customer))


@works
def readdress(request: Request, id: int) -> HttpResponse:
    """The same mail to another contact: what was typed stays, the greeting is theirs."""
    customer, typed = get_customer(request, id), request.POST
    contact = _chosen(customer, typed.get("contact", ""))
    was = _begun(customer, _chosen(customer, typed.get("was", "")))
    initial = {
        "contact": contact and contact.pk,
        "subject": typed.get("subject", ""),
        "text": _greeted(typed.get("text", ""), was, _begun(customer, contact)),
        "once": typed.get("once", ""),
    }
    return _show(request, customer, MailForm(initial=initial, customer=customer))


@works
def send(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    begun = _begun(customer, _chosen(customer, request.POST.get("contact", "")))
    form = MailForm(request.POST, proposed=begun, customer=customer)
    if not form.is_valid():
        return _refuse(request, customer, form)
    said = form.cleaned_data
    said["contact"].customer = customer
    try:
        write_mail(
            contact=said["contact"],
            words=Words(said["subject"], said["text"]),
            once=said["once"],
            by=user_of(request).actor,
            at=timezone.now(),
            on=working_day(customer.company),
        )
    except CannotWrite as error:
        form.add_error("contact", str(error))
        if isinstance(error, FormIsSpent):
            form.renew()
        return _refuse(request, customer, form)
    return answer(request, customer, f"The mail to {said['contact']} goes in a moment.")


def _who(customer: Customer) -> list[Contact]:
    """Who takes mail, whom one would ask first on top."""
    return [one for one in whom_to_call(customer.contacts.all()) if one.takes_email]


def _chosen(customer: Customer, id: str) -> Contact | None:
    who = _who(customer)
    return next((one for one in who if str(one.pk) == id), who[0] if who else None)


def _begun(customer: Customer, contact: Contact | None) -> str:
    if contact is None:
        return ""
    contact.customer = customer
    return proposed_mail(contact=contact, on=working_day(customer.company)).text


def _greeted(text: str, was: str, now: str) -> str:
    """The text with the greeting of the person it goes to now, where it still has the other's."""
    before, after = was.partition("\n")[0], now.partition("\n")[0]
    return after + text.removeprefix(before) if text.startswith(before) else text


def _show(
    request: Request, customer: Customer, form: MailForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "frame": frame_of(request, customer.company),
        "customer": customer,
        "who": _who(customer),
        "form": form,
        "can_work": can_work(user_of(request).role),
    }
    return show(request, "customers/mail.html", FORM, context, status=status)


def _refuse(request: Request, customer: Customer, form: MailForm) -> HttpResponse:
    """What was typed, with what is wrong beside it."""
    response = _show(request, customer, form, status=422)
    return reswap(retarget(response, "#mail-form"), "innerHTML")
