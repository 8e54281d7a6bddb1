"""A live company that lived through every kind of case there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.test import override_settings

from collections_app.communications.models import Communication, PrintRun
from collections_app.communications.posting import close_print_run
from collections_app.communications.printing import letters_in
from collections_app.companies.choices import Mode
from collections_app.customers.choices import Standing
from collections_app.customers.models import Contact, Customer
from collections_app.desk.actions import log_call, record_return, set_standing
from collections_app.disputes.actions import open_dispute
from collections_app.disputes.choices import Reason
from collections_app.dunning.actions import put_hold
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.models import Run
from collections_app.dunning.sending import settle_at
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.payments.actions import take_payments
from collections_app.payments.allocating import allocate
from collections_app.payments.rules import Received
from collections_app.promises.actions import record_promise
from collections_app.promises.says_paid import say_paid
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days
from tests.stand_ins.smtp import smtp_server

BACKEND = "collections_app.communications.transports.smtp.Backend"
WHOLE = Decimal("1200.00")
NAMES = ("silent", "pays", "pays in part", "promises", "breaks it", "disputes", "says paid")
MORE_NAMES = ("returns", "held", "stopped", "by post", "speaks")


@contextmanager
def mail_and_papers(folder: Path) -> Iterator[None]:
    """A mail server that takes everything, and a place for papers."""
    with smtp_server() as (_, port):
        options = {"host": "127.0.0.1", "port": port, "timeout": 20}
        mailer = {"BACKEND": BACKEND, "OPTIONS": options}
        with override_settings(MAILERS={"default": mailer}, MEDIA_ROOT=folder):
            yield


def live_through() -> "Story":
    """A live company from January to March 2024."""
    company = factories.company(mode=Mode.LIVE, live_since=date("2023-06-01"))
    before = {"as_of": date("2023-06-01"), "started_at": noon("2023-06-01")}
    Run.objects.create(company=company, mode=Mode.LIVE, **before)
    story = Story(Days(company))
    story.tell()
    return story


def act(day: str) -> dict[str, Any]:
    """When it happens and who does it, as every action asks."""
    return {"on": date(day), "by": "user:1", "at": noon(day)}


class Story:
    """One company; each of its customers owes one invoice and does what its name says."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.owed = {name: self._owes(name) for name in (*NAMES, *MORE_NAMES)}
        Contact.objects.filter(customer=self.who("by post")).update(email="")
        self.credit_note = self._owes("pays", "30.00", kind=Kind.CREDIT_NOTE)

    def reminder(self, name: str) -> Communication:
        """The first one."""
        sent = Communication.objects.filter(customer=self.who(name), purpose="reminder")
        return sent.order_by("created_at")[0]

    def _owes(self, name: str, amount: str = "1200.00", **values: Any) -> Invoice:
        known = Customer.objects.filter(company=self.days.company, name=name).first()
        customer = known or factories.customer(self.days.company, name=name)
        return factories.invoice(customer, "2024-01-05", amount, **values)

    def who(self, name: str) -> Customer:
        return self.owed[name].customer

    def tell(self) -> None:
        """Only on days on which something happens: the ladder catches up what is missed."""
        self._play("2024-01-10", "2024-01-12")  # everybody had a reminder
        self._letters_are_posted("2024-01-12")
        self._they_answer()
        self._we_answer()
        self._play("2024-01-22", "2024-01-29", "2024-02-05", "2024-02-06")
        self._letters_are_posted("2024-02-06")
        self._play("2024-02-16", "2024-02-22")
        call = {"outcome": "reached", "note": "They will look into it.", "contact": None}
        log_call(customer=self.who("speaks"), **call, **act("2024-02-22"))
        self._play("2024-02-23", "2024-03-01")
        self._promise("promises", "2024-03-08", on="2024-03-01")
        say_paid(invoice=self.owed["says paid"], amount=WHOLE, **act("2024-03-01"))
        self._play("2024-03-04")

    def _play(self, *days: str) -> None:
        for day in days:
            self.days.next_day = date(day)
            self.days.until(day)

    def _they_answer(self) -> None:
        self.days.pay(self.owed["pays"], "1200.00", "2024-01-12")
        self._money_names_nobody(self.owed["pays in part"])
        self._promise("breaks it", "2024-01-24", on="2024-01-12")
        open_dispute(
            invoice=self.owed["disputes"],
            amount=Decimal("500.00"),
            reason=Reason.PRICE,
            answer_due_on=date("2024-04-19"),
            **act("2024-01-12"),
        )

    def _money_names_nobody(self, invoice: Invoice) -> None:
        came = Received(date("2024-01-12"), Decimal("900.00"), "EUR", f"of {invoice}")
        known = {"company": self.days.company, "source": "bank", "payments": [came]}
        (payment,) = take_payments(**known, **act("2024-01-12"))
        allocate(payment=payment, parts={invoice.pk: Decimal("700.00")}, **act("2024-01-12"))

    def _promise(self, name: str, day: str, *, on: str) -> None:
        record_promise(
            customer=self.who(name),
            amount=WHOLE,
            currency="EUR",
            promised_for=date(day),
            **act(on),
        )

    def _we_answer(self) -> None:
        came_back = Communication.objects.get(customer=self.who("returns"))
        record_return(communication=came_back, **act("2024-01-12"))
        put_hold(
            customer=self.who("held"),
            until_on=date("2024-05-31"),
            reason=HoldReason.ASKED,
            **act("2024-01-12"),
        )
        set_standing(
            customer=self.who("stopped"),
            standing=Standing.INSOLVENT,
            reason="Court letter",
            review_on=date("2024-06-03"),
            **act("2024-01-12"),
        )

    def _letters_are_posted(self, day: str) -> None:
        for run in PrintRun.objects.filter(company=self.days.company, closed_at=None):
            close_print_run(
                run=run,
                posted=len(letters_in(run)),
                posted_on=date(day),
                settle=settle_at(day=date(day), now=noon(day)),
                by="user:1",
                at=noon(day),
            )
