"""The inbox: replies beside the customer's facts, filed with one press, moved where they belong."""

from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from collections_app.replies.models import Mail, ProviderEvent
from collections_app.tasks.models import Task
from tests import factories
from tests.replies.mails import came, written
from tests.replies.world import texted
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}
INBOX = "/inbox/"


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Vandrel Optics")
    one.contacts.update(email="femke@vandrel.example")
    late_invoice(one, 12, "1200.00")
    return one


def reply_of(text: str = "We pay on Friday.") -> Communication:
    return came(written(text), at=timezone.now()).communication


def file(client: Client, reply: Communication, filed_as: str, **more: str):
    path = reverse("inbox:file", args=[reply.pk])
    return client.post(path, {"filed_as": filed_as} | more, headers=HTMX)


def test_a_reply_stands_beside_what_the_customer_owes(customer, clerk: Client) -> None:
    reply_of("We pay on Friday.\n\nAm 12.01.2024 um 09:00 schrieb Talbruck:\n> You owe <b>it</b>.")

    page = clerk.get(INBOX).text

    assert "Vandrel Optics" in page
    assert "1,200.00" in page and "12 days" in page
    assert '<p class="words" dir="auto">We pay on Friday.</p>' in page
    assert "What it quotes" in page and "You owe &lt;b&gt;it&lt;/b&gt;." in page
    assert '<span>Inbox</span><span class="n">1</span>' in page


def bringing(sender: str) -> bytes:
    """A mail that says nothing and holds an advice of a payment."""
    one = EmailMessage()
    one["From"], one["Subject"] = sender, "Avis"
    one.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="<Avis>.pdf")
    return one.as_bytes()


def test_what_a_mail_without_words_brings_is_named(customer, clerk: Client) -> None:
    reply = came(bringing("femke@vandrel.example"), at=timezone.now()).communication
    came(bringing("nobody@known.example"), at=timezone.now())
    brings = "&lt;Avis&gt;.pdf"

    page = clerk.get(INBOX).text
    record = clerk.get(reverse("communications:record", args=[reply.pk])).text

    assert "No words." in page
    assert f'It brings <span dir="auto">{brings}</span>: look at it in the mailbox.' in page
    assert f"(No words. It brings {brings}: look at it in the mailbox.)" in page
    assert brings in record


def test_what_is_read_leaves_and_the_hold_ends(customer, clerk: Client) -> None:
    reply = reply_of()

    said = file(clerk, reply, "other").text

    assert "Reply of Vandrel Optics filed: read." in said
    assert "No reply waits." in said
    assert "Filed lately" in said
    assert Hold.objects.get().ended_on


def test_a_promise_is_written_down_at_the_customer(customer, clerk: Client) -> None:
    reply = reply_of()

    answer = file(clerk, reply, "promise")

    page = reverse("customers:detail", args=[customer.pk])
    assert answer["HX-Redirect"] == f"{page}#act-call"
    assert "To write down" in clerk.get(INBOX).text
    assert Task.objects.get(kind="answer").state == "open"
    history = opened(clerk, reverse("customers:history", args=[customer.pk]))
    assert "Filed as: promise." in history


def test_without_scripts_it_works_too(customer, clerk: Client) -> None:
    path = reverse("inbox:file", args=[reply_of().pk])

    assert "filed: wrong person" in clerk.post(path, {"filed_as": "wrong_person"}, follow=True).text


def test_two_clerks_file_it_once(customer, clerk: Client) -> None:
    reply = reply_of()
    file(clerk, reply, "other")

    assert "Somebody has filed it already." in file(clerk, reply, "promise").text


def test_it_moves_by_number_or_name(company, customer, clerk: Client) -> None:
    reply = reply_of()
    other = factories.customer(company, name="Nordlicht Pumpen")
    path = reverse("inbox:move", args=[reply.pk])

    refused = clerk.post(path, {"customer": "Nordlicht"}, headers=HTMX).text
    moved = clerk.post(path, {"customer": "nordlicht pumpen"}, headers=HTMX).text

    assert "No single customer is “Nordlicht”" in refused
    assert "Moved to Nordlicht Pumpen." in moved
    reply.refresh_from_db()
    assert reply.customer == other


def test_a_mail_of_nobody_known_is_filed_or_put_aside(customer, clerk: Client) -> None:
    first = came(written("This is Femke at home.", From="f@home.example"), at=timezone.now())
    second = came(written("Our offers.", From="x@shop.example"), at=timezone.now())
    assert "No single customer has this address" in clerk.get(INBOX).text

    path = reverse("inbox:place", args=[first.pk])
    filed = clerk.post(path, {"customer": customer.number}, headers=HTMX).text
    aside = clerk.post(reverse("inbox:put_aside", args=[second.pk]), headers=HTMX).text

    assert "Filed under Vandrel Optics." in filed
    assert "This is Femke at home." in filed
    assert "Put aside. It is kept." in aside
    assert Mail.objects.get(pk=second.pk).state == "put_aside"


