"""A live company: real mail over SMTP, SMS to a stand-in for Twilio, letters in a print run."""

import pytest
from django.core.management import CommandError, call_command

from collections_app.communications.models import Attempt, Communication, PrintRun
from collections_app.companies.choices import Mode
from collections_app.customers.choices import AddressState
from collections_app.customers.models import Contact, Customer
from collections_app.desk.actions import record_return
from collections_app.dunning.models import Notice, Run
from collections_app.dunning.modes import switch_mode
from collections_app.jobs.verifying import verify
from collections_app.lib.files import read
from collections_app.mail import NO_SERVER
from collections_app.tasks.choices import Kind
from collections_app.tasks.models import Task
from tests import factories
from tests.communications.print_runs import letters_on_paper
from tests.factories import date, noon
from tests.journeys.world import Days
from tests.stand_ins.smtp import smtp_server
from tests.stand_ins.twilio import ACCOUNT, TOKEN, twilio_server

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "collections_app.communications.transports.smtp.Backend"


@pytest.fixture
def days():
    """A company that has been live for a while."""
    company = factories.company(mode=Mode.LIVE, live_since=date("2023-06-01"))
    Run.objects.create(
        company=company, as_of=date("2023-06-01"), mode=Mode.LIVE, started_at=noon("2023-06-01")
    )
    return Days(company, leaps=True)


@pytest.fixture
def mail(settings):
    """Mail goes to this server; its script says what happens there."""

    def deliver_to(port: int) -> None:
        options = {"host": "127.0.0.1", "port": port, "timeout": 20}
        settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options}}

    return deliver_to


