"""Assignments: whose each customer is, given out anew; who stands in; how many a day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.actions import assign
from collections_app.customers.models import Customer
from collections_app.reports.assignments import (
    NOBODY,
    Asked,
    absences_of,
    collectors_of,
    met,
    shown,
)
from collections_app.users.actions import (
    CannotStandIn,
    CannotTarget,
    be_away,
    be_back,
    set_target,
)
from collections_app.users.models import MOST_A_DAY, User
from collections_app.web.access import Request, get_company, oversees, steers, user_of
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of

CHOOSE = "Choose…"
A_DAY = f"Type a whole number from 1 to {MOST_A_DAY}, or leave it empty for none."


class PeopleForm(forms.Form):
    """Some of its fields are a person of the company."""

    def __init__(self, *args: Any, people: Sequence[User], **more: Any) -> None:
        super().__init__(*args, **more)
        known = {str(one.pk): one for one in people}
        names = [("", CHOOSE), *((id, one.display_name) for id, one in known.items())]
        for field in self.fields.values():
            is_person = isinstance(field, forms.TypedChoiceField)
            field.widget.attrs["class"] = "form-select" if is_person else "form-control"
            if isinstance(field, forms.TypedChoiceField):
                field.choices, field.coerce = names, known.__getitem__
                field.error_messages["required"] = "Choose somebody."


class TargetForm(PeopleForm):
    """How many customers a day for whom."""

    user = forms.TypedChoiceField(label="Who")
    customers_a_day = forms.IntegerField(
        label="Customers a day",
        required=False,
        min_value=1,
        max_value=MOST_A_DAY,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), A_DAY),
    )


class AbsenceForm(PeopleForm):
    """Who is away, who stands in, and from when until when."""

    user = forms.TypedChoiceField(label="Away")
    stands_in = forms.TypedChoiceField(label="Stands in")
    from_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until_on = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, day: dt.date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.day = day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("user") and said.get("user") == said.get("stands_in"):
            self.add_error("stands_in", "Choose a colleague: nobody stands in for oneself.")
        first, last = said.get("from_on"), said.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day is before the first.")
        elif last and last < self.day:
            self.add_error("until_on", "The last day is over already.")
        return said


@oversees
def index(request: Request) -> HttpResponse:
    """Who has whom, narrowed by what the address says."""
    return _page(request, company_of(request), Asked.read(request.GET))


@steers
def give(request: Request, id: int) -> HttpResponse:
    """Those that were ticked, or all that the list is about, to one person or to nobody."""
    company, asked = get_company(request, id), Asked.read(request.POST)
    person = request.POST.get("to", "")
    to = {str(one.pk): one for one in collectors_of(company)}.get(person)
    chosen = _chosen(request, company, asked)
    if to is None and person != NOBODY:
        messages.error(request, "Choose who gets them.")
    elif not chosen:
        messages.error(request, "Tick the customers first, or all of the list.")
    else:
        by, at = user_of(request).actor, timezone.now()
        moved = assign(customer_ids=chosen, to=to, by=by, at=at)
        messages.success(request, _told(moved, to))
    return _page(request, company, asked)


def _chosen(request: Request, company: Company, asked: Asked) -> list[int]:
    if request.POST.get("all"):
        return list(met(company, asked).values_list("pk", flat=True))
    ids = [one for one in request.POST.getlist("customer") if one.isdecimal()]
    of_company = Customer.objects.filter(company=company, pk__in=ids)
    return list(of_company.values_list("pk", flat=True))


def _told(moved: int, to: User | None) -> str:
    if not moved:
        return f"All of them were {to.display_name if to else 'nobody'}'s already."
    customers = "One customer is" if moved == 1 else f"{moved:,} customers are"
    return f"{customers} {to.display_name if to else 'nobody'}'s now."


@steers
def away(request: Request, id: int) -> HttpResponse:
    """Somebody is away, and a colleague stands in."""
    company = get_company(request, id)
    day = company.working_day(timezone.now())
    form = _absence_form(collectors_of(company), day, request.POST)
    if not form.is_valid():
        return _page(request, company, Asked(), form=form, status=422)
    said = form.cleaned_data
    try:
        be_away(**said, by=user_of(request).actor, at=timezone.now())
    except CannotStandIn as error:
        form.add_error("stands_in", str(error))
        return _page(request, company, Asked(), form=form, status=422)
    messages.success(
        request, f"{said['stands_in'].display_name} stands in for {said['user'].display_name}."
    )
    return _page(request, company, Asked())


@steers
def back(request: Request, id: int, absence: int) -> HttpResponse:
    """Somebody is back, or does not go."""
    company = get_company(request, id)
    one = get_object_or_404(absences_of(company, company.working_day(timezone.now())), pk=absence)
    be_back(absence=one, by=user_of(request).actor, at=timezone.now())
    messages.success(request, f"{one.user.display_name} works their own customers again.")
    return _page(request, company, Asked())


@steers
def target(request: Request, id: int) -> HttpResponse:
    """How many customers a day somebody should have to do with."""
    company = get_company(request, id)
    form = _target_form(collectors_of(company), request.POST)
    if not form.is_valid():
        return _page(request, company, Asked(), targets=form, status=422)
    person, number = form.cleaned_data["user"], form.cleaned_data["customers_a_day"]
    try:
        set_target(user=person, customers_a_day=number, by=user_of(request), at=timezone.now())
    except CannotTarget as error:
        form.add_error("user", str(error))
        return _page(request, company, Asked(), targets=form, status=422)
    told = f"{number} customers a day" if number else "no number of customers a day"
    messages.success(request, f"{person.display_name} has {told}.")
    return _page(request, company, Asked())


def _target_form(people: Sequence[User], data: Any = None) -> TargetForm:
    return TargetForm(data, people=people, auto_id="target-%s")


def _absence_form(people: Sequence[User], day: dt.date, data: Any = None) -> AbsenceForm:
    return AbsenceForm(data, people=people, day=day, auto_id="away-%s")


def _page(
    request: Request,
    company: Company,
    asked: Asked,
    *,
    form: AbsenceForm | None = None,
    targets: TargetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST" and not request.htmx and status == 200:
        return redirect("assignments:list")
    frame = frame_of(request, company)
    parts = shown(company, asked)
    context = {
        "frame": frame,
        "absences": absences_of(company, frame.day),
        "form": form or _absence_form(parts["people"], frame.day),
        "targets": targets or _target_form(parts["people"]),
        **parts,
    }
    page, part = "assignments/assignments.html", "assignments/_assignments.html"
    return show(request, page, part, context, status=status)
