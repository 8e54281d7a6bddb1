"""The inbox: what customers wrote, beside what they owe, filed with one key each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from collections_app.communications.choices import (
    ANSWER,
    TO_DO_AT_CUSTOMER,
    FiledAs,
    State,
)
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.together import read_together
from collections_app.replies.filing import CannotFile, file_reply, move_reply
from collections_app.replies.queries import (
    mails_not_filed,
    mails_put_aside,
    replies_filed,
    replies_to_file,
    texts_not_filed,
)
from collections_app.replies.quoting import Cut, cut
from collections_app.replies.wishes import may_ask_to_stop
from collections_app.users.rules import can_work
from collections_app.web.access import (
    Request,
    get_reply,
    reads,
    senders_of,
    user_of,
    works,
)
from collections_app.web.frame import Frame, company_of, frame_of

ROWS = 20
OURS = "communication__customer"
LATELY = 10
WAYS = list(zip(FiledAs, "123456", strict=True))


@dataclass
class Facts:
    """What the customer owes, as far as it helps to read a reply."""

    summaries: list[Summary] = field(default_factory=list)
    overdue: list[tuple[Invoice, int]] = field(default_factory=list)  # with the days


@dataclass(frozen=True)
class Reply:
    """A reply with its words apart from what it quotes, and our mail that it answers."""

    written: Communication
    words: Cut
    facts: Facts
    answers: Communication | None
    answered: Communication | None  # by mail, as far as it was not taken back

    @property
    def chosen(self) -> str:
        """What it is by the word of whoever answered on the page for customers."""
        chosen = self.written.why.get("chosen")
        return FiledAs(chosen).label if chosen else ""

    @property
    def may_ask_to_stop(self) -> bool:
        return may_ask_to_stop(f"{self.written.subject}\n{self.words.new}")


@reads
def index(request: Request) -> HttpResponse:
    return render(request, "inbox/inbox.html", _page(request, company_of(request)))


def _filed(reply: Communication, filed_as: FiledAs) -> str:
    said = f"Reply of {reply.customer} filed: {filed_as.label.lower()}."
    is_wrong = filed_as == FiledAs.WRONG_PERSON
    return f"{said} Nothing more goes to them: find who is the one." if is_wrong else said


@works
def file(request: Request, id: Any) -> HttpResponse:
    """What it is; a promise and its like are written down at the customer."""
    reply, said = get_reply(request, id), request.POST.get("filed_as", "")
    if said not in FiledAs.values:
        raise Http404("No such kind of reply.")
    filed_as = FiledAs(said)
    try:
        file_reply(reply=reply, filed_as=filed_as, by=user_of(request).actor, at=timezone.now())
    except CannotFile as error:
        messages.error(request, str(error))
        return answer(request, reply.company)
    if filed_as not in TO_DO_AT_CUSTOMER:
        messages.success(request, _filed(reply, filed_as))
        return answer(request, reply.company)
    messages.success(request, f"Filed: {filed_as.label.lower()}. Write it down, then tick it off.")
    return _to_customer(request, reply.customer)


@works
def move(request: Request, id: Any) -> HttpResponse:
    """The reply is another customer's."""
    reply = get_reply(request, id)
    if customer := customer_meant(request, reply.company):
        try:
            move_reply(reply=reply, customer=customer, by=user_of(request).actor, at=timezone.now())
            messages.success(request, f"Moved to {customer}.")
        except CannotFile as error:
            messages.error(request, str(error))
    return answer(request, reply.company)


def customer_meant(request: Request, company: Company) -> Customer | None:
    """By number, else by the whole name; a sentence where it is none or not one."""
    said = request.POST.get("customer", "").strip()
    own = Customer.objects.filter(company=company).select_related("company")
    found = list(own.filter(number__iexact=said)[:2]) or list(own.filter(name__iexact=said)[:2])
    if len(found) == 1:
        return found[0]
    messages.error(request, f"No single customer is “{said}”: give the number or the whole name.")
    return None


def _to_customer(request: Request, customer: Customer) -> HttpResponse:
    page = f"{reverse('customers:detail', args=[customer.pk])}#act-call"
    return HttpResponseClientRedirect(page) if request.htmx else redirect(page)


def answer(request: Request, company: Company, *, at: Any = None) -> HttpResponse:
    """What an act on a reply answers with: the inbox as it is now; `at` is the reply in hand."""
    if request.htmx:
        return render(request, "inbox/_inbox.html", _page(request, company) | {"in_hand": at})
    return redirect(f"{reverse('inbox:list')}?company={company.pk}")


def _page(request: Request, company: Company) -> dict[str, Any]:
    frame = frame_of(request, company)
    waiting = replies_to_file(company).select_related("customer__company", "contact")
    filed = replies_filed(company).select_related("customer")[:LATELY]
    mails = mails_not_filed(company, own=frame.own).select_related(OURS)[:ROWS]
    aside = mails_put_aside(company, own=frame.own).select_related(OURS)[:ROWS]
    read_together(filed, mails, aside)
    return {
        "frame": frame,
        "replies": _replies(list(waiting[:ROWS]), frame),
        "reply_count": frame.counts["replies"],
        "mails": mails,
        "aside": aside,
        "texts": texts_not_filed(senders_of([company]), own=frame.own)[:ROWS],
        "not_filed_count": frame.counts["mails"] + frame.counts["texts"],
        "filed": [(one, FiledAs(one.why["filed_as"]).label) for one in filed],
        "ways": WAYS,
        "can_work": can_work(user_of(request).role),
    }


def _replies(written: list[Communication], frame: Frame) -> list[Reply]:
    owners = {one.customer_id for one in written}
    facts, answered = _facts(owners, frame), _answered(owners)
    ids = {one.why["answers"] for one in written if "answers" in one.why}
    ours = {str(one.pk): one for one in Communication.objects.filter(pk__in=ids)}
    return [
        Reply(
            written=one,
            words=cut(one.text),
            facts=facts[one.customer_id],
            answers=ours.get(one.why.get("answers", "")),
            answered=answered.get(str(one.pk)),
        )
        for one in written
    ]


def _answered(customer_ids: Iterable[int]) -> dict[str, Communication]:
    """The last answer by mail to each reply."""
    mails = Communication.objects.filter(customer__in=customer_ids, purpose=ANSWER)
    gone = mails.exclude(state=State.CANCELLED).order_by("created_at", "pk")
    return {one.why["answers"]: one for one in gone}


def _facts(customer_ids: Iterable[int], frame: Frame) -> dict[int, Facts]:
    facts: dict[int, Facts] = defaultdict(Facts)
    for summary in Summary.objects.filter(customer__in=customer_ids).order_by("-to_collect"):
        facts[summary.customer_id].summaries.append(summary)
    overdue = Invoice.objects.filter(customer__in=customer_ids, balance__gt=0, due_on__lt=frame.day)
    for invoice in overdue.order_by("due_on", "pk"):
        days = (frame.day - invoice.due_on).days
        facts[invoice.customer_id].overdue.append((invoice, days))
    return facts
