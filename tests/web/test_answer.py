"""Answering a mail on the page: shown before it goes, undone in place, then filed."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from tests import factories
from tests.replies.mails import came, written
from tests.replies.world import NUMBER, texted
from tests.web.conftest import client_of, person
from tests.web.opening import opened

HTMX = {"HX-Request": "true"}
TEXT = "Dear Femke,\n\nFriday is fine.\n\nKind regards"


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Vandrel Optics")
    one.contacts.update(email="femke@vandrel.example", mobile=NUMBER)
    return one


@pytest.fixture
def reply(customer: Customer) -> Communication:
    return came(written("We pay on Friday."), at=timezone.now()).communication


def send(client: Client, reply: Communication, headers: dict = HTMX, **more: str):
    path = reverse("inbox:send_answer", args=[reply.pk])
    return client.post(path, {"subject": "Re: Invoice", "text": TEXT} | more, headers=headers)


def test_it_is_shown_before_it_goes(reply, clerk: Client) -> None:
    path = reverse("inbox:answer", args=[reply.pk])
    assert f'hx-get="{path}"' in clerk.get("/inbox/").text

    form = clerk.get(path, headers=HTMX).text

    assert "Dear Ms Femke Oldaal," in form
    assert 'value="Re: Invoice"' in form
    assert "We pay on Friday.</pre>" in form
    assert not Communication.objects.filter(purpose="answer").exists()


def test_it_goes_is_undone_in_the_inbox_and_the_reply_is_filed(reply, clerk: Client) -> None:
    page = send(clerk, reply).text
    mail = Communication.objects.get(purpose="answer")

    assert "The answer to Femke Oldaal goes in a moment." in page
    assert "<b>Answer</b> goes to Femke Oldaal." in page
    undone = clerk.post(
        reverse("customers:undo_mail", args=[mail.pk]), {"place": "inbox"}, headers=HTMX
    ).text
    assert "The answer is stopped." in undone
    assert "goes to Femke" not in undone
    file = reverse("inbox:file", args=[reply.pk])
    assert "filed: read." in clerk.post(file, {"filed_as": "other"}, headers=HTMX).text


def test_the_reply_that_was_answered_stays_in_hand(company, reply, clerk: Client) -> None:
    other = factories.customer(company)
    other.contacts.update(email="ap@nordlicht.example")
    second = written("No pump.", From="ap@nordlicht.example", **{"Message-ID": "<n@x.example>"})
    second = came(second, at=timezone.now()).communication

    page = send(clerk, second).text

    assert re.findall(r'class="reply( cursor)?" data-row id="reply-([^"]+)"', page) == [
        ("", str(reply.pk)),
        (" cursor", str(second.pk)),
    ]


def test_undone_gone_back_to_and_corrected_it_goes_as_it_is_now(reply, clerk: Client) -> None:
    once = str(uuid4())
    send(clerk, reply, once=once)
    first = Communication.objects.get(purpose="answer")
    clerk.post(reverse("customers:undo_mail", args=[first.pk]), {"place": "inbox"}, headers=HTMX)

    page = send(clerk, reply, once=once, text=TEXT.replace("Friday", "Monday")).text

    assert "The answer to Femke Oldaal goes in a moment." in page
    assert "Monday is fine." in Communication.objects.get(purpose="answer", state="ready").text


def test_a_form_that_is_spent_says_so_and_can_send_what_it_says_now(reply, clerk: Client) -> None:
    once = str(uuid4())
    send(clerk, reply, once=once)

    refused = send(clerk, reply, once=once, text=TEXT.replace("Friday", "Monday"))

    assert refused.status_code == 422
    assert "has sent its mail in other words" in refused.text
    renewed = re.search(r'name="once" value="([^"]+)"', refused.text)[1]
    send(clerk, reply, once=renewed, text=TEXT.replace("Friday", "Monday"))
    assert Communication.objects.filter(purpose="answer", state="ready").count() == 2


def test_an_answer_without_an_answer_is_sent_back_to_its_form(reply, clerk: Client) -> None:
    form = clerk.get(reverse("inbox:answer", args=[reply.pk]), headers=HTMX).context["form"]

    refused = send(clerk, reply, text=form["text"].value().replace("\n", "\r\n"))

    assert refused.status_code == 422
    assert refused["HX-Retarget"] == f"#answer-{reply.pk}"
    assert "Write the text, between greeting and close." in refused.text
    assert not Communication.objects.filter(purpose="answer").exists()


def test_a_form_whose_reply_was_moved_meanwhile_says_where_it_went(
    company, customer, reply, clerk: Client
) -> None:
    opened_at = clerk.get(reverse("inbox:answer", args=[reply.pk]), headers=HTMX).context["form"]
    shown = str(opened_at["customer"].value())
    assert shown == str(customer.pk)
    other = factories.customer(company, name="Nordlicht Pumpen")
    clerk.post(reverse("inbox:move", args=[reply.pk]), {"customer": other.number}, headers=HTMX)

    refused = send(clerk, reply, customer=shown)

    assert refused.status_code == 422
    assert "Somebody has moved their mail to Nordlicht Pumpen" in refused.text
    assert "Friday is fine." in refused.text
    assert not Communication.objects.filter(purpose="answer").exists()


def test_an_address_that_takes_no_mail_is_named(customer, reply, clerk: Client) -> None:
    customer.contacts.update(email_state="bounced")

    refused = send(clerk, reply)

    assert refused.status_code == 422
    assert "femke@vandrel.example takes no mail from us" in refused.text
    assert "Friday is fine." in refused.text


def test_it_is_answered_at_the_customer_too(customer, reply, clerk: Client) -> None:
    detail = reverse("customers:detail", args=[customer.pk])
    assert f"{reverse('inbox:answer', args=[reply.pk])}?place=customer" in opened(clerk, detail)

    page = send(clerk, reply, place="customer").text

    assert "<b>Answer</b> goes to Femke Oldaal." in page
    assert "<b>Answer</b> to Femke Oldaal" in page


def test_what_waits_for_an_answer_stands_on_the_page_with_its_key(
    customer, reply, clerk: Client
) -> None:
    detail = reverse("customers:detail", args=[customer.pk])
    answer = reverse("inbox:answer", args=[reply.pk])

    page = clerk.get(detail).text

    assert '<p class="words" dir="auto">We pay on Friday.</p>' in page
    assert f'hx-get="{answer}?place=customer" hx-target="#answer-{reply.pk}"' in page
    assert page.count('data-key="e"') == 1  # the key answers, and begins no other mail
    send(clerk, reply, place="customer")
    clerk.post(reverse("customers:answered", args=[customer.pk]))
    page = clerk.get(detail).text
    assert "panel wrote" not in page and page.count('data-key="e"') == 1


def test_without_scripts_it_works_too(customer, reply, clerk: Client) -> None:
    page = clerk.get(reverse("inbox:answer", args=[reply.pk])).text

    assert "Answer Vandrel Optics" in page and "hx-post" not in page.split("answering")[1]
    path = reverse("inbox:send_answer", args=[reply.pk])
    sent = clerk.post(path, {"subject": "Re: Invoice", "text": TEXT}, follow=True)
    assert "goes in a moment." in sent.text


def test_a_text_is_not_answered_by_mail(reply, clerk: Client) -> None:
    texted("We pay.", at=timezone.now())
    text = Communication.objects.get(channel="sms")

    assert reverse("inbox:answer", args=[text.pk]) not in clerk.get("/inbox/").text
    assert send(clerk, text).status_code == 404


def test_who_may_not_answer_does_not(reply, auditor: Client) -> None:
    stranger = client_of(person("clerk", factories.company()))

    assert send(auditor, reply).status_code == 403
    assert "<form" not in auditor.get(reverse("inbox:answer", args=[reply.pk]), headers=HTMX).text
    assert send(stranger, reply).status_code == 404
    assert stranger.get(reverse("inbox:answer", args=[reply.pk])).status_code == 404
