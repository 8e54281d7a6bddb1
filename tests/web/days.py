"""The days before a page is looked at."""

import datetime as dt

from django.utils import timezone

from collections_app.communications import proving
from collections_app.communications.choices import Channel, Outcome, State
from collections_app.communications.drafting import keep_wordings
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.approving import approve_notice
from collections_app.dunning.choices import NoticeState
from collections_app.dunning.composing import compose
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice, Simulation
from collections_app.dunning.sending import settle_at, settle_when_known
from collections_app.dunning.walk import walk
from collections_app.history.actions import record
from collections_app.invoices.actions import summarise
from collections_app.invoices.models import Invoice
from collections_app.jobs.day import send_ready
from tests import factories
from tests.outbox import send_one


def late_invoice(of: Customer, days: int, amount: str = "100.00", **values) -> Invoice:
    """Due so many days before today."""
    due = (timezone.now().date() - dt.timedelta(days)).isoformat()
    invoice = factories.invoice(of, due, amount, **values)
    summarise(customer_ids=[of.pk], as_of=timezone.now().date())
    return invoice


def unreachable(company: Company, name: str, **values) -> Customer:
    """Overdue, and no address works: a contact to fix."""
    customer = factories.customer(company, name=name, street="", **values)
    customer.contacts.all().delete()
    late_invoice(customer, 12)
    return customer


def walked(company: Company) -> None:
    """Today is played: decided, written and sent as far as a rehearsal sends."""
    now = timezone.now()
    played(company, day=company.day_of(now), now=now)


def played(company: Company, *, day: dt.date, now: dt.datetime) -> None:
    """A day's walk, its messages and their sending, letters left ready to print."""
    walk(company=company, as_of=day, now=now)
    for notice in Notice.objects.filter(state=NoticeState.PLANNED):
        compose(notice=notice, now=now)
    check, settle = check_at(day=day, now=now, in_window=True), settle_at(day=day, now=now)
    ready = Communication.objects.filter(state=State.READY).exclude(channel=Channel.LETTER)
    for communication in ready:
        send_one(communication, check=check, settle=settle, now=now)


def leave(company: Company, seconds: int) -> int:
    """The worker comes so many seconds later."""
    now = timezone.now() + dt.timedelta(seconds=seconds)
    return send_ready(company, day=company.day_of(now), now=now)


def waiting_notice(company: Company) -> Notice:
    """A reminder to a key account, written and waiting for approval."""
    customer = factories.customer(company, standing="key_account")
    late_invoice(customer, 10)
    walked(company)
    return Notice.objects.get(customer=customer)


def unknown_send(company: Company) -> Communication:
    """A reminder whose answer was lost: it may have gone."""
    notice, now = waiting_notice(company), timezone.now()
    approve_notice(notice=notice, on=company.day_of(now), by="test", at=now)
    communication = Communication.objects.get(notice_message__notice=notice)
    lost = Result(Outcome.UNKNOWN, reply="The connection was lost after the last line.")
    send_one(communication, settle=settle_when_known(now=now), now=now, carrier=lambda _: lost)
    communication.refresh_from_db()
    return communication


def looked_at(company: Company) -> None:
    """A person saw all that has to be seen before the first live day."""
    now, values = timezone.now(), {"outcome": "accepted"} | proving._place(company)
    subject = ("company", company.pk)
    record(kind=proving.KIND, subject=subject, by="test", at=now, values=values)
    keep_wordings(company=company, by="test", at=now)
    day = company.day_of(now)
    seen = {"customers": 1, "looked_at": 1, "asked_at": now, "ended_at": now}
    Simulation.objects.create(company=company, by="test", first=day, last=day, **seen)
