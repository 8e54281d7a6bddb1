"""At which hours a message may leave: those of the place where it is read, or rings."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from collections_app.communications.choices import BY_NUMBER
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.lib.phones import zones_of

MOST_LOOKS = 14


def opens_at(communication: Communication, now: dt.datetime) -> dt.datetime:
    """`now` where the window is open at the customer's, else when it next opens there.

    A number rings where it is: its own zone decides, and of several all must be awake.
    """
    company, customer = communication.company, communication.customer
    zones: Sequence[ZoneInfo] = (customer.zone,)
    if communication.channel in BY_NUMBER:
        zones = ringing_in(communication.recipient, customer)
    opens = now
    for _ in range(MOST_LOOKS):
        later = max(window_opens_at(company, zone, opens) for zone in zones)
        if later == opens:
            return opens
        opens = later
    return window_opens_at(company, customer.zone, now)  # they are never awake together


def ringing_in(number: str, customer: Customer) -> Sequence[ZoneInfo]:
    """The customer's own zone, unless the number says that it is elsewhere."""
    zones = zones_of(number)
    return zones if zones and customer.zone not in zones else (customer.zone,)


def window_opens_at(company: Company, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """`now` inside the sending window, else when it next opens.

    The day is a business day of the company; the hours are those of the customer's zone.
    """
    local = now.astimezone(zone)
    is_open = company.window_opens <= local.time() < company.window_closes
    if is_open and company.calendar.is_business_day(company.day_of(now)):
        return now
    day = local.date()
    while True:
        opens = dt.datetime.combine(day, company.window_opens, zone)
        if opens > now and company.calendar.is_business_day(company.day_of(opens)):
            return opens
        day += dt.timedelta(1)
