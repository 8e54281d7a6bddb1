"""What came back speaks of the address it went to, not of the one that took its place since."""

import pytest

from collections_app.communications.choices import Outcome
from collections_app.communications.models import Communication
from collections_app.communications.transports.base import Result
from collections_app.customers.actions import allow_address
from collections_app.customers.models import Contact, DeadAddress, StoppedAddress
from collections_app.desk.actions import record_return
from collections_app.replies.inbox import receive
from tests.factories import date
from tests.outbox import send_one
from tests.replies.mails import CHECK, SETTLE, bounce, came, mail_ready, owing_by_mail, sends
from tests.replies.world import FIRST_DAY, NOW, days_of, live_company, owing, text_ready, told

pytestmark = pytest.mark.django_db
OLD, RIGHT = "femke@vandrle.example", "femke@vandrel.example"
OLD_NUMBER, RIGHT_NUMBER = "+4915112345678", "+4915112345699"


@pytest.fixture
def reminder(company) -> Communication:
    """It went to an address that somebody corrected a moment later."""
    owing_by_mail(company, OLD)
    sent = sends(mail_ready(company))
    Contact.objects.update(email=RIGHT, email_state="untried")
    return sent


def known() -> tuple[str, bool]:
    """What is known of the corrected address, and whether the old one is dead."""
    return Contact.objects.get().email_state, DeadAddress.objects.filter(address=OLD).exists()


def test_a_late_bounce_shuts_the_old_address_alone(company, reminder):
    came(bounce(reminder))

    assert known() == ("untried", True)
    days_of(company, "2024-01-11").until("2024-01-12")
    again = Communication.objects.get(recipient=RIGHT)
    assert (again.purpose, again.state) == ("reminder", "sent")


def test_so_does_a_provider_s_event(reminder):
    receive(
        provider="postmark",
        event_id="1",
        kind="mail",
        token=reminder.attempts.get().token,
        form={"event": ["bounced"], "said": ["550 5.1.1 User unknown"]},
        at=NOW,
    )

    assert known() == ("untried", True)


def test_so_does_what_a_person_says(reminder):
    record_return(communication=reminder, by="user:7", at=NOW, on=date(FIRST_DAY))

    assert known() == ("untried", True)


def test_so_does_a_server_that_refuses_it_while_somebody_corrects_it(company):
    owing_by_mail(company, OLD)

    def refuses(_) -> Result:
        Contact.objects.update(email=RIGHT)
        return Result(Outcome.REJECTED_FOR_GOOD, reply="550 User unknown", marks_address=True)

    send_one(mail_ready(company), check=CHECK, settle=SETTLE, now=NOW, carrier=refuses)

    assert known() == ("untried", True)


def test_an_acceptance_says_nothing_of_the_corrected_address(company):
    owing_by_mail(company, OLD)

    def takes(_) -> Result:
        Contact.objects.update(email=RIGHT)
        return Result(Outcome.ACCEPTED)

    send_one(mail_ready(company), check=CHECK, settle=SETTLE, now=NOW, carrier=takes)

    assert known() == ("untried", False)


@pytest.mark.parametrize(
    ("code", "kept"), [("30005", DeadAddress), ("21610", StoppedAddress)], ids=["dead", "stopped"]
)
def test_a_late_status_of_a_text_shuts_the_old_number_alone(company, code, kept):
    owing(company, OLD_NUMBER)
    text = sends(text_ready(company))
    Contact.objects.update(mobile=RIGHT_NUMBER, mobile_state="untried")

    told(text.attempts.get().token, "undelivered", code=code)

    assert Contact.objects.get().mobile_state == "untried"
    assert kept.objects.get().address == OLD_NUMBER


def test_what_still_goes_to_the_same_address_is_marked_for_all_who_have_it(company):
    owing_by_mail(company, OLD)
    other = owing_by_mail(live_company(), OLD.upper())

    def refuses(_) -> Result:
        return Result(Outcome.REJECTED_FOR_GOOD, reply="550 User unknown", marks_address=True)

    send_one(mail_ready(company), check=CHECK, settle=SETTLE, now=NOW, carrier=refuses)

    assert other.contacts.get().email_state == "bounced"


def test_an_import_that_brings_the_old_address_back_writes_to_nobody_there(company, reminder):
    came(bounce(reminder))

    Contact.objects.update(email=OLD.upper(), email_state="untried")

    assert Contact.objects.get().email_state == "bounced"
    days_of(company, "2024-01-11").until("2024-01-12")
    assert not Communication.objects.filter(channel="email").exclude(pk=reminder.pk).exists()
    allow_address(address=OLD)
    assert Contact.objects.get().takes_email
