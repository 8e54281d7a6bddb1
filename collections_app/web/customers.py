"""The customer's page: everything about one customer on one screen, and the list to find them."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.choices import ENDED_BY_MANAGER
from collections_app.customers.models import Contact, Customer
from collections_app.desk.own_words import PURPOSES
from collections_app.dunning.models import Decision
from collections_app.dunning.steering import PRESSED
from collections_app.lib.texts import uuid_in
from collections_app.replies.quoting import cut
from collections_app.reports.behaviour import behaviour_of
from collections_app.reports.by_hand import going_of
from collections_app.reports.changes import changes_since
from collections_app.reports.chronology import KINDS, chapter_from, chapter_of
from collections_app.reports.customer_rows import CustomerRows
from collections_app.reports.figures import figures_of
from collections_app.reports.people import whom_to_call
from collections_app.reports.pressure import pressure_of
from collections_app.reports.promise_record import promise_record
from collections_app.reports.rungs import LadderOfCustomer, ladder_of_customer
from collections_app.reports.script import call_script
from collections_app.reports.searching import FOUND, search
from collections_app.reports.task_words import task_words
from collections_app.reports.words import state_of_play
from collections_app.tasks.choices import Kind as TaskKind
from collections_app.tasks.taking import Taken, take, taken_by_others
from collections_app.users.rules import can_approve, can_release, can_work
from collections_app.web.access import Request, get_customer, reads, user_of
from collections_app.web.forms import (
    CourseForm,
    HoldForm,
    NoteForm,
    OverrideForm,
    PolicyForm,
    StandingForm,
    StartAgainForm,
)
from collections_app.web.fragments import show
from collections_app.web.frame import Frame, company_of, frame_of
from collections_app.web.news import here_of, seen_at
from collections_app.web.wrap_start import told_by_them
from collections_app.web.wrapping import Wrap

LIVE = 8  # customers shown while somebody types


@reads
def detail(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    filters = f"?{request.GET.urlencode()}" if request.GET else ""
    return render(
        request, "customers/detail.html", page_of(request, customer) | {"filters": filters}
    )


@reads
def history(request: Request, id: int) -> HttpResponse:
    """All contacts of a customer; the next chapter alone where a page asks for it."""
    customer = get_customer(request, id)
    before = _before(request, customer)
    frame = frame_of(request, customer.company)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    context = {
        "frame": frame,
        "customer": customer,
        "chapter": chapter_of(customer, before=before, kind=kind),
        **_kinds(kind),
    }
    part = "customers/_chapter.html" if before else "customers/_history.html"
    return show(request, "customers/history.html", part, context)


@reads
def index(request: Request) -> HttpResponse:
    """Customers of the company in view whom the words may mean; a single one is opened at once."""
    company = company_of(request)
    wanted = request.GET.get("q", "").strip()
    if request.htmx.target == "found":
        return _found_while_typing(request, company, wanted)
    hits = search(company, wanted)
    if wanted and len(hits) == 1:
        return redirect("customers:detail", id=hits[0].customer.pk)
    context = {
        "frame": frame_of(request, company),
        "wanted": wanted,
        "limit": FOUND,
        "hits": hits,
    }
    return render(request, "customers/index.html", context)


def _found_while_typing(request: Request, company: Company, wanted: str) -> HttpResponse:
    """The first few; nobody before a word is typed."""
    hits = search(company, wanted) if wanted else []
    context = {"hits": hits[:LIVE], "more": len(hits) > LIVE, "wanted": wanted}
    return render(request, "customers/_found.html", context)


def answer(request: Request, customer: Customer, sentence: str) -> HttpResponse:
    """What an act on a customer answers with: the changed page and a sentence."""
    messages.success(request, sentence)
    if request.htmx:
        return render(request, "customers/_detail.html", page_of(request, customer))
    return redirect("customers:detail", id=customer.pk)


def refuse(request: Request, customer: Customer, act: str, form: Form) -> HttpResponse:
    """The page with what was typed, and beside it what is wrong with it."""
    context = page_of(request, customer) | {"open_act": act, f"{act}_form": form}
    page = "customers/detail.html"
    return show(request, page, "customers/_detail.html", context, status=422)


def page_of(request: Request, customer: Customer) -> dict[str, Any]:
    """All that the page shows."""
    frame = frame_of(request, customer.company)
    rows = CustomerRows(customer, frame.day)
    contacts = whom_to_call(rows.contacts)
    ladder = ladder_of_customer(customer, rows, day=frame.day)
    chapter = chapter_from(rows.newest, rows.pinned, known=rows.colleagues)
    newest = [one.communication for one in chapter.entries]
    contact = _first(contacts)
    holder = _holder(request, customer)
    return {
        "frame": frame,
        **here_of(customer, holder=holder, seen=frame.now),
        "rows": rows,
        "contacts": contacts,
        "figures": figures_of(rows.summaries, ladder.rows, rows.credited),
        "behaviour": behaviour_of(rows.settled, ladder.rows, day=frame.day),
        "ladder": ladder,
        "kept": promise_record([one.state for one in rows.judged]),
        "pressure": pressure_of(customer.company, ladder.told_on, newest, day=frame.day),
        "chapter": chapter,
        "going_mail": _going_mail(newest),
        **_written(rows.to_answer),
        "script": call_script(customer, rows.calls, contact=contact, day=frame.day),
        **_kinds(),
        **_policies(customer, rows),
        **(facts := _facts(customer, rows, frame.day)),
        **_acts(request, customer, frame, contact, ladder, rows, facts["must_decide"]),
    }


@reads
def here(request: Request, id: int) -> HttpResponse:
    """Who else is on it now, and what others did meanwhile; nothing where that was told."""
    customer = get_customer(request, id)
    seen = seen_at(request.GET.get("seen", "").rpartition("@")[2]) or timezone.now()
    news = changes_since(customer, since=seen, but_by=user_of(request).actor)
    holder = _holder(request, customer, is_alive="alive" in request.GET)
    if request.GET.get("told") == f"{holder.user_id if holder else 0}.{len(news)}":
        return HttpResponse(status=204)
    told = here_of(customer, news=news, holder=holder, seen=seen)
    return render(request, "customers/_here.html", told)


def _holder(request: Request, customer: Customer, *, is_alive: bool = True) -> Taken | None:
    """Who else is on it; whoever may work and is alive takes it where nobody is."""
    user = user_of(request)
    if not (is_alive and can_work(user.role)):
        return taken_by_others([customer.pk], user=user).get(customer.pk)
    holder = take(customer_id=customer.pk, user=user, at=timezone.now())
    return holder if holder.user_id != user.pk else None


def _kinds(kind: str = "") -> dict[str, Any]:
    """What the history can be narrowed to."""
    return {"kind": kind, "kinds": [(code, label) for code, (label, _) in KINDS.items()]}


def _acts(
    request: Request,
    customer: Customer,
    frame: Frame,
    contact: Contact | None,
    ladder: LadderOfCustomer,
    rows: CustomerRows,
    must_decide: bool,
) -> dict[str, Any]:
    """What can be done here, and the empty forms for it; what is asked for stands open.

    A form that not every page shows is made where it is shown.
    """
    role = user_of(request).role
    overdue = [one.invoice for one in ladder.invoices if one.days_overdue]
    return {
        "can_work": can_work(role),
        "can_approve": can_approve(role),
        "open_act": "course" if must_decide and can_approve(role) else "call",
        "course_form": lambda: CourseForm(day=frame.day),
        "override_form": OverrideForm,
        "restart_form": lambda: StartAgainForm(customer=customer),
        "wrap": Wrap(
            customer,
            frame.day,
            overdue=overdue,
            summaries=rows.summaries,
            contact=contact,
            told=told_by_them(rows.to_write_down, [one.invoice for one in ladder.invoices]),
        ),
        "note_form": NoteForm(),
        "may_release": can_release(role) or customer.standing not in ENDED_BY_MANAGER,
        "standing_form": StandingForm(customer=customer, day=frame.day),
        "hold_form": HoldForm(customer=customer, day=frame.day),
    }


def _policies(customer: Customer, rows: CustomerRows) -> dict[str, Any]:
    """The company's ladders, the segment of the one that this customer climbs, and if given."""
    policies = {one.policy.segment: one.policy for one in rows.walked["levels"]}
    given = dict(rows.walked["given"]).get(customer.pk)
    own = customer.segment if customer.segment in policies else ""
    return {
        "policies": [policies[segment] for segment in sorted(policies)],
        "climbs": policies.get(own if given is None else given),
        "of_segment": policies.get(own),
        "is_given_policy": given is not None,
        "policy_form": lambda: PolicyForm(customer=customer),
    }