def test_what_is_put_aside_can_be_seen_and_filed_after_all(customer, clerk: Client) -> None:
    leaves = {"List-Unsubscribe": "<https://x.example>"}
    mail = came(written("Our offers.", From="x@shop.example", **leaves), at=timezone.now())
    page = clerk.get(INBOX).text
    assert "<summary>Put aside, 1</summary>" in page and "Our offers." in page

    path = reverse("inbox:place", args=[mail.pk])
    filed = clerk.post(path, {"customer": customer.number}, headers=HTMX).text

    assert "Filed under Vandrel Optics." in filed
    assert "Put aside, 1" not in filed


def test_what_could_not_be_read_says_why_and_is_filed(customer, clerk: Client) -> None:
    deep = b"Content-Type: message/rfc822\r\n\r\n" * 3000
    head = b"From: boss@vandrel.example\r\nSubject: Deep\r\n"
    mail = came(head + deep, at=timezone.now())
    page = clerk.get(INBOX).text
    assert "boss@vandrel.example" in page and "Deep" in page
    assert "It could not be read here: look at it in the mailbox." in page

    path = reverse("inbox:place", args=[mail.pk])
    filed = clerk.post(path, {"customer": customer.number}, headers=HTMX).text

    assert "This mail could not be read; it follows as it came." in filed


def test_a_reply_that_may_ask_to_stop_is_pointed_out(customer, clerk: Client) -> None:
    reply_of("Could you stop sending these to me?")
    came(written("Stop it, will you?", From="x@nobody.example"), at=timezone.now())
    text_of_nobody("Would you stop texting this number?")

    assert clerk.get(INBOX).text.count("May ask us to stop") == 3


def test_an_auditor_reads_and_files_nothing(customer, auditor: Client) -> None:
    reply = reply_of()

    page = auditor.get(INBOX).text

    assert "We pay on Friday." in page
    assert 'name="filed_as"' not in page
    assert file(auditor, reply, "other").status_code == 403


def test_another_company_s_clerk_sees_and_files_nothing(customer) -> None:
    reply = reply_of()
    stranger = client_of(person("clerk", factories.company()))
    mail = Mail.objects.get()

    assert "We pay on Friday." not in stranger.get(INBOX).text
    assert file(stranger, reply, "other").status_code == 404
    assert stranger.post(reverse("inbox:put_aside", args=[mail.pk])).status_code == 404


def test_what_names_no_company_is_seen_by_who_works_for_all(customer, clerk: Client) -> None:
    came(written("Hello there.", From="x@nobody.example"), at=timezone.now())
    Mail.objects.update(company=None)
    assert "Hello there." in clerk.get(INBOX).text

    factories.company()

    assert "Hello there." not in clerk.get(INBOX).text


def test_what_is_no_kind_of_reply_is_refused(customer, clerk: Client) -> None:
    assert file(clerk, reply_of(), "nonsense").status_code == 404


def test_the_page_costs_the_same_for_one_reply_and_for_many(
    company, customer, clerk: Client, django_assert_max_num_queries
) -> None:
    for number in range(12):
        one = factories.customer(company)
        one.contacts.update(email=f"a{number}@x.example")
        late_invoice(one, 20)
        came(written(f"Reply {number}", From=f"a{number}@x.example"), at=timezone.now())

    with django_assert_max_num_queries(16):
        clerk.get(INBOX)


STRANGER = "+4915199999999"


def text_of_nobody(words: str = "We moved, write to me.", **more: str) -> ProviderEvent:
    texted(words, number=STRANGER, at=timezone.now(), **more)
    return ProviderEvent.objects.latest("pk")


def test_a_text_of_nobody_known_is_filed_and_waits_for_an_answer(customer, clerk: Client) -> None:
    text = text_of_nobody()
    page = clerk.get(INBOX).text
    assert STRANGER in page and "No customer has this number" in page
    assert '<span>Inbox</span><span class="n">1</span>' in page

    path = reverse("inbox:place_text", args=[text.pk])
    filed = clerk.post(path, {"customer": customer.number}, headers=HTMX).text
    again = clerk.post(path, {"customer": customer.number}, headers=HTMX).text

    assert "Filed under Vandrel Optics." in filed and "We moved, write to me." in filed
    assert "Somebody has filed it already." in again
    assert Task.objects.get(kind="answer").customer == customer
    assert Communication.objects.get(channel="sms").sender == STRANGER


def test_a_text_that_concerns_nobody_is_put_aside_and_kept(customer, clerk: Client) -> None:
    text = text_of_nobody("You won a prize!")

    said = clerk.post(reverse("inbox:put_text_aside", args=[text.pk]), headers=HTMX).text

    assert "Put aside. It is kept." in said and "You won a prize!" not in said
    text.refresh_from_db()
    assert text.parked_because == "put_aside"


def test_a_text_to_a_company_s_own_number_is_seen_there_alone(company, customer, clerk) -> None:
    other = factories.company(sms_sender="+4930111")
    stranger = client_of(person("clerk", other))
    to_other, to_nobody = text_of_nobody(To="+4930111"), text_of_nobody("Hello?")

    assert "We moved" in stranger.get(INBOX).text
    assert "Hello?" not in stranger.get(INBOX).text
    assert "We moved" not in clerk.get(INBOX).text
    for text, client in ((to_other, clerk), (to_nobody, stranger)):
        path = reverse("inbox:put_text_aside", args=[text.pk])
        assert client.post(path, headers=HTMX).status_code == 404
