"""Whose a mail is: by what it answers, by its sender, be it handed on or written in another way."""

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.transports.email import message_id
from collections_app.customers.models import Contact, StoppedAddress
from collections_app.dunning.models import Hold
from collections_app.lib.plus_addresses import with_token
from collections_app.replies.filing import place_mail
from tests import factories
from tests.replies.mails import bounce, came, mail_ready, owing_by_mail, sends, written
from tests.replies.world import NOW

pytestmark = pytest.mark.django_db
HEX = "0123456789abcdef0123456789abcdef"
UMLAUT, AS_SERVERS_WRITE = "femke@müller.example", "femke@xn--mller-kva.example"


def states() -> dict[str, str]:
    return dict(Contact.objects.values_list("email", "email_state"))


def test_an_address_of_a_customer_that_ends_like_a_token_is_his_own(company):
    own, other = f"inbox+{HEX}@bills.example", "inbox@bills.example"
    owing_by_mail(company, own)
    owing_by_mail(company, other, number="C-2")

    mail = came(written("STOP", From=own, Subject="Stop"))

    assert mail.sender == own
    assert (states()[own], states()[other]) == ("opted_out", "untried")


def test_what_a_group_hands_on_is_by_whoever_wrote_it(company, reminder):
    through = {
        "From": f"'Femke Oldaal' via AR <{company.answers_to}>",
        "X-Original-From": "Femke Oldaal <femke@vandrel.example>",
        "Reply-To": "Femke Oldaal <femke@vandrel.example>",
    }

    mail = came(written("We dispute this invoice.", answers=reminder, **through))

    assert (mail.state, mail.sender) == ("applied", "femke@vandrel.example")
    assert Hold.objects.count() == 1


def test_what_a_form_of_ours_sends_is_by_whoever_filled_it_in(company):
    customer = owing_by_mail(company)
    form = {"From": f"Form <{company.answers_to}>", "Reply-To": "femke@vandrel.example"}

    mail = came(written("We paid on Monday.", Subject="Contact form", **form))

    assert mail.communication.customer == customer
    assert Hold.objects.count() == 1


def test_filed_by_hand_it_is_by_whoever_wrote_it_too(company):
    customer = owing_by_mail(company)
    form = {"From": f"Form <{company.answers_to}>", "Reply-To": "boss@vandrel.example"}
    mail = came(written("We paid on Monday.", Subject="Contact form", **form))

    place_mail(mail=mail, customer=customer, by="user:7", at=NOW)

    assert mail.communication.sender == mail.sender == "boss@vandrel.example"


def test_a_sister_company_that_owes_is_a_customer(company):
    factories.company(mode="live", sender_email="ar@sister.example", reply_to="")
    owing_by_mail(company, "ar@sister.example")
    reminder = sends(mail_ready(company))

    mail = came(written("We dispute.", answers=reminder, From="ar@sister.example"))

    assert mail.state == "applied"
    assert Hold.objects.count() == 1


def test_from_our_own_address_in_our_thread_somebody_sees_it(company, reminder):
    mail = came(written("I take this.", answers=reminder, From=company.answers_to))

    assert (mail.kind, mail.state) == ("colleague", "not_filed")
    assert not Hold.objects.exists()


@pytest.fixture
def second(company, reminder) -> Communication:
    """A later mail to another customer."""
    owing_by_mail(company, "ap@oldaal.example", number="C-2", name="Oldaal BV")
    return sends(mail_ready(company))


def test_what_it_answers_says_more_than_what_it_refers_to(reminder, second):
    refers = f"{message_id(reminder)} {message_id(second)}"

    mail = came(written("Ours is wrong.", answers=reminder, References=refers))

    assert mail.communication.customer == reminder.customer


def test_of_what_it_refers_to_the_last_counts(reminder, second):
    refers = f"{message_id(second)} {message_id(reminder)}"

    mail = came(written("Ours is wrong.", References=refers))

    assert mail.communication.customer == reminder.customer


def test_a_stop_to_another_s_reply_address_stops_its_writer_alone(company, reminder, second):
    to = with_token(company.answers_to, reminder.pk)

    came(written("STOP", From="ap@oldaal.example", To=to, Subject="Our account"))

    assert states() == {"ap@oldaal.example": "opted_out", "femke@vandrel.example": "good"}


def test_a_domain_beyond_ascii_is_one_however_it_is_written(company):
    customer = owing_by_mail(company, UMLAUT)

    mail = came(written("We paid.", From=AS_SERVERS_WRITE))

    assert mail.communication.customer == customer
    assert mail.communication.contact.email == UMLAUT


def test_a_stop_from_there_holds_for_both_ways(company):
    owing_by_mail(company, UMLAUT)

    came(written("STOP", From=AS_SERVERS_WRITE, Subject="Stop"))
    owing_by_mail(company, AS_SERVERS_WRITE, number="C-2")
    Contact.objects.create(customer=factories.customer(company, number="C-3"), email=UMLAUT)

    assert set(states().values()) - {"untried"} == {"opted_out"}
    assert states()[UMLAUT] == states()[AS_SERVERS_WRITE] == "opted_out"


def test_a_bounce_from_there_is_believed(company):
    owing_by_mail(company, UMLAUT)
    reminder = sends(mail_ready(company))

    came(bounce(reminder, recipient=AS_SERVERS_WRITE))

    assert states()[UMLAUT] == "bounced"


@pytest.mark.parametrize(
    "domain",
    ["gmx.at", "aol.com", "yahoo.de", "yahoo.co.uk", "hotmail.de", "outlook.de", "me.com",
     "bluewin.ch", "orange.fr", "protonmail.com"],
)  # fmt: skip
def test_a_stop_where_everybody_has_an_address_is_obeyed(company, domain):
    company.reply_to = company.sender_email = f"talbruck@{domain}"
    company.save()

    came(written("STOP", From=f"boss.vandrel@{domain}", Subject="Stop"))

    assert StoppedAddress.objects.get().address == f"boss.vandrel@{domain}"


def test_who_is_of_our_domain_and_answers_is_heard(company, reminder):
    came(written("STOP", answers=reminder, From="tenant@talbruck.example"))

    assert StoppedAddress.objects.filter(address="tenant@talbruck.example").exists()
