"""A live company whose customers have nothing but a mobile, and what comes back from there."""

import datetime as dt
from itertools import count

from collections_app.communications.models import Communication
from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Notice, Run
from collections_app.dunning.walk import walk
from collections_app.replies.inbox import receive
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

NUMBER = "+4915112345678"
FIRST_DAY = "2024-01-10"  # the reminder of what was due on the 5th
NOW = noon(FIRST_DAY)
_sids = count(1)


def live_company() -> Company:
    company = factories.company(mode=Mode.LIVE, live_since=date("2023-06-01"))
    began = noon("2023-06-01")
    Run.objects.create(company=company, as_of=date("2023-06-01"), mode=Mode.LIVE, started_at=began)
    return company


def days_of(company: Company, first: str = FIRST_DAY) -> Days:
    return Days(company, next_day=date(first), leaps=True)


def owing(company: Company, number: str = NUMBER, *, post: bool = False) -> Customer:
    """Takes SMS, and letters where asked for; owes an invoice due on 5 January."""
    customer = factories.customer(company, **({} if post else {"street": ""}))
    Contact.objects.filter(customer=customer).update(
        email="",
        mobile=number,
        sms_consent_on=date("2023-01-01"),
        sms_consent_source="order form",
    )
    factories.invoice(customer, "2024-01-05", "1200.00")
    return customer


def text_ready(company: Company) -> Communication:
    """Today's reminder by SMS, written and not yet sent."""
    company.ledger_as_of = date(FIRST_DAY)
    company.save(update_fields=["ledger_as_of"])
    walk(company=company, as_of=date(FIRST_DAY), now=NOW)
    for notice in Notice.objects.filter(company=company, state="planned"):
        compose(notice=notice, now=NOW)
    return Communication.objects.get(company=company, channel="sms", state="ready")


def sid() -> str:
    return f"SM{next(_sids):032x}"


def told(token: str, status: str, *, code: str = "", of: str = "SM" + "f" * 32, at=NOW) -> None:
    """A status as the webhook hands it on."""
    form = {"MessageSid": [of], "MessageStatus": [status]} | ({"ErrorCode": [code]} if code else {})
    receive(
        provider="twilio",
        event_id=f"{of}:{status}:{token}",
        kind="status",
        token=token,
        form=form,
        at=at,
    )


def texted(body: str, *, number: str = NUMBER, at: dt.datetime = NOW, **more: str) -> None:
    """A text as the webhook hands it on."""
    id = sid()
    fields = {"MessageSid": id, "From": number, "To": "+15005550006", "Body": body} | more
    form = {name: [value] for name, value in fields.items()}
    receive(provider="twilio", event_id=id, kind="inbound", form=form, at=at)
