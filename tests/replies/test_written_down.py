"""What a reply was filed as holds the ladder until it is written down, or nothing follows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collections_app.communications.models import Communication
from collections_app.communications.typed import Words
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.desk.answers import mark_answered
from collections_app.desk.contacts import Details, save_contact
from collections_app.desk.holds import lift_hold
from collections_app.desk.rules import NextStep
from collections_app.desk.said import PaidSaid, WrapUp
from collections_app.desk.wrapping_up import wrap_up
from collections_app.desk.writing_back import write_answer
from collections_app.disputes.actions import open_dispute
from collections_app.dunning.models import Hold
from collections_app.dunning.written_down import hold_until_written_down
from collections_app.history.models import Event
from collections_app.promises.actions import record_promise
from collections_app.promises.says_paid import say_paid
from collections_app.replies.filing import file_reply
from collections_app.reports.task_words import task_headline, task_words
from collections_app.tasks.models import Task
from collections_app.users.models import User
from tests.factories import date, noon, rewrite
from tests.journeys.world import Days
from tests.replies.mails import came, mail_ready, owing_by_mail, sends, written
from tests.replies.world import FIRST_DAY, NOW, days_of, live_company

pytestmark = pytest.mark.django_db
TO_DO = ["promise", "says_paid", "dispute", "send_copy"]
LATER = "2024-01-17"  # the three days of the hold are over


@pytest.fixture
def company() -> Company:
    return live_company()


@pytest.fixture
def customer(company) -> Customer:
    return owing_by_mail(company)


def filed(customer: Customer, filed_as: str, at=NOW) -> Communication:
    """What they wrote to today's reminder, read by a person."""
    reminder = sends(mail_ready(customer.company))
    reply = came(written("The goods were broken.", answers=reminder), at=at).communication
    file_reply(reply=reply, filed_as=filed_as, by="user:7", at=at)
    return reply


def wait(company: Company, until: str, since: str = "2024-01-11") -> Days:
    days = days_of(company, since)
    days.until(until)
    return days


def is_held(customer: Customer) -> bool:
    return Hold.objects.filter(customer=customer, ended_on=None).exists()


def letters_sent(customer: Customer) -> int:
    return Communication.objects.filter(customer=customer, direction="out").count()


def act(day: str) -> dict:
    return {"on": date(day), "by": "user:7", "at": noon(day)}


def promised(customer: Customer, day: str) -> None:
    invoice = customer.invoices.get()
    for_day = date("2024-01-25")
    record_promise(
        customer=customer,
        amount=invoice.balance,
        currency=invoice.currency,
        promised_for=for_day,
        **act(day),
    )


def disputed(customer: Customer, day: str) -> None:
    invoice = customer.invoices.get()
    open_dispute(
        invoice=invoice,
        amount=invoice.balance,
        reason="damaged",
        owner=User.objects.create_user("nora"),
        answer_due_on=date("2024-01-25"),
        **act(day),
    )


def said_paid(customer: Customer, day: str) -> None:
    invoice = customer.invoices.get()
    say_paid(invoice=invoice, amount=invoice.balance, **act(day))


@pytest.mark.parametrize("filed_as", TO_DO)
def test_what_nobody_writes_down_goes_on_holding_and_says_so(company, customer, filed_as):
    filed(customer, filed_as)

    wait(company, "2024-02-10")

    assert is_held(customer)
    assert letters_sent(customer) == 1
    task = Task.objects.get(customer=customer, kind="answer", state="open")
    assert task_words("answer", task.values).startswith("On hold until ")
    assert "tick this off" in task_headline("answer", task.values)
    assert Event.objects.filter(kind="hold.goes_on", customer_id=customer.pk).exists()


@pytest.mark.parametrize("written_down", [promised, disputed, said_paid])
def test_what_is_written_down_ends_it(company, customer, written_down):
    filed(customer, "dispute")
    days = wait(company, LATER)
    assert is_held(customer)

    written_down(customer, LATER)
    days.until("2024-01-18")

    assert not is_held(customer)
    assert not Task.objects.filter(customer=customer, kind="answer", state="open").exists()


def test_what_was_written_down_before_says_nothing_of_it(company, customer):
    promised(customer, FIRST_DAY)
    rewrite(Event.objects, at=noon("2024-01-09"))
    filed(customer, "promise")

    wait(company, LATER)

    assert is_held(customer)


