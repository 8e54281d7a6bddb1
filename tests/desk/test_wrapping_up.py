"""The wrap-up: all that was said is written down, or nothing; what comes next is always known."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.actions import stop_address
from collections_app.customers.choices import Standing
from collections_app.customers.models import Contact, Customer
from collections_app.desk.contacts import Details
from collections_app.desk.following_up import proposed_mail
from collections_app.desk.own_words import CannotTakeBack, take_back_mail
from collections_app.desk.rules import NextStep, proposed
from collections_app.desk.said import (
    CallSaid,
    ContactSaid,
    DisputeSaid,
    MailSaid,
    PaidSaid,
    PromiseSaid,
    WrapUp,
)
from collections_app.desk.wrapping_up import CannotWrapUp, wrap_up
from collections_app.disputes.models import Dispute
from collections_app.dunning.last_look import check_at
from collections_app.dunning.sending import settle_at
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice
from collections_app.lib.money import show_amount
from collections_app.promises.models import Promise, SaysPaid
from collections_app.promises.rules import Instalment
from collections_app.tasks.actions import open_task
from collections_app.tasks.models import Task
from collections_app.users.models import User
from tests import factories
from tests.factories import date, noon
from tests.outbox import send_one

DAY = "2026-03-05"  # a Thursday
CALL_AGAIN = NextStep("call", date("2026-03-06"), dt.time(10))


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company)
    one.contacts.update(phone="+31235550101")
    return one


@pytest.fixture
def nora(db: None) -> User:
    return User.objects.create_user("nora")


def wrap(customer: Customer, nora: User, once: str = "", **said: object) -> Communication:
    return wrap_up(
        customer=customer,
        said=WrapUp(**({"next": CALL_AGAIN, "call": CallSaid("reached")} | said)),
        with_manager=False,
        once=once,
        by=nora,
        at=noon(DAY),
        on=date(DAY),
    )


def promise(*invoices: Invoice, amount: str, day: str = "2026-03-12") -> PromiseSaid:
    return PromiseSaid(invoices, "EUR", [Instalment(Decimal(amount), date(day))])


def mail(customer: Customer) -> MailSaid:
    contact = customer.contacts.get()
    return MailSaid(contact, "What we agreed", "Dear Ms Oldaal,\n\nthank you.\n\nKind regards")


def open_tasks(customer: Customer) -> list[tuple[str, str, dict]]:
    tasks = customer.tasks.filter(state="open").order_by("due_on", "pk")
    return [(one.kind, one.due_on.isoformat(), one.values) for one in tasks]


NOTHING = {
    "outcome": "",
    "cause": "",
    "promised_for": None,
    "answer_due_on": None,
    "is_said_to_be_paid": False,
}


@pytest.mark.parametrize(
    ("said", "act", "on", "at"),
    [
        ({"outcome": "no_answer"}, "call", "2026-03-06", dt.time(10)),
        ({"outcome": "voicemail"}, "call", "2026-03-09", None),
        ({"outcome": "wrong_person"}, "find_contact", "2026-03-06", None),
        ({"outcome": "refused"}, "write", "2026-03-06", None),
        ({"outcome": "reached"}, "call", "2026-03-12", None),
        ({"outcome": "reached", "cause": "not_received"}, "send_copy", DAY, None),
        ({"outcome": "reached", "cause": "approval"}, "call", "2026-03-10", None),
        ({"promised_for": date("2026-03-13")}, "check_payment", "2026-03-18", None),
        ({"answer_due_on": date("2026-03-11")}, "answer_dispute", "2026-03-11", None),
        ({"is_said_to_be_paid": True}, "check_payment", "2026-03-12", None),
    ],
)
def test_what_comes_next_is_proposed_from_what_was_said(company, said, act, on, at) -> None:
    step = proposed(**NOTHING | said, tolerance=2, day=date(DAY), calendar=company.calendar)

    assert step == NextStep(act, date(on), at)


def test_everything_that_was_said_is_written_down_at_once(customer: Customer, nora: User) -> None:
    first = factories.invoice(customer, "2026-02-01", "300.00")
    second = factories.invoice(customer, "2026-02-02", "200.00")
    third = factories.invoice(customer, "2026-02-03", "100.00")
    contact = customer.contacts.get()

    logged = wrap(
        customer,
        nora,
        call=CallSaid("reached", contact, "oversight"),
        note="Femke signs on Monday.",
        promise=promise(first, amount="300.00"),
        disputes=[DisputeSaid(second, Decimal(50), "price", date("2026-03-12"), "Old list.")],
        paid=PaidSaid([third], date("2026-03-02"), "transfer", "RF 77"),
        contact=ContactSaid(None, Details(name="Joost Maas", roles=("approver",))),
        next=NextStep("check_payment", date("2026-03-17")),
        mail=mail(customer),
    )

    assert logged.text == "Femke signs on Monday."
    assert (logged.why["outcome"], logged.why["cause"]) == ("reached", "oversight")
    assert [one["kind"] for one in logged.why["agreed"]] == [
        "promise",
        "dispute",
        "says_paid",
        "contact",
        "next",
    ]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.promised, second.disputed) == (300, 50)
    assert Promise.objects.get().promised_for == date("2026-03-12")
    assert Dispute.objects.get().owner == nora
    assert SaysPaid.objects.get().reference == "RF 77"
    assert customer.contacts.get(name="Joost Maas").roles == ["approver"]
    assert ("follow_up", "2026-03-17", {"act": "check_payment"}) in open_tasks(customer)
    assert Communication.objects.get(purpose="follow_up").state == "ready"


@pytest.mark.parametrize(
    ("disputed", "instalments", "kept"),
    [
        ("300.00", ["1000.00"], ["700.00"]),
        ("300.00", ["500.00", "500.00"], ["500.00", "200.00"]),
        ("300.00", ["200.00"], ["200.00"]),
        ("600.00", ["500.00", "500.00"], ["400.00"]),
    ],
)
def test_the_log_and_the_mail_name_what_is_stored_of_a_promise(
    customer: Customer, nora: User, disputed: str, instalments: list[str], kept: list[str]
) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "1000.00")
    days = [date("2026-03-12"), date("2026-03-19")]
    parts = [Instalment(Decimal(part), day) for part, day in zip(instalments, days, strict=False)]
    said = WrapUp(
        next=CALL_AGAIN,
        call=CallSaid("reached"),
        disputes=[DisputeSaid(invoice, Decimal(disputed), "price", date("2026-03-12"))],
        promise=PromiseSaid([invoice], "EUR", parts),
    )

    contact = customer.contacts.get()
    words = proposed_mail(customer=customer, contact=contact, said=said, on=date(DAY))
    logged = wrap(customer, nora, disputes=said.disputes, promise=said.promise)

    stored = list(Promise.objects.order_by("promised_for").values_list("amount", flat=True))
    assert stored == [Decimal(part) for part in kept]
    (agreed,) = (one for one in logged.why["agreed"] if one["kind"] == "promise")
    assert (Decimal(agreed["amount"]), len(agreed["for"])) == (sum(stored), len(kept))
    assert all(show_amount(one, "EUR", "en") in words.text for one in stored)
    assert Invoice.objects.get().promised == sum(stored)


def test_what_is_disputed_in_the_same_call_is_not_said_to_be_paid(
    customer: Customer, nora: User
) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "1000.00")

    wrap(
        customer,
        nora,
        disputes=[DisputeSaid(invoice, Decimal(300), "price", date("2026-03-12"))],
        paid=PaidSaid([Invoice.objects.get()]),
    )

    assert SaysPaid.objects.get().amount == 700
    assert Invoice.objects.get().demandable == 0


def test_what_is_wholly_disputed_cannot_be_said_to_be_paid(customer: Customer, nora: User) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "1000.00")

    with pytest.raises(CannotWrapUp, match="is disputed") as error:
        wrap(
            customer,
            nora,
            disputes=[DisputeSaid(invoice, Decimal(1000), "price", date("2026-03-12"))],
            paid=PaidSaid([invoice]),
        )

    assert error.value.part == "paid"


@pytest.mark.parametrize("part", ["promise", "paid"])
def test_an_invoice_whose_import_was_undone_meanwhile_is_refused_by_its_number(
    customer: Customer, nora: User, part: str
) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "300.00")
    Invoice.objects.filter(pk=invoice.pk).delete()
    said = {
        "promise": PromiseSaid([invoice], "EUR", [Instalment(Decimal(300), date("2026-03-12"))]),
        "paid": PaidSaid([invoice]),
    }

    with pytest.raises(CannotWrapUp, match=f"{invoice.number} is not there any more") as error:
        wrap(customer, nora, **{part: said[part]})

    assert error.value.part == part
    assert not Communication.objects.exists()


def test_where_one_part_cannot_be_nothing_is_written(customer: Customer, nora: User) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "300.00")

    with pytest.raises(CannotWrapUp, match="has passed") as error:
        wrap(
            customer,
            nora,
            promise=promise(invoice, amount="300.00"),
            next=NextStep("call", date("2026-03-01")),
        )

    assert error.value.part == "next"
    assert not Communication.objects.exists()
    assert not Promise.objects.exists()
    assert not Task.objects.exists()
    assert not Event.objects.exists()


def test_the_same_form_sent_twice_is_one_contact(customer: Customer, nora: User) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "300.00")
    said = {"promise": promise(invoice, amount="300.00"), "mail": mail(customer)}

    first = wrap(customer, nora, once="abc", **said)
    second = wrap(customer, nora, once="abc", **said)

    assert first == second
    assert Promise.objects.count() == 1
    assert Communication.objects.filter(purpose="follow_up").count() == 1


def test_without_a_call_the_log_keeps_what_was_agreed(customer: Customer, nora: User) -> None:
    invoice = factories.invoice(customer, "2026-02-01", "300.00")

    logged = wrap(customer, nora, call=None, promise=promise(invoice, amount="300.00"))

    assert (logged.channel, logged.why["agreed"][0]["amount"]) == ("note", "300.00")


def test_what_comes_next_takes_the_place_of_what_was_planned(
    customer: Customer, nora: User
) -> None:
    wrap(customer, nora, next=NextStep("write", date("2026-03-09")))

    wrap(customer, nora, next=CALL_AGAIN)

    assert open_tasks(customer) == [("call", "2026-03-06", {"act": "call", "at": "10:00"})]


def test_an_open_round_is_dialled_on_the_clerks_date(customer: Customer, nora: User) -> None:
    open_task(
        company_id=customer.company_id,
        customer_id=customer.pk,
        kind="call",
        subject=("notice", 7),
        due_on=date(DAY),
        at=noon(DAY),
        values={"did_it_arrive": "first_letter"},
    )

    wrap(customer, nora, call=CallSaid("no_answer"), next=CALL_AGAIN)

    values = {"did_it_arrive": "first_letter", "at": "10:00"}
    assert open_tasks(customer) == [("call", "2026-03-06", values)]


def test_a_wrong_number_is_not_offered_again(customer: Customer, nora: User) -> None:
    contact = customer.contacts.get()

    wrap(customer, nora, call=CallSaid("wrong_person", contact, is_wrong_number=True))

    contact.refresh_from_db()
    assert (contact.phone_state, contact.number) == ("bounced", "")
    assert ("fix_contact", DAY) in [one[:2] for one in open_tasks(customer)]


def test_a_wrong_number_that_said_stop_stays_stopped(customer: Customer, nora: User) -> None:
    contact = customer.contacts.get()
    stop_address(address="+31612345678", at=noon(DAY))
    Contact.objects.filter(pk=contact.pk).update(mobile="+31612345678", phone="")
    contact.refresh_from_db()

    wrap(customer, nora, call=CallSaid("wrong_person", contact, is_wrong_number=True))

    contact.refresh_from_db()
    assert contact.mobile_state == "opted_out"


def test_a_new_number_ends_the_search_for_one(customer: Customer, nora: User) -> None:
    contact = customer.contacts.get()
    wrap(customer, nora, call=CallSaid("wrong_person", contact, is_wrong_number=True))
    known = Details(name=contact.name, email=contact.email, phone="+31235550199")

    wrap(customer, nora, call=None, contact=ContactSaid(contact, known))

    contact.refresh_from_db()
    assert (contact.phone_state, contact.number) == ("untried", "+31235550199")
    assert "fix_contact" not in [one[0] for one in open_tasks(customer)]


@pytest.mark.parametrize(
    ("details", "why"),
    [
        (Details(), "Give a name"),
        (Details(mobile="+31612345678", consents=("sms",)), "Say how they consented"),
    ],
)
def test_a_contact_that_says_too_little_is_refused(customer, nora, details, why) -> None:
    with pytest.raises(CannotWrapUp, match=why) as error:
        wrap(customer, nora, contact=ContactSaid(None, details))

    assert error.value.part == "contact"
    assert Contact.objects.count() == 1


def test_a_consent_that_stands_keeps_its_day_and_its_source(customer: Customer, nora: User) -> None:
    contact = customer.contacts.get()
    contact.mobile, contact.sms_consent_on = "+31612345678", date("2025-01-01")
    contact.sms_consent_source = "order form"
    contact.save()
    known = Details(name="F. Oldaal", mobile=contact.mobile, consents=("sms",))

    wrap(customer, nora, contact=ContactSaid(contact, known))

    contact.refresh_from_db()
    assert (contact.name, contact.sms_consent_on) == ("F. Oldaal", date("2025-01-01"))
    assert contact.sms_consent_source == "order form"


def test_disputes_of_a_reason_go_to_who_had_the_last_one(customer: Customer, nora: User) -> None:
    warehouse = User.objects.create_user("warehouse")
    old = factories.invoice(customer, "2026-02-01")
    new = factories.invoice(customer, "2026-02-02")
    said = DisputeSaid(old, Decimal(50), "damaged", date("2026-03-12"), owner=warehouse)
    wrap(customer, nora, disputes=[said])

    wrap(customer, nora, disputes=[replace(said, invoice=new, owner=None)])

    assert Dispute.objects.latest("pk").owner == warehouse


def sent(one: Communication, seconds: int) -> str | None:
    now = noon(DAY) + dt.timedelta(seconds=seconds)
    check, settle = check_at(day=date(DAY), now=now), settle_at(day=date(DAY), now=now)
    return send_one(one, check=check, settle=settle, now=now)


def test_the_follow_up_goes_as_it_was_typed_and_presses_nobody(
    customer: Customer, nora: User
) -> None:
    wrap(customer, nora, mail=mail(customer))
    one = Communication.objects.get(purpose="follow_up")

    assert one.send_after == noon(DAY) + dt.timedelta(seconds=10)
    assert sent(one, 11) == "sent"
    assert one.text.startswith("Dear Ms Oldaal,\n\nthank you.\n\nKind regards\nNora Berg\n")
    assert one.recipient == customer.contacts.get().email


def test_an_address_that_was_stopped_is_used_again_where_somebody_says_why(
    customer: Customer, nora: User
) -> None:
    contact = customer.contacts.get()
    stop_address(address=contact.email, at=noon(DAY))
    known = Details(name=contact.name, email=contact.email)
    wrap(customer, nora, once="a", contact=ContactSaid(contact, known))
    contact.refresh_from_db()
    assert contact.email_state == "opted_out"

    why = "asked for it on the phone"
    wrap(customer, nora, once="b", contact=ContactSaid(contact, replace(known, again_because=why)))

    contact.refresh_from_db()
    assert contact.email_state == "untried"
    told = Event.objects.get(kind="contact.address_allowed").values
    assert told == {"address": contact.email, "said": why}


def test_the_follow_up_can_be_taken_back_until_it_has_left(customer: Customer, nora: User) -> None:
    wrap(customer, nora, once="a", mail=mail(customer))
    first = Communication.objects.get(purpose="follow_up")
    take_back_mail(mail=first, by="user:1", at=noon(DAY))
    wrap(customer, nora, once="b", mail=mail(customer))
    second = Communication.objects.exclude(pk=first.pk).get(purpose="follow_up")
    sent(second, 11)

    first.refresh_from_db()
    assert (first.state, first.reason) == ("cancelled", {"code": "undone"})
    with pytest.raises(CannotTakeBack):
        take_back_mail(mail=second, by="user:1", at=noon(DAY))


def test_nothing_follows_where_the_standing_changed_meanwhile(
    customer: Customer, nora: User
) -> None:
    wrap(customer, nora, mail=mail(customer))
    one = Communication.objects.get(purpose="follow_up")
    Customer.objects.filter(pk=customer.pk).update(
        standing=Standing.INSOLVENT, standing_review_on=date("2026-06-01")
    )

    assert sent(one, 11) is None

    one.refresh_from_db()
    assert one.state == "cancelled"


def test_a_mail_to_an_address_that_does_not_work_is_refused(customer: Customer, nora: User) -> None:
    customer.contacts.update(email_state="bounced")

    with pytest.raises(CannotWrapUp, match="no e-mail address that works") as error:
        wrap(customer, nora, mail=mail(customer))

    assert error.value.part == "mail"