def _facts(customer: Customer, rows: CustomerRows, day: dt.date) -> dict[str, Any]:
    decision: Decision | None = getattr(customer, "decision", None)  # none before the first walk
    last = next(iter(rows.last_notices), None)
    carried = [one.communication for one in rows.carried]
    is_walked = bool(decision or last or rows.invoices)
    kinds = {one.kind for one in rows.tasks}
    tasks = [(task, task_words(task.kind, task.values)) for task in rows.tasks]
    due = [(task, words) for task, words in tasks if task.due_on <= day]
    return {
        "decision": decision,
        "must_decide": TaskKind.DECIDE in kinds,
        "is_pressed": decision is not None and decision.code in PRESSED,
        "decided": state_of_play(decision, last, day) if is_walked else "Nothing is open.",
        "going": going_of(last, carried) if last and last.is_going else None,
        "tasks": tasks,
        "due_tasks": due,
        "calls_today": any(task.kind == TaskKind.CALL for task, _ in due),
    }


def _written(to_answer: list[Communication]) -> dict[str, Any]:
    """What waits for an answer, in its own words; the key that writes answers the first mail."""
    return {
        "wrote": [(one, cut(one.text).new) for one in to_answer],
        "answers_mail": next((one for one in to_answer if one.is_answered_by_mail), None),
    }


def _going_mail(newest: list[Communication]) -> Communication | None:
    """The mail of a person that can still be stopped."""
    ready = (one for one in newest if one.purpose in PURPOSES and one.state == State.READY)
    return next(ready, None)


def _first(contacts: list[Contact]) -> Contact | None:
    return contacts[0] if contacts else None


def _before(request: Request, customer: Customer) -> Communication | None:
    wanted = request.GET.get("before", "")
    if not wanted:
        return None
    return get_object_or_404(Communication, pk=uuid_in(wanted), customer=customer)
