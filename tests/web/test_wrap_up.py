"""The wrap-up on the customer's page."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.intake.copies import keep_copy
from collections_app.invoices.models import Invoice
from collections_app.promises.models import Promise, SaysPaid
from collections_app.reports.words import day_name
from tests import factories
from tests.intake.test_copies import a_pdf
from tests.web.days import late_invoice

NO_MAIL = {"drafted": "seen", "was_to_send": "on"}  # the tick was taken away
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Halvren Marine")
    one.contacts.update(phone="+37260055501")
    return one


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return late_invoice(customer, 12, "1234.50")


def ahead(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days)


def wrap(client: Client, customer: Customer, view: str = "wrap_up", **values: Any) -> Any:
    """What a browser sends: the form as the page had it, and what was typed."""
    path = reverse(f"customers:{view}", args=[customer.pk])
    return client.post(path, {"parts": "1", "rhythm": "monthly"} | values, headers=HTMX)


def spoke(customer: Customer, **values: Any) -> dict[str, Any]:
    return {"outcome": "reached", "contact": customer.contacts.get().pk} | values


def promise(invoice: Invoice, **values: Any) -> dict[str, Any]:
    return {"has": ["promise"], "promised": [invoice.pk], "pays_on": ahead(7)} | values


def hidden(html: str) -> dict[str, Any]:
    """The fields of a fragment as it proposes them."""
    inputs = re.findall("<input[^>]*>", html)
    sent = [one for one in inputs if 'type="checkbox"' not in one or " checked" in one]
    tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) for one in sent]
    fields = {tag["name"]: unescape(tag.get("value", "")) for tag in tags if tag.get("name")}
    fields |= dict(re.findall(r'<select[^>]*name="(\w+)".*?value="(\w+)" selected', html))
    text = re.search(r'name="mail_text"[^>]*>(.*?)</textarea>', html, re.S)
    return fields | ({"mail_text": unescape(text[1])} if text else {})


def test_no_answer_is_tried_again_tomorrow_at_ten(clerk: Client, customer: Customer) -> None:
    response = wrap(clerk, customer, quick="no_answer", note="Rang long.")

    assert "Call logged: No answer" in response.text
    task = customer.tasks.get(state="open")
    calendar = customer.company.calendar
    assert task.due_on == calendar.add_business_days(ahead(0), 1)
    assert (task.kind, task.values["at"]) == ("call", "10:00")
    assert Communication.objects.get().text == "Rang long."


def test_a_promise_in_a_call_is_laid_on_what_was_ticked(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = spoke(customer, **NO_MAIL) | promise(invoice, amount="500")

    response = wrap(clerk, customer, **said)

    made = Promise.objects.get()
    assert (made.amount, made.promised_for) == (500, ahead(7))
    assert f"500.00 EUR promised for {day_name(ahead(7))}" in response.text
    assert "check whether the money came" in response.text
    assert Communication.objects.get(channel="call").why["outcome"] == "reached"


def test_an_untouched_sum_follows_the_ticks(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    late_invoice(customer, 8, "100.00")

    wrap(clerk, customer, **promise(invoice, amount="1334.50", proposed_amount="1334.50"))

    assert Promise.objects.get().amount == invoice.amount


def test_instalments_are_promises_a_month_apart(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    wrap(clerk, customer, **promise(invoice, parts="3", amount="1234.50"))

    amounts = Promise.objects.order_by("promised_for").values_list("amount", flat=True)
    assert [str(one) for one in amounts] == ["411.500"] * 3
    assert Promise.objects.values("plan").distinct().count() == 1


def test_a_reason_of_the_companys_own_is_kept_in_its_words(
    company: Company, clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    Company.objects.update(dispute_reasons=["Short shelf life"])
    said = {"has": "dispute", "disputed": invoice.pk, "answer_due_on": ahead(5)}

    refused = wrap(clerk, customer, dispute_reason="price", **said)
    page = wrap(clerk, customer, dispute_reason="Short shelf life", **said).text

    assert refused.status_code == 422
    assert Dispute.objects.get().reason == "Short shelf life"
    assert "disputed, short shelf life" in page


def test_pieces_without_a_call_are_written_down_too(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    other = late_invoice(customer, 9, "90.00")

    response = wrap(
        clerk,
        customer,
        has=["dispute", "paid"],
        disputed=[invoice.pk],
        disputed_amount="200",
        dispute_reason="price",
        dispute_note="Old price list.",
        answer_due_on=ahead(5),
        paid=[other.pk],
        paid_on=ahead(-3),
        how="transfer",
        reference="RF 77",
    )

    assert response.status_code == 200
    assert (Dispute.objects.get().amount, Dispute.objects.get().reason) == (200, "price")
    assert (SaysPaid.objects.get().invoice, SaysPaid.objects.get().reference) == (other, "RF 77")
    assert "200.00 EUR of" in response.text
    assert Communication.objects.get().channel == "note"
    assert str(customer.tasks.get(kind="answer_dispute").due_on) == str(ahead(5))
    assert not customer.tasks.filter(kind="follow_up").exists()


def test_a_word_is_no_number_of_a_contact(clerk: Client, customer: Customer) -> None:
    contact = {"has": ["contact"], "name": "Ada Lund", "phone": "hello"}

    response = wrap(clerk, customer, **contact)

    assert response.status_code == 422
    assert '"hello" is not a phone number' in unescape(response.text)


def test_a_contact_is_written_down_with_its_consent(clerk: Client, customer: Customer) -> None:
    wrap(
        clerk,
        customer,
        has=["contact"],
        name="Joost Maas",
        roles=["approver"],
        mobile="06 12345678",
        email="joost@vandrel.example",
        consents=["sms"],
        consent_source="on the phone",
    )

    contact = customer.contacts.get(name="Joost Maas")
    assert (contact.mobile, contact.roles) == ("+31612345678", ["approver"])
    assert contact.takes_sms
    assert contact.sms_consent_source == "on the phone"


def test_a_contact_that_we_know_is_changed_in_place(clerk: Client, customer: Customer) -> None:
    contact = customer.contacts.get()
    path = reverse("customers:contact", args=[customer.pk])

    html = clerk.get(path, {"who": contact.pk}, headers=HTMX).text
    wrap(clerk, customer, **hidden(html) | {"phone": "+372 600 55599"})

    contact.refresh_from_db()
    assert (contact.name, contact.phone) == ("Femke Oldaal", "+37260055599")
    assert customer.contacts.count() == 1


def test_a_consent_is_that_of_its_number_and_another_needs_another(
    clerk: Client, customer: Customer
) -> None:
    contact = customer.contacts.get()
    Contact.objects.update(
        mobile="+31612345678", sms_consent_on="2024-01-02", sms_consent_source="order form"
    )
    known = {"has": ["contact"], "who": contact.pk, "name": contact.name, "consents": ["sms"]}

    refused = wrap(clerk, customer, **known, mobile="+31687654321", consent_source="order form")
    assert refused.status_code == 422
    assert "It is another number: say how they consented to that one." in refused.text
    wrap(clerk, customer, **known, mobile="+31687654321", consent_source="by mail of 3 May")

    contact.refresh_from_db()
    assert (contact.mobile, contact.sms_consent_source) == ("+31687654321", "by mail of 3 May")
    page = clerk.get(reverse("customers:detail", args=[customer.pk])).text
    assert "by mail of 3 May" in page
    wrap(clerk, customer, **known | {"consents": []}, mobile="+31611111111")
    contact.refresh_from_db()
    assert not contact.takes_sms


def test_the_mail_after_a_call_carries_the_copy_that_it_promises(
    clerk: Client, customer: Customer, invoice: Invoice, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    keep_copy(invoice=invoice, content=a_pdf(), by="user:7", at=timezone.now())

    said = spoke(customer) | {"cause": "not_received"}
    read = hidden(wrap(clerk, customer, "propose", **said).text) | {"sends_mail": "on"}

    wrap(clerk, customer, **said | read)

    mail = Communication.objects.get(purpose="follow_up")
    assert [one["number"] for one in mail.copies] == [invoice.number]


def test_an_address_that_bounced_is_used_again_for_a_reason(
    clerk: Client, customer: Customer
) -> None:
    contact = customer.contacts.get()
    path = reverse("customers:contact", args=[customer.pk])
    assert "again, because" not in clerk.get(path, {"who": contact.pk}, headers=HTMX).text
    customer.contacts.update(email_state="bounced")

    html = clerk.get(path, {"who": contact.pk}, headers=HTMX).text
    assert f"Use {contact.email} again, because" in html
    wrap(clerk, customer, **hidden(html) | {"again_because": "mended, says their IT"})

    contact.refresh_from_db()
    assert contact.email_state == "untried"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Pick how the call ended, or open what was agreed."),
        ({"outcome": "shouted"}, "Select a valid choice"),
        ({"outcome": "reached", "contact": "999999"}, "is not there any more: look again"),
        ({"has": ["promise"], "promised": "999999"}, "is not there any more: look again"),
        ({"has": ["promise"]}, "Pick the day by which they pay."),
        ({"has": ["promise"], "pays_on": "2020-01-01"}, "Pick a date from"),
        ({"has": ["dispute"]}, "Pick what is wrong."),
        ({"has": ["paid"]}, "Pick the invoices that it is about."),
        ({"has": ["paid"], "paid_on": "2999-01-01"}, "note a promise instead"),
        ({"has": ["contact"]}, "Give a name, an e-mail address or a number."),
        ({"has": ["contact"], "phone": "ring ring"}, "is not a phone number"),
        ({"has": ["contact"], "email": "nobody"}, "is not an e-mail address"),
        ({"outcome": "reached", "act": "call", "next_on": ""}, "Nobody is left without a next day"),
        ({"outcome": "reached", "act": "call", "next_on": "2020-01-01"}, "Pick a date from"),
        ({"outcome": "reached", "act": "call", "next_on": "2099-01-01"}, "is too far ahead"),
        ({"has": ["promise"], "pays_on": ahead(184)}, "is too far ahead: pick a date up to"),
        ({"has": ["dispute"], "answer_due_on": ahead(366)}, "is too far ahead"),
    ],
)
def test_what_cannot_be_written_down_keeps_what_was_typed(
    clerk: Client, customer: Customer, invoice: Invoice, values: dict, sentence: str
) -> None:
    response = wrap(clerk, customer, note="Typed with care.", **values)

    assert response.status_code == 422
    assert sentence in response.text
    assert "Typed with care." in response.text
    assert not Communication.objects.exists()
    assert not customer.tasks.exists()


def test_more_than_is_open_is_not_promised(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    response = wrap(clerk, customer, **promise(invoice, amount="2000"))

    assert response.status_code == 422
    assert "These invoices have 1,234.50 EUR open; promise up to that." in response.text


def test_an_invoice_is_promised_or_paid_and_not_both(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    both = promise(invoice) | {"has": ["promise", "paid"], "paid": [invoice.pk]}

    response = wrap(clerk, customer, **both)

    assert f"{invoice} is promised above: pick one of the two." in response.text
    assert not Promise.objects.exists()


def test_the_same_form_sent_twice_is_one_wrap_up(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    page = clerk.get(reverse("customers:detail", args=[customer.pk])).text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    values = promise(invoice) | {"once": once}

    wrap(clerk, customer, **values)
    response = wrap(clerk, customer, **values)

    assert response.status_code == 200
    assert Promise.objects.count() == 1


def test_what_is_added_to_a_form_that_was_sent_is_not_lost(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    page = clerk.get(reverse("customers:detail", args=[customer.pk])).text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    wrap(clerk, customer, outcome="reached", once=once)

    asked = wrap(clerk, customer, **promise(invoice) | {"outcome": "reached", "once": once})
    anew = re.search(r'name="once" value="([^"]+)"', asked.text)[1]
    saved = wrap(clerk, customer, **promise(invoice) | {"outcome": "reached", "once": anew})

    assert asked.status_code == 422
    assert "save once more what is new" in asked.text
    assert saved.status_code == 200
    assert Promise.objects.count() == 1


def test_what_comes_next_is_proposed_while_it_is_typed(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = spoke(customer, cause="cash_short")

    html = wrap(clerk, customer, "propose", **said, **promise(invoice)).text

    assert "Offer instalments" in html
    assert hidden(html)["proposed"].startswith("check_payment|")
    assert "You pay 1,234.50 EUR by" in html
    assert not Communication.objects.exists()


def test_a_day_that_somebody_picked_stays(clerk: Client, customer: Customer) -> None:
    picked = {"act": "write", "next_on": ahead(3), "next_at": "", "proposed": "call|2026-01-01|"}

    html = wrap(clerk, customer, "propose", **spoke(customer), **picked).text

    assert f'value="{ahead(3).isoformat()}"' in html
    assert '<option value="write" selected>' in html


def test_a_day_that_somebody_picked_leaves_the_rest_proposed(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    picked = {"act": "call", "next_on": ahead(9), "next_at": ""}
    said = spoke(customer) | promise(invoice) | picked | {"proposed": f"call|{ahead(1)}|"}

    html = wrap(clerk, customer, "propose", **said).text

    assert f'value="{ahead(9).isoformat()}"' in html
    assert '<option value="check_payment" selected>' in html


def test_an_hour_that_somebody_took_out_stays_out(clerk: Client, customer: Customer) -> None:
    day = ahead(1).isoformat()
    emptied = {"act": "call", "next_on": day, "next_at": "", "proposed": f"call|{day}|10:00"}

    html = wrap(clerk, customer, "propose", **spoke(customer, outcome="no_answer"), **emptied).text

    assert 'name="next_at" value=""' in html


def test_the_mail_goes_only_as_it_was_read(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = spoke(customer) | promise(invoice)

    unread = wrap(clerk, customer, **said, sends_mail="on")
    assert unread.status_code == 422
    assert "Read it as it stands now, then save once more." in unread.text
    read = hidden(wrap(clerk, customer, "propose", **said).text) | {"sends_mail": "on"}
    response = wrap(clerk, customer, **said | read)

    mail = Communication.objects.get(purpose="follow_up")
    assert "You pay 1,234.50 EUR by" in mail.text.replace("\n  ", " ")
    assert "Follow-up mail</b> goes to Femke Oldaal." in response.text


def test_the_mail_goes_as_it_was_changed_by_hand(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = spoke(customer) | promise(invoice)
    read = hidden(wrap(clerk, customer, "propose", **said).text) | {"sends_mail": "on"}

    own = read | {"mail_text": "Dear Femke,\r\n\r\nas agreed.", "mail_subject": "As agreed"}
    wrap(clerk, customer, **said | own)

    mail = Communication.objects.get(purpose="follow_up")
    assert mail.subject == "As agreed"
    assert mail.text.startswith("Dear Femke,\n\nas agreed.\nNora Berg")


def test_the_mail_can_be_stopped_and_what_was_agreed_stays(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    said = spoke(customer) | promise(invoice)
    read = hidden(wrap(clerk, customer, "propose", **said).text) | {"sends_mail": "on"}
    wrap(clerk, customer, **said | read)
    mail = Communication.objects.get(purpose="follow_up")

    response = clerk.post(reverse("customers:undo_mail", args=[mail.pk]), headers=HTMX)

    mail.refresh_from_db()
    assert mail.state == "cancelled"
    assert "The mail is stopped. What was agreed stays." in response.text
    assert Promise.objects.get().state == "open"


def test_no_mail_is_proposed_to_who_takes_none(clerk: Client, customer: Customer) -> None:
    customer.contacts.update(email_state="bounced")

    html = wrap(clerk, customer, "propose", **spoke(customer)).text

    assert "mail_text" not in html


def test_a_mail_that_cannot_go_any_more_is_not_forgotten(
    clerk: Client, customer: Customer, invoice: Invoice
) -> None:
    """The address was refused between the look and the act."""
    said = spoke(customer) | promise(invoice)
    read = hidden(wrap(clerk, customer, "propose", **said).text) | {"sends_mail": "on"}
    customer.contacts.update(email_state="bounced")

    response = wrap(clerk, customer, **said | read)

    assert response.status_code == 422
    assert "No mail can go to them now." in response.text
    assert not Promise.objects.exists()
