"""Changes: who changed what of a company, or of one customer."""

from django.http import HttpResponse

from collections_app.intake.models import Source
from collections_app.reports.audit_trail import (
    MOST,
    OF_COMPANY,
    OF_CUSTOMER,
    UTMOST,
    Places,
    trail_of,
)
from collections_app.web.access import Request, get_customer, oversees
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of

PLACES: Places = {**OF_COMPANY, Source: "company"}  # reports does not know intake


@oversees
def of_company(request: Request) -> HttpResponse:
    """Its settings, policy, wordings, rates, sources, and who may work for it."""
    company = company_of(request)
    most = _most(request)
    context = {
        "frame": frame_of(request, company),
        "changes": trail_of(company, PLACES, zone=company.zone, most=most),
        "most": most,
    }
    return show(request, "changes/company.html", "changes/_changes.html", context)


@oversees
def of_customer(request: Request, id: int) -> HttpResponse:
    """The customer, its people, its invoices, and all that was set about them."""
    customer, most = get_customer(request, id), _most(request)
    context = {
        "frame": frame_of(request, customer.company),
        "customer": customer,
        "changes": trail_of(customer, OF_CUSTOMER, zone=customer.company.zone, most=most),
        "most": most,
    }
    return show(request, "changes/customer.html", "changes/_changes.html", context)


def _most(request: Request) -> int:
    """How many: what is no number counts as not said."""
    said = request.GET.get("most", "")
    return min(int(said), UTMOST) if said.isdecimal() and int(said) else MOST
