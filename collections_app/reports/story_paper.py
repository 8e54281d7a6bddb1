"""A chronology on paper: every contact with its words, page by page."""

import datetime as dt

from django.template.loader import render_to_string

from collections_app.customers.models import Customer
from collections_app.documents.papers import PAPERS
from collections_app.documents.press import print_pdf
from collections_app.reports.customer_story import Period, Story


def story_pdf(customer: Customer, story: Story, *, period: Period, made_on: dt.datetime) -> bytes:
    """The PDF, on the company's paper; CannotPrint where it is too long."""
    company = customer.company
    said = {
        "customer": customer,
        "story": story,
        "period": period,
        "made_on": made_on,
        "zone": company.zone,
        "paper": PAPERS[company.paper],
    }
    html = render_to_string("letters/chronology.html", said)
    return print_pdf(html, stylesheet="letters/chronology.css")
