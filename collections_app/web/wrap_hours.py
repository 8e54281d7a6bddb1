"""At which hour a customer is called: on our clock, and awake on theirs."""

import datetime as dt

from collections_app.customers.models import Customer
from collections_app.desk.rules import call_hour, on_clock


def hour_to_call(customer: Customer, day: dt.date) -> dt.time:
    """When who did not answer is tried again, on the company's clock."""
    company = customer.company
    hours = company.window_opens, company.window_closes
    return call_hour(day, ours=company.zone, theirs=customer.zone, hours=hours)


def hour_there(customer: Customer, day: dt.date, at: dt.time | None) -> dt.time | None:
    """What the customer's clock shows at that hour of ours; None where it shows the same."""
    ours, theirs = customer.company.zone, customer.zone
    if at is None or ours == theirs:
        return None
    return on_clock(day, at, ours=ours, theirs=theirs)


def is_outside(customer: Customer, at: dt.time) -> bool:
    """Whether nobody is called at that hour, on whoever's clock."""
    return not customer.company.window_opens <= at <= customer.company.window_closes
