"""The last look before a message leaves."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.evidence import believe, resolve
from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState, Standing
from collections_app.customers.models import Customer
from collections_app.documents.child import CannotPrint
from collections_app.dunning import composing
from collections_app.dunning.actions import put_hold, stop_contact
from collections_app.dunning.choices import HoldReason
from collections_app.dunning.hours import opens_at, window_opens_at
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_at, settle_when_known
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned, send_ready
from collections_app.jobs.verifying import verify
from collections_app.payments.actions import take_payments
from collections_app.payments.rules import Received
from collections_app.tasks.models import Task
from tests import factories
from tests.factories import date, noon
from tests.outbox import send_one

pytestmark = pytest.mark.django_db
DAY, NOW = date("2024-01-10"), noon("2024-01-10")


@pytest.fixture
def ready():
    """A reminder that is about to leave."""
    company = factories.company()
    factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    walk(company=company, as_of=DAY, now=NOW)
    compose_planned(company, day=DAY, now=NOW)
    return Communication.objects.get()


def look(communication):
    fresh = Communication.objects.select_related("company", "customer", "contact")
    [verdict] = check_at(day=DAY, now=NOW, in_window=True)([fresh.get(pk=communication.pk)])
    return verdict


def pay(communication, amount):
    invoice = communication.customer.invoices.get()
    take_payments(
        company=communication.company,
        source="bank",
        payments=[Received(DAY, Decimal(amount), "EUR", "1", invoice_id=invoice.pk)],
        on=DAY,
        by="test",
        at=NOW,
    )


def test_what_is_still_owed_goes(ready):
    assert look(ready).answer == "go"


def test_a_paid_invoice_cancels(ready):
    pay(ready, "1200.00")

    assert look(ready).reason["code"] == "paid"


def test_a_part_payment_cancels_and_the_rest_is_planned_anew(ready):
    pay(ready, "200.00")

    send_ready(ready.company, day=DAY, now=NOW, in_window=True)
    ready.refresh_from_db()
    assert (ready.state, ready.reason["code"]) == ("cancelled", "changed")

    walk(company=ready.company, as_of=DAY, now=NOW)
    compose_planned(ready.company, day=DAY, now=NOW)
    anew = Communication.objects.get(state="ready")
    assert anew.lines[0]["demanded"] == "1000.00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: put(one.customer, standing=Standing.DO_NOT_CONTACT), "standing"),
        (lambda one: put(one.contact, email_state=AddressState.OPTED_OUT), "address_changed"),
        (lambda one: put(one.contact, email="new@vandrel.example"), "address_changed"),
        (lambda one: put(one.company, mode=Mode.LIVE), "mode_changed"),
        (lambda one: put(one.company, mode=Mode.OFF), "switched_off"),
        (lambda one: hold(one.customer), "held"),
        (lambda one: put(one.customer.invoices.get(), disputed=Decimal(1200)), "changed"),
        (lambda one: put(one.customer.invoices.get(), promised=Decimal(10)), "changed"),
    ],
)
def test_a_change_since_it_was_written_stops_it(ready, change, code):
    change(ready)

    verdict = look(ready)

    assert verdict.answer != "go"
    assert verdict.reason["code"] == code


def put(row, **values):
    if "standing" in values:
        values["standing_review_on"] = date("2024-06-01")
    type(row).objects.filter(pk=row.pk).update(**values)


def hold(customer):
    put_hold(
        customer=customer,
        until_on=date("2024-02-01"),
        reason=HoldReason.ASKED,
        on=DAY,
        by="user:1",
        at=NOW,
    )


def test_a_second_walk_of_the_day_hides_nothing_that_happened_between_the_two(ready):
    put_hold(
        customer=ready.customer,
        until_on=DAY,
        reason=HoldReason.ASKED,
        on=DAY,
        by="test",
        at=NOW,
    )
    walk(company=ready.company, as_of=DAY, now=NOW)

    assert look(ready).reason == {"code": "held", "until": "2024-01-10", "reason": "asked"}


@pytest.mark.parametrize(("days", "answer"), [(7, ("go", None)), (8, ("cancel", "date_passed"))])
def test_what_asks_for_payment_by_a_day_that_has_passed_does_not_go(ready, days, answer):
    """As a letter may that lay printed over the holidays."""
    [verdict] = check_at(day=DAY + dt.timedelta(days), now=NOW, in_window=True)([ready])

    assert (verdict.answer, verdict.reason.get("code")) == answer


def test_a_cancelled_notice_frees_its_level(ready):
    put(ready.contact, email="new@vandrel.example")

    send_ready(ready.company, day=DAY, now=NOW, in_window=True)
    walk(company=ready.company, as_of=DAY, now=NOW)

    states = Notice.objects.order_by("pk").values_list("state", "level")
    assert list(states) == [("cancelled", "reminder"), ("planned", "reminder")]


BERLIN, ANGELES = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("zone", "now", "opens"),
    [
        (BERLIN, "2024-01-10T08:00", "2024-01-10T09:00"),
        (BERLIN, "2024-01-10T12:00", "2024-01-10T12:00"),
        (BERLIN, "2024-01-10T17:00", "2024-01-11T09:00"),
        (BERLIN, "2024-01-12T18:00", "2024-01-15T09:00"),  # Friday evening: Monday
        (BERLIN, "2024-01-13T12:00", "2024-01-15T09:00"),  # Saturday
        (ANGELES, "2024-01-10T12:00", "2024-01-10T18:00"),  # 3 in the morning there
        (ANGELES, "2024-01-10T20:00", "2024-01-10T20:00"),  # 11 in the morning there
        (BERLIN, "2024-03-29T16:30", "2024-03-29T16:30"),
        (BERLIN, "2024-03-29T20:00", "2024-04-01T09:00"),  # over the change of clocks
    ],
)
def test_messages_leave_in_business_hours_of_the_customer(zone, now, opens):
    company = factories.company(country="", time_zone="Europe/Berlin")

    found = window_opens_at(company, zone, dt.datetime.fromisoformat(now).replace(tzinfo=BERLIN))

    assert found == dt.datetime.fromisoformat(opens).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("channel", "number", "now", "opens"),
    [
        ("sms", "+4915112345678", "2024-01-10T10:00", "2024-01-10T10:00"),
        ("sms", "+16505550123", "2024-01-10T10:00", "2024-01-10T18:00"),  # 1 in the morning there
        ("voice", "+6495550123", "2024-01-10T10:00", "2024-01-10T21:00"),  # 10 in the evening
        ("sms", "+447700900123", "2024-01-10T10:00", "2024-01-10T10:00"),  # nobody knows
        ("sms", "+61412345678", "2024-01-10T10:00", "2024-01-11T03:30"),  # and all of Australia
        ("email", "+16505550123", "2024-01-10T10:00", "2024-01-10T10:00"),
    ],
)
def test_a_phone_rings_in_business_hours_of_its_own_zone(channel, number, now, opens):
    company = factories.company(country="", time_zone="Europe/Berlin")
    one = Communication(
        company=company,
        customer=Customer(company=company),
        channel=channel,
        recipient=number,
    )

    found = opens_at(one, dt.datetime.fromisoformat(now).replace(tzinfo=BERLIN))

    assert found == dt.datetime.fromisoformat(opens).replace(tzinfo=BERLIN)


def test_a_customers_own_zone_decides_among_those_of_its_number():
    company = factories.company(country="", time_zone="Europe/Berlin")
    perth = Customer(company=company, time_zone="Australia/Perth")
    one = Communication(company=company, customer=perth, channel="sms", recipient="+61412345678")
    now = dt.datetime(2024, 1, 10, 3, tzinfo=BERLIN)  # 10 in Perth, 1 in the afternoon in Sydney

    assert opens_at(one, now) == now


def test_numbers_that_are_never_awake_together_go_by_the_customers_clock():
    company = factories.company(country="", time_zone="Europe/Berlin")
    one = Communication(
        company=company,
        customer=Customer(company=company),
        channel="sms",
        recipient="+18005550123",
    )
    now = dt.datetime(2024, 1, 10, 10, tzinfo=BERLIN)

    assert opens_at(one, now) == now


def test_a_letter_that_cannot_be_made_is_no_channel_left_and_the_failure_stands(ready, monkeypatch):
    def refuse(*_, **__):
        raise CannotPrint("The letter took longer than 60 seconds.")

    monkeypatch.setattr(composing, "write_message", refuse)
    put(ready, state="sending", lease_until=NOW)
    put(ready, state="failed")
    ready.refresh_from_db()

    settle_at(day=DAY, now=NOW)([ready])

    notice = Notice.objects.get()
    assert (notice.state, notice.reason["code"]) == ("failed", "no_channel_left")
    assert Task.objects.get(kind="fix_contact").customer == ready.customer


def test_what_was_given_up_and_turns_out_to_have_gone_counts_and_nothing_goes_in_its_place(ready):
    """A person let an unknown one go again; its address changed, and then the provider knew it."""
    company = ready.company
    for state in ("sending", "unknown"):
        Communication.objects.update(state=state, lease_until=NOW, tries=1)
    attempt = Attempt.objects.create(
        communication=ready, number=1, token="t", started_at=NOW, deadline_at=NOW
    )
    Attempt.objects.update(outcome="unknown", ended_at=NOW)
    settle = settle_when_known(now=NOW)
    resolve(communication=ready, went=False, settle=settle, by="user:7", at=NOW)
    ready.customer.contacts.update(email="new@vandrel.example")
    send_ready(company, day=DAY, now=NOW, in_window=True)
    walk(company=company, as_of=DAY, now=NOW)
    compose_planned(company, day=DAY, now=NOW)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["cancelled", "ready"]

    told = Result(Outcome.ACCEPTED, provider_id="SM1")
    believe(token=attempt.token, result=told, source="twilio", settle=settle, at=NOW)

    states = Notice.objects.order_by("pk").values_list("state", "reason__code")
    assert list(states) == [("accepted", None), ("cancelled", "went_already")]
    ready.refresh_from_db()
    assert ready.state == "sent"
    send_ready(company, day=DAY, now=NOW, in_window=True)
    assert Attempt.objects.count() == 1
    assert verify() == []


@pytest.mark.parametrize("by_person", [True, False])
def test_what_may_have_gone_keeps_its_level_until_it_is_known(ready, by_person):
    """Else the same letter is planned anew beside it as soon as the customer is chased again."""
    settle = settle_when_known(now=NOW)
    send_one(ready, settle=settle, now=NOW, carrier=lambda _: Result(Outcome.UNKNOWN))
    stop_contact(customer=ready.customer, on=DAY, by="user:7", at=NOW)
    later = DAY + dt.timedelta(20)
    walk(company=ready.company, as_of=later, now=noon("2024-01-30"))
    assert Notice.objects.get().state == "ready"
    Customer.objects.update(standing=Standing.INSOLVENT, standing_review_on=later)

    if by_person:
        resolve(communication=ready, went=False, settle=settle, by="user:7", at=NOW)
    else:
        token = Attempt.objects.get().token
        told = Result(Outcome.NOT_SENT)
        believe(token=token, result=told, source="search", settle=settle, at=NOW)

    ready.refresh_from_db()
    assert ready.state == "ready"
    assert send_ready(ready.company, day=later, now=noon("2024-01-30"), in_window=True) == 0
    ready.refresh_from_db()
    assert (ready.state, ready.reason["code"]) == ("cancelled", "standing")
    assert Notice.objects.get().state == "cancelled"
    assert [str(one) for one in verify(at=NOW)] == []