def test_a_reminder_reaches_the_customer_exactly_as_it_is_logged(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    with smtp_server() as (mailbox, port):
        mail(port)
        days.until("2024-01-12")

    (kept,) = mailbox.kept
    logged = Communication.objects.get()
    assert kept.recipients == [logged.recipient]
    assert kept.message["Message-ID"] == f"<{logged.pk}@talbruck.example>"
    body = kept.message.get_body(("plain",)).get_content()
    assert body.split() == logged.text.split()
    html = kept.message.get_body(("html",)).get_content()
    assert html.split() == logged.html.split()
    assert (logged.state, logged.mode) == ("sent", "live")


def test_a_first_letter_goes_by_mail_with_the_letter_as_pdf(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    with smtp_server() as (mailbox, port):
        mail(port)
        days.until("2024-01-22")

    (attachment,) = mailbox.kept[-1].message.iter_attachments()
    logged = Communication.objects.get(purpose="first_letter")
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == read(logged.pdf)


def test_only_a_consented_mobile_gets_an_sms(days, settings):
    customer = factories.customer(days.company, street="")
    Contact.objects.filter(customer=customer).update(
        email="",
        mobile="+4915112345678",
        sms_consent_on=date("2023-01-01"),
        sms_consent_source="order form",
    )
    factories.invoice(customer, "2024-01-05", "1200.00")

    with twilio_server() as (ledger, address):
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN
        settings.TWILIO_BASE_URL = address
        days.until("2024-01-10")

    (taken,) = ledger.taken
    logged = Communication.objects.get()
    assert (taken["To"], taken["Body"]) == ("+4915112345678", logged.text)
    assert "1,200.00 EUR" in logged.text
    assert (logged.channel, logged.state) == ("sms", "sent")


def test_letters_wait_in_a_print_run_until_somebody_types_how_many_were_posted(days):
    for number in range(2):
        customer = factories.customer(days.company, name=f"Paper Mill {number}")
        Contact.objects.filter(customer=customer).update(email="")
        factories.invoice(customer, "2024-01-05", "1200.00")

    days.until("2024-01-10")

    run = PrintRun.objects.get()
    assert Notice.objects.filter(accepted_on=None).count() == 2
    assert letters_on_paper(run) == 2
    assert read(run.manifest).decode().count("\n") == 3
    with pytest.raises(CommandError, match="holds 2 letters, not 3"):
        call_command("print_run", str(run.pk), "--posted", "3", "--on", "2024-01-11")

    call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-11")

    accepted = Notice.objects.values_list("state", "accepted_on")
    assert set(accepted) == {("accepted", date("2024-01-11"))}


def test_an_address_refused_for_good_is_marked_and_the_next_channel_takes_over(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    with smtp_server(RCPT="550 5.1.1 no such user") as (_, port):
        mail(port)
        days.until("2024-01-10")

    assert customer.contacts.get().email_state == AddressState.BOUNCED
    assert Task.objects.filter(customer=customer, kind=Kind.FIX_CONTACT).exists()
    channels = Communication.objects.values_list("channel", "state")
    assert sorted(channels) == [("email", "failed"), ("letter", "printing")]
    assert Notice.objects.get().channel == "letter"


def test_a_mail_that_may_have_gone_is_unknown_and_never_sent_again(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    with smtp_server(DOT="drop") as (mailbox, port):
        mail(port)
        days.until("2024-01-10")
    with smtp_server() as (second, port):
        mail(port)
        days.until("2024-03-10")

    assert Communication.objects.get().state == "unknown"
    assert len(mailbox.kept) == 1
    assert not second.kept


def test_a_server_that_is_away_delays_and_nothing_is_doubled(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    with smtp_server() as (_, closed_port):
        pass
    mail(closed_port)

    days.until("2024-01-10")
    assert Communication.objects.get().state == "ready"
    with smtp_server() as (mailbox, port):
        mail(port)
        days.until("2024-01-11")

    assert len(mailbox.kept) == 1
    assert [one.outcome for one in Attempt.objects.order_by("number")] == ["not_sent", "accepted"]
    assert Notice.objects.get().accepted_on == date("2024-01-11")


def test_a_stale_ledger_stops_the_sending_and_the_manager_is_told(days, mail):
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.company.fresh_days = 3
    days.company.save()
    days.until("2024-01-09")

    with smtp_server() as (mailbox, port):
        mail(port)
        for day in ("2024-01-15", "2024-01-16"):
            call_command("tick", "--as-of", day, "--yes")

    assert not mailbox.kept
    assert Task.objects.filter(kind=Kind.STALE_LEDGER).count() == 1


def test_tick_refuses_another_day_of_a_live_company_without_yes(days):
    with pytest.raises(CommandError, match="Add --yes"):
        call_command("tick", "--as-of", "2030-01-01")


def test_a_letter_to_a_key_account_is_followed_by_a_call_that_asks_whether_it_arrived(days, mail):
    customer = factories.customer(days.company, standing="key_account")
    factories.invoice(customer, "2024-01-05", "1200.00")

    with smtp_server() as (_, port):
        mail(port)
        for day in ("2024-01-10", "2024-01-22"):
            days.until(day)
            call_command("approve", "--all", "--as-of", day)
            days.next_day = date(day)  # the same day once more, now that it is approved
            days.until(day)

    call = Task.objects.get(customer=customer, kind=Kind.CALL)
    assert call.due_on == date("2024-01-23")
    assert call.values == {"did_it_arrive": "first_letter"}


def test_a_letter_paid_for_while_it_lies_in_the_print_run_is_taken_out(days):
    customers = [factories.customer(days.company) for _ in range(2)]
    Contact.objects.update(email="")
    invoices = [factories.invoice(one, "2024-01-05", "1200.00") for one in customers]
    days.until("2024-01-10")
    run = PrintRun.objects.get()

    days.pay(invoices[0], "1200.00", "2024-01-11")
    with pytest.raises(CommandError, match=r"Take out letter \d:"):
        call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")
    assert letters_on_paper(PrintRun.objects.get()) == 1
    call_command("print_run", str(run.pk), "--posted", "1", "--on", "2024-01-10")

    states = Notice.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "accepted"]


@pytest.mark.parametrize("day", ["2024-01-09", "2999-01-01"])
def test_a_posting_date_outside_the_run_is_refused(days, day):
    customer = factories.customer(days.company)
    Contact.objects.filter(customer=customer).update(email="")
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-01-10")

    with pytest.raises(CommandError, match="was opened on 2024-01-10"):
        call_command("print_run", "--posted", "1", "--on", day, str(PrintRun.objects.get().pk))

    assert PrintRun.objects.get().closed_at is None


def test_without_a_mail_server_nothing_is_sent_and_somebody_is_asked(days, settings):
    settings.MAILERS = {"default": {"BACKEND": NO_SERVER}}
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")

    days.until("2024-01-15")

    assert Communication.objects.get().state == "ready"
    assert Notice.objects.get().accepted_on is None
    assert Task.objects.filter(kind=Kind.MEND_CHANNEL).exists()


def test_the_first_live_walk_waits_for_approval_even_after_a_rehearsal_of_days_to_come(days):
    Run.objects.all().delete()
    company = days.company
    company.mode = Mode.REHEARSAL
    company.save()
    customer = factories.customer(company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    days.until("2024-02-01")

    switch_mode(company=company, mode="live", on=date("2024-01-10"), by="u", at=noon("2024-01-10"))
    days.next_day = date("2024-01-10")  # a day that was rehearsed
    days.until("2024-01-10")

    live = Notice.objects.get(mode="live")
    assert (live.level, live.state) == ("reminder", "waiting")
    assert live.reason == {"approval": "first_live_day"}


def test_a_level_of_which_nothing_arrived_is_taken_again(days, mail):
    """Its mail bounces while its letter lies in the print run, and then the letter cannot go."""
    customer = factories.customer(days.company)
    factories.invoice(customer, "2024-01-05", "1200.00")
    with smtp_server() as (_, port):
        mail(port)
        days.until("2024-02-05")
        bounced = Communication.objects.get(purpose="second_letter", channel="email")
        came_back = {"by": "user:1", "at": noon("2024-02-06"), "on": date("2024-02-06")}
        record_return(communication=bounced, **came_back)
        Customer.objects.filter(pk=customer.pk).update(street="Lenskade 40")
        days.until("2024-02-07")

    second_letters = Notice.objects.filter(level="second_letter").order_by("pk")
    assert [one.state for one in second_letters] == ["taken_back", "ready"]
    again = Communication.objects.get(state="printing")
    assert "Lenskade 40" in again.recipient
    assert verify() == []
