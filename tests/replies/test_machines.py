"""What machines of customers write: a helpdesk's words, an advice, an absence, a form."""

import pytest

from collections_app.communications.models import Communication
from collections_app.communications.transports.email import message_id
from collections_app.customers.models import Contact
from collections_app.dunning.models import Hold
from collections_app.replies.kinds import kind_of
from collections_app.replies.reading import read
from tests.replies.mails import came, written

pytestmark = pytest.mark.django_db
HELPDESK = {
    "From": "Vandrel Helpdesk <support@vandrel.example>",
    "Subject": "[#4711] Error in invoice 1",
}


def is_unharmed(reminder: Communication) -> bool:
    reminder.refresh_from_db()
    return (reminder.state, Contact.objects.get().email_state) == ("sent", "good")


def is_held() -> bool:
    return Hold.objects.filter(ended_on__isnull=True).exists()


@pytest.mark.parametrize("by", [{"Auto-Submitted": "auto-generated"}, {"Return-Path": "<>"}])
@pytest.mark.parametrize(
    "words",
    [
        "The account number on it was not found in our books. We do not pay.",
        "The amount is wrong. We do not pay.",
        "Your delivery was delayed by two weeks. We do not pay.",
    ],
)
def test_a_helpdesk_in_our_thread_is_a_customer(reminder, words, by):
    said = f"femke@vandrel.example wrote:\n\n{words}"

    mail = came(written(said, answers=reminder, **HELPDESK | by))

    assert mail.state == "applied" and mail.communication.purpose == "reply"
    assert is_unharmed(reminder)
    assert is_held()


def test_a_ticket_s_receipt_switches_no_address_off(reminder):
    said = "femke@vandrel.example has moved. Account Femke was not found; a ticket was opened."

    mail = came(written(said, answers=reminder, **HELPDESK | {"Auto-Submitted": "auto-replied"}))

    assert (mail.kind, mail.state) == ("auto_reply", "applied")
    assert is_unharmed(reminder)


def test_a_mail_server_that_only_answers_waits_for_a_person(reminder):
    said = "550 5.1.1 <femke@vandrel.example> user unknown"
    server = {"From": "MAILER-DAEMON@mx.example", "Subject": "failure notice"}

    mail = came(written(said, answers=reminder, **server))

    assert (mail.kind, mail.state) == ("notice", "applied")
    assert is_unharmed(reminder)
    assert is_held()


def test_one_that_names_nothing_says_what_it_looks_like(company):
    said = "550 5.1.1 <femke@vandrel.example> user unknown"
    server = {"From": "MAILER-DAEMON@mx.example", "Subject": "failure notice"}

    mail = came(written(said, **server))

    assert (mail.kind, mail.state) == ("gone", "not_filed")
    assert "5.1.1" in mail.said


COMPLAINS = "Complaint about message from 10 January: invoice 1"


def test_a_complaint_by_subject_alone_is_an_answer(reminder):
    mail = came(written("The goods were broken.", answers=reminder, Subject=COMPLAINS))

    assert (mail.kind, mail.state) == ("reply", "applied")
    assert is_unharmed(reminder)
    assert is_held()


def test_a_complaint_that_gives_our_mail_back_is_one(reminder):
    said = f"abuse\n\nReceived: from mx\nMessage-ID: {message_id(reminder)}\n"

    mail = came(written(said, From="feedback@isp.example", Subject=COMPLAINS))

    assert (mail.kind, mail.state) == ("complaint", "applied")
    assert Contact.objects.get().email_state == "opted_out"


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatic reply: Invoice",
        "AW: Automatische Antwort: Rechnung",
        "RE: Out of office: x",
        "Out of office furniture, so no payment",
        "Automatic reply to your demand is not what we want",
        "Abwesenheit unseres Buchhalters",
    ],
)
def test_a_person_in_the_thread_of_an_automatic_answer_is_heard(reminder, subject):
    mail = came(written("I am back. We dispute invoice 1.", answers=reminder, Subject=subject))

    assert (mail.kind, mail.state) == ("reply", "applied")
    assert is_held()


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office",
        "Out of the office until Monday",
        "Out of office from 5 to 12 January",
        "Out of Office AutoReply: Invoice 1",
        "Automatic reply: Invoice 1",
        "Automatic reply",
        "Auto-Reply - we have your mail",
        "Automatische Antwort: Rechnung",
        "Abwesenheitsnotiz",
        "Abwesenheit bis 12.1.",
        "Abwesenheitsmeldung: Rechnung 1",
        "Réponse automatique : Facture",
        "Respuesta automática: Factura",
    ],
)
def test_a_machine_that_says_so_in_its_subject_alone_is_one(subject):
    assert kind_of(read(written("I am away.", Subject=subject)))[0] == "out_of_office"


@pytest.mark.parametrize(
    ("subject", "submitted", "kind"),
    [
        ("Auto: Invoice 1", "auto-replied (vacation)", "out_of_office"),
        ("Remittance advice Holiday Inn Express 4711", "auto-generated", "notice"),
        ("Holiday Inn Express: remittance advice", "auto-generated", "notice"),
        ("Holiday", "auto-generated", "out_of_office"),
        ("Out of office: Invoice 1", "auto-generated", "out_of_office"),
    ],
)
def test_an_absence_is_told_from_an_advice(subject, submitted, kind):
    words = "I am away until Monday." if kind == "out_of_office" else "We paid 1,200.00."

    mail = read(written(words, Subject=subject, **{"Auto-Submitted": submitted}))

    assert kind_of(mail)[0] == kind
