"""How a wording looks while it is being written: said of a customer, in its layout, on paper."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django_htmx.http import reswap

from collections_app.communications.cases import CASES
from collections_app.communications.choices import Channel
from collections_app.communications.drafting import findings_for
from collections_app.communications.emails import lay_out
from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.letters import build_letter
from collections_app.communications.logos import with_logo
from collections_app.communications.rendering import CannotRender, Rendered
from collections_app.communications.rendering import render as say
from collections_app.communications.shipped import ShippedWording
from collections_app.communications.sms_text import segments
from collections_app.communications.tone.lists import stages
from collections_app.communications.values import Given
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.trying_out import Said, said_of, said_of_case, to_try_on
from collections_app.web.access import Request, works
from collections_app.web.communications import MAIL_CSP
from collections_app.web.frame import company_of, working_day
from collections_app.web.wording_places import place_of

MOST_CUSTOMERS = 100
USUAL_CASE = "2 invoices"


@dataclass(frozen=True)
class Typed:
    """What stands in the editor, and on whom it is tried: a customer's number or a case."""

    subject: str
    body: str
    on: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        said = request.POST
        return cls(said.get("subject", ""), said.get("body", ""), said.get("on", ""))

    def wording(self, place: ShippedWording) -> ShippedWording:
        subject = " ".join(self.subject.split())
        body = self.body.replace("\r\n", "\n")
        return ShippedWording(place.key, place.channel, place.language, subject, body)


@works
def look(request: Request, key: str, channel: str, language: str) -> HttpResponse:
    """The findings and the message, with what is typed; nothing is kept.

    Half a placeholder cannot be said: the message before stays until it can.
    """
    company, place = company_of(request), place_of(key, channel, language)
    day = working_day(company)
    context = looked_at(company, place, Typed.of(request), day=day)
    here = {"company": company, "place": place, "can_work": True}
    response = render(request, "wordings/_looked.html", context | here)
    return response if "message" in context else reswap(response, "none")


@works
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
def mail(request: Request, key: str, language: str) -> HttpResponse:
    """The mail in its layout, as its reader would see it."""
    place, typed = place_of(key, Channel.EMAIL, language), Typed.of(request)
    _, facts, body = _said(company_of(request), place, typed)
    shown = lay_out(body=body, facts=facts)
    return HttpResponse(with_logo(shown.html, shown.logo))


@works
@never_cache
def paper(request: Request, key: str, language: str) -> HttpResponse:
    """The letter as PDF."""
    place, typed = place_of(key, Channel.LETTER, language), Typed.of(request)
    given, facts, body = _said(company_of(request), place, typed)
    content = build_letter(given=given, facts=facts, body=body)
    headers = {"Content-Disposition": f'inline; filename="{key}-{language}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def looked_at(
    company: Company, place: ShippedWording, typed: Typed, *, day: dt.date
) -> dict[str, Any]:
    """Findings, whom it can be tried on, and the message where it can be said."""
    wording = typed.wording(place)
    customers = list(to_try_on(company, day)[:MOST_CUSTOMERS])
    on = typed.on or (str(customers[0].pk) if customers else USUAL_CASE)
    context: dict[str, Any] = {
        "findings": findings_for(wording, company, place.language),
        "customers": [(str(one.pk), one.name) for one in customers],
        "cases": list(CASES),
        "on": on,
        "typed": Typed(typed.subject, typed.body, on),
    }
    try:
        chosen = next((one for one in customers if str(one.pk) == on), None)
        facts = facts_for(_given(company, place, on, day, chosen))
        message = say(wording, facts)
    except CannotRender:
        return context
    counted = segments(message.text) if place.channel == Channel.SMS else None
    return context | {"message": message, "facts": facts, "segments": counted}


def _said(company: Company, place: ShippedWording, typed: Typed) -> tuple[Given, Facts, Rendered]:
    given = _given(company, place, typed.on, working_day(company))
    facts = facts_for(given)
    return given, facts, say(typed.wording(place), facts)


def _given(
    company: Company,
    place: ShippedWording,
    on: str,
    day: dt.date,
    chosen: Customer | None = None,
) -> Given:
    said = Said(place.channel, place.language, stages()[place.key].lines, day)
    customer = chosen or _customer(company, on)
    if customer:
        return said_of(customer, said)
    return said_of_case(on if on in CASES else USUAL_CASE, company, said)


def _customer(company: Company, on: str) -> Customer | None:
    """One of the company's own."""
    if not on.isdecimal():
        return None
    return Customer.objects.filter(company=company, pk=on).select_related("company").first()
