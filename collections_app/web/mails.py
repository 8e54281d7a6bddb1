"""Mails that people write: an answer read before it goes, and every one taken back in time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import reswap, retarget

from collections_app.communications.choices import ANSWERED_BY_MAIL, OWN_MAIL, State
from collections_app.communications.models import Communication
from collections_app.communications.typed import Words
from collections_app.desk.own_words import (
    ANSWER,
    FOLLOW_UP,
    CannotTakeBack,
    CannotWrite,
    FormIsSpent,
    take_back_mail,
)
from collections_app.desk.writing_back import proposed_answer, write_answer
from collections_app.jobs.doorbell import ring
from collections_app.jobs.tasks import send_company
from collections_app.users.rules import can_work
from collections_app.web import customers, inbox
from collections_app.web.access import (
    Request,
    get_communication,
    get_customer,
    get_reply,
    reads,
    user_of,
    works,
)
from collections_app.web.forms import AnswerForm
from collections_app.web.fragments import show
from collections_app.web.frame import frame_of, working_day

STOPPED = {
    FOLLOW_UP: "The mail is stopped. What was agreed stays.",
    ANSWER: "The answer is stopped.",
    OWN_MAIL: "The mail is stopped. Nothing left.",
}
INBOX, CUSTOMER = "inbox", "customer"  # where it was asked for, and is answered


@reads
def answer(request: Request, id: Any) -> HttpResponse:
    """The answer to a mail as it is proposed; nothing is written."""
    reply = _mail_from_customer(request, id)
    proposed = proposed_answer(reply=reply, on=working_day(reply.company))
    words = {"subject": proposed.subject, "text": proposed.text, "customer": reply.customer_id}
    return _show(request, reply, AnswerForm(initial=words))


@works
def send_answer(request: Request, id: Any) -> HttpResponse:
    """Let it go in a moment; answer with the page that it was written on."""
    reply = _mail_from_customer(request, id)
    day = working_day(reply.company)
    form = AnswerForm(request.POST, proposed=proposed_answer(reply=reply, on=day).text)
    if not form.is_valid():
        return _refuse(request, reply, form)
    said = form.cleaned_data
    try:
        write_answer(
            reply=reply,
            words=Words(said["subject"], said["text"]),
            once=said["once"],
            by=user_of(request).actor,
            at=timezone.now(),
            on=day,
            shown_at=said["customer"],
        )
    except CannotWrite as error:
        form.add_error("text", str(error))
        if isinstance(error, FormIsSpent):
            form.renew()
        return _refuse(request, reply, form)
    sentence = f"The answer to {reply.contact or reply.sender} goes in a moment."
    return _back(request, reply, sentence, at=reply.pk)


@works
def undo(request: Request, id: Any) -> HttpResponse:
    """Stop a mail while it has not left."""
    mail = get_communication(request, id)
    try:
        take_back_mail(mail=mail, by=user_of(request).actor, at=timezone.now())
    except CannotTakeBack as error:
        return _too_late(request, mail, str(error))
    return _back(request, mail, STOPPED[mail.purpose], at=_answered(mail))


@reads
def going(request: Request, id: Any) -> HttpResponse:
    """What became of it; asked for when the ten seconds are over, and then the worker is rung."""
    mail = get_communication(request, id)
    if not request.htmx:
        return redirect("customers:detail", id=mail.customer_id)
    if mail.state == State.READY:
        ring(send_company, mail.company_id)
    context = {"frame": frame_of(request, mail.company), "mail": mail, "is_over": True}
    return render(request, "parts/_going_mail.html", context)


def _mail_from_customer(request: Request, id: Any) -> Communication:
    return get_reply(request, id, channel__in=ANSWERED_BY_MAIL, purpose="reply")


def _place(request: Request) -> str:
    said = request.POST.get("place") or request.GET.get("place")
    return CUSTOMER if said == CUSTOMER else INBOX


def _show(
    request: Request, reply: Communication, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "frame": frame_of(request, reply.company),
        "one": reply,
        "form": form,
        "place": _place(request),
        "can_work": can_work(user_of(request).role),
    }
    return show(request, "inbox/answer.html", "inbox/_answer.html", context, status=status)


def _refuse(request: Request, reply: Communication, form: AnswerForm) -> HttpResponse:
    """What was typed, with what is wrong beside it, where the form stands."""
    response = _show(request, reply, form, status=422)
    return reswap(retarget(response, f"#answer-{reply.pk}"), "innerHTML")


def _back(request: Request, about: Communication, sentence: str, *, at: Any) -> HttpResponse:
    if _place(request) == CUSTOMER:
        return customers.answer(request, get_customer(request, about.customer_id), sentence)
    messages.success(request, sentence)
    return inbox.answer(request, about.company, at=at)


def _answered(mail: Communication) -> UUID | None:
    """The reply that it answers."""
    return UUID(mail.why["answers"]) if "answers" in mail.why else None


def _too_late(request: Request, mail: Communication, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    if _place(request) == INBOX:
        return inbox.answer(request, mail.company, at=_answered(mail))
    customer = get_customer(request, mail.customer_id)
    page, part = "customers/detail.html", "customers/_detail.html"
    return show(request, page, part, customers.page_of(request, customer), status=422)