def test_the_wrap_up_ends_it_at_once(customer):
    filed(customer, "says_paid")
    paid = PaidSaid(customer.invoices.all())
    said = WrapUp(NextStep("check_payment", date(LATER)), paid=paid)
    nora = User.objects.create_user("nora")

    wrap_up(
        customer=customer,
        said=said,
        with_manager=False,
        once="a",
        by=nora,
        at=NOW,
        on=date(FIRST_DAY),
    )

    assert not is_held(customer)


def test_nothing_follows_says_a_person(company, customer):
    filed(customer, "dispute")
    days = wait(company, LATER)

    mark_answered(customer=customer, by="user:7", at=noon(LATER))
    days.until("2024-01-18")

    assert not is_held(customer)


def test_a_hold_that_a_person_lifts_is_over(company, customer):
    filed(customer, "dispute")
    lift_hold(hold=Hold.objects.get(), **act(FIRST_DAY))

    wait(company, LATER)

    assert not is_held(customer)


def test_what_is_filed_after_its_hold_was_over_holds_again(company, customer):
    reminder = sends(mail_ready(company))
    reply = came(written("The goods were broken.", answers=reminder)).communication
    wait(company, LATER)
    assert not is_held(customer)

    file_reply(reply=reply, filed_as="dispute", by="user:7", at=noon(LATER))

    assert is_held(customer)


def test_a_copy_that_went_ends_it(company, customer):
    reply = filed(customer, "send_copy")
    days = wait(company, LATER)
    words = Words("Copy", "Here it is.")
    copy = write_answer(reply=reply, words=words, once="a", **act(LATER))
    assert is_held(customer)

    file = [{"number": "TI-1", "file": "copies/TI-1.pdf"}]
    Communication.objects.filter(pk=copy.pk).update(state="sent", sent_at=noon(LATER), copies=file)
    days.until("2024-01-18")

    assert not is_held(customer)


def test_a_wrong_person_gets_nothing_more_and_holds_until_somebody_is_known(company, customer):
    filed(customer, "wrong_person")
    days = wait(company, "2024-02-10")
    contact = customer.contacts.get()
    assert (contact.takes_email, contact.takes_sms, is_held(customer)) == (False, False, True)
    assert letters_sent(customer) == 1
    assert Event.objects.get(kind="contact.wrong_person").customer_id == customer.pk

    found = Details(name="Anke Voss", roles=("accounts_payable",), email="anke@vandrel.example")
    save_contact(customer=customer, contact=None, details=found, **act("2024-02-10"))
    assert not is_held(customer)
    days.until("2024-02-13")

    last = Communication.objects.filter(customer=customer, channel="email").latest("created_at")
    assert last.recipient == "anke@vandrel.example"


def test_where_somebody_else_can_be_written_to_the_ladder_goes_on(customer):
    customer.contacts.create(name="Anke Voss", email="anke@vandrel.example")

    filed(customer, "wrong_person")

    assert not is_held(customer)


def test_a_wrong_person_of_one_customer_may_be_the_one_of_another(company, customer):
    other = owing_by_mail(live_company())

    filed(customer, "wrong_person")

    assert other.contacts.get().takes_email


def queries_of_a_day(company: Company, day: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        hold_until_written_down(company=company, day=date(day), at=noon(day))
    return len(asked)


def waiting(company: Company, filed_as: str) -> Customer:
    """Somebody of whom a filed reply waits, and whose hold runs."""
    one = owing_by_mail(company, f"{filed_as}@{company.customers.count()}.example")
    mail = written("The goods were broken.", From=one.contacts.get().email)
    file_reply(reply=came(mail).communication, filed_as=filed_as, by="user:7", at=NOW)
    return one


def test_who_waits_and_of_whom_nothing_is_new_costs_no_query(company):
    for filed_as in (*TO_DO, "wrong_person"):
        waiting(company, filed_as)
    few = queries_of_a_day(company, FIRST_DAY)

    for filed_as in (*TO_DO, "wrong_person") * 3:
        waiting(company, filed_as)

    assert Hold.objects.filter(ended_on=None).count() == 20
    assert queries_of_a_day(company, FIRST_DAY) == few
